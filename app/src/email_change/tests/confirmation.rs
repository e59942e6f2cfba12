//! The press in the new mailbox (M79, R1, R12, R17).

use sqlx::PgPool;
use time::Duration;

use crate::{
    email_change::{
        model::{ConfirmationMail, Outcome},
        service::{self, Error},
        testing::{change, confirm, is_live, pending, pending_address, request},
    },
    platform::{
        mailed_links::{Kind, press::Press},
        testing::{Portal, hexadecimal, somewhere},
        tokens::hash_of,
    },
    recovery,
};

const OLD: &str = "demoparent@example.com";
const NEW: &str = "changed@example.com";

#[sqlx::test(migrations = "../migrations")]
async fn m79_a_press_with_nobody_signed_in_makes_the_change_and_ends_every_session(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let session = portal.begin_session(shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    let pressed = confirm(&portal, &links.confirm, None).await;

    assert_eq!(pressed, Some(Outcome::Confirmed));
    assert_eq!(portal.email_of(shop.parent).await, NEW);
    assert_eq!(pending_address(&portal, &member).await, None);
    assert!(!portal.is_alive(session).await);
    assert_eq!(
        portal.events().await,
        ["email_change_requested", "email_changed"]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m79_a_press_in_ones_own_session_keeps_it_and_ends_the_others(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let (own, other) = (
        portal.begin_session(shop.parent).await,
        portal.begin_session(shop.parent).await,
    );
    let viewer = portal.member_in(&shop, shop.parent, own).await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    confirm(&portal, &links.confirm, Some(&viewer)).await;

    assert!(portal.is_alive(own).await);
    assert!(!portal.is_alive(other).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m79_a_press_while_somebody_else_is_signed_in_changes_nothing_of_theirs(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let (own, theirs) = (
        portal.begin_session(shop.parent).await,
        portal.begin_session(share).await,
    );
    let viewer = portal.member_in(&shop, share, theirs).await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    let pressed = confirm(&portal, &links.confirm, Some(&viewer)).await;

    assert_eq!(pressed, Some(Outcome::Confirmed));
    assert_eq!(portal.email_of(shop.parent).await, NEW);
    assert_eq!(portal.email_of(share).await, "demoshare01@example.com");
    assert!(portal.is_alive(theirs).await);
    assert!(!portal.is_alive(own).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_of_fifty_parallel_presses_one_makes_the_change(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    let presses = (0..50).map(|_| {
        let (portal, token) = (portal.clone(), links.confirm.clone());
        tokio::spawn(async move { confirm(&portal, &token, None).await.is_some() })
    });
    let mut made = 0;
    for press in presses.collect::<Vec<_>>() {
        made += usize::from(press.await.expect("ran"));
    }
    portal.deliver().await;

    assert_eq!(made, 1);
    let events = portal.events().await;
    assert_eq!(events, ["email_change_requested", "email_changed"]);
    // the link and the notice
    assert_eq!(portal.postbox.mails_to(NEW).len(), 2);
    assert_eq!(portal.postbox.mails_to(OLD).len(), 2);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d7_a_confirmation_lives_for_a_day_and_can_be_asked_for_again(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    portal.wait(Duration::hours(24) - Duration::SECOND);
    assert!(is_live(&portal, Kind::EmailConfirmation, &links.confirm).await);
    portal.wait(Duration::SECOND);

    assert_eq!(confirm(&portal, &links.confirm, None).await, None);
    let shown = service::pending(&portal.services, &member)
        .await
        .expect("asked")
        .expect("pending");
    assert_eq!(shown.mail, ConfirmationMail::Expired);
    service::resend(&portal.services, &member)
        .await
        .expect("taken");
    portal.deliver().await;
    let token = portal.postbox.newest_token(NEW);
    assert!(confirm(&portal, &token, None).await.is_some());
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_looking_changes_nothing_and_r16_no_table_holds_a_token(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;
    let before = portal.dump_everything().await;

    for _ in 0..20 {
        assert!(is_live(&portal, Kind::EmailConfirmation, &links.confirm).await);
        assert!(is_live(&portal, Kind::EmailUndo, &links.undo).await);
    }

    assert_eq!(portal.dump_everything().await, before);
    for token in [links.confirm, links.undo] {
        assert!(!before.contains(&token));
        assert!(!before.contains(&hexadecimal(token.as_bytes())));
        assert!(before.contains(&hexadecimal(&hash_of(token.as_bytes()))));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r17_a_change_that_was_overtaken_by_another_address_is_not_made(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    portal.set_email(shop.parent, "operators@example.com").await;

    assert_eq!(confirm(&portal, &links.confirm, None).await, None);
    assert_eq!(portal.email_of(shop.parent).await, "operators@example.com");
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_confirmed_change_ends_links_for_a_new_password(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;
    let reset = recovery::testing::link_of(&portal, "demoparent").await;
    recovery::testing::ask(&portal, "demoparent", OLD)
        .await
        .expect("taken");

    confirm(&portal, &links.confirm, None).await;
    portal.deliver().await;

    assert!(!recovery::testing::is_live(&portal, &reset).await);
    // the second request is called back: the old mailbox gets no more links for a new password
    let subjects: Vec<String> = portal
        .postbox
        .mails_to(OLD)
        .iter()
        .map(crate::platform::testing::subject_of)
        .collect();
    let resets = subjects
        .iter()
        .filter(|subject| subject.contains("パスワード再設定"));
    assert_eq!(resets.count(), 1, "{subjects:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn m79_and_r12_both_mailboxes_are_told_of_the_change(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    let undo = change(&portal, &member, NEW).await;

    assert_eq!(portal.postbox.mails_to(NEW).len(), 2);
    assert_eq!(portal.postbox.mails_to(OLD).len(), 2);
    assert!(is_live(&portal, Kind::EmailUndo, &undo).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_who_may_not_act_confirms_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    portal.set_state(shop.parent, "suspended").await;
    assert!(!is_live(&portal, Kind::EmailConfirmation, &links.confirm).await);
    assert_eq!(confirm(&portal, &links.confirm, None).await, None);
    portal.set_state(shop.parent, "active").await;

    assert_eq!(portal.email_of(shop.parent).await, OLD);
    assert!(confirm(&portal, &links.confirm, None).await.is_some());
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_change_that_cannot_be_recorded_is_not_made(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let session = portal.begin_session(shop.parent).await;
    let links = pending(&portal, &member, NEW).await;
    portal.break_audit_log().await;
    let before = portal.snapshot().await;

    let press = Press {
        token: &links.confirm,
        typed: &portal.postbox.number_beside(&links.confirm),
        viewer: None,
    };
    let pressed = service::confirm(&portal.services, &press, &somewhere()).await;

    assert!(matches!(pressed, Err(Error::Database(_))));
    assert_eq!(portal.snapshot().await, before);
    assert!(portal.is_alive(session).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m9_an_address_that_others_have_is_confirmed_like_any_other(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.proven(&shop, share).await;

    request(&portal, &member, OLD).await.expect("taken");
    portal.deliver().await;
    let token = portal.postbox.newest_token(OLD);
    let pressed = confirm(&portal, &token, None).await;

    assert_eq!(pressed, Some(Outcome::Confirmed));
    assert_eq!(portal.email_of(share).await, OLD);
    assert_eq!(portal.email_of(shop.parent).await, OLD);
}
