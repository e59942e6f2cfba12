//! What shows that a person presses: the number in the mail, or their own session (X3); and what they read afterwards.

use sqlx::PgPool;
use time::Duration;

use crate::{
    email_change::{
        model::{Link, Outcome},
        service::{self, Error},
        testing::{Links, change, confirm, pending, undo},
    },
    platform::{
        mailed_links::{
            Kind,
            press::{Press, PressRejection},
        },
        session::Member,
        testing::{Portal, html_of, somewhere, text_of},
    },
    values::NumberRejection,
};

const OLD: &str = "demoparent@example.com";
const NEW: &str = "changed@example.com";

/// Presses with a number; nothing where that was taken for a person.
async fn press(
    portal: &Portal,
    kind: Kind,
    token: &str,
    number: &str,
    viewer: Option<&Member>,
) -> Option<PressRejection> {
    let press = Press {
        token,
        typed: number,
        viewer,
    };
    let pressed = match kind {
        Kind::EmailConfirmation => service::confirm(&portal.services, &press, &somewhere()).await,
        _ => service::undo(&portal.services, &press, &somewhere()).await,
    };
    match pressed {
        Ok(_) => None,
        Err(Error::Rejected(why)) => Some(why),
        Err(error) => panic!("{error}"),
    }
}

/// A number that a link does not have.
fn wrong(right: &str) -> &'static str {
    if right == "0000" { "0001" } else { "0000" }
}

async fn look_up(portal: &Portal, kind: Kind, token: &str, viewer: Option<&Member>) -> Link {
    let link = service::look_up(&portal.services, kind, token, viewer).await;
    link.expect("looked up")
}

