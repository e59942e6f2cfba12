//! The confirmation against a real database.

use sqlx::PgPool;
use time::Duration;

use super::{
    model::{Link, Waiting},
    service,
    testing::{confirm, is_live, look_up, press, resend, unconfirmed},
};
use crate::{
    email_change,
    platform::{
        mailed_links::{Kind, press::PressRejection},
        testing::{Manner, Portal, hexadecimal, links_in, subject_of, text_without_tokens},
        tokens::hash_of,
    },
    recovery,
    values::{AccountId, NumberRejection},
};

const EMAIL: &str = "demoshare01@example.com";

async fn is_confirmed(portal: &Portal, account: AccountId) -> bool {
    sqlx::query_scalar("select email_unconfirmed_since is null from accounts where id = $1")
        .bind(account.into_uuid())
        .fetch_one(&portal.pool)
        .await
        .expect("the database answers")
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_the_mail_brings_the_link(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    unconfirmed(&portal, &shop, "demoshare01").await;

    portal.deliver().await;

    let mail = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    let token = portal.postbox.newest_token(EMAIL);
    assert_eq!(
        links_in(&mail),
        [format!("https://members.example.com/email/confirm/{token}")]
    );
    assert!(
        portal
            .dump_everything()
            .await
            .contains(&hexadecimal(&hash_of(token.as_bytes())))
    );
    assert_eq!(subject_of(&mail), "【USEN MEMBERS】メールアドレスのご確認");
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
USEN MEMBERSをご利用のお客様

USEN MEMBERSにご登録いただき、ありがとうございます。下記URLを開き、「メールアドレスを確認する」を押すと、USEN CARTを利用できるようになります。

https://members.example.com/email/confirm/token
このURLの有効期限は2026年11月22日 12:00です。

※パスワードの再設定をお申し込みの場合は、メールアドレスの確認が済んでから、もう一度お申し込みください。
※お心当たりの無い場合は、このメールを破棄してください。メールアドレスは確認されません。

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_press_confirms_once_and_the_link_says_so_from_then_on(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token(EMAIL);
    assert_eq!(
        look_up(&portal, &token).await,
        Link::Live {
            email: EMAIL.to_owned(),
            owner: None,
        }
    );
    assert!(!is_confirmed(&portal, account).await);

    for _ in 0..2 {
        confirm(&portal, &token).await;

        assert!(is_confirmed(&portal, account).await);
        assert_eq!(look_up(&portal, &token).await, Link::Confirmed);
    }
    assert_eq!(portal.events().await, ["email_confirmed"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_of_many_presses_at_once_one_confirms(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token(EMAIL);

    let presses = (0..20).map(|_| {
        let (portal, token) = (portal.clone(), token.clone());
        tokio::spawn(async move { confirm(&portal, &token).await })
    });
    for press in presses.collect::<Vec<_>>() {
        press.await.expect("ran");
    }

    assert_eq!(portal.events().await, ["email_confirmed"]);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d7_the_link_works_for_a_day_and_for_nothing_else(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token(EMAIL);
    assert_eq!(
        email_change::testing::confirm(&portal, &token, None).await,
        None
    );
    assert_eq!(email_change::testing::undo(&portal, &token).await, None);

    portal.wait(Duration::hours(24) - Duration::SECOND);
    assert!(is_live(&portal, &token).await);
    portal.wait(Duration::SECOND);

    assert_eq!(look_up(&portal, &token).await, Link::Gone);
    confirm(&portal, &token).await;
    for other in ["", "x", &"A".repeat(43), "\0"] {
        assert_eq!(look_up(&portal, other).await, Link::Gone);
        confirm(&portal, other).await;
    }
    assert!(!is_confirmed(&portal, account).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_sent_again_the_earlier_link_ends_and_not_too_often(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let first = portal.postbox.newest_token(EMAIL);
    let member = portal.member(&shop, account).await;

    assert!(resend(&portal, &member).await);
    portal.deliver().await;

    assert_eq!(look_up(&portal, &first).await, Link::Gone);
    assert!(is_live(&portal, &portal.postbox.newest_token(EMAIL)).await);
    assert!(resend(&portal, &member).await && resend(&portal, &member).await);
    assert!(!resend(&portal, &member).await);
    portal.wait(Duration::HOUR);
    assert!(resend(&portal, &member).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_no_mail_goes_out_once_the_address_is_confirmed(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let member = portal.member(&shop, account).await;
    resend(&portal, &member).await;

    confirm(&portal, &portal.postbox.newest_token(EMAIL)).await;
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    assert!(!resend(&portal, &member).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_the_page_tells_of_an_address_that_no_mail_reaches(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    let member = portal.member(&shop, account).await;
    let waiting = async || {
        let waiting = service::waiting(&portal.services, &member).await;
        waiting.expect("looked up")
    };
    let email = EMAIL.to_owned();
    assert_eq!(
        waiting().await,
        Some(Waiting {
            email: email.clone(),
            is_undeliverable: false
        })
    );

    portal.postbox.answer(Manner::Refusing);
    portal.deliver().await;

    assert_eq!(
        waiting().await,
        Some(Waiting {
            email,
            is_undeliverable: true
        })
    );
    let parent = portal.member(&shop, shop.parent).await;
    let confirmed = service::waiting(&portal.services, &parent).await;
    assert_eq!(confirmed.expect("looked up"), None);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_confirmed_change_of_the_address_confirms_it(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let for_the_old = portal.postbox.newest_token(EMAIL);
    let member = portal.proven(&shop, account).await;
    let new = "right@example.com";

    email_change::testing::request(&portal, &member, new)
        .await
        .expect("taken");
    portal.deliver().await;
    assert!(!is_confirmed(&portal, account).await);
    resend(&portal, &member).await;
    let change = portal.postbox.newest_token(new);
    email_change::testing::confirm(&portal, &change, None).await;
    portal.deliver().await;

    assert!(is_confirmed(&portal, account).await);
    assert_eq!(portal.email_of(account).await, new);
    // neither by its link nor by a mail can the old address confirm anything
    assert_eq!(look_up(&portal, &for_the_old).await, Link::Confirmed);
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
}

/// An address mistyped on the phone may be a stranger's: they must not be able to call the account back to it.
#[sqlx::test(migrations = "../migrations")]
async fn x10_an_address_that_was_never_confirmed_cannot_undo_its_correction(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let member = portal.proven(&shop, account).await;
    let new = "right@example.com";

    email_change::testing::request(&portal, &member, new)
        .await
        .expect("taken");
    portal.deliver().await;
    let change = portal.postbox.newest_token(new);
    assert!(email_change::testing::is_live(&portal, Kind::EmailConfirmation, &change).await);
    email_change::testing::confirm(&portal, &change, None).await;
    portal.deliver().await;

    // the mail for the confirmation, and neither notice
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    let undo: i64 = portal
        .ask("select count(*) from mailed_links where kind = 'email_undo'")
        .await;
    assert_eq!(undo, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_x10_a_press_without_the_user_id_confirms_nothing_and_uses_nothing_up(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let account = unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token(EMAIL);

    let bare = press(&portal, &token, "", None).await;
    // a stranger's guess; of the parent's user ID, too
    let guessed = press(&portal, &token, "demoparent", None).await;
    assert_eq!(guessed, Err(NumberRejection::Wrong.into()));
    let by_parent = portal.member(&shop, shop.parent).await;
    let by_parent = press(&portal, &token, "", Some(&by_parent)).await;

    assert!(matches!(bare, Err(PressRejection::Number(_))), "{bare:?}");
    assert!(matches!(by_parent, Err(PressRejection::Number(_))));
    assert!(is_live(&portal, &token).await && !is_confirmed(&portal, account).await);
    let own = portal.member(&shop, account).await;
    assert_eq!(press(&portal, &token, "", Some(&own)).await, Ok(()));
    assert!(is_confirmed(&portal, account).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_no_way_into_an_account_goes_to_an_address_that_nobody_confirmed(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    unconfirmed(&portal, &shop, "demoshare01").await;
    portal.deliver().await;

    recovery::testing::ask(&portal, "demoshare01", EMAIL)
        .await
        .expect("taken");
    portal.answer_requests().await;
    portal.deliver().await;
    let to_stranger: Vec<String> = portal
        .postbox
        .mails_to(EMAIL)
        .iter()
        .map(subject_of)
        .collect();
    let token = portal.postbox.newest_token(EMAIL);
    confirm(&portal, &token).await;
    recovery::testing::ask(&portal, "demoshare01", EMAIL)
        .await
        .expect("taken");
    portal.answer_requests().await;
    portal.deliver().await;

    // instead of the link for a new password, which the next request gets
    assert_eq!(to_stranger, ["【USEN MEMBERS】メールアドレスのご確認"; 2]);
    let last = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    assert_eq!(
        subject_of(&last),
        "【USEN MEMBERS】パスワード再設定のご案内"
    );
}
