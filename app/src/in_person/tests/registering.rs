//! The three steps that follow, and the mail that follows them.

use sqlx::PgPool;
use time::Duration;

use crate::{
    address_confirmation,
    in_person::{
        model::{Gone, Person, Stage},
        testing::{enter, gone, show, stage},
    },
    platform::testing::Portal,
    registration::{self, testing::Outcome},
    share_accounts::testing::resend,
};

const EMAIL: &str = "taro@example.com";

fn person() -> Person {
    Person {
        name: "有線 太郎".to_owned(),
        email: EMAIL.to_owned(),
    }
}

async fn is_confirmed(portal: &Portal) -> bool {
    portal
        .ask("select email_unconfirmed_since is null from accounts where kind = 'share'")
        .await
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_the_parent_sees_the_end_and_a_mail_asks_for_the_address(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let shown = show(&portal, &parent).await;
    let link = enter(&portal, &shown, EMAIL).await;

    registration::testing::register(&portal, &link, "members12345").await;
    portal.deliver().await;

    assert_eq!(stage(&portal, &parent).await, Some(Stage::Done(person())));
    assert_eq!(gone(&portal, &shown.token).await, Some(Gone::Taken));
    assert!(!is_confirmed(&portal).await);
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    let token = portal.postbox.newest_token(EMAIL);
    assert!(address_confirmation::testing::is_live(&portal, &token).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_there_is_an_hour_for_the_three_steps(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let link = enter(&portal, &show(&portal, &parent).await, EMAIL).await;

    portal.wait(Duration::minutes(60) - Duration::SECOND);
    assert_eq!(
        registration::testing::look_up(&portal, &link).await,
        Outcome::Live
    );
    portal.wait(Duration::SECOND);

    assert_eq!(
        registration::testing::look_up(&portal, &link).await,
        Outcome::Expired
    );
    let unfinished = Stage::Unfinished(person());
    assert_eq!(stage(&portal, &parent).await, Some(unfinished));
    show(&portal, &parent).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_whoever_took_too_long_asks_for_a_mail(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let link = enter(&portal, &show(&portal, &parent).await, EMAIL).await;
    portal.wait(Duration::minutes(60));

    registration::testing::ask_again(&portal, &link).await;
    portal.deliver().await;

    let mailed = portal.postbox.newest_token(EMAIL);
    registration::testing::register(&portal, &mailed, "members12345").await;
    assert!(is_confirmed(&portal).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_an_invitation_by_mail_takes_over_and_confirms_the_address_by_itself(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let link = enter(&portal, &show(&portal, &parent).await, EMAIL).await;
    let account: uuid::Uuid = portal
        .ask("select id from accounts where kind = 'share'")
        .await;

    resend(&portal, &parent, account.into()).await;
    portal.deliver().await;

    let replaced = registration::testing::look_up(&portal, &link).await;
    assert!(matches!(replaced, Outcome::Replaced { .. }), "{replaced:?}");
    let mailed = portal.postbox.newest_token(EMAIL);
    registration::testing::register(&portal, &mailed, "members12345").await;
    assert!(is_confirmed(&portal).await);
    portal.deliver().await;
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_whoever_came_by_a_mail_has_confirmed_the_address(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    crate::share_accounts::testing::invite(&portal, &parent, EMAIL).await;
    portal.deliver().await;

    let token = portal.postbox.newest_token(EMAIL);
    registration::testing::register(&portal, &token, "members12345").await;

    assert!(is_confirmed(&portal).await);
}
