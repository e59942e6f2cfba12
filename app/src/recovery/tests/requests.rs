//! Asking for a link: always the same answer, and a mail to nobody but the owner (M20–M22, R2, R5).

use sqlx::PgPool;
use time::Duration;

use crate::{
    platform::{
        outbox::Delivery,
        testing::{Manner, Portal, from_address, limit, settings, somewhere, window},
    },
    recovery::{
        model::{EmailProblem, RequestForm, RequestRejection},
        service,
        testing::{ask, ask_for_user_ids, is_live, send, set_password},
    },
    share_accounts,
};

const EMAIL: &str = "demoparent@example.com";

fn form(user_id: &str, email: &str) -> RequestForm {
    RequestForm {
        user_id: Some(user_id.to_owned()),
        email: email.to_owned(),
        customer_code: String::new(),
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m20_to_m22_user_id_and_address_bring_a_link_by_mail(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    ask(&portal, "demoparent", EMAIL).await.expect("taken");

    assert_eq!(portal.deliver().await, [Delivery::Sent]);
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    assert!(is_live(&portal, &portal.postbox.newest_token(EMAIL)).await);
    assert_eq!(portal.events().await, ["authn_password_reset_requested"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn m21_both_are_found_however_they_are_written(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    ask(
        &portal,
        " ＤＥＭＯＰａｒｅｎｔ ",
        " DemoParent@EXAMPLE.com ",
    )
    .await
    .expect("taken");
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn m21_what_is_missing_or_no_address_is_told_and_not_kept(pool: PgPool) {
    let portal = Portal::on(pool);
    let sent = async |user_id, email| send(&portal, &form(user_id, email), &somewhere()).await;
    let why = |user_id_empty, email| {
        Err(RequestRejection {
            user_id_empty,
            email,
            ..RequestRejection::default()
        })
    };

    assert_eq!(sent(" ", "").await, why(true, Some(EmailProblem::Empty)));
    assert_eq!(sent("", EMAIL).await, why(true, None));
    assert_eq!(
        sent("demoparent", "a@b@c").await,
        why(false, Some(EmailProblem::Form))
    );
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from recovery_requests")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m24_a_customer_number_that_cannot_be_one_is_told(pool: PgPool) {
    let portal = Portal::on(pool);
    let mut form = RequestForm {
        user_id: None,
        email: EMAIL.to_owned(),
        customer_code: "12345".to_owned(),
    };

    let wrong = send(&portal, &form, &somewhere()).await;
    form.customer_code = "０１０１００１６１".to_owned();
    let full_width = send(&portal, &form, &somewhere()).await;

    assert!(wrong.is_err_and(|why| why.customer_code));
    assert_eq!(full_width, Ok(()));
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_nothing_is_looked_up_before_the_answer(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.share(&shop, "demoshare01").await;
    portal.set_state(shop.parent, "suspended").await;
    let before = portal.snapshot().await;

    for (user_id, email) in [
        ("demoparent", EMAIL),
        ("demoshare01", "demoshare01@example.com"),
        ("nobodyatall", EMAIL),
        ("demoparent", "other@example.com"),
        ("' or 1=1 --", EMAIL),
    ] {
        assert_eq!(
            send(&portal, &form(user_id, email), &somewhere()).await,
            Ok(()),
            "{user_id}"
        );
    }

    assert_eq!(portal.snapshot().await, before);
    assert_eq!(portal.events().await, [""; 0]);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from recovery_requests")
            .await,
        5
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m21_what_does_not_belong_together_sends_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    portal.shop("demoparent2").await;

    for (user_id, email) in [
        ("nobodyatall", EMAIL),
        ("demoparent", "other@example.com"),
        ("demoparent", "demoparent2@example.com"),
        ("demoparent2", EMAIL),
        ("x", EMAIL),
    ] {
        ask(&portal, user_id, email).await.expect("taken");
    }

    assert_eq!(portal.deliver().await, []);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from recovery_requests")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r2_the_mail_goes_to_the_stored_address_and_to_no_other(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    for typed in [
        "demoparent@example.com,evil@example.com",
        "demoparent@example.com;evil@example.com",
        "demoparent@example.com evil@example.com",
        "demoparent@example.com\r\nBcc: evil@example.com",
        "demoparent@example.com\0",
        "<demoparent@example.com>",
        "Evil <demoparent@example.com>",
        "\"evil@example.com,demoparent\"@example.com",
        "demoparent@еxample.com",
    ] {
        let refused = ask(&portal, "demoparent", typed).await;
        assert_eq!(
            refused.expect_err(typed).email,
            Some(EmailProblem::Form),
            "{typed}"
        );
    }
    ask(
        &portal,
        "demoparent",
        "ＤＥＭＯＰＡＲＥＮＴ＠ＥＸＡＭＰＬＥ．ＣＯＭ",
    )
    .await
    .expect("taken");
    portal.deliver().await;

    let mails = portal.postbox.mails();
    assert_eq!(mails.len(), 1);
    let recipients: Vec<&str> = mails[0].envelope().to().iter().map(AsRef::as_ref).collect();
    assert_eq!(recipients, [EMAIL]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_an_account_gets_three_mails_at_once_and_nobody_hears_of_the_limit(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    for last in 1..=5 {
        let origin = from_address([192, 0, 2, last]);
        assert_eq!(
            send(&portal, &form("demoparent", EMAIL), &origin).await,
            Ok(())
        );
        portal.answer_requests().await;
        portal.deliver().await;
    }
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 3);
    portal.wait(Duration::HOUR);
    ask(&portal, "demoparent", EMAIL).await.expect("taken");
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 4);
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_ten_mails_are_enough_for_a_day(pool: PgPool) {
    let mut settings = settings();
    settings.limits.recovery = window(100, Duration::SECOND);
    settings.limits.recovery_address = limit(100, Duration::SECOND);
    let portal = Portal::with(pool, settings);
    portal.shop("demoparent").await;

    for _ in 0..12 {
        ask(&portal, "demoparent", EMAIL).await.expect("taken");
        portal.deliver().await;
    }

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 10);
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_an_address_that_asks_too_often_is_told_how_long_to_wait(pool: PgPool) {
    let portal = Portal::on(pool);
    for number in 0..10 {
        let form = form(&format!("victim{number:05}"), EMAIL);
        assert_eq!(send(&portal, &form, &somewhere()).await, Ok(()));
    }

    let eleventh = send(&portal, &form("demoparent", EMAIL), &somewhere()).await;
    let elsewhere = send(
        &portal,
        &form("demoparent", EMAIL),
        &from_address([192, 0, 2, 2]),
    )
    .await;

    assert_eq!(
        eleventh.expect_err("held back").too_many_minutes,
        Some(6),
        "one in six minutes"
    );
    assert_eq!(elsewhere, Ok(()));
    portal.wait(Duration::minutes(6));
    assert_eq!(
        send(&portal, &form("demoparent", EMAIL), &somewhere()).await,
        Ok(())
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_who_may_not_act_gets_no_link(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    portal.share(&shop, "demoshare01").await;
    let deleted = portal.share(&shop, "demoshare02").await;
    share_accounts::testing::delete(&portal, &parent, deleted).await;

    for state in ["suspended", "expired"] {
        portal.set_state(shop.parent, state).await;
        for user_id in ["demoparent", "demoshare01", "demoshare02"] {
            ask(&portal, user_id, &format!("{user_id}@example.com"))
                .await
                .expect("taken");
        }
    }

    assert_eq!(portal.deliver().await, []);
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_a_link_asked_for_just_before_the_suspension_is_not_sent_either(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    ask(&portal, "demoparent", EMAIL).await.expect("taken");

    portal.set_state(shop.parent, "suspended").await;

    assert_eq!(portal.deliver().await, [Delivery::NotWanted]);
    assert!(portal.postbox.mails().is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_after_three_requests_to_a_mail_server_that_is_down_one_mail_arrives_and_its_link_works(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    portal.postbox.answer(Manner::Down);
    for _ in 0..3 {
        ask(&portal, "demoparent", EMAIL).await.expect("taken");
        portal.deliver().await;
        portal.wait(Duration::MINUTE);
    }

    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::minutes(20));
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    let token = portal.postbox.newest_token(EMAIL);
    assert!(
        set_password(&portal, &token, crate::recovery::testing::NEW_PASSWORD)
            .await
            .is_ok()
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_a_link_that_nobody_waits_for_any_more_is_not_sent(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    portal.postbox.answer(Manner::Down);
    ask(&portal, "demoparent", EMAIL).await.expect("taken");
    ask_for_user_ids(&portal, EMAIL).await;
    portal.deliver().await;

    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::hours(2));

    assert_eq!(portal.deliver().await, [Delivery::Failed, Delivery::Failed]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_request_that_cannot_be_recorded_sends_nothing_and_waits(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    send(&portal, &form("demoparent", EMAIL), &somewhere())
        .await
        .expect("taken");
    portal.break_audit_log().await;

    let looked_up = service::answer_next(&portal.services).await;

    assert!(looked_up.is_err());
    assert_eq!(portal.deliver().await, []);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from recovery_requests")
            .await,
        1
    );
}
