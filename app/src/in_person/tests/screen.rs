//! What the parent's screen shows, and for how long.

use sqlx::PgPool;
use time::Duration;

use crate::{
    in_person::{
        model::{Gone, Stage, Told},
        service,
        testing::{gone, screen, show, shown, stage, stop},
    },
    platform::{
        session::{Identity, Member, Parent},
        settings::Key,
        testing::{Portal, hexadecimal, settings},
        tokens::hash_of,
    },
};

/// The same parent on another browser.
fn elsewhere(parent: &Parent) -> Parent {
    let member: &Member = parent;
    Parent::for_test(Member::for_test(Identity {
        device: Some(vec![7; 32]),
        ..(**member).clone()
    }))
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_the_screen_shows_a_code_a_number_and_how_long_they_work(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    assert_eq!(screen(&portal, &parent).await, None);

    let shown = show(&portal, &parent).await;

    let Some(Stage::Waiting(code)) = stage(&portal, &parent).await else {
        panic!("no code");
    };
    assert_eq!(code.path, format!("/in-person/{}", shown.token));
    assert_eq!(code.number.len(), 6);
    assert_eq!((code.minutes_left, code.wrong_numbers), (15, 0));
    assert_eq!(portal.events().await, ["in_person_started"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_reload_shows_the_same_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;

    let first = show(&portal, &parent).await;

    assert_eq!(shown(&portal, &parent).await, Some(first));
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_code_works_for_fifteen_minutes(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let shown = show(&portal, &parent).await;

    portal.wait(Duration::minutes(15) - Duration::SECOND);
    assert_eq!(gone(&portal, &shown.token).await, None);
    portal.wait(Duration::SECOND);

    assert_eq!(gone(&portal, &shown.token).await, Some(Gone::Expired));
    assert_eq!(stage(&portal, &parent).await, Some(Stage::Expired));
    assert_eq!(stop(&portal, &parent, shown.id).await, Told::Over);
    // much later the screen begins anew
    portal.wait(Duration::hours(2));
    assert_eq!(screen(&portal, &parent).await, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_newer_code_ends_the_one_before(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let first = show(&portal, &parent).await;

    let second = show(&portal, &parent).await;

    assert_ne!(first.token, second.token);
    assert_eq!(gone(&portal, &first.token).await, Some(Gone::Replaced));
    assert_eq!(gone(&portal, &second.token).await, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_each_browser_of_the_parent_shows_its_own_and_may_stop_the_others(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let tablet = portal.parent(&shop).await;
    let office = elsewhere(&tablet);

    let at_the_counter = show(&portal, &tablet).await;
    let in_the_office = show(&portal, &office).await;

    assert_eq!(gone(&portal, &at_the_counter.token).await, None);
    assert_eq!(shown(&portal, &tablet).await, Some(at_the_counter.clone()));
    assert_eq!(shown(&portal, &office).await, Some(in_the_office));
    let told = stop(&portal, &office, at_the_counter.id).await;
    assert_eq!(told, Told::Stopped);
    assert_eq!(stage(&portal, &tablet).await, Some(Stage::Stopped));
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_another_shops_parent_sees_and_stops_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let other = portal.shop("demoparent2").await;
    let stranger = portal.parent(&other).await;
    let shown = show(&portal, &parent).await;
    let before = portal.snapshot().await;

    assert_eq!(screen(&portal, &stranger).await, None);
    assert_eq!(stop(&portal, &stranger, shown.id).await, Told::Over);

    assert_eq!(portal.snapshot().await, before);
    assert_eq!(gone(&portal, &shown.token).await, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn d7_no_copy_of_the_database_leads_anybody_to_the_form(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;

    let shown = show(&portal, &parent).await;

    let dump = portal.dump_everything().await;
    assert!(!dump.contains(&shown.token));
    assert!(!dump.contains(&hexadecimal(shown.token.as_bytes())));
    assert!(dump.contains(&hexadecimal(&hash_of(shown.token.as_bytes()))));
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_what_ends_the_parents_sessions_ends_the_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let by_epoch = show(&portal, &parent).await;

    portal
        .run("update accounts set session_epoch = session_epoch + 1 where kind = 'parent'")
        .await;
    assert_eq!(gone(&portal, &by_epoch.token).await, Some(Gone::Stopped));

    portal
        .run("update accounts set session_epoch = session_epoch - 1 where kind = 'parent'")
        .await;
    portal.set_state(shop.parent, "suspended").await;
    assert_eq!(gone(&portal, &by_epoch.token).await, Some(Gone::Stopped));
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_code_of_another_key_is_not_shown(pool: PgPool) {
    let portal = Portal::on(pool.clone());
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    show(&portal, &parent).await;

    let mut with_another_key = settings();
    with_another_key.secret_key = Key::from(&[8; 64]);
    let restarted = Portal::with(pool, with_another_key);

    assert_eq!(screen(&restarted, &parent).await, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn r70_what_is_long_past_is_swept(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let old = show(&portal, &parent).await;
    portal.wait(Duration::hours(1));
    let new = show(&portal, &parent).await;

    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let before = portal.services.clock.now() - Duration::minutes(30);
    service::sweep(&mut conn, before).await.expect("swept");

    assert_eq!(gone(&portal, &old.token).await, Some(Gone::Malformed));
    assert_eq!(gone(&portal, &new.token).await, None);
}
