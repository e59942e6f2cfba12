//! The mails of recovery as they arrive (M22, X4).

use sqlx::PgPool;

use crate::{
    email_change,
    platform::testing::{PASSWORD, Portal, links_in, subject_of, text_of, text_without_tokens},
    recovery::testing::{NEW_PASSWORD, ask_for_user_ids, link_of, set_password},
    share_accounts::testing::invite,
    sign_in::testing::signs_in,
};

const EMAIL: &str = "demoparent@example.com";

#[sqlx::test(migrations = "../migrations")]
async fn m22_the_mail_with_the_link_names_user_id_and_shop(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    link_of(&portal, "demoparent").await;

    let mail = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    assert_eq!(
        subject_of(&mail),
        "【USEN MEMBERS】パスワード再設定のご案内"
    );
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
demoparent商店様

パスワード再設定のお申し込みを受け付けました。下記URLから、30分以内に新しいパスワードを設定してください。

https://members.example.com/reset/token
このURLの有効期限は2026年11月21日 12:30です。

※お心当たりの無い場合は、このメールを破棄してください。パスワードは変更されません。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x4_the_reminder_lists_user_id_shop_kind_state_and_link(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    portal.set_email(share, EMAIL).await;

    ask_for_user_ids(&portal, EMAIL).await;
    portal.deliver().await;

    let mail = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    assert_eq!(subject_of(&mail), "【USEN MEMBERS】ユーザーIDのお知らせ");
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
USEN MEMBERSをご利用のお客様

このメールアドレスで登録されているユーザーID（2件）をお知らせします。パスワードもお忘れの場合は、それぞれのURLから、30分以内に新しいパスワードを設定してください。

ユーザーID：demoparent

店舗/事業所名：demoparent商店
親アカウント（有効）

https://members.example.com/reset/token

ユーザーID：demoshare01

店舗/事業所名：demoparent商店
シェアアカウント（有効）
ユーザー氏名：demoshare01さん

https://members.example.com/reset/token

※お心当たりの無い場合は、このメールを破棄してください。パスワードは変更されません。

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn r31_and_d2_no_mail_holds_a_password(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "taro@example.com").await;
    let member = portal.proven(&shop, shop.parent).await;
    email_change::testing::change(&portal, &member, "changed@example.com").await;
    portal.set_email(shop.parent, EMAIL).await;
    ask_for_user_ids(&portal, EMAIL).await;
    let token = link_of(&portal, "demoparent").await;
    set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");
    assert!(signs_in(&portal, "demoparent", NEW_PASSWORD).await);
    portal.deliver().await;

    let mails = portal.postbox.mails();
    assert!(mails.len() >= 8, "{}", mails.len());
    for mail in &mails {
        let whole = String::from_utf8(mail.formatted()).expect("a mail");
        for secret in [PASSWORD, NEW_PASSWORD, "argon2"] {
            assert!(!whole.contains(secret) && !text_of(mail).contains(secret));
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r4_links_begin_with_the_portals_own_address(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    let token = link_of(&portal, "demoparent").await;
    ask_for_user_ids(&portal, EMAIL).await;
    portal.deliver().await;

    let mails = portal.postbox.mails_to(EMAIL);
    assert_eq!(
        links_in(&mails[0]),
        [format!("https://members.example.com/reset/{token}")]
    );
    for link in mails.iter().flat_map(links_in) {
        assert!(
            link.starts_with("https://members.example.com/reset/"),
            "{link}"
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d18_english_stands_below_for_those_who_read_it(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    portal.run("update accounts set language = 'en'").await;

    link_of(&portal, "demoparent").await;

    let mail = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    let text = text_of(&mail);
    let japanese = text.find("パスワード再設定の").expect("Japanese");
    let english = text.find("You asked for a new password.").expect("English");
    assert!(japanese < english, "{text}");
}
