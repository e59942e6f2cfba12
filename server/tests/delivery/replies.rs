//! What becomes of a mail when the mail server says this or that (F6, F8).

use app::platform::outbox::{Delivery, Reason};
use sqlx::PgPool;
use time::Duration;

use crate::{
    Post, mail_server,
    receiver::{Manner, Receiver},
};

const TARO: &str = "taro@example.com";
const HANAKO: &str = "hanako@example.com";

fn at_receiver(reply: &str) -> Manner {
    Manner::AtReceiver(reply.to_owned())
}

fn at_end(reply: &str) -> Manner {
    Manner::AtEnd(reply.to_owned())
}

/// State of a mail, and what its last error means.
async fn standing(post: &Post, email: &str) -> (String, Reason) {
    let (state, error) = post.state_of(email).await;
    (state, Reason::of(&error.unwrap_or_default()))
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_mail_refused_for_good_is_told_and_not_tried_again_and_others_arrive(pool: PgPool) {
    let post = Post::on(pool).await;
    post.receiver.treat(
        TARO,
        [at_receiver("550 5.1.1 <taro@example.com>: User unknown")],
    );
    post.invite(TARO).await;
    post.invite(HANAKO).await;

    assert_eq!(post.deliver().await, [Delivery::Failed, Delivery::Sent]);
    post.portal.wait(Duration::days(1));
    assert_eq!(post.deliver().await, []);

    let told = "permanent error (550): 5.1.1 <taro@example.com>: User unknown";
    assert_eq!(
        post.state_of(TARO).await,
        ("failed".to_owned(), Some(told.to_owned()))
    );
    assert_eq!(Reason::of(told), Reason::UnknownMailbox);
    assert_eq!(post.receiver.taken_for(HANAKO).len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_mail_refused_after_it_was_read_is_refused_for_good_as_well(pool: PgPool) {
    let post = Post::on(pool).await;
    post.receiver
        .treat(TARO, [at_end("554 5.7.1 This looks like spam")]);
    post.invite(TARO).await;

    assert_eq!(post.deliver().await, [Delivery::Failed]);

    assert_eq!(
        standing(&post, TARO).await,
        ("failed".to_owned(), Reason::RefusedAsSpam)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_greylisted_or_deferred_mail_arrives_once(pool: PgPool) {
    let post = Post::on(pool).await;
    post.receiver.treat(
        TARO,
        [
            at_receiver("450 4.2.0 Greylisted, try again"),
            at_receiver("451 4.7.1 Try again later"),
            at_end("452 4.3.1 Insufficient system storage"),
        ],
    );
    post.invite(TARO).await;

    for _ in 0..3 {
        assert_eq!(post.deliver().await, [Delivery::Postponed]);
        assert_eq!(
            standing(&post, TARO).await,
            ("queued".to_owned(), Reason::TemporarilyUnavailable)
        );
        assert_eq!(post.deliver().await, []);
        post.portal.wait(Duration::minutes(1));
    }
    assert_eq!(post.deliver().await, [Delivery::Sent]);

    assert_eq!(post.receiver.taken().len(), 1);
    assert_eq!(post.state_of(TARO).await, ("sent".to_owned(), None));
}

#[sqlx::test(migrations = "../migrations")]
async fn r14_a_connection_lost_after_the_mail_makes_one_more_copy_of_the_same_message(
    pool: PgPool,
) {
    let post = Post::on(pool).await;
    post.receiver.treat(TARO, [Manner::LeaveAfterMail]);
    post.invite(TARO).await;

    assert_eq!(post.deliver().await, [Delivery::Postponed]);
    post.portal.wait(Duration::minutes(1));
    assert_eq!(post.deliver().await, [Delivery::Sent]);
    post.portal.wait(Duration::days(1));
    assert_eq!(post.deliver().await, []);

    let taken = post.receiver.taken();
    assert_eq!((taken.len(), post.receiver.different()), (2, 1));
    assert!(!taken[0].acknowledged && taken[1].acknowledged);
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_connection_lost_in_the_middle_of_a_mail_loses_and_doubles_nothing(pool: PgPool) {
    let post = Post::on(pool).await;
    post.receiver.treat(TARO, [Manner::LeaveInMail]);
    post.invite(TARO).await;
    post.invite(HANAKO).await;

    assert_eq!(post.deliver().await, [Delivery::Postponed, Delivery::Sent]);
    post.portal.wait(Duration::minutes(1));
    assert_eq!(post.deliver().await, [Delivery::Sent]);

    let copies = (post.receiver.taken().len(), post.receiver.different());
    assert_eq!(copies, (2, 2));
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_mail_server_that_ends_a_session_gets_the_mail_in_the_next_one(pool: PgPool) {
    let post = Post::on(pool).await;
    post.invite(HANAKO).await;
    assert_eq!(post.deliver().await, [Delivery::Sent]);
    post.receiver
        .treat(TARO, [at_receiver("421 4.3.2 Service shutting down")]);
    post.invite(TARO).await;

    assert_eq!(post.deliver().await, [Delivery::Postponed]);
    post.portal.wait(Duration::minutes(1));
    assert_eq!(post.deliver().await, [Delivery::Sent]);

    assert_eq!(post.receiver.taken_for(TARO).len(), 1);
    assert!(post.receiver.sessions() >= 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_of_many_mails_those_that_are_wanted_arrive_whatever_becomes_of_the_others(
    pool: PgPool,
) {
    let post = Post::on(pool).await;
    for number in 0..30 {
        let address = format!("staff{number}@example.com");
        match number % 3 {
            0 => post
                .receiver
                .treat(&address, [at_receiver("550 5.1.1 No such user")]),
            1 => post
                .receiver
                .treat(&address, [at_receiver("451 4.7.1 Later")]),
            _ => {}
        }
        post.invite(&address).await;
    }

    let first = post.deliver().await;
    post.portal.wait(Duration::minutes(1));
    let second = post.deliver().await;

    let count = |wanted: Delivery| first.iter().filter(|it| **it == wanted).count();
    assert_eq!(
        [Delivery::Failed, Delivery::Postponed, Delivery::Sent].map(count),
        [10, 10, 10]
    );
    assert_eq!(second, vec![Delivery::Sent; 10]);
    let copies = (post.receiver.taken().len(), post.receiver.different());
    assert_eq!(copies, (20, 20));
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_replies_of_64_kib_are_understood_and_one_line_of_them_is_kept(pool: PgPool) {
    let post = Post::on(pool).await;
    let long = |code: u16| {
        let line = format!("{code}-{}\r\n", "no such user ".repeat(70));
        format!("{}{code} the end", line.repeat(64 * 1024 / line.len()))
    };
    post.receiver.treat(TARO, [at_receiver(&long(550))]);
    post.receiver.treat(HANAKO, [at_end(&long(250))]);
    post.invite(TARO).await;
    post.invite(HANAKO).await;

    assert_eq!(post.deliver().await, [Delivery::Failed, Delivery::Sent]);

    let (_, error) = post.state_of(TARO).await;
    assert_eq!(error.map(|error| error.chars().count()), Some(1_000));
    assert_eq!(post.receiver.taken().len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_reply_that_is_none_is_no_reason_to_give_up(pool: PgPool) {
    let post = Post::on(pool).await;
    let replies = [
        "what?",
        "999 5.1.1 no",
        &"5".repeat(70_000),
        "450 \0\u{7}\u{1b}[2J",
    ];
    post.receiver.treat(TARO, replies.map(at_receiver));
    post.invite(TARO).await;

    for _ in replies {
        assert_eq!(post.deliver().await, [Delivery::Postponed]);
        post.portal.wait(Duration::minutes(2));
    }

    assert_eq!(post.deliver().await, [Delivery::Sent]);
}

#[sqlx::test(migrations = "../migrations")]
async fn f6_a_mail_server_that_is_gone_costs_no_mail_its_turn(pool: PgPool) {
    let post = Post::on(pool).await;
    for number in 0..5 {
        post.portal.wait(Duration::SECOND);
        post.invite(&format!("staff{number}@example.com")).await;
    }
    post.receiver.close();

    for _ in 0..3 {
        assert_eq!(post.deliver().await, [Delivery::Unreachable]);
    }
    assert_eq!(
        standing(&post, "staff0@example.com").await,
        ("queued".to_owned(), Reason::Unreachable)
    );
    post.receiver.open().await;

    // at once, and in order: nobody has to wait for a pause that the outage made long
    assert_eq!(post.deliver().await, vec![Delivery::Sent; 5]);
    let taken = post.receiver.taken().into_iter();
    assert_eq!(
        taken.map(|mail| mail.to).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4].map(|number| format!("staff{number}@example.com"))
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_mail_server_that_sends_everybody_away_is_one_that_is_gone(pool: PgPool) {
    let post = Post::on(pool).await;
    post.invite(TARO).await;

    for greeting in ["421 4.3.2 Too many connections", "what?"] {
        post.receiver.greet(Some(greeting));
        assert_eq!(post.deliver().await, [Delivery::Unreachable], "{greeting}");
    }
    post.receiver.greet(None);

    assert_eq!(post.deliver().await, [Delivery::Sent]);
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_mail_on_which_the_mail_server_hangs_up_does_not_keep_the_others_from_being_tried(
    pool: PgPool,
) {
    let post = Post::on(pool).await;
    for number in 0..3 {
        post.invite(&format!("staff{number}@example.com")).await;
    }

    // it refuses the first, and everybody for a while
    for greeting in [
        "554 5.7.1 No service for you",
        "521 5.3.2 This host does not accept mail",
    ] {
        post.receiver.greet(Some(greeting));
        assert_eq!(post.deliver().await, [Delivery::Unreachable], "{greeting}");
    }
    post.receiver.greet(None);

    assert_eq!(post.deliver().await, [Delivery::Sent]);
    assert_eq!(post.receiver.taken_for("staff2@example.com").len(), 1);
    post.portal.wait(time::Duration::minutes(1));
    assert_eq!(post.deliver().await, vec![Delivery::Sent; 2]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_a_wrong_password_for_the_mail_server_loses_no_mail(pool: PgPool) {
    let mut post = Post::on(pool).await;
    post.server = mail_server(&format!("smtp://members:secret@{}", post.receiver.address));
    post.receiver
        .answer_logins("535 5.7.8 Authentication credentials invalid");
    post.invite(TARO).await;

    assert_eq!(post.deliver().await, [Delivery::Unreachable]);
    post.receiver.answer_logins("235 2.7.0 welcome");

    assert_eq!(post.deliver().await, [Delivery::Sent]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r13_a_mail_server_that_wants_a_login_first_loses_no_mail(pool: PgPool) {
    let post = Post::on(pool).await;
    post.receiver
        .treat(TARO, [at_receiver("530 5.7.0 Authentication required")]);
    post.invite(TARO).await;

    assert_eq!(post.deliver().await, [Delivery::Postponed]);
    post.portal.wait(Duration::minutes(1));

    assert_eq!(post.deliver().await, [Delivery::Sent]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r68_who_does_not_speak_tls_where_tls_is_wanted_gets_no_mail(pool: PgPool) {
    let mut post = Post::on(pool).await;
    let other = Receiver::start().await;
    post.invite(TARO).await;

    for url in [
        format!("smtps://localhost:{}", other.address.port()),
        format!("smtp://localhost:{}?tls=required", other.address.port()),
    ] {
        post.server = mail_server(&url);
        assert_eq!(post.deliver().await, [Delivery::Unreachable], "{url}");
    }

    assert!(other.taken().is_empty());
    assert_eq!(post.state_of(TARO).await.0, "queued");
}
