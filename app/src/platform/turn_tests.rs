//! Whose mail goes next: shops take turns, accounts keep their order, and a mail server that is gone changes neither
//! (R15, F6, F15).

use std::{
    collections::{HashMap, HashSet},
    time::Duration as StdDuration,
};

use sqlx::PgPool;
use time::Duration;

use super::{
    outbox::{self, Delivery, Letter},
    session::Parent,
    testing::{Manner, Portal, message_id, settings, window},
};
use crate::{
    letters::Letters,
    registration::testing::{Outcome, look_up},
    share_accounts::testing::{invite, resend},
    values::AccountId,
};

async fn deliver_next(portal: &Portal) -> Delivery {
    outbox::deliver_next(&portal.services, &Letters, portal.postbox.as_ref())
        .await
        .expect("the outbox is worked on")
}

/// Queues a letter about an account; tells its number.
async fn enqueue(portal: &Portal, letter: Letter, account: AccountId) -> String {
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let (now, randomness) = (
        portal.services.clock.now(),
        portal.services.randomness.as_ref(),
    );
    outbox::enqueue(&mut conn, randomness, letter, account, now)
        .await
        .expect("queued");
    sqlx::query_scalar(
        "select id::text from outbox where account_id = $1 order by created_at desc, id desc limit 1",
    )
    .bind(account.into_uuid())
    .fetch_one(&portal.pool)
    .await
    .expect("it is there")
}

/// The numbers of the mails that were taken, in their order.
fn taken(portal: &Portal) -> Vec<String> {
    let number = |id: String| id.split('@').next().map(str::to_owned);
    let mails = portal.postbox.mails();
    mails
        .iter()
        .filter_map(|mail| number(message_id(mail)))
        .collect()
}

fn receivers(portal: &Portal) -> Vec<String> {
    let mails = portal.postbox.mails();
    mails
        .iter()
        .map(|mail| AsRef::<str>::as_ref(&mail.envelope().to()[0]).to_owned())
        .collect()
}

async fn with_shops<const N: usize>(pool: PgPool) -> (Portal, [Parent; N]) {
    let mut settings = settings();
    settings.limits.add = window(2_000, Duration::HOUR);
    settings.limits.resend_parent = window(2_000, Duration::HOUR);
    let portal = Portal::with(pool, settings);
    let mut parents = Vec::new();
    for number in 0..N {
        let shop = portal.shop(&format!("demoparent{number}")).await;
        parents.push(portal.parent(&shop).await);
    }
    let parents = parents
        .try_into()
        .unwrap_or_else(|_| unreachable!("as many as asked for"));
    (portal, parents)
}

#[sqlx::test(migrations = "../migrations")]
async fn f15_one_shops_burst_does_not_hold_up_others(pool: PgPool) {
    let (portal, [burst, one, other]) = with_shops(pool).await;
    for number in 0..40 {
        invite(&portal, &burst, &format!("burst{number}@example.com")).await;
    }
    for number in 0..3 {
        portal.wait(Duration::SECOND);
        invite(&portal, &one, &format!("one{number}@example.com")).await;
        invite(&portal, &other, &format!("other{number}@example.com")).await;
    }

    for _ in 0..9 {
        assert_eq!(deliver_next(&portal).await, Delivery::Sent);
    }

    // in turn, and within a shop in the order of their causes
    let order = [
        "burst0", "one0", "other0", "burst1", "one1", "other1", "burst2", "one2", "other2",
    ];
    assert_eq!(
        receivers(&portal),
        order.map(|name| format!("{name}@example.com"))
    );
    assert_eq!(portal.deliver().await, vec![Delivery::Sent; 37]);
}

