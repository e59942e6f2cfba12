//! The list of devices, and signing them out (R52).

use sqlx::PgPool;
use time::Duration;

use super::{alert, in_two_sessions, list, sign_out};
use crate::{
    platform::{
        mailed_links::press::Press,
        session::Proven,
        testing::{PASSWORD, Portal, somewhere},
        tokens::hash_of,
    },
    security::service::{self, Error},
    sign_in::testing::sign_in_from,
    values::PersonNameError,
};

#[sqlx::test(migrations = "../migrations")]
async fn x6_the_list_shows_this_device_first_then_the_last_used(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;
    portal.wait(Duration::MINUTE);
    portal.begin_session(shop.parent).await;
    portal.wait(Duration::MINUTE);
    portal.begin_session(shop.parent).await;
    let share = portal.share(&shop, "demoshare01").await;
    portal.begin_session(share).await;

    let devices = list(&portal, &member).await;

    let is_this: Vec<bool> = devices.iter().map(|device| device.is_this).collect();
    assert_eq!(is_this, [true, false, false]);
    assert!(devices[1].last_used_at > devices[2].last_used_at);
    assert!(devices[0].last_used_at < devices[2].last_used_at);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_remembered_sign_in_and_its_session_are_one_device(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.begin_session(shop.parent).await;
    portal
        .run(
            "insert into remembered_sign_ins
                    (selector, account_id, session_epoch, validator_hash, rotated_at, created_at, user_agent, address)
             select decode(repeat('ab', 16), 'hex'), id, session_epoch, sha256('x'),
                    '2026-11-20 03:00Z', '2026-11-20 03:00Z', 'old', '192.0.2.9'
               from accounts;
             update sessions set remembered = decode(repeat('ab', 16), 'hex'), address = '203.0.113.7'",
        )
        .await;
    let member = portal.member(&shop, shop.parent).await;

    let devices = list(&portal, &member).await;

    assert_eq!(devices.len(), 2);
    assert!(!devices[0].is_remembered && devices[1].is_remembered);
    assert_eq!(devices[1].network.as_deref(), Some("203.0.113.*"));
    assert!(devices[1].first_used_at < devices[1].last_used_at);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_what_has_ended_is_not_in_the_list(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.begin_session(shop.parent).await;

    portal.wait(Duration::minutes(60));
    let member = portal.member(&shop, shop.parent).await;

    assert_eq!(list(&portal, &member).await.len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_device_keeps_the_name_that_it_was_given(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;
    let device = sign_in_from(&portal, "demoparent", PASSWORD, None, &somewhere())
        .await
        .expect("signed in");
    sqlx::query("update sessions set device_hash = $1")
        .bind(hash_of(device.as_str().as_bytes()).to_vec())
        .execute(&portal.pool)
        .await
        .expect("written");
    let handle = list(&portal, &member).await[0].handle.clone();
    let name = async |typed| service::name(&portal.services, &member, &handle, typed).await;

    name(" レジ横の\u{3000}タブレット ").await.expect("named");
    let named = list(&portal, &member).await[0].name.clone();
    let long = "あ".repeat(51);
    let too_long = name(&long).await;
    let odd = name("a\nb").await;
    name(" ").await.expect("taken away");

    assert_eq!(named.as_deref(), Some("レジ横の\u{3000}タブレット"));
    assert!(matches!(
        too_long,
        Err(Error::Name(PersonNameError::TooLong))
    ));
    assert!(matches!(odd, Err(Error::Name(PersonNameError::Character))));
    assert_eq!(list(&portal, &member).await[0].name, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn r52_ending_one_device_ends_that_one_only(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member, other) = in_two_sessions(&portal).await;
    let third = portal.begin_session(shop.parent).await;
    let handle = list(&portal, &member)
        .await
        .pop()
        .expect("the one used longest ago")
        .handle;

    assert!(sign_out(&portal, &member, &handle).await);

    assert!(!portal.is_alive(other).await);
    assert!(portal.is_alive(third).await);
    assert_eq!(portal.events().await, ["session_revoked"]);
    assert!(!sign_out(&portal, &member, &handle).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r52_ending_all_others_leaves_this_one(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let (own, other) = (
        portal.begin_session(shop.parent).await,
        portal.begin_session(shop.parent).await,
    );
    let share = portal.share(&shop, "demoshare01").await;
    let foreign = portal.begin_session(share).await;
    let member = Proven::for_test(portal.member_in(&shop, shop.parent, own).await);

    service::sign_out_others(&portal.services, &member, &somewhere())
        .await
        .expect("ended");

    assert!(portal.is_alive(own).await);
    assert!(!portal.is_alive(other).await);
    assert!(portal.is_alive(foreign).await);
    assert_eq!(portal.events().await, ["sessions_revoked"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_another_accounts_device_does_not_exist(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member, other) = in_two_sessions(&portal).await;
    let share = portal.share(&shop, "demoshare01").await;
    let stranger = portal.proven(&shop, share).await;

    for device in list(&portal, &member).await {
        assert!(!sign_out(&portal, &stranger, &device.handle).await);
        let found = service::find(&portal.services, &stranger, &device.handle).await;
        assert!(matches!(found, Err(Error::NotFound)));
        let named = service::name(&portal.services, &stranger, &device.handle, "x").await;
        assert!(matches!(named, Err(Error::NotFound)));
    }
    for nonsense in ["", "AAAA", "../x", "ｘ"] {
        assert!(!sign_out(&portal, &member, nonsense).await);
    }

    assert!(portal.is_alive(other).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_what_cannot_be_recorded_ends_no_session(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member, other) = in_two_sessions(&portal).await;
    let token = alert(&portal).await;
    let handle = list(&portal, &member).await.pop().expect("another").handle;
    portal.break_audit_log().await;
    let before = portal.snapshot().await;
    let (services, origin) = (&portal.services, somewhere());

    let one = service::sign_out(services, &member, &handle, &origin).await;
    let others = service::sign_out_others(services, &member, &origin).await;
    let press = Press {
        token: &token,
        typed: &portal.postbox.number_beside(&token),
        viewer: None,
    };
    let everything = service::end_everything(services, &press, &origin).await;

    assert!(matches!(one, Err(Error::Database(_))));
    assert!(others.is_err() && everything.is_err());
    assert_eq!(portal.snapshot().await, before);
    assert!(portal.is_alive(other).await);
}
