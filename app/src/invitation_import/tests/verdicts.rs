//! What the page of a file says of each row, before and after the run.

use sqlx::PgPool;
use time::Duration;

use super::{invite, load, outcomes, run, upload, waiting};
use crate::{
    invitation_import::{
        model::{Mail, Outcome, Reason},
        service::Ran,
    },
    platform::testing::{Manner, Portal, settings, window},
    share_accounts,
    values::{AccountId, EmailError, PersonNameError},
};

#[sqlx::test(migrations = "../migrations")]
async fn x8_every_row_says_why_it_is_not_invited_and_problems_come_first(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.share(&shop, "demoshare01").await;
    let other = portal.shop("demoparent2").await;
    let (parent, stranger) = (portal.parent(&shop).await, portal.parent(&other).await);
    share_accounts::testing::invite(&portal, &parent, "waiting@example.com").await;
    // another shop's people are none of ours
    share_accounts::testing::invite(&portal, &stranger, "taro@example.com").await;
    portal
        .run(
            "insert into invitation_refusals (customer_id, email_key, refused_at)
             select id, 'declined@example.com', created_at from customers",
        )
        .await;
    let file = "氏名,メール\n\
                有線 太郎,taro@example.com\n\
                有線\u{3000}太郎,Waiting@example.com\n\
                demoshare01さん,demoshare01@example.com\n\
                有線 花子,waiting@example.com\n\
                花子,Declined@example.com\n\
                有線 太郎,TARO@example.com\n\
                ,taro\n";
    let expected = [
        (3, Outcome::Skipped(Reason::AlreadyInvited)),
        (4, Outcome::Skipped(Reason::AlreadyInvited)),
        (6, Outcome::Skipped(Reason::Declined)),
        (7, Outcome::Skipped(Reason::Repeated { number: 2 })),
        (
            8,
            Outcome::Skipped(Reason::Malformed {
                name: Some(PersonNameError::Empty),
                email: Some(EmailError::Form),
            }),
        ),
    ];

    let import = upload(&portal, &parent, file.as_bytes()).await;
    let dry = load(&portal, &parent, import).await;
    run(&portal, &parent, import).await;
    let result = load(&portal, &parent, import).await;

    assert_eq!(outcomes(&dry)[..5], expected);
    assert_eq!(
        outcomes(&dry)[5..],
        [(2, Outcome::Invite), (5, Outcome::Invite)]
    );
    assert_eq!(outcomes(&result)[..5], expected, "as it was foretold");
    assert_eq!(result.mails(Mail::Waiting), 2);
    assert_eq!(
        portal
            .events()
            .await
            .iter()
            .filter(|event| *event == "user_created")
            .count(),
        4
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_d13_the_first_that_fit_are_invited_and_the_rest_says_so(pool: PgPool) {
    let mut settings = settings();
    settings.share_account_limit = 3;
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    share_accounts::testing::invite(&portal, &parent, "first@example.com").await;
    let import = upload(
        &portal,
        &parent,
        b"A,a@example.com\nB,b@example.com\nC,c@example.com\nD,d@example.com",
    )
    .await;

    let dry = outcomes(&load(&portal, &parent, import).await);
    let ran = run(&portal, &parent, import).await;
    let result = load(&portal, &parent, import).await;

    let full = Outcome::Skipped(Reason::Full { limit: 3 });
    assert_eq!(
        dry,
        [
            (3, full),
            (4, full),
            (1, Outcome::Invite),
            (2, Outcome::Invite)
        ]
    );
    assert_eq!(ran, Ran::Now { invited: 2 });
    assert_eq!(outcomes(&result)[..2], [(3, full), (4, full)]);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_r25_what_is_too_much_in_an_hour_can_be_sent_again_later(pool: PgPool) {
    let mut settings = settings();
    settings.limits.add = window(2, Duration::HOUR);
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let file = b"A,a@example.com\nB,b@example.com\nC,c@example.com";
    let import = upload(&portal, &parent, file).await;

    let dry = outcomes(&load(&portal, &parent, import).await);
    let first = run(&portal, &parent, import).await;
    portal.wait(Duration::hours(2));
    let result = outcomes(&load(&portal, &parent, import).await);
    let second = invite(&portal, &parent, file).await;

    let too_many = |minutes| (3, Outcome::Skipped(Reason::TooMany { minutes }));
    assert!(!load(&portal, &parent, import).await.is_all_there());
    assert_eq!((dry[0], result[0]), (too_many(Some(60)), too_many(None)));
    assert_eq!((first, second), (Ran::Now { invited: 2 }, 1));
    assert_eq!(waiting(&portal).await, 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_x7_a_mailbox_gets_as_many_as_it_may_and_the_rest_says_so(pool: PgPool) {
    let mut settings = settings();
    settings.limits.invitation_mailbox = window(1, Duration::DAY);
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let file = b"A,shop@example.com\nB,Shop@example.com\nC,c@example.com";
    let import = upload(&portal, &parent, file).await;

    let dry = outcomes(&load(&portal, &parent, import).await);
    let ran = run(&portal, &parent, import).await;
    let result = outcomes(&load(&portal, &parent, import).await);

    let full = |minutes| (2, Outcome::Skipped(Reason::MailboxFull { minutes }));
    let day = Some(24 * 60);
    assert_eq!((dry[0], result[0]), (full(day), full(None)));
    assert_eq!(ran, Ran::Now { invited: 2 });
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_x2_the_result_follows_the_mails_and_what_comes_after(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let import = upload(
        &portal,
        &parent,
        b"A,a@example.com\nB,b@example.com\nC,c@example.com",
    )
    .await;
    run(&portal, &parent, import).await;
    let mails = async |import| {
        let import = load(&portal, &parent, import).await;
        [Mail::Waiting, Mail::Sent, Mail::Failed].map(|mail| import.mails(mail))
    };

    let queued = mails(import).await;
    portal.postbox.answer(Manner::Refusing);
    portal.deliver().await;
    let refused = mails(import).await;
    let account: uuid::Uuid = portal.ask("select id from accounts where name = 'B'").await;
    share_accounts::testing::delete(&portal, &parent, AccountId::from(account)).await;
    portal
        .run("update outbox set state = 'sent', sent_at = created_at, failed_at = null where account_id = (select id from accounts where name = 'A')")
        .await;
    let one_gone = load(&portal, &parent, import).await;

    assert_eq!(queued, [3, 0, 0]);
    assert_eq!(refused, [0, 0, 3]);
    // C's mail failed, A's is out, B is deleted
    let outcome = |name: &str| {
        let line = one_gone.lines.iter().find(|line| line.name == name);
        line.expect("a line").outcome
    };
    assert_eq!(outcome("A").mail(), Some(Mail::Sent));
    assert_eq!(outcome("B"), Outcome::Invited(None));
    assert_eq!(outcome("C").mail(), Some(Mail::Failed));
    assert_eq!(one_gone.invited(), 3);
}
