//! The outbox against a real database, with a mail server that can be down (R13–R16).

use std::{collections::HashSet, time::Duration as StdDuration};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use sqlx::PgPool;
use time::Duration;

use super::{
    outbox::{self, Delivery, Letter},
    session::Parent,
    testing::{Manner, Portal, hexadecimal, message_id, token_in, tokens_in},
};
use crate::{
    letters::Letters,
    registration::testing::{Outcome, look_up, register},
    share_accounts::testing::{delete, invite, resend},
    values::AccountId,
};

/// Longer than any pause.
const LATER: Duration = Duration::minutes(20);

async fn with_parent(pool: PgPool) -> (Portal, Parent) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    (portal, parent)
}

/// Sends the next mail, and dies before anybody heard of it.
async fn die_after_handing_over(portal: &Portal) {
    portal.postbox.answer(Manner::Silent);
    let before = portal.postbox.mails().len();
    let sending = outbox::deliver_next(&portal.services, &Letters, portal.postbox.as_ref());
    let handed_over = async {
        while portal.postbox.mails().len() == before {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        delivery = sending => panic!("{delivery:?}"),
        () = handed_over => {}
    }
    portal.postbox.answer(Manner::Accepting);
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_a_mail_of_a_change_that_did_not_happen_is_never_sent(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    let mut tx = portal.services.db.begin().await.expect("a transaction");
    let randomness = portal.services.randomness.as_ref();
    outbox::enqueue(
        &mut tx,
        randomness,
        Letter::Invitation,
        parent.account,
        portal.services.clock.now(),
    )
    .await
    .expect("queued");

    tx.rollback().await.expect("rolled back");

    assert_eq!(portal.deliver().await, []);
    assert_eq!(portal.ask::<i64>("select count(*) from outbox").await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_a_mail_server_that_was_down_for_days_gets_every_mail_once(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    portal.postbox.answer(Manner::Down);
    for number in 0..20 {
        invite(&portal, &parent, &format!("staff{number}@example.com")).await;
    }
    for _ in 0..4 {
        assert_eq!(portal.deliver().await, vec![Delivery::Postponed; 20]);
        portal.wait(LATER);
    }
    portal.wait(Duration::days(2));

    portal.postbox.answer(Manner::Accepting);
    let delivered = portal.deliver().await;

    assert_eq!(delivered, vec![Delivery::Sent; 20]);
    for number in 0..20 {
        let address = format!("staff{number}@example.com");
        assert_eq!(portal.postbox.mails_to(&address).len(), 1);
        assert_eq!(
            look_up(&portal, &portal.postbox.newest_token(&address)).await,
            Outcome::Live
        );
    }
    assert_eq!(portal.deliver().await, []);
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_pauses_grow_so_that_a_mail_server_is_not_besieged(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    portal.postbox.answer(Manner::Down);
    invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;

    let mut tries = 0;
    for _ in 0..3_600 {
        portal.wait(Duration::SECOND);
        tries += portal.deliver().await.len();
    }

    assert!((7..=11).contains(&tries), "{tries}");
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_a_mail_refused_for_good_is_not_tried_again(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    portal.postbox.answer(Manner::Refusing);
    invite(&portal, &parent, "taro@example.com").await;

    assert_eq!(portal.deliver().await, [Delivery::Failed]);
    portal.wait(Duration::days(1));

    assert_eq!(portal.deliver().await, []);
    let row: String = portal
        .ask("select state || ': ' || last_error from outbox")
        .await;
    assert_eq!(row, "failed: 550 no such mailbox");
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_after_five_days_nobody_waits_for_a_mail_any_more(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    portal.postbox.answer(Manner::Down);
    invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    portal.wait(Duration::days(5));
    portal.postbox.answer(Manner::Accepting);

    assert_eq!(portal.deliver().await, [Delivery::Failed]);
    assert!(portal.postbox.mails().is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn r14_a_worker_that_dies_before_recording_sends_at_most_one_copy_of_the_same_message(
    pool: PgPool,
) {
    let (portal, parent) = with_parent(pool).await;
    invite(&portal, &parent, "taro@example.com").await;
    die_after_handing_over(&portal).await;

    portal.wait(Duration::seconds(119));
    assert_eq!(portal.deliver().await, []);
    portal.wait(Duration::seconds(2));
    assert_eq!(portal.deliver().await, [Delivery::Sent]);
    portal.wait(Duration::days(1));
    assert_eq!(portal.deliver().await, []);

    let mails = portal.postbox.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(message_id(&mails[0]), message_id(&mails[1]));
    let (first, second) = (token_in(&mails[0]), token_in(&mails[1]));
    assert_eq!(look_up(&portal, &first).await, Outcome::Live);
    assert_eq!(look_up(&portal, &second).await, Outcome::Live);
    register(&portal, &first, "members12345").await;
    assert_eq!(look_up(&portal, &second).await, Outcome::Used);
}

#[sqlx::test(migrations = "../migrations")]
async fn m67_of_both_copies_neither_link_outlives_a_resend(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    die_after_handing_over(&portal).await;
    portal.wait(Duration::seconds(121));
    portal.deliver().await;
    let copies = portal.postbox.mails();

    resend(&portal, &parent, account).await;

    for copy in &copies {
        assert_eq!(
            look_up(&portal, &token_in(copy)).await,
            Outcome::Replaced { sent_at: None }
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r14_two_workers_share_two_hundred_mails_and_send_each_once(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for number in 0..200 {
        invite(&portal, &parent, &format!("staff{number}@example.com")).await;
    }

    let (one, other) = tokio::join!(
        tokio::spawn({
            let portal = portal.clone();
            async move { portal.deliver().await }
        }),
        tokio::spawn({
            let portal = portal.clone();
            async move { portal.deliver().await }
        }),
    );

    let (one, other) = (one.expect("ran"), other.expect("ran"));
    assert_eq!(one.len() + other.len(), 200);
    assert!(!one.is_empty() && !other.is_empty());
    let ids: HashSet<String> = portal.postbox.mails().iter().map(message_id).collect();
    assert_eq!((ids.len(), portal.postbox.mails().len()), (200, 200));
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_after_three_resends_to_a_mail_server_that_is_down_one_mail_arrives_and_its_link_works(
    pool: PgPool,
) {
    let (portal, parent) = with_parent(pool).await;
    portal.postbox.answer(Manner::Down);
    let account = invite(&portal, &parent, "taro@example.com").await;
    for _ in 0..3 {
        portal.deliver().await;
        portal.wait(LATER);
        resend(&portal, &parent, account).await;
    }
    portal.postbox.answer(Manner::Accepting);

    assert_eq!(portal.deliver().await, [Delivery::Sent]);

    assert_eq!(portal.postbox.mails().len(), 1);
    assert_eq!(
        look_up(&portal, &portal.postbox.newest_token("taro@example.com")).await,
        Outcome::Live
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_a_resend_while_the_earlier_mail_is_being_sent_leaves_only_the_newer_link_alive(
    pool: PgPool,
) {
    let (portal, parent) = with_parent(pool).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    die_after_handing_over(&portal).await;

    resend(&portal, &parent, account).await;
    portal.wait(Duration::seconds(121));
    assert_eq!(portal.deliver().await, [Delivery::Sent]);

    let mails = portal.postbox.mails_to("taro@example.com");
    assert_eq!(mails.len(), 2);
    assert!(matches!(
        look_up(&portal, &token_in(&mails[0])).await,
        Outcome::Replaced { .. }
    ));
    assert_eq!(look_up(&portal, &token_in(&mails[1])).await, Outcome::Live);
}

#[sqlx::test(migrations = "../migrations")]
async fn m65_a_mail_of_a_deleted_account_is_called_back_even_from_a_worker_that_holds_it(
    pool: PgPool,
) {
    let (portal, parent) = with_parent(pool).await;
    let account: AccountId = invite(&portal, &parent, "taro@example.com").await;
    die_after_handing_over(&portal).await;

    delete(&portal, &parent, account).await;
    portal.wait(Duration::seconds(121));

    assert_eq!(portal.deliver().await, []);
    let token = portal.postbox.newest_token("taro@example.com");
    assert_eq!(look_up(&portal, &token).await, Outcome::Withdrawn);
}

#[sqlx::test(migrations = "../migrations")]
async fn r16_no_table_ever_holds_a_token_that_a_mail_holds(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    invite(&portal, &parent, "hanako@example.com").await;
    portal.deliver().await;
    resend(&portal, &parent, account).await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");
    register(&portal, &token, "members12345").await;

    let dump = portal.dump_everything().await;

    let tokens: Vec<String> = portal.postbox.mails().iter().map(token_in).collect();
    assert_eq!(tokens.len(), 3);
    assert!(dump.contains("taro@example.com") && dump.contains("invitation_links\n("));
    for token in tokens {
        assert_unreadable(&dump, &token);
    }
}

/// That a text holds neither a token nor its bytes, whichever way they may be written.
fn assert_unreadable(dump: &str, token: &str) {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    for trace in [
        token.to_owned(),
        hexadecimal(token.as_bytes()),
        hexadecimal(&bytes),
        STANDARD_NO_PAD.encode(token),
        STANDARD_NO_PAD.encode(&bytes),
    ] {
        assert!(!dump.contains(&trace), "{trace}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r16_no_state_of_a_mail_leaves_its_token_in_the_database(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    // sent and then replaced, deleted, registered
    let replaced = invite(&portal, &parent, "replaced@example.com").await;
    let deleted = invite(&portal, &parent, "deleted@example.com").await;
    invite(&portal, &parent, "registered@example.com").await;
    portal.deliver().await;
    portal.wait(LATER);
    resend(&portal, &parent, replaced).await;
    delete(&portal, &parent, deleted).await;
    let token = portal.postbox.newest_token("registered@example.com");
    register(&portal, &token, "members12345").await;
    // refused by a mail server that repeats the link, and brought back by one
    invite(&portal, &parent, "refused@example.com").await;
    portal.deliver().await;
    let refused = message_id(portal.postbox.mails().last().expect("a mail"));
    let number = refused.split('@').next().expect("a number");
    let link = portal.postbox.newest_token("refused@example.com");
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let told = format!("554 https://members.example.com/v1/{link} is listed");
    let now = portal.services.clock.now();
    let number = number.parse().expect("a number");
    assert!(
        outbox::record_bounce(&mut conn, number, &told, now)
            .await
            .expect("recorded")
    );
    // nobody knows whether it was taken
    invite(&portal, &parent, "unknown@example.com").await;
    let randomness = portal.services.randomness.as_ref();
    outbox::enqueue(
        &mut conn,
        randomness,
        Letter::PasswordReset,
        parent.account,
        now,
    )
    .await
    .expect("queued");
    drop(conn);
    portal.postbox.answer(Manner::Silent);
    for _ in 0..2 {
        let tried = outbox::deliver_next_within(
            &portal.services,
            &Letters,
            portal.postbox.as_ref(),
            StdDuration::from_millis(50),
        );
        assert_eq!(tried.await.expect("worked on"), Delivery::Postponed);
    }

    let dump = portal.dump_everything().await;

    let states: Vec<String> =
        sqlx::query_scalar("select distinct state from outbox order by state")
            .fetch_all(&portal.pool)
            .await
            .expect("the database answers");
    assert_eq!(states, ["failed", "queued", "sent"]);
    let tokens: Vec<String> = portal.postbox.mails().iter().flat_map(tokens_in).collect();
    assert_eq!(tokens.len(), 7);
    for token in tokens {
        assert_unreadable(&dump, &token);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_a_database_no_mail_leaves_that_nobody_would_know_of(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    invite(&portal, &parent, "taro@example.com").await;
    let closed = portal.clone().as_served(1);
    closed.services.db.close().await;

    let sending = outbox::deliver_next(&closed.services, &Letters, portal.postbox.as_ref());
    let tried = tokio::time::timeout(StdDuration::from_secs(5), sending)
        .await
        .expect("an answer");

    assert!(tried.is_err());
    assert!(portal.postbox.mails().is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn r15_a_notice_of_what_happened_is_never_called_back_by_a_later_letter(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    for letter in [
        Letter::PasswordChanged,
        Letter::UserIdChanged,
        Letter::PasskeyAdded,
        Letter::PasswordReset,
        Letter::PasswordChanged,
        Letter::PasswordReset,
    ] {
        let now = portal.services.clock.now();
        let randomness = portal.services.randomness.as_ref();
        outbox::enqueue(&mut conn, randomness, letter, parent.account, now)
            .await
            .expect("queued");
    }

    let delivered = portal.deliver().await;

    // of the two links only the newer
    assert_eq!(delivered, vec![Delivery::Sent; 5]);
}

#[sqlx::test(migrations = "../migrations")]
async fn d5_an_address_that_has_to_be_quoted_gets_its_mail(pool: PgPool) {
    let (portal, parent) = with_parent(pool).await;

    invite(&portal, &parent, "taro..yusen.@docomo.ne.jp").await;

    assert_eq!(portal.deliver().await, [Delivery::Sent]);
    let mail = portal.postbox.mails().pop().expect("a mail");
    let to: Vec<&str> = mail.envelope().to().iter().map(AsRef::as_ref).collect();
    assert_eq!(to, ["\"taro..yusen.\"@docomo.ne.jp"]);
}
