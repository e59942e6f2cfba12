//! What a link leads to, and what ends it.

use sqlx::PgPool;
use time::Duration;

use super::{Invited, TARO, draft, enter_as, entry, invited};
use crate::{
    platform::testing::{PASSWORD, Portal},
    registration::{
        service::Next,
        testing::{Outcome, confirm_version, enter, look_up, register, registration},
    },
    share_accounts,
};

#[sqlx::test(migrations = "../migrations")]
async fn d9_each_end_of_a_link_is_told_and_lets_nobody_register(pool: PgPool) {
    let Invited {
        portal,
        shop,
        parent,
        account,
        token,
    } = invited(Portal::on(pool)).await;
    let malformed = "x".repeat(43);

    assert_eq!(look_up(&portal, &token).await, Outcome::Live);
    assert_eq!(look_up(&portal, &malformed).await, Outcome::Malformed);
    assert_eq!(look_up(&portal, &token[..42]).await, Outcome::Malformed);
    assert_eq!(look_up(&portal, "").await, Outcome::Malformed);
    portal.set_state(shop.parent, "suspended").await;
    assert_eq!(look_up(&portal, &token).await, Outcome::Suspended);
    portal.set_state(shop.parent, "active").await;
    portal.wait(Duration::days(7) - Duration::SECOND);
    assert_eq!(look_up(&portal, &token).await, Outcome::Live);
    portal.wait(Duration::SECOND);
    assert_eq!(look_up(&portal, &token).await, Outcome::Expired);
    let before = portal.snapshot().await;
    assert_eq!(
        enter_as(&portal, &token, entry("members12345", PASSWORD, PASSWORD)).await,
        Next::Enter
    );
    assert_eq!(confirm_version(&portal, &token, "0").await, Next::Enter);
    assert_eq!(portal.snapshot().await, before);

    share_accounts::testing::resend(&portal, &parent, account).await;
    assert!(matches!(
        look_up(&portal, &token).await,
        Outcome::Replaced { sent_at: None }
    ));
    share_accounts::testing::delete(&portal, &parent, account).await;
    assert_eq!(look_up(&portal, &token).await, Outcome::Withdrawn);
    assert_eq!(
        enter_as(&portal, &token, entry("members12345", PASSWORD, PASSWORD)).await,
        Next::Enter
    );
    assert_eq!(confirm_version(&portal, &token, "0").await, Next::Enter);
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_looking_at_a_link_changes_nothing(pool: PgPool) {
    let Invited { portal, token, .. } = invited(Portal::on(pool)).await;
    let before = portal.dump_everything().await;

    for _ in 0..20 {
        look_up(&portal, &token).await;
    }

    assert_eq!(portal.dump_everything().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn m67_after_a_resend_the_old_link_confirms_nothing_and_the_new_one_begins_afresh(
    pool: PgPool,
) {
    let Invited {
        portal,
        parent,
        account,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    enter(&portal, &token, "members12345").await;
    let version = draft(&portal, &token).await.version.to_string();

    share_accounts::testing::resend(&portal, &parent, account).await;
    let next = confirm_version(&portal, &token, &version).await;

    assert_eq!(next, Next::Enter);
    portal.deliver().await;
    let new = portal.postbox.newest_token(TARO);
    assert!(
        registration(&portal, &new)
            .await
            .expect("live")
            .draft
            .is_none()
    );
    register(&portal, &new, "members12345").await;
}

#[sqlx::test(migrations = "../migrations")]
async fn m67_after_registering_a_resend_says_so_and_the_link_stays_used(pool: PgPool) {
    let Invited {
        portal,
        parent,
        account,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    register(&portal, &token, "members12345").await;
    let before = portal.snapshot().await;

    assert!(!share_accounts::testing::try_resend(&portal, &parent, account).await);

    assert_eq!(portal.snapshot().await, before);
    assert_eq!(look_up(&portal, &token).await, Outcome::Used);
}
