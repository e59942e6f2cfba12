//! Links in mails against a real database: each for its kind, once, until its time is over (D7, D8, R1).

use sqlx::PgPool;
use time::Duration;

use super::{
    mailed_links::{self, Kind},
    testing::Portal,
};
use crate::{
    recovery::testing::link_of,
    values::{AccountId, Token},
};

const ALL: [Kind; 4] = [
    Kind::PasswordReset,
    Kind::EmailConfirmation,
    Kind::EmailUndo,
    Kind::SignInAlert,
];

/// A link for a new password, and whose it is.
async fn with_link(pool: PgPool) -> (Portal, Token, AccountId) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;
    (portal, Token::parse(&token).expect("a token"), shop.parent)
}

async fn consume(portal: &Portal, kind: Kind, token: &Token) -> bool {
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let now = portal.services.clock.now();
    let used = mailed_links::consume(&mut conn, kind, token, now).await;
    used.expect("pressed")
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_a_link_is_used_up_by_the_first_press_and_for_its_kind_only(pool: PgPool) {
    let (portal, token, account) = with_link(pool).await;

    for kind in ALL.into_iter().skip(1) {
        assert!(!consume(&portal, kind, &token).await, "{kind:?}");
    }
    assert!(consume(&portal, Kind::PasswordReset, &token).await);
    assert!(!consume(&portal, Kind::PasswordReset, &token).await);

    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let now = portal.services.clock.now();
    let found = mailed_links::find(&mut conn, Kind::PasswordReset, &token, now).await;
    let found = found.expect("looked up").expect("there");
    assert_eq!((found.account, found.is_live), (account, false));
}

#[sqlx::test(migrations = "../migrations")]
async fn d7_a_link_whose_time_is_over_is_none(pool: PgPool) {
    let (portal, token, _) = with_link(pool).await;

    portal.wait(Duration::minutes(30));

    assert!(!consume(&portal, Kind::PasswordReset, &token).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_a_link_that_was_ended_is_none_and_another_kinds_end_is_not_its_own(pool: PgPool) {
    let (portal, token, account) = with_link(pool).await;
    let now = portal.services.clock.now();
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let is_live = async |conn: &mut sqlx::PgConnection| {
        let found = mailed_links::find(conn, Kind::PasswordReset, &token, now).await;
        found.expect("looked up").is_some_and(|found| found.is_live)
    };

    mailed_links::end(&mut conn, account, &ALL[1..], now)
        .await
        .expect("ended");
    assert!(is_live(&mut conn).await);
    mailed_links::end(&mut conn, account, &ALL[..1], now)
        .await
        .expect("ended");

    assert!(!is_live(&mut conn).await);
    drop(conn);
    assert!(!consume(&portal, Kind::PasswordReset, &token).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r70_only_links_that_have_expired_are_swept_away(pool: PgPool) {
    let (portal, token, _) = with_link(pool).await;
    let now = portal.services.clock.now();
    let mut conn = portal.services.db.acquire().await.expect("a connection");

    mailed_links::sweep(&mut conn, now).await.expect("swept");
    let kept = mailed_links::find(&mut conn, Kind::PasswordReset, &token, now).await;
    let later = now + Duration::hours(1);
    mailed_links::sweep(&mut conn, later).await.expect("swept");
    let gone = mailed_links::find(&mut conn, Kind::PasswordReset, &token, now).await;

    assert!(kept.expect("looked up").is_some());
    assert!(gone.expect("looked up").is_none());
}
