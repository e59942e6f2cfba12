//! The notices as they arrive: what was changed, of which user ID and shop, and what to do (R12, X9).

use sqlx::PgPool;

use crate::platform::{
    outbox::{self, Delivery, Letter},
    testing::{Portal, links_in, subject_of, text_of},
};

const EMAIL: &str = "demoparent@example.com";

/// Subject and text of a notice about `demoparent`.
async fn notice(pool: PgPool, letter: Letter) -> String {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let randomness = portal.services.randomness.as_ref();
    let now = portal.services.clock.now();
    outbox::enqueue(&mut conn, randomness, letter, shop.parent, now)
        .await
        .expect("queued");

    assert_eq!(portal.deliver().await, [Delivery::Sent]);

    let mail = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    // whoever gets a forged one must not get used to links in it
    assert!(links_in(&mail).is_empty());
    format!("{}\n\n{}", subject_of(&mail), text_of(&mail))
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_changed_password_is_told(pool: PgPool) {
    let notice = notice(pool, Letter::PasswordChanged).await;

    insta::assert_snapshot!(notice, @r"
【USEN MEMBERS】パスワードを変更しました

demoparent商店様

2026年11月21日 12:00に、パスワードが変更されました。

お心当たりの無い場合は、すぐにパスワードを再設定し、お問い合わせください。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn m74_a_changed_user_id_is_told(pool: PgPool) {
    let notice = notice(pool, Letter::UserIdChanged).await;

    insta::assert_snapshot!(notice, @r"
【USEN MEMBERS】ユーザーIDを変更しました

demoparent商店様

2026年11月21日 12:00に、ユーザーIDが変更されました。次回から、下記の新しいユーザーIDでログインしてください。

お心当たりの無い場合は、すぐにパスワードを再設定し、お問い合わせください。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_an_added_passkey_is_told(pool: PgPool) {
    let notice = notice(pool, Letter::PasskeyAdded).await;

    insta::assert_snapshot!(notice, @r"
【USEN MEMBERS】パスキーを追加しました

demoparent商店様

2026年11月21日 12:00に、パスキーが追加されました。

お心当たりの無い場合は、すぐにパスワードを再設定し、マイ・アカウントの「端末・パスキー・操作履歴」からパスキーを削除してください。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_a_removed_passkey_is_told(pool: PgPool) {
    let notice = notice(pool, Letter::PasskeyRemoved).await;

    assert!(notice.contains("パスキーが削除されました。"), "{notice}");
}