#[sqlx::test(migrations = "../migrations")]
async fn f15_who_comes_later_does_not_wait_for_a_burst_that_has_begun(pool: PgPool) {
    let (portal, [burst, other]) = with_shops(pool).await;
    for number in 0..20 {
        invite(&portal, &burst, &format!("burst{number}@example.com")).await;
    }
    for _ in 0..10 {
        deliver_next(&portal).await;
    }

    invite(&portal, &other, "other@example.com").await;
    for _ in 0..2 {
        deliver_next(&portal).await;
    }

    assert_eq!(
        receivers(&portal).last().map(String::as_str),
        Some("other@example.com")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn f15_a_later_burst_shares_with_one_that_has_begun(pool: PgPool) {
    let (portal, [first, later]) = with_shops(pool).await;
    for number in 0..20 {
        invite(&portal, &first, &format!("first{number}@example.com")).await;
    }
    for _ in 0..10 {
        deliver_next(&portal).await;
    }
    portal.wait(Duration::SECOND);
    for number in 0..20 {
        invite(&portal, &later, &format!("later{number}@example.com")).await;
    }

    for _ in 0..6 {
        deliver_next(&portal).await;
    }

    let order = [
        "first10", "later0", "first11", "later1", "first12", "later2",
    ];
    assert_eq!(
        receivers(&portal)[10..],
        order.map(|name| format!("{name}@example.com"))
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn f15_what_somebody_waits_for_at_their_screen_goes_before_their_shops_burst(pool: PgPool) {
    let (portal, [burst]) = with_shops(pool).await;
    for number in 0..20 {
        invite(&portal, &burst, &format!("burst{number}@example.com")).await;
    }
    portal.wait(Duration::SECOND);
    let reset = enqueue(&portal, Letter::PasswordReset, burst.account).await;

    assert_eq!(deliver_next(&portal).await, Delivery::Sent);

    assert_eq!(taken(&portal), [reset]);
}

#[sqlx::test(migrations = "../migrations")]
async fn f15_what_is_late_with_another_try_is_not_held_up_by_what_is_new(pool: PgPool) {
    let (portal, [parent]) = with_shops(pool).await;
    let notice = enqueue(&portal, Letter::PasswordChanged, parent.account).await;
    portal.postbox.answer(Manner::Down);
    assert_eq!(portal.deliver().await, [Delivery::Postponed]);
    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::minutes(2));
    for number in 0..30 {
        invite(&portal, &parent, &format!("new{number}@example.com")).await;
    }

    assert_eq!(portal.deliver().await, vec![Delivery::Sent; 31]);

    let turn = taken(&portal).iter().position(|mail| *mail == notice);
    assert!(turn.is_some_and(|turn| turn < 20), "{turn:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn f15_what_is_tried_again_does_not_hold_up_what_is_new(pool: PgPool) {
    let (portal, [burst, other]) = with_shops(pool).await;
    for number in 0..10 {
        invite(&portal, &burst, &format!("burst{number}@example.com")).await;
    }
    portal.postbox.answer(Manner::Down);
    assert_eq!(portal.deliver().await, vec![Delivery::Postponed; 10]);
    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::minutes(1));

    invite(&portal, &other, "other@example.com").await;
    assert_eq!(portal.deliver().await, vec![Delivery::Sent; 11]);

    assert_eq!(receivers(&portal)[0], "other@example.com");
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_of_one_account_the_newer_mail_waits_until_the_older_one_is_out(pool: PgPool) {
    let (portal, [parent]) = with_shops(pool).await;
    let first = enqueue(&portal, Letter::UserIdChanged, parent.account).await;
    portal.wait(Duration::SECOND);
    let second = enqueue(&portal, Letter::PasswordChanged, parent.account).await;
    portal.postbox.answer(Manner::Silent);
    let services = portal.services.clone();
    let postbox = portal.postbox.clone();
    let sending = tokio::spawn(async move {
        outbox::deliver_next_within(
            &services,
            &Letters,
            postbox.as_ref(),
            StdDuration::from_secs(1),
        )
        .await
    });
    while portal.postbox.mails().is_empty() {
        tokio::task::yield_now().await;
    }
    portal.postbox.answer(Manner::Accepting);

    assert_eq!(deliver_next(&portal).await, Delivery::NothingDue);
    let first_try = sending.await.expect("ran").expect("worked on");
    assert_eq!(first_try, Delivery::Postponed);
    portal.wait(Duration::minutes(1));
    assert_eq!(portal.deliver().await, vec![Delivery::Sent, Delivery::Sent]);

    // nobody knew whether the first was taken: the same mail again, and then the second
    assert_eq!(taken(&portal), [first.clone(), first, second]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_a_mail_that_waits_for_another_try_has_it_before_a_newer_one(pool: PgPool) {
    let (portal, [parent]) = with_shops(pool).await;
    let first = enqueue(&portal, Letter::UserIdChanged, parent.account).await;
    portal.postbox.answer(Manner::Down);
    for _ in 0..6 {
        assert_eq!(portal.deliver().await, [Delivery::Postponed]);
        portal.wait(Duration::minutes(20));
    }
    assert_eq!(portal.deliver().await, [Delivery::Postponed]);
    portal.postbox.answer(Manner::Accepting);

    let second = enqueue(&portal, Letter::PasswordChanged, parent.account).await;

    assert_eq!(portal.deliver().await, vec![Delivery::Sent, Delivery::Sent]);
    assert_eq!(taken(&portal), [first, second]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_a_mail_that_is_refused_again_and_again_does_not_hold_up_newer_ones(pool: PgPool) {
    let (portal, [parent]) = with_shops(pool).await;
    enqueue(&portal, Letter::UserIdChanged, parent.account).await;
    portal.postbox.answer(Manner::Down);
    assert_eq!(portal.deliver().await, [Delivery::Postponed]);

    let second = enqueue(&portal, Letter::PasswordChanged, parent.account).await;
    assert_eq!(deliver_next(&portal).await, Delivery::Postponed);
    portal.postbox.answer(Manner::Accepting);

    assert_eq!(deliver_next(&portal).await, Delivery::Sent);
    assert_eq!(taken(&portal), [second]);
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_an_answer_that_comes_too_late_makes_one_more_copy_of_the_same_message(pool: PgPool) {
    let (portal, [parent]) = with_shops(pool).await;
    invite(&portal, &parent, "taro@example.com").await;
    portal.postbox.answer(Manner::Silent);

    let delivery = outbox::deliver_next_within(
        &portal.services,
        &Letters,
        portal.postbox.as_ref(),
        StdDuration::from_millis(50),
    )
    .await
    .expect("worked on");

    assert_eq!(delivery, Delivery::Postponed);
    let error: String = portal.ask("select last_error from outbox").await;
    assert_eq!(outbox::Reason::of(&error), outbox::Reason::Unreachable);
    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::minutes(1));
    assert_eq!(portal.deliver().await, [Delivery::Sent]);
    let ids: HashSet<String> = taken(&portal).into_iter().collect();
    assert_eq!((ids.len(), taken(&portal).len()), (1, 2));
}

#[test]
fn f8_a_mail_server_may_take_ninety_seconds() {
    assert!(outbox::SENDING > StdDuration::from_secs(90));
}

/// Two hours without the mail server, as design/security.md F6 has them: the clock is moved.
#[sqlx::test(migrations = "../migrations")]
async fn f6_of_a_thousand_actions_without_a_mail_server_none_is_lost_doubled_or_out_of_order(
    pool: PgPool,
) {
    let (portal, [parent]) = with_shops(pool).await;
    portal.postbox.answer(Manner::Gone);
    let mut staff = Vec::new();
    for number in 0..10 {
        let shop = portal.shop(&format!("demostaff{number}")).await;
        staff.push(shop.parent);
    }
    let mut expected: HashMap<AccountId, Vec<String>> = HashMap::new();

    // 20 that will be of no use, 600 invitations, 200 of them sent again, 180 notices
    for number in 0..20 {
        let shop = portal.shop(&format!("democlient{number}")).await;
        enqueue(&portal, Letter::PasswordReset, shop.parent).await;
    }
    let mut invited = Vec::new();
    for number in 0..600 {
        let email = format!("staff{number}@example.com");
        invited.push(invite(&portal, &parent, &email).await);
        if number % 60 == 0 {
            portal.wait(Duration::minutes(6));
            assert_eq!(portal.deliver().await, [Delivery::Unreachable]);
        }
    }
    for account in &invited[..200] {
        resend(&portal, &parent, *account).await;
    }
    for number in 0..180 {
        portal.wait(Duration::seconds(20));
        let account = staff[number % staff.len()];
        let letter = [Letter::UserIdChanged, Letter::PasswordChanged][number / staff.len() % 2];
        let mail = enqueue(&portal, letter, account).await;
        expected.entry(account).or_default().push(mail);
    }
    // meanwhile the first 20 are of no use any more
    let mut during = vec![Delivery::Failed; 20];
    during.push(Delivery::Unreachable);
    assert_eq!(portal.deliver().await, during);
    let untried: bool = portal
        .ask("select bool_and(attempts = 0) from outbox where state = 'queued'")
        .await;
    assert!(untried, "an absent mail server is no try");
    assert!(portal.postbox.mails().is_empty());
    portal.wait(Duration::minutes(1));
    portal.postbox.answer(Manner::Accepting);

    let deliveries = portal.deliver().await;

    assert_eq!(deliveries, vec![Delivery::Sent; 780]);
    let taken = taken(&portal);
    let different: HashSet<&String> = taken.iter().collect();
    assert_eq!((taken.len(), different.len()), (780, 780));
    for notices in expected.values() {
        let in_order: Vec<&String> = taken.iter().filter(|mail| notices.contains(mail)).collect();
        assert_eq!(in_order, notices.iter().collect::<Vec<_>>());
    }
    for number in [0, 199, 200, 599] {
        let address = format!("staff{number}@example.com");
        assert_eq!(portal.postbox.mails_to(&address).len(), 1);
        assert_eq!(
            look_up(&portal, &portal.postbox.newest_token(&address)).await,
            Outcome::Live
        );
    }
    let rows: i64 = portal
        .ask("select count(*) from outbox where state in ('sent', 'failed', 'superseded')")
        .await;
    assert_eq!(rows, 1_000);
}
