//! Texts of sessions and devices, passkeys, 本人確認 and the history (D10, X5, X6, X9).

use super::Language;

texts! {
    security_title: "端末・パスキー・操作履歴" / "Devices, passkeys and history";
    security_link: "端末・パスキー・操作履歴" / "Devices, passkeys and history";
    security_link_paragraph:
        "ログイン中の端末の確認、パスキーの追加、操作履歴の表示ができます。" /
        "See where you are signed in, add passkeys, and look at the history.";
    devices_heading: "ログイン中の端末" / "Where you are signed in";
    devices_paragraph:
        "見覚えのない端末があるときは、「確認・変更」を押してその端末からログアウトし、パスワードを再設定してください。" /
        "If you do not recognise a device, press \"Details\" to sign it out, then set a new password.";
    device_this: "この端末" / "This device";
    device_shared: "共用の端末" / "Shared device";
    device_remembered: "自動ログイン" / "Stays signed in";
    device_unknown: "不明な端末" / "Unknown device";
    device_described(system, browser): "{system}・{browser}" / "{browser} on {system}";
    device_first_used(date_time): "ログイン：{date_time}" / "Signed in: {date_time}";
    device_last_used(date_time): "最終利用：{date_time}" / "Last used: {date_time}";
    device_network(network): "接続元：{network}" / "Connected from: {network}";
    device_details: "確認・変更" / "Details";
    device_details_label(name): "{name}を確認・変更" / "Details of {name}";
    device_title: "端末の確認" / "Device";
    device_name: "端末の名前" / "Name of the device";
    device_name_hint:
        "例：レジ横のタブレット。空欄にすると、名前が消えます。" /
        "For example: tablet at the till. Leave it empty to remove the name.";
    device_name_submit: "名前を保存" / "Save name";
    device_name_done: "端末の名前を保存しました。" / "The name of the device has been saved.";
    device_name_long: "端末の名前は50文字以内で入力してください。" / "The name must be 50 characters or fewer.";
    device_name_character:
        "端末の名前に使えない文字が含まれています。" /
        "The name has a character that cannot be used.";
    device_sign_out_heading: "端末からログアウト" / "Sign out this device";
    device_sign_out_paragraph:
        "ログアウトした端末では、もう一度ログインするまでUSEN MEMBERSを利用できません。" /
        "USEN MEMBERS cannot be used on the device until somebody signs in on it again.";
    device_sign_out: "ログアウトする" / "Sign out";
    device_sign_out_done: "端末からログアウトしました。" / "The device has been signed out.";
    device_gone: "その端末は、すでにログアウトしています。" / "That device has already been signed out.";
    devices_others_heading: "ほかの端末からログアウト" / "Sign out everywhere else";
    devices_others_paragraph:
        "この端末以外の、すべての端末からログアウトします。" /
        "Signs out every device but this one.";
    devices_others_submit: "ほかのすべての端末からログアウトする" / "Sign out all other devices";
    devices_others_done: "ほかのすべての端末からログアウトしました。" / "All other devices have been signed out.";
    devices_others_none: "ほかにログイン中の端末はありません。" / "You are not signed in anywhere else.";

    passkeys_heading: "パスキー" / "Passkeys";
    passkeys_paragraph:
        "指紋、顔、画面ロックの暗証番号でログインできます。パスワードは、これまでどおり使えます。" /
        "Sign in with your fingerprint, your face or your device's PIN. Your password still works.";
    passkeys_empty: "パスキーはまだありません。" / "There are no passkeys yet.";
    passkeys_full:
        "パスキーはこれ以上追加できません。使わなくなったパスキーを削除すると、追加できます。" /
        "You cannot add any more passkeys. Remove one that is no longer used first.";
    passkeys_not_on_shared_device:
        "共用の端末では、パスキーを追加できません。ご自身の端末でログインして追加してください。" /
        "You cannot add a passkey on a shared device. Sign in on a device of your own to add one.";
    passkeys_need_script:
        "パスキーを追加するには、ブラウザーのJavaScriptを有効にしてください。" /
        "To add a passkey, turn on JavaScript in your browser.";
    passkey_name: "パスキーの名前" / "Name of the passkey";
    passkey_name_hint: "例：店長のiPhone、レジ横のタブレット" / "For example: my iPhone, tablet at the till";
    passkey_name_empty: "パスキーの名前が入力されていません。" / "Enter a name for the passkey.";
    passkey_name_long: "パスキーの名前は50文字以内で入力してください。" / "The name must be 50 characters or fewer.";
    passkey_name_character:
        "パスキーの名前に使えない文字が含まれています。" /
        "The name has a character that cannot be used.";
    passkey_add: "パスキーを追加する" / "Add a passkey";
    passkey_added(name): "パスキー「{name}」を追加しました。" / "The passkey \"{name}\" has been added.";
    passkey_add_failed:
        "パスキーを追加できませんでした。もう一度お試しください。" /
        "The passkey could not be added. Try again.";
    passkey_created_at(date_time): "追加：{date_time}" / "Added: {date_time}";
    passkey_used_at(date_time): "最終利用：{date_time}" / "Last used: {date_time}";
    passkey_unused: "まだ使われていません" / "Not used yet";
    passkey_title: "パスキーの変更" / "Passkey";
    passkey_details: "変更" / "Change";
    passkey_details_label(name): "{name}を変更" / "Change {name}";
    passkey_renamed: "パスキーの名前を変更しました。" / "The name of the passkey has been changed.";
    passkey_remove_heading: "パスキーの削除" / "Remove this passkey";
    passkey_remove_paragraph:
        "削除したあとは、パスワードかほかのパスキーでログインしてください。" /
        "After that, sign in with your password or another passkey.";
    passkey_remove: "パスキーを削除する" / "Remove passkey";
    passkey_removed(name): "パスキー「{name}」を削除しました。" / "The passkey \"{name}\" has been removed.";
    passkey_sign_in: "パスキーでログイン" / "Sign in with a passkey";
    passkey_failed:
        "パスキーを確認できませんでした。もう一度お試しいただくか、パスワードを入力してください。" /
        "Your passkey could not be verified. Try again, or enter your password.";
    passkey_prove: "パスキーで本人確認する" / "Confirm with a passkey";

    history_title: "操作履歴" / "History";
    history_paragraph_parent:
        "お店のアカウントで行われた操作を、新しい順に表示します。" /
        "Everything done with your shop's accounts, newest first.";
    history_paragraph_share:
        "このアカウントで行われた操作を、新しい順に表示します。" /
        "Everything done with this account, newest first.";
    history_link: "操作履歴を見る" / "View history";
    history_at: "日時" / "Time";
    history_event: "操作" / "Action";
    history_actor: "操作した人" / "Done by";
    history_target: "対象" / "Account affected";
    history_device: "端末" / "Device";
    history_network: "接続元" / "Connected from";
    history_result: "結果" / "Result";
    history_unknown: "不明" / "Unknown";
    history_invitee: "招待された方" / "The invitee";
    history_at_the_code: "QRコードを読み取った方" / "Person who scanned the QR code";
    history_operator: "運営担当者" / "Support staff";
    history_mail_server: "自動（メールの配信）" / "Automatic (e-mail delivery)";
    history_person_deleted(name): "{name}（削除済み）" / "{name} (deleted)";
    history_none: "—" / "–";
    history_success: "成功" / "Done";
    history_failure: "失敗" / "Failed";
    history_filter_person: "人" / "Person";
    history_filter_kind: "操作の種類" / "Type of action";
    history_filter_everyone: "すべての人" / "Everyone";
    history_filter_everything: "すべての操作" / "Everything";
    history_filter_submit: "絞り込む" / "Show";
    history_filter_clear: "絞り込みを解除" / "Show everything";
    history_empty: "操作履歴はまだありません。" / "There is no history yet.";
    history_filter_none: "この条件に合う操作履歴はありません。" / "No actions match this filter.";
    history_download: "CSVをダウンロード" / "Download CSV";
    history_count(count): "{count}件" / "{count} entry" | "{count} entries";
    history_kind_sign_in: "ログインと端末" / "Sign-in and devices";
    history_kind_account: "アカウントの変更" / "Changes to accounts";
    history_kind_share_accounts: "シェアアカウント" / "Share accounts";
    history_kind_cart: "USEN CART" / "USEN CART";

    event_signed_in: "ログイン" / "Signed in";
    event_sign_in_failed: "ログインの失敗" / "Failed sign-in";
    event_sign_in_limited: "ログインの一時停止（失敗が続いたため）" / "Sign-in paused after too many failed tries";
    event_signed_out: "ログアウト" / "Signed out";
    event_remembered_reused:
        "使用済みの自動ログインの再使用（ログインを止めました）" /
        "Automatic sign-in used twice (blocked)";
    event_new_device: "新しい端末からのログイン" / "Sign-in from a new device";
    event_proof_failed: "本人確認の失敗" / "Identity check failed";
    event_device_signed_out: "端末からのログアウト" / "Device signed out";
    event_others_signed_out: "ほかの全端末からのログアウト" / "All other devices signed out";
    event_all_signed_out: "全端末からのログアウト（メールから）" / "All devices signed out (from the e-mail)";
    event_password_reset_requested: "パスワード再設定の申し込み" / "Password reset requested";
    event_password_changed: "パスワードの変更" / "Password changed";
    event_user_id_changed: "ユーザーIDの変更" / "User ID changed";
    event_email_change_requested: "メールアドレス変更の申し込み" / "E-mail address change requested";
    event_email_change_withdrawn: "メールアドレス変更の取り消し" / "E-mail address change cancelled";
    event_email_changed: "メールアドレスの変更" / "E-mail address changed";
    event_email_restored: "メールアドレスを元に戻す" / "E-mail address restored";
    event_email_confirmed: "メールアドレスの確認" / "E-mail address confirmed";
    event_passkey_added: "パスキーの追加" / "Passkey added";
    event_passkey_renamed: "パスキーの名前の変更" / "Passkey renamed";
    event_passkey_removed: "パスキーの削除" / "Passkey removed";
    event_share_account_invited: "シェアアカウントの追加" / "Share account added";
    event_invitation_resent: "招待メールの再送信" / "Invitation resent";
    event_invitation_requested:
        "招待メールの再送信の依頼（ご本人）" /
        "New invitation requested by the invited person";
    event_invitation_declined: "招待の辞退" / "Invitation declined";
    event_invitation_corrected: "招待先メールアドレスの訂正" / "Invitation address corrected";
    event_share_account_renamed: "ユーザー名の変更" / "User name changed";
    event_share_account_deleted: "シェアアカウントの削除" / "Share account deleted";
    event_in_person_started: "対面での登録の開始" / "Registration in person started";
    event_in_person_number_wrong:
        "対面での登録の確認番号の間違い" /
        "Wrong confirmation number (registration in person)";
    event_share_account_added_in_person: "シェアアカウントの追加（対面）" / "Share account added in person";
    event_in_person_stopped: "対面での登録の中止" / "Registration in person stopped";
    event_registered: "初回登録" / "First registration";
    event_cart_opened: "USEN CARTの利用" / "USEN CART opened";
    event_service_opened: "SSO連携サービスの利用" / "Single-sign-on service opened";
    event_points_corrected: "ポイントの訂正" / "Points corrected";
    event_mail_bounced: "メール配信の失敗" / "E-mail not delivered";

    alert_title: "ログインの確認" / "Check this sign-in";
    alert_paragraph(user_id, shop):
        "{shop} のユーザーID「{user_id}」に、新しい端末からログインがありました。" /
        "Somebody signed in from a new device with the user ID \"{user_id}\" of {shop}.";
    alert_foreign:
        "お心当たりのない場合は、下のボタンを押してください。すべての端末からログアウトし、パスワード再設定のメールをお送りします。" /
        "If it was not you, press the button below. Every device will be signed out, and we will e-mail you a link for setting a new password.";
    alert_own: "ご自身のログインであれば、何もする必要はありません。" / "If it was you, there is nothing to do.";
    alert_gone_paragraph:
        "有効期限が切れているか、すでに使われています。お心当たりのないログインがあったときは、パスワードを再設定してください。" /
        "It has expired or has been used. If somebody else signed in, set a new password.";
    alert_submit: "すべての端末からログアウトする" / "Sign out all devices";
    alert_done_again:
        "メールが届かないとき・期限が切れたとき" /
        "If the e-mail does not arrive, or its link has expired";
    alert_done_title: "すべての端末からログアウトしました" / "All devices have been signed out";
    alert_done_paragraph:
        "パスワード再設定のメールをお送りしました。メールのURLから、新しいパスワードを設定してください。" /
        "We have sent you an e-mail for setting a new password. Please set one with the link in it.";
}

impl Language {
    /// What the history calls a result.
    pub const fn history_result_name(self, failed: bool) -> &'static str {
        if failed {
            self.history_failure()
        } else {
            self.history_success()
        }
    }
}
