//! What a report changes.

use sqlx::PgPool;
use time::Duration;

use super::messages::{
    DELAYED, EXCHANGE, GMAIL, JAPANESE, OUT_OF_OFFICE, POSTFIX, RECEIVER, SEVERAL, about, with,
};
use crate::{
    bounces::service::{self, BounceError, Outcome},
    platform::{
        outbox::Delivery,
        session::Parent,
        testing::{Manner, Portal, Shop, message_id, somewhere},
    },
    registration::testing::register,
    share_accounts::testing::{delete, invite, resend},
    values::AccountId,
};

/// A shop that has invited somebody, whose mail was sent.
struct Invited {
    portal: Portal,
    shop: Shop,
    parent: Parent,
    account: AccountId,
}

impl Invited {
    async fn on(pool: PgPool) -> Self {
        let portal = Portal::on(pool);
        let shop = portal.shop("demoparent").await;
        let parent = portal.parent(&shop).await;
        let account = invite(&portal, &parent, RECEIVER).await;
        assert_eq!(portal.deliver().await, [Delivery::Sent]);
        Self {
            portal,
            shop,
            parent,
            account,
        }
    }

    /// A message about the mail that was sent last.
    fn about_newest(&self, message: &[u8]) -> Vec<u8> {
        let mails = self.portal.postbox.mails();
        about(message, &message_id(mails.last().expect("a mail")))
    }

    async fn take(&self, message: &[u8]) -> Outcome {
        service::take(&self.portal.services, message.to_vec(), &somewhere())
            .await
            .expect("taken")
    }

