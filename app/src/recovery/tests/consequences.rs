//! What a new password ends, forgives and leaves behind (R12, R26, R42, R53).

use sqlx::PgPool;

use crate::{
    email_change,
    platform::testing::{NOW, PASSWORD, Portal, from_address, somewhere},
    recovery::{
        service::{self, Error},
        testing::{NEW_PASSWORD, ask, is_live, link_of, set_password},
    },
    sign_in::testing::{sign_in_from, signs_in},
};

const EMAIL: &str = "demoparent@example.com";

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_new_password_ends_every_session_link_and_pending_change(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let sessions = [
        portal.begin_session(shop.parent).await,
        portal.begin_session(shop.parent).await,
    ];
    let share = portal.share(&shop, "demoshare01").await;
    let foreign = portal.begin_session(share).await;
    let proven = portal.proven(&shop, shop.parent).await;
    let pending = email_change::testing::pending(&portal, &proven, "changed@example.com").await;
    let token = link_of(&portal, "demoparent").await;
    ask(&portal, "demoparent", EMAIL).await.expect("taken");

    set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");

    for session in sessions {
        assert!(!portal.is_alive(session).await);
    }
    assert!(portal.is_alive(foreign).await);
    let confirmed = email_change::testing::confirm(&portal, &pending.confirm, None).await;
    assert_eq!(confirmed, None);
    assert_eq!(portal.email_of(shop.parent).await, EMAIL);
    // of the second request only the notice of the change is left
    portal.deliver().await;
    let newest = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    assert_eq!(
        crate::platform::testing::subject_of(&newest),
        "【USEN MEMBERS】パスワードを変更しました"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r26_the_owner_of_an_account_under_attack_gets_in_by_mail(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    portal
        .run("insert into sign_in_failures select sha256('demoparent'), 99, '2026-11-21 02:00Z'")
        .await;
    for last in 1..=10 {
        let attacker = from_address([198, 51, 100, last]);
        sign_in_from(
            &portal,
            "demoparent",
            "wrong-horse-battery",
            None,
            &attacker,
        )
        .await
        .expect_err("wrong");
    }
    assert!(!signs_in(&portal, "demoparent", PASSWORD).await);
    let token = link_of(&portal, "demoparent").await;

    let device = set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");
    for last in 11..=25 {
        let attacker = from_address([198, 51, 100, last]);
        sign_in_from(
            &portal,
            "demoparent",
            "wrong-horse-battery",
            None,
            &attacker,
        )
        .await
        .expect_err("wrong");
    }
    let owner = sign_in_from(
        &portal,
        "demoparent",
        NEW_PASSWORD,
        Some(&device),
        &somewhere(),
    )
    .await;

    assert_eq!(owner, Ok(device));
    // no mail about a new device: the owner has just been there
    portal.deliver().await;
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn r26_a_new_password_forgives_what_was_guessed_before(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    for _ in 0..10 {
        assert!(!signs_in(&portal, "demoparent", "wrong-horse-battery").await);
    }
    let token = link_of(&portal, "demoparent").await;

    set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");

    let elsewhere = from_address([203, 0, 113, 9]);
    let signed_in = sign_in_from(&portal, "demoparent", NEW_PASSWORD, None, &elsewhere).await;
    assert!(signed_in.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_link_asked_for_before_the_address_was_changed_is_dead(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let proven = portal.proven(&shop, shop.parent).await;
    let token = link_of(&portal, "demoparent").await;

    email_change::testing::change(&portal, &proven, "changed@example.com").await;

    assert!(!is_live(&portal, &token).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_new_password_that_cannot_be_recorded_is_not_set(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let session = portal.begin_session(shop.parent).await;
    let token = link_of(&portal, "demoparent").await;
    portal.break_audit_log().await;
    let before = portal.snapshot().await;

    let set =
        service::set_password(&portal.services, &token, NEW_PASSWORD, None, &somewhere()).await;

    assert!(matches!(set, Err(Error::Broken(_))));
    assert_eq!(portal.snapshot().await, before);
    assert!(portal.is_alive(session).await);
    assert!(is_live(&portal, &token).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r53_the_history_tells_when_the_password_was_changed(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;

    set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");

    let at: time::OffsetDateTime = portal
        .ask("select recorded_at from audit_log where event = 'authn_password_change' and actor_id = account_id")
        .await;
    assert_eq!(at, NOW);
}
