//! Texts of the mails (M43–M51), and of the viewer that shows them in the demonstration.

texts! {
    /// M43.
    mail_invitation_subject:
        "【USEN MEMBERS】会員登録のご案内（ご招待）" /
        "[USEN MEMBERS] Invitation to register";
    /// M45.
    mail_invitation_addressee(name): "{name}様" / "Dear {name},";
    /// M45.
    mail_invitation_welcome: "「USEN MEMBERS」へようこそ！" / "Welcome to USEN MEMBERS.";
    /// M46.
    mail_invitation_issued(company, name):
        "{company}様から{name}様宛にUSEN MEMBERSの各種サービスの管理画面にアクセスできるシェア・アカウントが発行されましたので、本メールにてお知らせいたします。" /
        "{company} has issued a share account for {name}, with which you can use the services of USEN MEMBERS.";
    /// M47.
    mail_invitation_register:
        "下記URLより初回登録後に、各種サービスの管理画面へアクセスが可能となります。" /
        "Register first at the link below; then you can use the services.";
    mail_invitation_button: "初回登録をはじめる" / "Start registration";
    mail_invitation_expiry(date_time):
        "このURLの有効期限は{date_time}です。登録が完了すると使えなくなります。" /
        "This link is valid until {date_time}. It stops working once you have registered.";
    mail_invitation_replaces:
        "以前お送りしたURLは使えません。" /
        "The link that we sent you earlier no longer works.";
    /// M49.
    mail_note_send_only:
        "※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。" /
        "Please do not reply to this e-mail; replies are not read.";
    /// M50.
    mail_note_unexpected:
        "※本手続きにお心当たりの無い場合はこのメールを破棄していただきますようお願い申し上げます。" /
        "If you were not expecting this e-mail, please delete it.";
    /// M51.
    mail_signature(company, site): "配信元：{company} {site}" / "Sent by {company} {site}";
    mail_addressee_shop(shop): "{shop}様" / "Dear {shop},";
    mail_addressee_person(shop, name): "{shop} {name}様" / "Dear {name} of {shop},";
    mail_addressee_mailbox: "USEN MEMBERSをご利用のお客様" / "Dear customer,";
    mail_about_user_id(user_id): "対象のユーザーID：{user_id}" / "User ID: {user_id}";
    mail_about_shop(shop): "店舗/事業所名：{shop}" / "Shop or office: {shop}";
    mail_note_help(phone, hours):
        "ご不明な点は {phone}（{hours}）までお問い合わせください。" /
        "Questions? Call {phone} ({hours}).";
    mail_link_expiry(date_time): "このURLの有効期限は{date_time}です。" / "This link is valid until {date_time}.";

    mail_reset_subject: "【USEN MEMBERS】パスワード再設定のご案内" / "[USEN MEMBERS] Set a new password";
    mail_reset_paragraph(minutes):
        "パスワード再設定のお申し込みを受け付けました。下記URLから、{minutes}分以内に新しいパスワードを設定してください。" /
        "You asked for a new password. Set it with the link below within {minutes} minute." |
        "You asked for a new password. Set it with the link below within {minutes} minutes.";
    mail_reset_button: "新しいパスワードを設定する" / "Set a new password";
    mail_reset_unexpected:
        "※お心当たりの無い場合は、このメールを破棄してください。パスワードは変更されません。" /
        "If you did not ask for this, please delete this e-mail. Your password stays as it is.";

    mail_password_changed_subject: "【USEN MEMBERS】パスワードを変更しました" / "[USEN MEMBERS] Your password has been changed";
    mail_password_changed_paragraph(date_time):
        "{date_time}に、パスワードが変更されました。" /
        "Your password was changed on {date_time}.";
    mail_change_advice:
        "お心当たりの無い場合は、すぐにパスワードを再設定し、お問い合わせください。" /
        "If it was not you, set a new password at once and contact us.";
    mail_user_id_changed_subject: "【USEN MEMBERS】ユーザーIDを変更しました" / "[USEN MEMBERS] Your user ID has been changed";
    mail_user_id_changed_paragraph(date_time):
        "{date_time}に、ユーザーIDが変更されました。次回から、下記の新しいユーザーIDでログインしてください。" /
        "Your user ID was changed on {date_time}. From now on, sign in with the new user ID below.";
    mail_passkey_added_subject: "【USEN MEMBERS】パスキーを追加しました" / "[USEN MEMBERS] A passkey has been added";
    mail_passkey_added_paragraph(date_time):
        "{date_time}に、パスキーが追加されました。" /
        "A passkey was added on {date_time}.";
    mail_passkey_advice:
        "お心当たりの無い場合は、すぐにパスワードを再設定し、マイ・アカウントの「端末・パスキー・操作履歴」からパスキーを削除してください。" /
        "If it was not you, set a new password at once, and remove the passkey under \"Devices, passkeys and history\" in \"My account\".";
    mail_passkey_removed_subject: "【USEN MEMBERS】パスキーを削除しました" / "[USEN MEMBERS] A passkey has been removed";
    mail_passkey_removed_paragraph(date_time):
        "{date_time}に、パスキーが削除されました。" /
        "A passkey was removed on {date_time}.";

    mail_reminder_subject: "【USEN MEMBERS】ユーザーIDのお知らせ" / "[USEN MEMBERS] Your user IDs";
    mail_reminder_paragraph(minutes, count):
        "このメールアドレスで登録されているユーザーID（{count}件）をお知らせします。パスワードもお忘れの場合は、それぞれのURLから、{minutes}分以内に新しいパスワードを設定してください。" /
        "These are the user IDs registered with this address ({count}). If you forgot a password, too, set a new one with its link within {minutes} minute." |
        "These are the user IDs registered with this address ({count}). If you forgot a password, too, set a new one with its link within {minutes} minutes.";
    mail_reminder_user_id(user_id): "ユーザーID：{user_id}" / "User ID: {user_id}";
    mail_reminder_unregistered:
        "ユーザーIDは未登録です。招待メールのURLから初回登録をしてください。" /
        "No user ID yet. Please register with the link in your invitation.";
    mail_reminder_shop(shop): "店舗/事業所名：{shop}" / "Shop or office: {shop}";
    mail_reminder_kind(kind, state): "{kind}（{state}）" / "{kind} ({state})";
    mail_reminder_name(name): "ユーザー氏名：{name}" / "User name: {name}";

    mail_email_confirmation_subject: "【USEN MEMBERS】メールアドレス変更のご確認" / "[USEN MEMBERS] Confirm your new e-mail address";
    mail_email_confirmation_paragraph(email):
        "メールアドレスを {email} に変更するお申し込みを受け付けました。下記URLを開き、「メールアドレスを変更する」を押すと変更が完了いたします。" /
        "You asked to change your e-mail address to {email}. Open the link below and press \"Change e-mail address\" to complete the change.";
    mail_email_confirmation_button: "変更を確認する" / "Confirm the change";
    mail_email_confirmation_unexpected:
        "※お心当たりの無い場合は、このメールを破棄してください。メールアドレスは変更されません。" /
        "If you did not ask for this, please delete this e-mail. Nothing will be changed.";
    mail_email_requested_subject:
        "【USEN MEMBERS】メールアドレス変更のお申し込みがありました" /
        "[USEN MEMBERS] Request to change your e-mail address";
    mail_email_requested_paragraph(date_time, email):
        "{date_time}に、メールアドレスを {email} に変更するお申し込みがありました。新しいメールアドレスで確認されるまで、変更されません。" /
        "On {date_time} we received a request to change your e-mail address to {email}. Nothing changes until it is confirmed from the new address.";
    mail_email_withdraw_advice:
        "お心当たりの無い場合は、下記URLを開き、「変更を取り消す」を押してください。そのあと、パスワードを再設定してください。" /
        "If it was not you, open the link below and press \"Cancel the change\". Then set a new password.";
    mail_email_withdraw_button: "変更を取り消す" / "Cancel the change";
    mail_email_changed_subject: "【USEN MEMBERS】メールアドレスを変更しました" / "[USEN MEMBERS] Your e-mail address has been changed";
    mail_email_changed_paragraph(date_time):
        "{date_time}に、メールアドレスがこのアドレスに変更されました。" /
        "On {date_time} your e-mail address was changed to this one.";
    mail_email_changed_advice:
        "今後のお知らせは、このアドレスにお送りします。" /
        "From now on we will write to this address.";
    mail_email_changed_from_paragraph(date_time, email):
        "{date_time}に、メールアドレスが {email} に変更されました。今後、このアドレスにはお知らせをお送りしません。" /
        "On {date_time} your e-mail address was changed to {email}. We will not write to this address any more.";
    mail_email_undo_advice:
        "お心当たりの無い場合は、下記URLを開き、「元のメールアドレスに戻す」を押してください。すべての端末からログアウトします。" /
        "If it was not you, open the link below and press \"Go back to the old address\". Every device will be signed out.";
    mail_email_undo_button: "元のメールアドレスに戻す" / "Go back to the old address";
    mail_email_restored_subject: "【USEN MEMBERS】メールアドレスを元に戻しました" / "[USEN MEMBERS] Your e-mail address has been restored";
    mail_email_restored_paragraph(date_time):
        "{date_time}に、メールアドレスがこのアドレスに戻されました。すべての端末からログアウトし、手続き中の変更も取り消しました。" /
        "On {date_time} your account went back to this address. Every device was signed out, and changes under way were cancelled.";
    mail_email_restored_advice:
        "安全のため、続けてパスワードを再設定してください。" /
        "For your safety, set a new password now.";

    mail_new_device_subject: "【USEN MEMBERS】新しい端末からのログインがありました" / "[USEN MEMBERS] Sign-in from a new device";
    mail_new_device_paragraph:
        "これまで使われていない端末から、ログインがありました。" /
        "Somebody signed in from a device that was not used before.";
    mail_new_device_at(date_time): "日時：{date_time}" / "Time: {date_time}";
    mail_new_device_on(system, browser): "端末：{system}・{browser}" / "Device: {browser} on {system}";
    mail_new_device_unknown: "端末：不明" / "Device: unknown";
    mail_new_device_from(network): "接続元：{network}" / "Connected from: {network}";
    mail_new_device_own: "ご自身のログインであれば、何もする必要はありません。" / "If it was you, there is nothing to do.";
    mail_new_device_foreign:
        "お心当たりの無い場合は、下記URLを開き、「すべての端末からログアウトする」を押してください。続けて、パスワード再設定のメールをお送りします。" /
        "If it was not you, open the link below and press \"Sign out all devices\". We will then e-mail you a link for setting a new password.";
    mail_new_device_button: "すべての端末からログアウトする" / "Sign out all devices";


    outbox_heading: "送信メール（デモ）" / "Sent e-mails (demonstration)";
    outbox_note:
        "デモ用の画面です。実際のメールは送信されません。" /
        "This page is for the demonstration. No e-mail is really sent.";
    outbox_empty: "メールはまだありません。" / "There are no e-mails yet.";
    outbox_to: "宛先" / "To";
    outbox_subject: "件名" / "Subject";
    outbox_date: "日時" / "Date";
    outbox_html: "HTML" / "HTML";
    outbox_back: "メール一覧に戻る" / "Back to the list of e-mails";
}
