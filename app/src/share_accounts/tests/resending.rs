//! Sending an invitation again, by the parent and at the invitee's wish (M67, D9, X7).

use sqlx::PgPool;
use time::Duration;

use super::{add, delete, invite, rejection, resend, status_of};
use crate::{
    platform::{
        outbox,
        testing::{NOW, Portal, settings, somewhere, window},
    },
    registration::{self, testing::Outcome},
    share_accounts::{
        Outlook,
        model::{Delivery, Invitation, Refusal, ResendRejection, Spared, Status},
        service,
    },
};

#[sqlx::test(migrations = "../migrations")]
async fn m67_a_resend_ends_the_old_link_and_the_new_one_works(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let old = portal.postbox.newest_token("taro@example.com");
    portal.wait(Duration::HOUR);

    let address = resend(&portal, &parent, account).await.expect("resent");

    assert_eq!(address, "taro@example.com");
    assert_eq!(
        registration::testing::look_up(&portal, &old).await,
        Outcome::Replaced { sent_at: None }
    );
    portal.wait(Duration::MINUTE);
    portal.deliver().await;
    let sent_at = Some(NOW + Duration::HOUR + Duration::MINUTE);
    assert_eq!(
        registration::testing::look_up(&portal, &old).await,
        Outcome::Replaced { sent_at }
    );
    let new = portal.postbox.newest_token("taro@example.com");
    assert_eq!(
        registration::testing::look_up(&portal, &new).await,
        Outcome::Live
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d17_only_who_still_waits_gets_a_resend(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let registered = portal.share(&shop, "demoshare01").await;
    let gone = invite(&portal, &parent, "taro@example.com").await;
    delete(&portal, &parent, gone).await.expect("deleted");
    let before = portal.snapshot().await;

    let to_registered = resend(&portal, &parent, registered).await;
    let to_gone = resend(&portal, &parent, gone).await;
    let to_parent = resend(&portal, &parent, shop.parent).await;

    assert_eq!(
        rejection(to_registered),
        Some(ResendRejection::AlreadyRegistered)
    );
    assert_eq!(rejection(to_gone), Some(ResendRejection::Gone));
    assert_eq!(rejection(to_parent), Some(ResendRejection::Gone));
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_resends_need_a_pause_and_are_counted_over_the_day(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    resend(&portal, &parent, account).await.expect("the first");

    let at_once = resend(&portal, &parent, account).await;
    for _ in 0..4 {
        portal.wait(Duration::MINUTE);
        resend(&portal, &parent, account)
            .await
            .expect("after the pause");
    }
    portal.wait(Duration::MINUTE);
    let sixth = resend(&portal, &parent, account).await;

    assert_eq!(
        rejection(at_once),
        Some(ResendRejection::TooSoon { seconds: 60 })
    );
    let minutes = 24 * 60 - 5;
    assert_eq!(rejection(sixth), Some(ResendRejection::TooMany { minutes }));
    portal.wait(Duration::minutes(minutes));
    resend(&portal, &parent, account)
        .await
        .expect("a day after the first");
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_a_parent_resends_so_many_in_an_hour_and_a_mailbox_gets_so_many_in_a_day(pool: PgPool) {
    let mut settings = settings();
    settings.limits.resend_parent = window(2, Duration::HOUR);
    settings.limits.invitation_mailbox = window(3, Duration::DAY);
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let mut accounts = Vec::new();
    for name in ["一", "二", "三"] {
        let added = add(&portal, &parent, name, "cafe@example.com").await;
        accounts.push(added.expect("added").account);
    }
    let mut others = Vec::new();
    for email in ["one@example.com", "two@example.com", "three@example.com"] {
        others.push(invite(&portal, &parent, email).await);
    }

    let to_full_mailbox = resend(&portal, &parent, accounts[0]).await;
    for account in &others[..2] {
        resend(&portal, &parent, *account).await.expect("resent");
        portal.wait(Duration::MINUTE);
    }
    let third = resend(&portal, &parent, others[2]).await;

    let minutes = 24 * 60;
    assert_eq!(
        rejection(to_full_mailbox),
        Some(ResendRejection::MailboxFull { minutes })
    );
    assert_eq!(
        rejection(third),
        Some(ResendRejection::TooMany { minutes: 58 })
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_the_list_tells_from_when_on_it_may_be_sent_again(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    let resend_from = async || match status_of(&portal, &parent, account).await {
        Status::Waiting(Invitation { resend_from, .. }) => resend_from,
        _ => None,
    };
    assert_eq!(resend_from().await, None);
    portal.wait(Duration::SECOND);

    resend(&portal, &parent, account).await.expect("resent");

    assert_eq!(resend_from().await, Some(NOW + Duration::seconds(61)));
    portal.wait(Duration::MINUTE);
    assert_eq!(resend_from().await, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_several_are_resent_and_who_is_not_is_named(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let waiting = invite(&portal, &parent, "waiting@example.com").await;
    let paused = invite(&portal, &parent, "paused@example.com").await;
    let registered = portal.share(&shop, "demoshare01").await;
    let gone = invite(&portal, &parent, "gone@example.com").await;
    delete(&portal, &parent, gone).await.expect("deleted");
    portal.deliver().await;
    resend(&portal, &parent, paused).await.expect("resent");

    let accounts = [waiting, paused, registered, gone];
    let resent = service::resend_several(&portal.services, &parent, &accounts, &somewhere()).await;

    let resent = resent.expect("resent");
    let why: Vec<ResendRejection> = resent
        .spared
        .iter()
        .map(|Spared { why, .. }| *why)
        .collect();
    assert_eq!(resent.count, 1);
    assert_eq!(
        why,
        [
            ResendRejection::TooSoon { seconds: 60 },
            ResendRejection::AlreadyRegistered
        ]
    );
    portal.deliver().await;
    assert_eq!(portal.postbox.mails_to("waiting@example.com").len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_an_invitee_gets_a_new_mail_from_a_link_that_is_too_old(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let old = portal.postbox.newest_token("taro@example.com");
    portal.wait(Duration::days(7));
    assert_eq!(
        registration::testing::look_up(&portal, &old).await,
        Outcome::Expired
    );

    registration::testing::ask_again(&portal, &old).await;
    registration::testing::ask_again(&portal, &old).await;
    assert_eq!(portal.deliver().await, [outbox::Delivery::Sent]);

    let new = portal.postbox.newest_token("taro@example.com");
    assert_ne!(old, new);
    assert_eq!(
        registration::testing::look_up(&portal, &new).await,
        Outcome::Live
    );
    assert!(matches!(
        status_of(&portal, &parent, account).await,
        Status::Waiting(Invitation {
            asked_for: true,
            delivery: Delivery::Sent { .. },
            ..
        })
    ));
    let recorded = "select count(*) from audit_log where event = 'invitation_requested'";
    assert_eq!(portal.ask::<i64>(recorded).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_asking_for_a_new_mail_takes_no_link_away(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let replaced = portal.postbox.newest_token("taro@example.com");
    resend(&portal, &parent, account).await.expect("resent");
    portal.deliver().await;
    let newest = portal.postbox.newest_token("taro@example.com");
    portal.wait(Duration::MINUTE);

    registration::testing::ask_again(&portal, &replaced).await;
    portal.deliver().await;

    let asked_for = portal.postbox.newest_token("taro@example.com");
    assert_ne!(newest, asked_for);
    for token in [&newest, &asked_for] {
        assert_eq!(
            registration::testing::look_up(&portal, token).await,
            Outcome::Live
        );
    }
    registration::testing::register(&portal, &newest, "members12345").await;
    assert_eq!(
        registration::testing::look_up(&portal, &asked_for).await,
        Outcome::Used
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_an_invitee_may_not_ask_without_end_and_not_where_nothing_waits(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");
    registration::testing::ask_again(&portal, &token).await;
    assert_eq!(portal.deliver().await, []);

    portal.wait(Duration::days(7));
    for _ in 0..4 {
        registration::testing::ask_again(&portal, &token).await;
        portal.deliver().await;
        portal.wait(Duration::MINUTE);
    }
    assert_eq!(portal.postbox.mails_to("taro@example.com").len(), 3);
    // the parent's part of the day is left
    for _ in 0..3 {
        portal.wait(Duration::MINUTE);
        resend(&portal, &parent, account).await.expect("resent");
    }

    delete(&portal, &parent, account).await.expect("deleted");
    portal.wait(Duration::DAY);
    registration::testing::ask_again(&portal, &token).await;
    assert_eq!(portal.deliver().await, []);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_a_declined_invitation_ends_and_is_resent_only_when_confirmed(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");
    registration::testing::decline(&portal, &token, Refusal::Misdirected).await;

    assert_eq!(
        registration::testing::look_up(&portal, &token).await,
        Outcome::Declined
    );
    assert_eq!(
        status_of(&portal, &parent, account).await,
        Status::Declined {
            at: NOW,
            because: Refusal::Misdirected
        }
    );
    assert_eq!(
        rejection(resend(&portal, &parent, account).await),
        Some(ResendRejection::Declined)
    );
    service::resend(&portal.services, &parent, account, true, &somewhere())
        .await
        .expect("confirmed");
    portal.deliver().await;

    assert_eq!(
        registration::testing::look_up(&portal, &token).await,
        Outcome::Replaced { sent_at: Some(NOW) }
    );
    let token = portal.postbox.newest_token("taro@example.com");
    registration::testing::register(&portal, &token, "members12345").await;
    let refusals = "select count(*) from invitation_refusals";
    assert_eq!(portal.ask::<i64>(refusals).await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_where_the_mailbox_is_full_the_invitee_is_told_when_to_ask(pool: PgPool) {
    let mut settings = settings();
    settings.limits.invitation_mailbox = window(2, Duration::DAY);
    let portal = Portal::with(pool, settings);
    let (own, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    let parent = portal.parent(&own).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let replaced = portal.postbox.newest_token("taro@example.com");
    let sql = "update invitation_links set replaced_at = created_at";
    portal.run(sql).await;
    invite(&portal, &portal.parent(&other).await, "TARO@example.com").await;
    portal.deliver().await;

    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let outlook = service::outlook(&mut conn, &portal.services, account, "taro@example.com").await;
    registration::testing::ask_again(&portal, &replaced).await;

    let minutes = 24 * 60;
    assert_eq!(outlook.expect("asked"), Outlook::Later { minutes });
    assert_eq!(portal.deliver().await, []);
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_two_shops_that_write_to_a_mailbox_at_once_are_counted_one_after_the_other(
    pool: PgPool,
) {
    const SHOPS: usize = 12;
    let mut settings = settings();
    settings.limits.invitation_mailbox = window(5, Duration::DAY);
    let portal = Portal::with(pool, settings);
    let mut tries = Vec::new();
    for number in 0..SHOPS {
        let shop = portal.shop(&format!("demoparent{number}")).await;
        let (portal, parent) = (portal.clone(), portal.parent(&shop).await);
        tries.push(tokio::spawn(async move {
            add(&portal, &parent, "有線 太郎", "taro@example.com")
                .await
                .is_ok()
        }));
    }

    let mut added = 0;
    for attempt in tries {
        added += usize::from(attempt.await.expect("ran"));
    }

    assert_eq!(added, 5);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_who_declined_gets_nothing_through_another_account_with_the_same_address(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");
    let other = add(&portal, &parent, "有線 次郎", "TARO@example.com").await;
    let other = other.expect("added").account;
    portal.deliver().await;

    registration::testing::decline(&portal, &token, Refusal::Unwanted).await;

    assert_eq!(
        rejection(resend(&portal, &parent, other).await),
        Some(ResendRejection::Declined)
    );
    service::resend(&portal.services, &parent, other, true, &somewhere())
        .await
        .expect("confirmed");
    assert!(matches!(
        status_of(&portal, &parent, account).await,
        Status::Declined { .. }
    ));
}
