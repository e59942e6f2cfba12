//! Texts of my account: user ID, e-mail address, password, shop (M70–M81, D3, D10).

texts! {
    account_title: "マイ・アカウント" / "My account";
    /// M70.
    account_security_heading: "アカウント/セキュリティ" / "Account / security";
    account_change_label(what): "{what}を変更" / "Change {what}";
    email_change_heading: "メールアドレスの変更" / "Change e-mail address";
    /// M70.
    account_user_id: "ユーザーID" / "User ID";
    /// M70.
    account_customer_code: "お客様番号" / "Customer number";
    /// M70.
    account_email: "メールアドレス" / "E-mail address";
    /// M70.
    account_password: "パスワード" / "Password";
    /// M70.
    account_password_masked: "*****" / "*****";
    account_password_masked_label: "（表示しません）" / "(not shown)";
    /// M72.
    account_shop_heading: "店舗/事業所情報" / "Shop / office information";
    /// M72.
    account_shop_name: "店舗/事業所名" / "Shop or office name";
    account_kind_label: "アカウントの種類" / "Account type";
    account_password_advice:
        "パスワードがほかの人に知られたおそれがあるときは、すぐに変更してください。" /
        "If somebody else may know your password, change it at once.";
    account_throttled(minutes):
        "操作が続いたため、しばらくお手続きできません。{minutes}分後にもう一度お試しください。" /
        "You have tried too many times. Try again in {minutes} minute." |
        "You have tried too many times. Try again in {minutes} minutes.";

    /// M74.
    user_id_heading: "ユーザーIDの変更" / "Change user ID";
    /// M74.
    user_id_current: "現在のユーザーID" / "Current user ID";
    /// M74.
    user_id_new: "変更するユーザーID" / "New user ID";
    /// M74.
    user_id_hint: "半角英数字・8文字以上" / "Letters (a–z) and digits, 8 or more characters";
    /// M75.
    user_id_check: "登録可能か確認する" / "Check if it is available";
    user_id_password_current: "現在のパスワード" / "Current password";
    user_id_password_new:
        "新しいパスワード（変更する場合のみ）" /
        "New password (only to change it)";
    /// M76.
    user_id_password_warning:
        "新しいパスワードを入力すると、以前のパスワードが上書きされますのでご注意ください。" /
        "Note: a new password entered here replaces your current one.";
    user_id_password_current_hint:
        "安全のため、現在のパスワードを入力してください。" /
        "For your safety, enter your current password.";
    user_id_sessions_note:
        "変更すると、この端末以外からはログアウトします。お知らせのメールもお送りします。" /
        "The change signs out every device but this one. We will also tell you by e-mail.";
    user_id_done_password:
        "ユーザーIDとパスワードを変更しました。次回から新しいユーザーIDとパスワードでログインしてください。" /
        "Your user ID and password have been changed. Use them from your next sign-in.";
    user_id_changed_meanwhile:
        "ユーザーIDは、ほかの端末で先に変更されました。画面を開き直してください。" /
        "The user ID was just changed on another device. Open this page again.";
    user_id_done:
        "ユーザーIDを変更しました。次回から新しいユーザーIDでログインしてください。" /
        "Your user ID has been changed. Use it from your next sign-in.";
    user_id_same:
        "現在のユーザーIDと同じです。別のユーザーIDを入力してください。" /
        "This is your current user ID. Enter another one.";

    /// M77.
    email_heading: "新しいメールアドレスを入力してください。" / "Enter the new e-mail address.";
    /// M77.
    email_field: "メールアドレス" / "E-mail address";
    /// M78.
    email_note:
        "確認用の自動メールが送信されます。届きましたら、内容を確認しURLをクリックしていただくと変更が完了いたします。" /
        "We will send you a confirmation e-mail. When it arrives, check it and open the link in it to complete the change.";
    email_sent(hours, email):
        "{email} に確認用のメールを送信しました。{hours}時間以内にメールのURLを開いてください。それまでは現在のメールアドレスのままです。" /
        "We have sent a confirmation e-mail to {email}. Open the link in it within {hours} hour. Until then your address stays as it is." |
        "We have sent a confirmation e-mail to {email}. Open the link in it within {hours} hours. Until then your address stays as it is.";
    email_pending(email): "変更の確認待ち：{email}" / "Waiting for confirmation: {email}";
    email_pending_resend: "再送信" / "Resend";
    email_pending_withdraw: "取り消す" / "Cancel the change";
    email_pending_until(date_time):
        "メールのURLの有効期限：{date_time}" /
        "The link in the e-mail is valid until {date_time}";
    email_pending_queued: "確認用のメールを送信しています。" / "The confirmation e-mail is on its way.";
    email_pending_expired:
        "メールのURLの有効期限が切れています。「再送信」を押すと、新しいメールをお送りします。" /
        "The link in the e-mail has expired. Press \"Resend\" to get a new one.";
    email_pending_undeliverable:
        "確認用のメールを配信できませんでした。メールアドレスをご確認のうえ、もう一度「変更」からお手続きください。" /
        "The confirmation e-mail could not be delivered. Check the address, then press \"Change\" to start again.";
    email_withdrawn:
        "メールアドレスの変更を取り消しました。" /
        "The change of your e-mail address has been cancelled.";
    email_nothing_pending:
        "確認待ちの変更はありません。" /
        "There is no change waiting for confirmation.";
    email_sessions_note:
        "変更が完了すると、メールのURLを開いた端末を除き、すべての端末からログアウトします。" /
        "When the change is complete, every device is signed out except the one on which you opened the link.";
    email_confirm_about(user_id, shop):
        "対象：{shop} ユーザーID「{user_id}」" /
        "For the user ID \"{user_id}\" of {shop}";
    email_confirm_old(email): "現在のメールアドレス：{email}" / "Current address: {email}";
    email_confirm_ends:
        "変更すると、このアカウントでログイン中のほかの端末からはログアウトします。" /
        "The change signs out the other devices that use this account.";
    email_undo_heading: "メールアドレスの変更の取り消し" / "Undo the change of e-mail address";
    email_undo_paragraph(email):
        "下のボタンを押すと、メールアドレスを {email} に戻します。すべての端末からログアウトし、手続き中の変更も取り消します。" /
        "Press the button below to go back to {email}. Every device will be signed out, and any change under way is cancelled.";
    email_call_off_paragraph(email):
        "下のボタンを押すと、メールアドレス変更のお申し込みを取り消します。メールアドレスは {email} のままです。" /
        "Press the button below to cancel the requested change. Your address stays {email}.";
    email_call_off_submit: "変更を取り消す" / "Cancel the change";
    email_called_off_next:
        "お心当たりのないお申し込みだった場合は、ログイン画面からパスワードを再設定してください。" /
        "If the request was not yours, set a new password from the sign-in page.";
    email_undo_submit: "元のメールアドレスに戻す" / "Go back to the old address";
    email_undone: "メールアドレスを元に戻しました。" / "Your old e-mail address has been restored.";
    email_undone_next:
        "お心当たりのない変更だった場合は、続けてパスワードを再設定してください。" /
        "If the change was not yours, set a new password now.";
    email_called_off: "メールアドレスの変更を取り消しました。現在のメールアドレスのままです。" / "The change has been cancelled. Your address stays as it is.";
    email_gone_paragraph:
        "有効期限が切れているか、すでに使われたか、取り消されています。マイ・アカウントで現在のメールアドレスをご確認ください。" /
        "It has expired, has been used, or was cancelled. See your current address in \"My account\".";
    email_gone_link: "マイ・アカウントへ" / "To My account";
    email_done_next: "マイ・アカウントへ" / "To My account";
    email_confirm_heading: "メールアドレスの変更" / "Change e-mail address";
    email_confirm_paragraph(email):
        "新しいメールアドレス：{email}。下のボタンを押すと変更が完了します。" /
        "New address: {email}. Press the button below to complete the change.";
    email_confirm_submit: "メールアドレスを変更する" / "Change e-mail address";
    email_done: "メールアドレスを変更しました。" / "Your e-mail address has been changed.";
    email_same:
        "現在のメールアドレスと同じです。別のメールアドレスを入力してください。" /
        "This is your current e-mail address. Enter another one.";

    /// M80.
    password_reset_heading: "パスワード再設定" / "Reset password";
    /// M80.
    password_reset_paragraph:
        "パスワード再発行手続き用のURLをメールで送信します。" /
        "We will e-mail you a link for setting a new password.";
    password_reset_sent(minutes, email):
        "{email} にメールを送信しました。メールのURLから、{minutes}分以内に新しいパスワードを設定してください。" /
        "An e-mail was sent to {email}. Set a new password from its link within {minutes} minute." |
        "An e-mail was sent to {email}. Set a new password from its link within {minutes} minutes.";

    password_reset_throttled(minutes):
        "続けて送信できません。{minutes}分後にもう一度お試しください。" /
        "You cannot send another e-mail so soon. Try again in {minutes} minute." |
        "You cannot send another e-mail so soon. Try again in {minutes} minutes.";
    password_reset_address(email): "送信先：{email}" / "To: {email}";

    reauthenticate_missing:
        "現在のパスワードが入力されていません。" /
        "Enter your current password.";
    reauthenticate_wrong:
        "現在のパスワードが正しくありません。もう一度入力してください。" /
        "The current password is not correct. Enter it again.";
}