    async fn row(&self) -> String {
        self.portal
            .ask("select concat_ws(': ', state, last_error) from outbox order by created_at desc limit 1")
            .await
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_mail_that_came_back_counts_as_failed_with_the_mail_servers_reason(pool: PgPool) {
    let invited = Invited::on(pool).await;

    let outcome = invited.take(&invited.about_newest(POSTFIX)).await;

    assert_eq!(outcome, Outcome::Recorded);
    assert_eq!(
        invited.row().await,
        "failed: 5.1.1 550 5.1.1 <taro@example.com>: Recipient address rejected: User unknown in local recipient table"
    );
    let entry: String = invited
        .portal
        .ask(
            "select concat_ws(' ', event, actor_id is null, account_id = (select account_id from outbox),
                    customer_id = (select id from customers), host(address))
               from audit_log order by id desc limit 1",
        )
        .await;
    assert_eq!(entry, "mail_bounced t t t 192.0.2.1");
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_every_kind_of_report_is_taken(pool: PgPool) {
    let invited = Invited::on(pool).await;

    for message in [POSTFIX, EXCHANGE, GMAIL, JAPANESE, SEVERAL] {
        invited.portal.run("update outbox set state = 'sent'").await;
        assert_eq!(
            invited.take(&invited.about_newest(message)).await,
            Outcome::Recorded
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_the_same_report_twice_changes_once(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let message = invited.about_newest(POSTFIX);

    let outcomes = [invited.take(&message).await, invited.take(&message).await];
    let other = invited.take(&invited.about_newest(GMAIL)).await;

    assert_eq!(outcomes, [Outcome::Recorded, Outcome::NothingToChange]);
    assert_eq!(other, Outcome::NothingToChange);
    assert!(invited.row().await.starts_with("failed: 5.1.1"));
    let bounced = invited.portal.events().await;
    assert_eq!(
        bounced
            .iter()
            .filter(|event| *event == "mail_bounced")
            .count(),
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_two_processes_that_take_the_same_report_change_once(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let message = invited.about_newest(POSTFIX);

    let (one, other) = tokio::join!(invited.take(&message), invited.take(&message));

    assert!(one != other, "{one:?}");
    assert_eq!(invited.portal.events().await.len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_what_says_nothing_of_a_failure_changes_nothing(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let before = invited.portal.snapshot().await;
    let forwarded = with(
        &with(POSTFIX, "Original-Recipient: rfc822;taro@example.com\n", ""),
        "Final-Recipient: rfc822; taro@example.com",
        "Final-Recipient: rfc822; other@elsewhere.example.com",
    );

    for (message, outcome) in [
        (invited.about_newest(DELAYED), Outcome::NothingFailed),
        (invited.about_newest(&forwarded), Outcome::NothingFailed),
        // a number that is no mail's
        (POSTFIX.to_vec(), Outcome::NothingFailed),
        (invited.about_newest(OUT_OF_OFFICE), Outcome::NoReport),
    ] {
        assert_eq!(invited.take(&message).await, outcome);
    }

    assert_eq!(invited.portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_nobody_waits_for_a_mail_to_who_has_registered_or_is_deleted(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let registered = invited.about_newest(POSTFIX);
    let token = invited.portal.postbox.newest_token(RECEIVER);
    register(&invited.portal, &token, "members12345").await;
    let account = invite(&invited.portal, &invited.parent, RECEIVER).await;
    invited.portal.deliver().await;
    let deleted = invited.about_newest(POSTFIX);
    delete(&invited.portal, &invited.parent, account).await;
    let before = invited.portal.snapshot().await;

    for message in [registered, deleted] {
        assert_eq!(invited.take(&message).await, Outcome::NothingToChange);
    }

    assert_eq!(invited.portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_mail_that_was_called_back_or_is_still_tried_stays_as_it_is(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let about_first = invited.about_newest(POSTFIX);
    invited
        .portal
        .run("update outbox set state = 'superseded'")
        .await;
    assert_eq!(invited.take(&about_first).await, Outcome::NothingToChange);

    // its answer never came, so it will go out again
    invited
        .portal
        .run("update outbox set state = 'queued'")
        .await;
    assert_eq!(invited.take(&about_first).await, Outcome::NothingToChange);
    assert_eq!(invited.row().await, "queued");
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_bounce_of_an_earlier_mail_leaves_the_newer_one_as_it_is(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let about_first = invited.about_newest(POSTFIX);
    invited.portal.wait(Duration::minutes(2));
    resend(&invited.portal, &invited.parent, invited.account).await;
    invited.portal.deliver().await;

    assert_eq!(invited.take(&about_first).await, Outcome::Recorded);

    assert_eq!(invited.row().await, "sent");
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_after_a_bounce_a_resend_tries_again(pool: PgPool) {
    let invited = Invited::on(pool).await;
    invited.take(&invited.about_newest(GMAIL)).await;
    invited.portal.wait(Duration::minutes(2));

    resend(&invited.portal, &invited.parent, invited.account).await;

    assert_eq!(invited.portal.deliver().await, [Delivery::Sent]);
    assert_eq!(invited.row().await, "sent");
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_notice_that_came_back_is_recorded_in_its_accounts_history(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let mut conn = invited
        .portal
        .services
        .db
        .acquire()
        .await
        .expect("a connection");
    crate::platform::outbox::enqueue(
        &mut conn,
        invited.portal.services.randomness.as_ref(),
        crate::platform::outbox::Letter::PasswordChanged,
        invited.shop.parent,
        invited.portal.services.clock.now(),
    )
    .await
    .expect("queued");
    drop(conn);
    invited.portal.deliver().await;
    let message = with(
        &invited.about_newest(POSTFIX),
        RECEIVER,
        "demoparent@example.com",
    );

    assert_eq!(invited.take(&message).await, Outcome::Recorded);

    let of_the_parent: bool = invited
        .portal
        .ask(
            "select account_id = (select id from accounts where kind = 'parent')
               from audit_log order by id desc limit 1",
        )
        .await;
    assert!(of_the_parent);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_bounce_that_cannot_be_recorded_changes_nothing(pool: PgPool) {
    let invited = Invited::on(pool).await;
    invited.portal.break_audit_log().await;

    let taken = service::take(
        &invited.portal.services,
        invited.about_newest(POSTFIX),
        &somewhere(),
    )
    .await;

    assert!(matches!(taken, Err(BounceError::Database(_))), "{taken:?}");
    assert_eq!(invited.row().await, "sent");
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_what_no_database_could_keep_is_kept_without_it(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let nasty = with(
        &invited.about_newest(POSTFIX),
        "User unknown in local recipient table",
        &format!("\0\u{1b}[31m{}", "満".repeat(10_000)),
    );

    assert_eq!(invited.take(&nasty).await, Outcome::Recorded);

    let kept: i32 = invited
        .portal
        .ask("select length(last_error) from outbox")
        .await;
    assert_eq!(kept, 1_000);
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_report_about_a_mail_that_was_refused_at_once_changes_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    portal.postbox.answer(Manner::Refusing);
    let account = invite(&portal, &parent, RECEIVER).await;
    portal.deliver().await;
    let number: String = portal.ask("select id::text from outbox").await;
    let invited = Invited {
        portal,
        shop,
        parent,
        account,
    };

    assert_eq!(
        invited.take(&about(POSTFIX, &format!("{number}@x"))).await,
        Outcome::NothingToChange
    );
    assert_eq!(invited.row().await, "failed: 550 no such mailbox");
}
