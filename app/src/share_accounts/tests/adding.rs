//! Adding, and the limits on it.

use sqlx::PgPool;
use time::Duration;

use super::{add, add_form, delete, invite, list, rejection, status_of};
use crate::{
    platform::{
        outbox,
        testing::{Manner, Portal, settings, somewhere, token_in, window},
    },
    registration::{self, testing::Outcome},
    share_accounts::{
        model::{
            AddForm, AddRejection, Delivery, EmailRejection, FormRejection, Invitation, Invitee,
            NameRejection, Query, Refusal, Status, Verdict,
        },
        service,
    },
    text::Language,
    values::{EmailAddress, PersonName},
};

#[sqlx::test(migrations = "../migrations")]
async fn m42_who_is_added_stands_first_as_waiting_and_gets_an_invitation(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "first@example.com").await;
    portal.wait(Duration::SECOND);

    let added = add(
        &portal,
        &parent,
        " USENカフェ\u{3000}002 ",
        "Second@Example.COM",
    )
    .await
    .expect("added");

    let list = list(&portal, &parent, Query::default()).await;
    assert_eq!(
        (list.total, list.found, list.rows[0].id),
        (2, 2, added.account)
    );
    let now = portal.services.clock.now();
    let first = |delivery| {
        Status::Waiting(Invitation {
            delivery,
            asked_for: false,
            resend_from: None,
        })
    };
    let queued = Delivery::Queued {
        since: now,
        reason: None,
    };
    assert_eq!(list.rows[0].status, first(queued));
    assert_eq!(
        portal.deliver().await,
        [outbox::Delivery::Sent, outbox::Delivery::Sent]
    );
    let sent = Delivery::Sent {
        at: now,
        until: now + Duration::days(7),
    };
    assert_eq!(
        status_of(&portal, &parent, added.account).await,
        first(sent)
    );
    assert_eq!(portal.postbox.mails().len(), 2);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from audit_log where event = 'user_created'")
            .await,
        2
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m41_each_field_tells_what_is_wrong_with_it_and_nothing_is_added(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let long = "あ".repeat(51);
    let cases = [
        (
            "",
            "",
            Some(NameRejection::Empty),
            Some(EmailRejection::Empty),
        ),
        (
            long.as_str(),
            "a@example.com",
            Some(NameRejection::TooLong),
            None,
        ),
        (
            "a\nBcc: b",
            "a@example.com",
            Some(NameRejection::Character),
            None,
        ),
        (
            "https://evil.example",
            "a@example.com",
            Some(NameRejection::Link),
            None,
        ),
        ("有線 太郎", "a@b@c", None, Some(EmailRejection::Form)),
        (
            "有線 太郎",
            "a@example.com,b@example.com",
            None,
            Some(EmailRejection::Form),
        ),
        (
            "有線 太郎",
            "a@example.com\r\nBcc: b@example.com",
            None,
            Some(EmailRejection::Form),
        ),
    ];
    let before = portal.snapshot().await;

    for (name, email, name_rejection, email_rejection) in cases {
        let why = rejection(add(&portal, &parent, name, email).await);

        let expected = AddRejection {
            name: name_rejection,
            email: email_rejection,
            form: None,
        };
        assert_eq!(why, Some(expected), "{name} {email}");
    }
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn m9_several_may_share_one_address_and_each_gets_a_link_of_their_own(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for name in ["USENカフェ002", "USENカフェ003", "USENカフェ004"] {
        add(&portal, &parent, name, "cafe@example.com")
            .await
            .expect("added");
    }

    portal.deliver().await;

    let tokens: std::collections::HashSet<String> = portal
        .postbox
        .mails_to("cafe@example.com")
        .iter()
        .map(token_in)
        .collect();
    assert_eq!(tokens.len(), 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_of_parallel_adds_at_the_limit_exactly_one_is_let_through(pool: PgPool) {
    let mut settings = settings();
    settings.share_account_limit = 3;
    let portal = Portal::with(pool, settings).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "one@example.com").await;
    invite(&portal, &parent, "two@example.com").await;

    let adds = (0..10).map(|number| {
        let (portal, parent) = (portal.clone(), parent.clone());
        let name = format!("有線 {number}");
        tokio::spawn(async move { add(&portal, &parent, &name, "three@example.com").await })
    });
    let mut added = 0;
    for attempt in adds.collect::<Vec<_>>() {
        match attempt.await.expect("ran") {
            Ok(_) => added += 1,
            why => assert_eq!(
                rejection(why),
                Some(AddRejection::form(FormRejection::Full { limit: 3 }))
            ),
        }
    }

    assert_eq!(added, 1);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from accounts where kind = 'share'")
            .await,
        3
    );
    assert_eq!(portal.ask::<i64>("select count(*) from outbox").await, 3);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_a_deleted_account_makes_room(pool: PgPool) {
    let mut settings = settings();
    settings.share_account_limit = 1;
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "one@example.com").await;

    delete(&portal, &parent, account).await.expect("deleted");

    invite(&portal, &parent, "two@example.com").await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_too_many_adds_in_a_short_time_are_held_back(pool: PgPool) {
    let mut settings = settings();
    settings.limits.add = window(2, Duration::minutes(20));
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "one@example.com").await;
    invite(&portal, &parent, "two@example.com").await;

    let why = rejection(add(&portal, &parent, "三", "three@example.com").await);

    assert_eq!(
        why,
        Some(AddRejection::form(FormRejection::TooMany { minutes: 20 }))
    );
    portal.wait(Duration::minutes(20));
    invite(&portal, &parent, "three@example.com").await;
}

#[sqlx::test(migrations = "../migrations")]
async fn m42_a_second_press_means_the_same_share_account(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let first = invite(&portal, &parent, "taro@example.com").await;

    portal.wait(Duration::minutes(9));
    let second = invite(&portal, &parent, "taro@example.com").await;
    portal.wait(Duration::MINUTE);
    let later = invite(&portal, &parent, "taro@example.com").await;

    assert_eq!(first, second, "whose line dropped before the answer came");
    assert_ne!(first, later);
    portal.deliver().await;
    assert_eq!(portal.postbox.mails_to("taro@example.com").len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn m42_a_second_press_adds_nobody_where_the_first_mail_was_refused(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    portal.postbox.answer(Manner::Refusing);
    let first = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;

    let second = invite(&portal, &parent, "taro@example.com").await;

    assert_eq!(first, second);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_m42_who_has_just_declined_is_not_taken_for_a_second_press(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    add(&portal, &parent, "有線 太郎", "taro@example.com")
        .await
        .expect("added");
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");
    registration::testing::decline(&portal, &token, Refusal::Unknown).await;

    let why = rejection(add(&portal, &parent, "有線 太郎", "taro@example.com").await);

    assert_eq!(why, Some(AddRejection::email(EmailRejection::Declined)));
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_a_mailbox_gets_so_many_invitations_whoever_sends_them(pool: PgPool) {
    let mut settings = settings();
    settings.limits.invitation_mailbox = window(2, Duration::DAY);
    let portal = Portal::with(pool, settings);
    let (one, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    let (one, other) = (portal.parent(&one).await, portal.parent(&other).await);
    invite(&portal, &one, "taro@example.com").await;
    portal.wait(Duration::HOUR);
    invite(&portal, &other, "Taro@example.com").await;

    let third = rejection(add(&portal, &other, "別の人", "taro@example.com").await);
    invite(&portal, &other, "hanako@example.com").await;

    let minutes = 23 * 60;
    assert_eq!(
        third,
        Some(AddRejection::email(EmailRejection::MailboxFull { minutes }))
    );
    portal.wait(Duration::hours(23));
    add(&portal, &other, "別の人", "taro@example.com")
        .await
        .expect("a day after the first");
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_who_declined_is_invited_again_only_when_the_parent_confirms_it(pool: PgPool) {
    let portal = Portal::on(pool);
    let (own, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    let (parent, stranger) = (portal.parent(&own).await, portal.parent(&other).await);
    invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");
    registration::testing::decline(&portal, &token, Refusal::Unknown).await;
    portal.wait(Duration::HOUR);

    let again = rejection(add(&portal, &parent, "別の名前", "TARO@example.com").await);
    invite(&portal, &stranger, "taro@example.com").await;
    let form = AddForm {
        name: "別の名前".to_owned(),
        email: "taro@example.com".to_owned(),
        anew: "yes".to_owned(),
    };
    add_form(&portal, &parent, &form).await.expect("confirmed");
    add(&portal, &parent, "三人目", "taro@example.com")
        .await
        .expect("the parent knows better");

    assert_eq!(
        again.and_then(|why| why.email),
        Some(EmailRejection::Declined)
    );
    assert_eq!(
        registration::testing::look_up(&portal, &token).await,
        Outcome::Declined
    );
}

fn invitee(name: &str, email: &str) -> Invitee {
    Invitee {
        name: PersonName::parse(name).expect("a name"),
        email: EmailAddress::parse(email).expect("an address"),
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_many_are_judged_one_by_one_and_invited_in_their_order(pool: PgPool) {
    let mut settings = settings();
    settings.share_account_limit = 4;
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    add(&portal, &parent, "有線 花子", "hanako@example.com")
        .await
        .expect("added");
    invite(&portal, &parent, "no@example.com").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("no@example.com");
    registration::testing::decline(&portal, &token, Refusal::Unwanted).await;
    portal.wait(Duration::MINUTE);
    let invitees = [
        invitee("有線　花子", "Hanako@example.com"),
        invitee("有線 次郎", "hanako@example.com"),
        invitee("別の人", "no@example.com"),
        invitee("有線 三郎", "saburo@example.com"),
        invitee("有線 四郎", "shiro@example.com"),
    ];
    let expected = [
        Verdict::AlreadyInvited,
        Verdict::Invite,
        Verdict::Declined,
        Verdict::Invite,
        Verdict::Full,
    ];

    let before = portal.snapshot().await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let judged = service::judge(&mut conn, &portal.services, &parent, &invitees).await;
    assert_eq!(judged.expect("judged"), expected);
    assert_eq!(portal.snapshot().await, before);

    let mut tx = portal.services.db.begin().await.expect("begun");
    let invited = service::invite_all(
        &mut tx,
        &portal.services,
        &parent,
        &invitees,
        Language::Japanese,
        &somewhere(),
    )
    .await
    .expect("invited");
    tx.commit().await.expect("committed");

    let verdicts: Vec<Verdict> = invited.iter().map(|(verdict, _)| *verdict).collect();
    assert_eq!(verdicts, expected);
    let rows = list(&portal, &parent, Query::default()).await.rows;
    assert_eq!(
        [Some(rows[0].id), Some(rows[1].id)],
        [invited[1].1, invited[3].1]
    );
    portal.deliver().await;
    assert_eq!(portal.postbox.mails_to("saburo@example.com").len(), 1);
    let recorded = "select count(*) from audit_log where event = 'user_created'";
    assert_eq!(portal.ask::<i64>(recorded).await, 4);
}