async fn with_pending(pool: PgPool) -> (Portal, Member, Links) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let links = pending(&portal, &member, NEW).await;
    let viewer = portal.member(&shop, shop.parent).await;
    (portal, viewer, links)
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_without_the_number_a_press_uses_nothing_up_and_the_persons_press_works_after_it(
    pool: PgPool,
) {
    let (portal, _, links) = with_pending(pool).await;
    let both = [
        (Kind::EmailConfirmation, links.confirm.as_str()),
        (Kind::EmailUndo, links.undo.as_str()),
    ];
    let (everything, before) = (portal.dump_everything().await, portal.snapshot().await);

    for (kind, token) in both {
        for empty in ["", " ", "\u{3000}"] {
            let why = press(&portal, kind, token, empty, None).await;
            assert_eq!(why, Some(NumberRejection::Empty.into()), "{kind:?}");
        }
        let long = "9".repeat(10_000);
        for typed in ["12", "12345", "\0", long.as_str()] {
            let why = press(&portal, kind, token, typed, None).await;
            assert_eq!(why, Some(NumberRejection::Wrong.into()), "{typed:?}");
        }
    }
    assert_eq!(portal.dump_everything().await, everything);
    for (kind, token) in both {
        let guess = wrong(&portal.postbox.number_beside(token));
        let why = press(&portal, kind, token, guess, None).await;
        assert_eq!(why, Some(NumberRejection::Wrong.into()), "{kind:?}");
    }
    assert_eq!(portal.snapshot().await, before);

    assert_eq!(
        confirm(&portal, &links.confirm, None).await,
        Some(Outcome::Confirmed)
    );
    assert_eq!(undo(&portal, &links.undo).await, Some(Outcome::Undone));
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_the_number_of_one_link_is_none_of_another(pool: PgPool) {
    let (portal, _, links) = with_pending(pool).await;
    let [of_confirm, of_undo] =
        [&links.confirm, &links.undo].map(|token| portal.postbox.number_beside(token));
    assert_ne!(of_confirm, of_undo);

    let why = press(
        &portal,
        Kind::EmailConfirmation,
        &links.confirm,
        &of_undo,
        None,
    )
    .await;

    assert_eq!(why, Some(NumberRejection::Wrong.into()));
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_who_is_signed_in_as_the_account_is_asked_for_no_number_and_anybody_else_is(
    pool: PgPool,
) {
    let (portal, owner, links) = with_pending(pool).await;
    let other_shop = portal.shop("demoparent2").await;
    let other = portal.member(&other_shop, other_shop.parent).await;
    let kind = Kind::EmailConfirmation;

    for (viewer, asked) in [(None, true), (Some(&other), true), (Some(&owner), false)] {
        let Link::Live(link) = look_up(&portal, kind, &links.confirm, viewer).await else {
            panic!("the link is live");
        };
        assert_eq!(link.asks_number, asked);
    }
    let by_other = press(&portal, kind, &links.confirm, "", Some(&other)).await;
    let by_owner = press(&portal, kind, &links.confirm, "", Some(&owner)).await;

    assert_eq!(by_other, Some(NumberRejection::Empty.into()));
    assert_eq!(by_owner, None);
    assert_eq!(portal.email_of(owner.account).await, NEW);
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_ten_numbers_an_hour_are_tried_on_a_link_and_another_link_is_not_held_back(
    pool: PgPool,
) {
    let (portal, _, links) = with_pending(pool).await;
    let kind = Kind::EmailConfirmation;
    let right = portal.postbox.number_beside(&links.confirm);

    for _ in 0..10 {
        let why = press(&portal, kind, &links.confirm, wrong(&right), None).await;
        assert_eq!(why, Some(NumberRejection::Wrong.into()));
    }
    let held_back = press(&portal, kind, &links.confirm, &right, None).await;
    portal.wait(Duration::minutes(6));
    let afterwards = press(&portal, kind, &links.confirm, &right, None).await;

    let minutes = 6;
    assert_eq!(held_back, Some(NumberRejection::TooMany { minutes }.into()));
    assert_eq!(afterwards, None);
    assert_eq!(undo(&portal, &links.undo).await, Some(Outcome::Undone));
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_of_fifty_guesses_at_once_ten_are_compared(pool: PgPool) {
    let (portal, _, links) = with_pending(pool).await;
    let portal = portal.as_served(10);
    let guess = wrong(&portal.postbox.number_beside(&links.confirm));

    let guesses = (0..50).map(|_| {
        let (portal, token) = (portal.clone(), links.confirm.clone());
        let kind = Kind::EmailConfirmation;
        tokio::spawn(async move { press(&portal, kind, &token, guess, None).await })
    });
    let mut compared = 0;
    for guess in guesses.collect::<Vec<_>>() {
        let why = guess.await.expect("ran");
        compared += usize::from(why == Some(NumberRejection::Wrong.into()));
    }

    assert_eq!(compared, 10);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_a_link_that_was_pressed_says_what_was_done_while_that_is_so(pool: PgPool) {
    let (portal, member, first) = with_pending(pool).await;

    confirm(&portal, &first.confirm, None).await;
    let confirmed = look_up(&portal, Kind::EmailConfirmation, &first.confirm, None).await;
    undo(&portal, &first.undo).await;
    let overtaken = look_up(&portal, Kind::EmailConfirmation, &first.confirm, None).await;
    let undone = look_up(&portal, Kind::EmailUndo, &first.undo, None).await;
    portal
        .set_email(member.account, "operators@example.com")
        .await;
    let forgotten = look_up(&portal, Kind::EmailUndo, &first.undo, None).await;

    assert_eq!(confirmed, Link::Done(Outcome::Confirmed));
    assert_eq!(overtaken, Link::Gone);
    assert_eq!(undone, Link::Done(Outcome::Undone));
    assert_eq!(forgotten, Link::Gone);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_a_request_that_was_called_off_is_told_so_by_the_link_that_did_it_alone(pool: PgPool) {
    let (portal, _, links) = with_pending(pool).await;

    undo(&portal, &links.undo).await;

    let pressed = look_up(&portal, Kind::EmailUndo, &links.undo, None).await;
    let other = look_up(&portal, Kind::EmailConfirmation, &links.confirm, None).await;
    assert_eq!(pressed, Link::Done(Outcome::CalledOff));
    assert_eq!(other, Link::Gone);
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_each_mail_shows_its_number_on_a_line_of_its_own_in_every_language(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.run("update accounts set language = 'en'").await;
    let member = portal.proven(&shop, shop.parent).await;

    change(&portal, &member, NEW).await;

    let mut numbered = 0;
    for mail in portal.postbox.mails() {
        let text = text_of(&mail);
        let Some(number) = text
            .lines()
            .find_map(|line| line.strip_prefix("確認番号："))
        else {
            continue;
        };
        numbered += 1;
        assert_eq!(number.len(), 4, "{text}");
        let english = format!("Confirmation number: {number}");
        assert!(text.lines().any(|line| line == english), "{text}");
        let html = html_of(&mail);
        assert!(
            html.contains(&format!(">確認番号：{number}</p>"))
                && html.contains(&format!(">{english}</p>")),
            "{html}"
        );
    }
    // to the new mailbox at the request, to the old one at the request and at the change
    assert_eq!(numbered, 3);
    assert_eq!(portal.postbox.mails_to(OLD).len(), 2);
}
