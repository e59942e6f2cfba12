//! What the phone sends (M41, D13).

use sqlx::PgPool;
use time::Duration;

use crate::{
    in_person::{
        model::{Draft, Entry, Gone, NumberRejection, Person, Remarks, Stage, Visit},
        service::Next,
        testing::{Shown, enter, entry, gone, send, show, stage, visit},
    },
    platform::{
        settings::Settings,
        testing::{Portal, settings, window},
    },
    registration,
    share_accounts::{in_person::Refused, testing::invite},
    values::{EmailError, PersonNameError},
};

const EMAIL: &str = "taro@example.com";

/// Another number than the screen's.
fn wrong(shown: &Shown) -> String {
    let other = if shown.number == "000000" { "1" } else { "0" };
    other.repeat(6)
}

fn with_wrong_number(shown: &Shown) -> Entry {
    Entry {
        number: wrong(shown),
        ..entry(shown, EMAIL)
    }
}

/// What the form says to the phone that has typed.
async fn draft(portal: &Portal, token: &str, next: &Next) -> Draft {
    let Next::Form { draft } = next else {
        panic!("{next:?}");
    };
    match visit(portal, token, draft.as_str()).await {
        Visit::Open(form) => form.draft.expect("kept for this phone"),
        Visit::Gone(gone) => panic!("{gone:?}"),
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_whoever_enters_the_number_has_a_share_account_and_goes_on(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let shown = show(&portal, &parent).await;

    let link = enter(&portal, &shown, EMAIL).await;

    let registration = registration::testing::registration(&portal, &link)
        .await
        .expect("a live link");
    assert_eq!(registration.name, "有線 太郎");
    assert_eq!(registration.shop_name, shop.name);
    let row: String = portal
        .ask("select concat_ws(' ', kind, state, name, email) from accounts where kind = 'share'")
        .await;
    assert_eq!(
        row,
        "share awaiting_registration 有線 太郎 taro@example.com"
    );
    let person = Person {
        name: "有線 太郎".to_owned(),
        email: EMAIL.to_owned(),
    };
    assert_eq!(stage(&portal, &parent).await, Some(Stage::Entered(person)));
    assert_eq!(
        portal.events().await,
        ["in_person_started", "user_created_in_person"]
    );
    // no invitation goes out
    assert!(portal.deliver().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_full_width_digits_and_spaces_are_fine(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;
    let number: String = shown
        .number
        .chars()
        .flat_map(|digit| [char::from_u32(digit as u32 + 0xfee0), Some('　')])
        .flatten()
        .collect();

    let next = send(
        &portal,
        &shown.token,
        &Entry {
            number,
            ..entry(&shown, EMAIL)
        },
    )
    .await;

    assert!(matches!(next, Next::Register { .. }), "{next:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_five_wrong_numbers_end_it(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let shown = show(&portal, &parent).await;

    for left in [4, 3, 2, 1] {
        let next = send(&portal, &shown.token, &with_wrong_number(&shown)).await;

        let draft = draft(&portal, &shown.token, &next).await;
        assert_eq!(draft.remarks.number, Some(NumberRejection::Wrong { left }));
        assert_eq!(draft.entry, with_wrong_number(&shown));
    }
    let Some(Stage::Waiting(code)) = stage(&portal, &parent).await else {
        panic!("no code");
    };
    assert_eq!(code.wrong_numbers, 4);
    let last = send(&portal, &shown.token, &with_wrong_number(&shown)).await;

    assert_eq!(last, Next::Gone);
    assert_eq!(gone(&portal, &shown.token).await, Some(Gone::Locked));
    assert_eq!(stage(&portal, &parent).await, Some(Stage::Locked));
    let right = send(&portal, &shown.token, &entry(&shown, EMAIL)).await;
    assert_eq!(right, Next::Gone);
    assert_eq!(portal.events().await[1..], ["in_person_number_wrong"; 5]);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_of_many_guesses_at_once_no_more_than_five_count(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;

    let guesses = (0..20).map(|_| {
        let (portal, shown) = (portal.clone(), shown.clone());
        tokio::spawn(async move { send(&portal, &shown.token, &with_wrong_number(&shown)).await })
    });
    for guess in guesses.collect::<Vec<_>>() {
        guess.await.expect("ran");
    }

    assert_eq!(portal.events().await.len(), 1 + 5);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_fields_are_checked_as_in_the_parents_form_and_that_is_no_try(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;
    let cases = [
        (
            Entry::default(),
            Remarks {
                name: Some(PersonNameError::Empty),
                email: Some(EmailError::Empty),
                number: Some(NumberRejection::Empty),
                refused: None,
            },
        ),
        (
            Entry {
                name: "https://example.com".to_owned(),
                email: "a@example.com,b@example.com".to_owned(),
                number: "12345".to_owned(),
            },
            Remarks {
                name: Some(PersonNameError::Link),
                email: Some(EmailError::Form),
                number: Some(NumberRejection::Form),
                refused: None,
            },
        ),
        // not looked at as long as something else is wrong
        (
            Entry {
                name: String::new(),
                ..with_wrong_number(&shown)
            },
            Remarks {
                name: Some(PersonNameError::Empty),
                ..Remarks::default()
            },
        ),
    ];

    for (typed, remarks) in cases {
        for _ in 0..3 {
            let next = send(&portal, &shown.token, &typed).await;

            let draft = draft(&portal, &shown.token, &next).await;
            assert_eq!((&draft.entry, draft.remarks), (&typed, remarks));
        }
    }
    enter(&portal, &shown, EMAIL).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_what_one_phone_typed_is_shown_to_no_other(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;

    let first = send(&portal, &shown.token, &with_wrong_number(&shown)).await;

    for other in ["", "x", &"A".repeat(43), &shown.token] {
        let Visit::Open(form) = visit(&portal, &shown.token, other).await else {
            panic!("no form");
        };
        assert_eq!(form.draft, None, "{other}");
    }
    draft(&portal, &shown.token, &first).await;
    enter(&portal, &shown, EMAIL).await;
    assert_eq!(
        portal
            .ask::<i64>("select count(draft) + count(draft_hash) from in_person_registrations")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_nul_and_endless_input_are_kept_within_bounds(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;
    let long = "あ\0".repeat(10_000);

    let next = send(
        &portal,
        &shown.token,
        &Entry {
            name: long.clone(),
            email: long.clone(),
            number: long,
        },
    )
    .await;

    let draft = draft(&portal, &shown.token, &next).await;
    assert_eq!(draft.entry.name, "あ".repeat(300));
    assert_eq!(draft.remarks.name, Some(PersonNameError::Character));
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_of_two_phones_the_first_one_wins_and_the_other_is_told(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;
    enter(&portal, &shown, EMAIL).await;
    let before = portal.snapshot().await;

    let second = send(&portal, &shown.token, &entry(&shown, "hanako@example.com")).await;

    assert_eq!(second, Next::Gone);
    assert_eq!(gone(&portal, &shown.token).await, Some(Gone::Taken));
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_of_many_phones_at_once_one_wins(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;

    let phones = (0..20).map(|number| {
        let (portal, shown) = (portal.clone(), shown.clone());
        tokio::spawn(async move {
            let entry = entry(&shown, &format!("phone{number}@example.com"));
            send(&portal, &shown.token, &entry).await
        })
    });
    let mut won = 0;
    for phone in phones.collect::<Vec<_>>() {
        match phone.await.expect("ran") {
            Next::Register { .. } => won += 1,
            other => assert_eq!(other, Next::Gone),
        }
    }

    assert_eq!(won, 1);
    assert_eq!(accounts(&portal).await, 1);
    portal.services.db.close().await;
}

async fn accounts(portal: &Portal) -> i64 {
    portal
        .ask("select count(*) from accounts where kind = 'share'")
        .await
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_button_pressed_twice_leads_to_the_same_place(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;

    let presses = (0..5).map(|_| {
        let (portal, shown) = (portal.clone(), shown.clone());
        tokio::spawn(async move { enter(&portal, &shown, EMAIL).await })
    });
    let mut links = std::collections::HashSet::new();
    for press in presses.collect::<Vec<_>>() {
        links.insert(press.await.expect("ran"));
    }

    assert_eq!((links.len(), accounts(&portal).await), (1, 1));
    // as long as the code would be good
    portal.wait(Duration::minutes(15));
    let late = send(&portal, &shown.token, &entry(&shown, EMAIL)).await;
    assert_eq!(late, Next::Gone);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_the_same_entry_with_another_number_is_nobody_elses_way_in(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;
    enter(&portal, &shown, EMAIL).await;

    let guessed = send(&portal, &shown.token, &with_wrong_number(&shown)).await;

    assert_eq!(guessed, Next::Gone);
}

async fn refused(pool: PgPool, settings: Settings, why: Refused) {
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "first@example.com").await;
    let shown = show(&portal, &parent).await;

    let next = send(&portal, &shown.token, &entry(&shown, EMAIL)).await;

    let draft = draft(&portal, &shown.token, &next).await;
    assert_eq!(draft.remarks.refused, Some(why));
    assert_eq!(draft.entry, entry(&shown, EMAIL));
    assert_eq!(accounts(&portal).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_a_shop_has_no_more_share_accounts_this_way_either(pool: PgPool) {
    let settings = Settings {
        share_account_limit: 1,
        ..settings()
    };

    refused(pool, settings, Refused::Full { limit: 1 }).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_adding_in_person_counts_as_adding(pool: PgPool) {
    let mut settings = settings();
    settings.limits.add = window(1, Duration::minutes(10));

    refused(pool, settings, Refused::TooMany { minutes: 10 }).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_what_is_no_code_leads_nowhere_and_changes_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let shown = show(&portal, &portal.parent(&shop).await).await;
    let before = portal.snapshot().await;

    for token in ["", "x", &"A".repeat(43), "' or 1=1 --", "\0"] {
        assert_eq!(gone(&portal, token).await, Some(Gone::Malformed));
        let next = send(&portal, token, &entry(&shown, EMAIL)).await;
        assert_eq!(next, Next::Gone, "{token:?}");
    }

    assert_eq!(portal.snapshot().await, before);
}
