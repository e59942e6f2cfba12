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
        "This address only sends mail; replies are not read.";
    /// M50.
    mail_note_unexpected:
        "※本手続きにお心当たりの無い場合はこのメールを破棄していただきますようお願い申し上げます。" /
        "If you do not expect this mail, please delete it.";
    /// M51.
    mail_signature(company, site): "配信元：{company} {site}" / "Sent by {company} {site}";
    mail_link_hint:
        "ボタンを押せない場合は、次のURLを開いてください。" /
        "If the button does not work, open this link:";

    outbox_heading: "送信メール（デモ）" / "Sent mails (demonstration)";
    outbox_note:
        "デモ用の画面です。実際のメールは送信されません。" /
        "This page is for the demonstration. No mail is really sent.";
    outbox_empty: "メールはまだありません。" / "There are no mails yet.";
    outbox_from: "差出人" / "From";
    outbox_to: "宛先" / "To";
    outbox_subject: "件名" / "Subject";
    outbox_date: "日時" / "Date";
    outbox_html: "HTML" / "HTML";
    outbox_text: "テキスト" / "Text";
    outbox_source: "ソース" / "Source";
    outbox_html_frame(subject): "メールの内容：{subject}" / "Mail: {subject}";
    outbox_back: "メール一覧に戻る" / "Back to the list of mails";
}
