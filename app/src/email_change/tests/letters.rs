//! The mails of an e-mail change as they arrive: each names user ID and shop (M78, X1).

use sqlx::PgPool;

use crate::{
    email_change::testing::{change, pending, request, undo},
    platform::testing::{Portal, links_in, subject_of, text_of, text_without_tokens},
};

const OLD: &str = "demoparent@example.com";
const NEW: &str = "changed@example.com";

#[sqlx::test(migrations = "../migrations")]
async fn m78_the_new_mailbox_gets_the_link(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    let links = pending(&portal, &member, NEW).await;

    let mail = portal.postbox.mails_to(NEW).pop().expect("a mail");
    assert_eq!(
        links_in(&mail),
        [format!(
            "https://members.example.com/email/{}",
            links.confirm
        )]
    );
    assert_eq!(
        subject_of(&mail),
        "【USEN MEMBERS】メールアドレス変更のご確認"
    );
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
demoparent商店様

メールアドレスを changed@example.com に変更するお申し込みを受け付けました。下記URLを開き、「メールアドレスを変更する」を押すと変更が完了いたします。

確認番号：0000
URLを開いたページで入力を求められたときは、この番号を入力してください。

https://members.example.com/email/token
このURLの有効期限は2026年11月22日 12:00です。

※お心当たりの無い場合は、このメールを破棄してください。メールアドレスは変更されません。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_the_old_mailbox_hears_of_the_request_without_the_whole_new_address(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.proven(&shop, share).await;

    request(&portal, &member, NEW).await.expect("taken");
    portal.deliver().await;

    let mail = portal
        .postbox
        .mails_to("demoshare01@example.com")
        .pop()
        .expect("a mail");
    assert_eq!(
        subject_of(&mail),
        "【USEN MEMBERS】メールアドレス変更のお申し込みがありました"
    );
    assert!(!text_of(&mail).contains(NEW));
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
demoparent商店 demoshare01さん様

2026年11月21日 12:00に、メールアドレスを ch***@example.com に変更するお申し込みがありました。新しいメールアドレスで確認されるまで、変更されません。

お心当たりの無い場合は、下記URLを開き、「変更を取り消す」を押してください。そのあと、パスワードを再設定してください。

確認番号：0000
URLを開いたページで入力を求められたときは、この番号を入力してください。

https://members.example.com/email/undo/token
このURLの有効期限は2026年11月28日 12:00です。

対象のユーザーID：demoshare01
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn m79_the_new_mailbox_is_told_of_the_change(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    change(&portal, &member, NEW).await;

    let mail = portal.postbox.mails_to(NEW).pop().expect("a mail");
    assert_eq!(
        subject_of(&mail),
        "【USEN MEMBERS】メールアドレスを変更しました"
    );
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
demoparent商店様

2026年11月21日 12:00に、メールアドレスがこのアドレスに変更されました。

今後のお知らせは、このアドレスにお送りします。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_the_old_mailbox_is_told_of_the_change_and_how_to_undo_it(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    let undo = change(&portal, &member, NEW).await;

    let mail = portal.postbox.mails_to(OLD).pop().expect("a mail");
    assert_eq!(
        links_in(&mail),
        [format!("https://members.example.com/email/undo/{undo}")]
    );
    assert_eq!(
        subject_of(&mail),
        "【USEN MEMBERS】メールアドレスを変更しました"
    );
    assert!(!text_of(&mail).contains(NEW));
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
demoparent商店様

2026年11月21日 12:00に、メールアドレスが ch***@example.com に変更されました。今後、このアドレスにはお知らせをお送りしません。

お心当たりの無い場合は、下記URLを開き、「元のメールアドレスに戻す」を押してください。すべての端末からログアウトします。

確認番号：0000
URLを開いたページで入力を求められたときは、この番号を入力してください。

https://members.example.com/email/undo/token
このURLの有効期限は2026年11月28日 12:00です。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_the_old_mailbox_is_told_that_it_has_its_address_back(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let token = change(&portal, &member, NEW).await;

    undo(&portal, &token).await;
    portal.deliver().await;

    let mail = portal.postbox.mails_to(OLD).pop().expect("a mail");
    assert_eq!(
        subject_of(&mail),
        "【USEN MEMBERS】メールアドレスを元に戻しました"
    );
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
demoparent商店様

2026年11月21日 12:00に、メールアドレスがこのアドレスに戻されました。すべての端末からログアウトし、手続き中の変更も取り消しました。

安全のため、続けてパスワードを再設定してください。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}
