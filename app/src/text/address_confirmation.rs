//! Texts about the address of who registered in person (X10).

texts! {
    address_heading: "メールアドレスの確認" / "Confirm your e-mail address";
    address_paragraph:
        "USEN CARTを利用するには、メールアドレスの確認が必要です。次のメールアドレスに、確認用のメールを送信しました。" /
        "Before you can use USEN CART, your e-mail address has to be confirmed. We have sent an e-mail to this address:";
    address_open_mail:
        "メールのURLを開き、「メールアドレスを確認する」を押してください。" /
        "Open the link in the e-mail and press \"Confirm e-mail address\".";
    address_resend: "メールを再送信する" / "Resend the e-mail";
    address_correct: "メールアドレスを変更する" / "Change e-mail address";
    address_sent_again(email):
        "{email} に確認用のメールを送信しました。以前のメールのURLは使えません。" /
        "We have sent an e-mail to {email}. The link in the earlier e-mail no longer works.";
    address_undeliverable:
        "確認用のメールを配信できませんでした。メールアドレスが違う場合は、「メールアドレスを変更する」を押してください。" /
        "The confirmation e-mail could not be delivered. If the address is wrong, press \"Change e-mail address\".";
    address_needed_for_cart:
        "メールアドレスの確認が済むと、USEN CARTを利用できます。" /
        "You can use USEN CART once your e-mail address is confirmed.";
    address_needed_link: "メールアドレスの確認へ" / "Confirm e-mail address";
    address_registered_next(email):
        "USEN CARTを利用するには、{email} に送信したメールのURLを開いてください。" /
        "To use USEN CART, open the link in the e-mail that we have sent to {email}.";

    address_confirm_email(email): "メールアドレス：{email}" / "E-mail address: {email}";
    address_confirm_paragraph:
        "「メールアドレスを確認する」を押すと、確認が完了します。" /
        "Press \"Confirm e-mail address\" to confirm it.";
    address_user_id_hint:
        "初回登録で登録したユーザーIDを入力し、「メールアドレスを確認する」を押してください。" /
        "Enter the user ID that you registered, and press \"Confirm e-mail address\".";
    address_error_user_id:
        "ユーザーIDが違います。初回登録で登録したユーザーIDを入力してください。" /
        "This is not the user ID. Enter the one that you registered.";
    address_error_user_id_unsaid:
        "ユーザーIDが入力されていないか、違っています。" /
        "The user ID is missing or wrong.";
    address_confirm_submit: "メールアドレスを確認する" / "Confirm e-mail address";
    address_confirmed: "メールアドレスを確認しました" / "Your e-mail address has been confirmed";
    address_confirmed_next: "USEN CARTを利用できます。" / "You can use USEN CART now.";
    address_confirmed_reset: "パスワードを忘れた方はこちら" / "Forgot your password?";
    address_gone_paragraph:
        "有効期限が切れているか、新しいメールを送信済みです。一番新しいメールのURLを開くか、ログインしてメールを再送信してください。" /
        "It has expired, or a newer e-mail was sent. Open the link in the newest one, or sign in to have it sent again.";
    address_gone_link: "メールを再送信する" / "Resend the e-mail";

    share_address_unconfirmed:
        "メールアドレスの確認待ち。ご本人が確認用のメールのURLを開き、「メールアドレスを確認する」を押すと、USEN CARTを利用できます。" /
        "E-mail address not confirmed yet. USEN CART can be used once they open the link in the confirmation e-mail and press \"Confirm e-mail address\".";
    share_confirmation_failed(at): "確認用のメール：送信失敗（{at}）" / "Confirmation e-mail: not delivered ({at})";
    share_confirmation_failed_next:
        "ご本人がログインし、マイ・アカウントから正しいメールアドレスに変更できます。" /
        "They can sign in and enter the right address in \"My account\".";

    mail_address_confirmation_subject:
        "【USEN MEMBERS】メールアドレスのご確認" /
        "[USEN MEMBERS] Confirm your e-mail address";
    mail_address_confirmation_paragraph:
        "USEN MEMBERSにご登録いただき、ありがとうございます。下記URLを開き、「メールアドレスを確認する」を押すと、USEN CARTを利用できるようになります。" /
        "Thank you for registering with USEN MEMBERS. Open the link below and press \"Confirm e-mail address\"; then you can use USEN CART.";
    mail_address_confirmation_button: "メールアドレスを確認する" / "Confirm e-mail address";
    mail_address_confirmation_reset:
        "※パスワードの再設定をお申し込みの場合は、メールアドレスの確認が済んでから、もう一度お申し込みください。" /
        "If you asked for a new password, please ask once more after confirming this address.";
    mail_address_confirmation_unexpected:
        "※お心当たりの無い場合は、このメールを破棄してください。メールアドレスは確認されません。" /
        "If you did not register, please delete this e-mail. Nothing will be confirmed.";
}
