//! Asking for a change: the old address counts until the new one is confirmed (M77, M78, R17).

use sqlx::PgPool;
use time::Duration;

use crate::{
    email_change::{
        model::{ConfirmationMail, EmailRejection},
        service::{self, Error},
        testing::{confirm, is_live, pending, pending_address, request},
    },
    platform::{
        limit::Wait,
        mailed_links::Kind,
        outbox::Delivery,
        session::Member,
        testing::{Manner, Portal, settings, somewhere, window},
    },
};

const OLD: &str = "demoparent@example.com";
const NEW: &str = "changed@example.com";

async fn resend(portal: &Portal, member: &Member) -> Result<String, Option<i64>> {
    match service::resend(&portal.services, member).await {
        Ok(email) => Ok(email),
        Err(Error::Rejected(wait)) => Err(wait.map(Wait::minutes)),
        Err(error) => panic!("{error}"),
    }
}

async fn withdraw(portal: &Portal, member: &Member) -> bool {
    service::withdraw(&portal.services, member, &somewhere())
        .await
        .expect("asked")
}

#[sqlx::test(migrations = "../migrations")]
async fn m77_to_m79_until_it_is_confirmed_the_old_address_stays(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    request(&portal, &member, " Changed@Example.COM ")
        .await
        .expect("taken");
    portal.deliver().await;

    assert_eq!(portal.email_of(shop.parent).await, OLD);
    assert_eq!(
        pending_address(&portal, &member).await.as_deref(),
        Some("Changed@example.com")
    );
    assert_eq!(portal.postbox.mails_to("Changed@example.com").len(), 1);
    assert_eq!(portal.postbox.mails_to(OLD).len(), 1);
    assert_eq!(portal.events().await, ["email_change_requested"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn m77_what_is_no_new_address_is_told_and_nobody_gets_a_mail(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let before = portal.snapshot().await;

    for (typed, why) in [
        ("", EmailRejection::Empty),
        ("a@b@c", EmailRejection::Form),
        (OLD, EmailRejection::Same),
        ("demoparent@EXAMPLE.com", EmailRejection::Same),
    ] {
        assert_eq!(request(&portal, &member, typed).await, Err(why), "{typed}");
    }

    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn d5_and_r45_several_addresses_names_and_line_breaks_are_refused(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    for typed in [
        "changed@example.com,evil@example.com",
        "changed@example.com; evil@example.com",
        "changed@example.com evil@example.com",
        "changed@example.com\r\nBcc: evil@example.com",
        "changed@example.com\nX: y",
        "Evil <changed@example.com>",
        "changed@example.com\0",
        "\"a b\"@example.com",
        "=?utf-8?q?x?=@evil@example.com",
    ] {
        assert_eq!(
            request(&portal, &member, typed).await,
            Err(EmailRejection::Form),
            "{typed:?}"
        );
    }

    assert_eq!(portal.deliver().await, []);
}

#[sqlx::test(migrations = "../migrations")]
async fn d5_old_docomo_addresses_are_taken_and_quoted(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    request(&portal, &member, "taro..yusen.@docomo.ne.jp")
        .await
        .expect("taken");
    portal.deliver().await;

    let quoted = "\"taro..yusen.\"@docomo.ne.jp";
    assert_eq!(portal.postbox.mails_to(quoted).len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r17_a_new_request_replaces_the_earlier_one_and_ends_its_links(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let first = pending(&portal, &member, "first@example.com").await;

    let second = pending(&portal, &member, "second@example.com").await;

    assert!(!is_live(&portal, Kind::EmailConfirmation, &first.confirm).await);
    assert!(!is_live(&portal, Kind::EmailUndo, &first.undo).await);
    assert_eq!(confirm(&portal, &first.confirm, None).await, None);
    assert_eq!(portal.email_of(shop.parent).await, OLD);
    assert!(confirm(&portal, &second.confirm, None).await.is_some());
    assert_eq!(portal.email_of(shop.parent).await, "second@example.com");
}

#[sqlx::test(migrations = "../migrations")]
async fn r17_of_two_parallel_requests_no_link_ever_confirms_the_other_ones_address(pool: PgPool) {
    let mut settings = settings();
    settings.limits.email_change = window(1_000, Duration::SECOND);
    let portal = Portal::with(pool, settings).as_served(10);
    let shop = portal.shop("demoparent").await;

    for round in 0..20 {
        let member = portal.proven(&shop, shop.parent).await;
        let before = member.email.clone();
        let (mine, victims) = (
            format!("mine{round}@example.com"),
            format!("victim{round}@example.com"),
        );
        let (one, other, _) = tokio::join!(
            request(&portal, &member, &mine),
            request(&portal, &member, &victims),
            portal.deliver(),
        );
        one.expect("taken");
        other.expect("taken");
        portal.deliver().await;

        for mail in portal.postbox.mails_to(&mine) {
            let token = crate::platform::testing::token_in(&mail);
            confirm(&portal, &token, None).await;
        }

        let now = portal.email_of(shop.parent).await;
        assert!(now == mine || now == before, "{round} {now}");
        portal.wait(Duration::SECOND);
    }
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_a_resend_ends_the_first_link_and_the_new_one_works(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let first = pending(&portal, &member, NEW).await;

    assert_eq!(resend(&portal, &member).await.as_deref(), Ok(NEW));
    portal.deliver().await;

    assert_eq!(confirm(&portal, &first.confirm, None).await, None);
    let token = portal.postbox.newest_token(NEW);
    assert!(confirm(&portal, &token, None).await.is_some());
    assert_eq!(portal.email_of(shop.parent).await, NEW);
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_of_a_resend_while_the_mail_server_is_down_one_mail_arrives(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    portal.postbox.answer(Manner::Down);
    request(&portal, &member, NEW).await.expect("taken");
    portal.deliver().await;
    resend(&portal, &member).await.expect("taken");

    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::minutes(20));
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(NEW).len(), 1);
    let token = portal.postbox.newest_token(NEW);
    assert!(is_live(&portal, Kind::EmailConfirmation, &token).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m78_withdrawing_ends_the_links_and_calls_back_the_mails(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;

    assert!(withdraw(&portal, &member).await);

    assert_eq!(pending_address(&portal, &member).await, None);
    assert_eq!(confirm(&portal, &links.confirm, None).await, None);
    assert!(!is_live(&portal, Kind::EmailUndo, &links.undo).await);
    assert!(!withdraw(&portal, &member).await);
    assert_eq!(resend(&portal, &member).await, Err(None));
    request(&portal, &member, NEW).await.expect("taken");
    withdraw(&portal, &member).await;
    assert_eq!(portal.deliver().await, []);
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_three_changes_an_hour_are_asked_for_resends_counted(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    request(&portal, &member, "first@example.com")
        .await
        .expect("taken");
    request(&portal, &member, "second@example.com")
        .await
        .expect("taken");
    resend(&portal, &member).await.expect("taken");

    assert_eq!(
        request(&portal, &member, "third@example.com").await,
        Err(EmailRejection::TooMany { minutes: 60 })
    );
    assert_eq!(resend(&portal, &member).await, Err(Some(60)));
    assert_eq!(
        pending_address(&portal, &member).await.as_deref(),
        Some("second@example.com")
    );
    portal.wait(Duration::HOUR);
    assert!(request(&portal, &member, "third@example.com").await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_of_a_suspended_account_no_mail_goes_out(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    request(&portal, &member, NEW).await.expect("taken");

    portal.set_state(shop.parent, "suspended").await;

    assert_eq!(
        portal.deliver().await,
        [Delivery::NotWanted, Delivery::NotWanted]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_request_that_cannot_be_recorded_is_not_taken(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    request(&portal, &member, "first@example.com")
        .await
        .expect("taken");
    portal.break_audit_log().await;
    let before = portal.snapshot().await;

    let requested = service::request(&portal.services, &member, NEW, &somewhere()).await;
    let withdrawn = service::withdraw(&portal.services, &member, &somewhere()).await;

    assert!(matches!(requested, Err(Error::Database(_))));
    assert!(withdrawn.is_err());
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn m78_a_confirmation_that_the_mail_server_refuses_is_told_beside_the_pending_address(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    request(&portal, &member, "nobody@example.com")
        .await
        .expect("taken");
    portal.postbox.answer(Manner::Refusing);

    portal.deliver().await;

    let shown = service::pending(&portal.services, &member)
        .await
        .expect("asked")
        .expect("pending");
    assert_eq!(shown.mail, ConfirmationMail::Undeliverable);
}
