//! The way back from the old mailbox, for a week (X1).

use sqlx::PgPool;
use time::Duration;

use crate::{
    email_change::{
        model::Outcome,
        service::{self, Error},
        testing::{change, confirm, is_live, pending, pending_address, undo},
    },
    platform::{
        mailed_links::{Kind, press::Press},
        testing::{Portal, Shop, somewhere},
    },
    recovery,
};

const OLD: &str = "demoparent@example.com";
const NEW: &str = "changed@example.com";

/// Changes the parent's address; tells the link in the mailbox that it had before.
async fn changed(portal: &Portal, shop: &Shop, email: &str) -> String {
    portal.wait(Duration::MINUTE);
    let member = portal.proven(shop, shop.parent).await;
    change(portal, &member, email).await
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_within_a_week_the_old_mailbox_takes_its_address_back_and_ends_every_session(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = changed(&portal, &shop, NEW).await;
    portal.wait(Duration::days(7) - Duration::SECOND);
    let session = portal.begin_session(shop.parent).await;

    let pressed = undo(&portal, &token).await;
    portal.deliver().await;

    assert_eq!(pressed, Some(Outcome::Undone));
    assert_eq!(portal.email_of(shop.parent).await, OLD);
    assert!(!portal.is_alive(session).await);
    assert_eq!(portal.postbox.mails_to(OLD).len(), 3);
    assert_eq!(
        portal.events().await.last().map(String::as_str),
        Some("email_restored")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_and_d7_after_a_week_it_is_too_late(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = changed(&portal, &shop, NEW).await;

    portal.wait(Duration::days(7));

    assert!(!is_live(&portal, Kind::EmailUndo, &token).await);
    assert_eq!(undo(&portal, &token).await, None);
    assert_eq!(portal.email_of(shop.parent).await, NEW);
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_undoing_cancels_open_changes_and_links_for_a_new_password(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = changed(&portal, &shop, NEW).await;
    portal.wait(Duration::hours(1));
    let member = portal.proven(&shop, shop.parent).await;
    let open = pending(&portal, &member, "third@example.com").await;
    recovery::testing::ask(&portal, "demoparent", NEW)
        .await
        .expect("taken");
    portal.deliver().await;
    let reset = portal.postbox.newest_token(NEW);
    assert!(recovery::testing::is_live(&portal, &reset).await);

    undo(&portal, &token).await;

    assert!(!recovery::testing::is_live(&portal, &reset).await);
    assert_eq!(confirm(&portal, &open.confirm, None).await, None);
    assert_eq!(pending_address(&portal, &member).await, None);
    assert_eq!(portal.email_of(shop.parent).await, OLD);
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_the_first_mailbox_undoes_a_second_change_too_and_the_second_has_no_way_back(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let from_first = changed(&portal, &shop, "second@example.com").await;
    let from_second = changed(&portal, &shop, "third@example.com").await;

    let pressed = undo(&portal, &from_first).await;

    assert_eq!(pressed, Some(Outcome::Undone));
    assert_eq!(portal.email_of(shop.parent).await, OLD);
    assert!(!is_live(&portal, Kind::EmailUndo, &from_second).await);
    assert_eq!(undo(&portal, &from_second).await, None);
    assert_eq!(portal.email_of(shop.parent).await, OLD);
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_the_second_mailbox_undoes_only_the_second_change(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let from_first = changed(&portal, &shop, "second@example.com").await;
    let from_second = changed(&portal, &shop, "third@example.com").await;

    undo(&portal, &from_second).await;
    assert_eq!(portal.email_of(shop.parent).await, "second@example.com");
    undo(&portal, &from_first).await;

    assert_eq!(portal.email_of(shop.parent).await, OLD);
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_a_change_that_is_still_pending_is_called_off_and_nobody_is_signed_out(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let session = portal.begin_session(shop.parent).await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    let pressed = undo(&portal, &links.undo).await;

    assert_eq!(pressed, Some(Outcome::CalledOff));
    assert_eq!(confirm(&portal, &links.confirm, None).await, None);
    assert_eq!(portal.email_of(shop.parent).await, OLD);
    assert!(portal.is_alive(session).await);
    assert_eq!(
        portal.events().await,
        ["email_change_requested", "email_change_withdrawn"]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_the_link_of_the_request_undoes_the_change_as_well(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;
    confirm(&portal, &links.confirm, None).await;

    let pressed = undo(&portal, &links.undo).await;

    assert_eq!(pressed, Some(Outcome::Undone));
    assert_eq!(portal.email_of(shop.parent).await, OLD);
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_of_fifty_parallel_presses_one_undoes_the_change(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let token = changed(&portal, &shop, NEW).await;

    let presses = (0..50).map(|_| {
        let (portal, token) = (portal.clone(), token.clone());
        tokio::spawn(async move { undo(&portal, &token).await.is_some() })
    });
    let mut undone = 0;
    for press in presses.collect::<Vec<_>>() {
        undone += usize::from(press.await.expect("ran"));
    }
    portal.deliver().await;

    assert_eq!(undone, 1);
    let events = portal.events().await;
    let restored = events.iter().filter(|event| *event == "email_restored");
    assert_eq!(restored.count(), 1);
    assert_eq!(portal.postbox.mails_to(OLD).len(), 3);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x1_confirm_beside_undo_ends_in_the_old_address(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;

    for round in 0..3 {
        portal.wait(Duration::hours(1));
        let member = portal.proven(&shop, shop.parent).await;
        let links = pending(&portal, &member, &format!("new{round}@example.com")).await;

        let (_, undone) = tokio::join!(
            confirm(&portal, &links.confirm, None),
            undo(&portal, &links.undo),
        );

        assert!(undone.is_some());
        assert_eq!(portal.email_of(shop.parent).await, OLD);
    }
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_of_an_account_that_may_not_act_nothing_is_undone_and_the_link_stays(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = changed(&portal, &shop, NEW).await;

    portal.set_state(shop.parent, "suspended").await;
    assert_eq!(undo(&portal, &token).await, None);
    assert_eq!(portal.email_of(shop.parent).await, NEW);
    portal.set_state(shop.parent, "active").await;

    assert_eq!(undo(&portal, &token).await, Some(Outcome::Undone));
    assert_eq!(portal.email_of(shop.parent).await, OLD);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_what_cannot_be_recorded_is_not_undone(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = changed(&portal, &shop, NEW).await;
    portal.break_audit_log().await;
    let before = portal.snapshot().await;

    let press = Press {
        token: &token,
        typed: &portal.postbox.number_beside(&token),
        viewer: None,
    };
    let pressed = service::undo(&portal.services, &press, &somewhere()).await;

    assert!(matches!(pressed, Err(Error::Database(_))));
    assert_eq!(portal.snapshot().await, before);
}
