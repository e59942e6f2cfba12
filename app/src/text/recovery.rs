//! Texts for those who have forgotten their password, or their ID and password (M20–M24).

texts! {
    /// M80.
    reset_heading: "パスワード再設定" / "Reset password";
    /// M21.
    reset_paragraph:
        "ログインIDとメールアドレスを入力し「送信する」をクリックしてください。" /
        "Enter your sign-in ID and e-mail address, then press \"Send\".";
    reset_user_id: "ログインID（ユーザーID）" / "Sign-in ID (user ID)";
    reset_email: "メールアドレス" / "E-mail address";
    /// M21.
    reset_submit: "送信する" / "Send";
    reset_sent_heading: "メールをご確認ください" / "Check your e-mail";
    reset_sent_paragraph(minutes):
        "入力された内容が登録と一致する場合は、パスワード再設定用のURLをメールで送信しました。{minutes}分以内に設定してください。" /
        "If what you entered matches our records, we have e-mailed you a link for setting a new password. Set it within {minutes} minute." |
        "If what you entered matches our records, we have e-mailed you a link for setting a new password. Set it within {minutes} minutes.";
    reset_sent_help(domain):
        "届かない場合：迷惑メールフォルダーを確認し、{domain} からのメールを受信できるように設定してください。" /
        "If it does not arrive, check your junk folder and allow e-mails from {domain}.";
    reset_sent_again: "もう一度送信する" / "Send again";
    reset_sent_recover_paragraph:
        "「ユーザーIDとパスワードを忘れた方」から送信した場合は、登録のあるメールアドレスに限り、ユーザーIDもメールでお知らせします。" /
        "If you used \"Forgot your user ID and password\", the e-mail also lists your user IDs, provided that the address is registered with us.";
    reset_error_user_id_empty: "ログインIDが入力されていません。" / "Enter your sign-in ID.";
    reset_error_customer_code:
        "お客様番号は9桁の数字で入力してください。" /
        "The customer number has 9 digits.";
    recover_customer_code_label: "お客様番号（任意）" / "Customer number (optional)";
    recovery_help_heading: "お困りの方へ" / "Need help?";
    recover_customer_code_hint: "9桁の数字" / "9 digits";
    reset_new_about(user_id, shop):
        "{shop} ユーザーID「{user_id}」" /
        "User ID \"{user_id}\" of {shop}";
    reset_new_ends:
        "新しいパスワードを設定すると、ログイン中のすべての端末からログアウトします。新しいパスワードでログインしてください。" /
        "Setting a new password signs out every device. Sign in again with the new password.";
    reset_new_other(user_id):
        "この端末では {user_id} でログイン中です。" /
        "On this device you are signed in as {user_id}.";
    reset_new_heading: "新しいパスワードの設定" / "Set a new password";
    reset_new_password: "新しいパスワード" / "New password";
    reset_new_submit: "パスワードを設定する" / "Set password";
    reset_used_heading: "新しいパスワードは設定済みです" / "The new password has been set";
    reset_used_paragraph:
        "このURLから、すでに新しいパスワードが設定されています。設定したパスワードでログインしてください。" /
        "A new password has already been set with this link. Sign in with that password.";
    reset_used_link: "ログインへ" / "Sign in";
    reset_used_again: "パスワードをもう一度設定する" / "Set another password";
    reset_gone_heading: "このURLは使えません" / "This link cannot be used";
    reset_gone_paragraph:
        "有効期限が切れているか、すでに使われています。もう一度手続きしてください。" /
        "It has expired or has been used. Start again.";
    reset_gone_link: "パスワード再設定へ" / "Reset password";

    /// M19.
    recover_heading: "ユーザーIDとパスワードを忘れた方" / "Forgot your user ID and password";
    recover_paragraph:
        "登録したメールアドレスを入力してください。お客様番号がわかる場合は、あわせて入力してください。ユーザーIDと、パスワード再設定用のURLをメールで送信します。" /
        "Enter your registered e-mail address, and your customer number if you know it. We will e-mail you your user IDs and links for setting a new password.";
    recover_email: "メールアドレス" / "E-mail address";

    recovery_phone_paragraph: "お電話でもお手続きを承ります。" / "We can also help you by telephone.";
    recovery_phone_prepare:
        "お電話の前に、お客様番号または店舗名をご用意ください。" /
        "Please have your customer number or the name of your shop ready.";
    recovery_phone_share:
        "シェアアカウントをお使いの方は、お店のご担当者にもご確認いただけます。" /
        "If you use a share account, you can also ask the manager of your shop.";
    recovery_sign_in_link: "ログインに戻る" / "Back to sign-in";

    mail_carrier_hint(domain):
        "docomo・au・SoftBankなどのメールをお使いの方は、{domain} からのメールとURL付きメールを受信できるように設定してください。" /
        "If your e-mail address is with docomo, au, SoftBank or the like, allow e-mails from {domain} and e-mails that contain links.";
}
