//! One operation after the other.

use sqlx::PgPool;
use time::Duration;

use super::Ledger;
use crate::{
    platform::testing::NOW,
    points::{
        model::Refusal,
        service::{self},
    },
    values::Points,
};

const NOT_ENOUGH: fn(i64) -> Refusal = |available| Refusal::NotEnough {
    available: Points::new(available),
};

#[sqlx::test(migrations = "../migrations")]
async fn m96_m97_what_a_shop_gets_at_the_start_and_for_its_first_purchase_it_gets_once(
    pool: PgPool,
) {
    let ledger = Ledger::on(pool).await;
    let services = &ledger.portal.services;
    for _ in 0..2 {
        let mut tx = services.db.begin().await.expect("begun");
        let shop = ledger.customer();
        service::give_start(services, &mut tx, shop)
            .await
            .expect("given");
        service::give_for_first_purchase(services, &mut tx, shop, None, "A-1")
            .await
            .expect("given");
        tx.commit().await.expect("committed");
    }

    let given = [("start", 1_000, 1_000), ("first_purchase", 500, 1_500)];
    assert_eq!(
        ledger.entries().await,
        given.map(|(cause, points, balance)| (cause.to_owned(), points, balance))
    );
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_an_order_holds_points_and_then_uses_them(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    ledger.grant(1_000, "gift", None).await.expect("booked");

    let held = ledger.reserve(700, "order").await.expect("held");
    let while_held = (ledger.available().await, ledger.balance().await.total.yen());
    let more = ledger.reserve(400, "another").await;
    let used = ledger.capture(held.id, 600).await.expect("used");
    let again = ledger.capture(held.id, 600).await;
    let other = ledger.capture(held.id, 500).await;
    let given_up = ledger.release(held.id).await;

    assert_eq!(while_held, (300, 1_000));
    assert_eq!(more, Err(NOT_ENOUGH(300)));
    assert_eq!(used.captured, Points::new(600));
    assert_eq!(again, Ok(used));
    assert_eq!(other, Err(Refusal::KeyUsed));
    assert_eq!(given_up, Err(Refusal::Ended));
    assert_eq!(ledger.available().await, 400);
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_what_is_given_up_or_held_for_half_an_hour_is_free_again(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    ledger.grant(1_000, "gift", None).await.expect("booked");

    let given_up = ledger.reserve(1_000, "one").await.expect("held");
    for _ in 0..2 {
        ledger.release(given_up.id).await.expect("given up");
    }
    let late = ledger.reserve(1_000, "two").await.expect("held");
    ledger.portal.wait(Duration::minutes(30) - Duration::SECOND);
    let still_held = ledger.available().await;
    ledger.portal.wait(Duration::SECOND);

    assert_eq!(still_held, 0);
    assert_eq!(ledger.available().await, 1_000);
    assert_eq!(ledger.capture(given_up.id, 1).await, Err(Refusal::Ended));
    assert_eq!(ledger.capture(late.id, 1).await, Err(Refusal::Ended));
    ledger.reserve(1_000, "three").await.expect("held");
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_asked_again_with_its_key_an_operation_is_told_and_not_repeated(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    let first = ledger.grant(1_000, "gift", None).await;
    let held = ledger.reserve(300, "order").await;

    assert_eq!(ledger.grant(1_000, "gift", None).await, first);
    assert_eq!(ledger.reserve(300, "order").await, held);
    assert_eq!(ledger.grant(999, "gift", None).await, Err(Refusal::KeyUsed));
    assert_eq!(ledger.reserve(299, "order").await, Err(Refusal::KeyUsed));
    assert_eq!(ledger.entries().await.len(), 1);
    assert_eq!(ledger.available().await, 700);
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_no_more_comes_back_than_was_used(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    ledger.grant(1_000, "gift", None).await.expect("booked");
    let held = ledger.reserve(500, "order").await.expect("held");
    let too_early = ledger.give_back(held.id, 1, "too early").await;
    ledger.capture(held.id, 500).await.expect("used");

    let part = ledger.give_back(held.id, 200, "part").await;
    let again = ledger.give_back(held.id, 200, "part").await;
    let too_much = ledger.give_back(held.id, 301, "too much").await;
    let rest = ledger.give_back(held.id, 300, "rest").await;

    assert_eq!(too_early, Err(Refusal::Amount));
    assert_eq!((part, again), (Ok(Points::new(700)), part));
    assert_eq!(too_much, Err(Refusal::Amount));
    assert_eq!(rest, Ok(Points::new(1_000)));
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_a_correction_never_takes_what_is_held_or_not_there(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    ledger.grant(1_000, "gift", None).await.expect("booked");
    ledger.reserve(400, "order").await.expect("held");

    assert_eq!(ledger.correct(-601, "one").await, Err(NOT_ENOUGH(600)));
    assert_eq!(ledger.correct(0, "two").await, Err(Refusal::Amount));
    assert_eq!(ledger.correct(-600, "three").await, Ok(Points::new(400)));
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_what_expires_first_is_used_first_and_the_rest_expires_in_time(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    let (soon, later) = (NOW + Duration::days(1), NOW + Duration::days(2));
    ledger
        .grant(100, "later", Some(later))
        .await
        .expect("booked");
    ledger.grant(100, "soon", Some(soon)).await.expect("booked");
    ledger.grant(100, "for good", None).await.expect("booked");
    let held = ledger.reserve(130, "order").await.expect("held");
    ledger.capture(held.id, 130).await.expect("used");

    ledger.portal.wait(Duration::days(1));
    service::expire(&ledger.portal.services)
        .await
        .expect("expired");
    let after_a_day = ledger.available().await;
    ledger.portal.wait(Duration::days(1));
    service::expire(&ledger.portal.services)
        .await
        .expect("expired");
    service::expire(&ledger.portal.services)
        .await
        .expect("expired");

    assert_eq!(after_a_day, 170);
    assert_eq!(ledger.available().await, 100);
    let last = ledger.entries().await.pop().expect("an entry");
    assert_eq!(last, ("expiry".to_owned(), -70, 100));
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_points_whose_time_is_over_are_used_by_nobody_even_before_they_are_swept(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    let soon = NOW + Duration::days(1);
    ledger.grant(100, "soon", Some(soon)).await.expect("booked");
    ledger.portal.wait(Duration::days(1));

    assert_eq!(ledger.reserve(1, "order").await, Err(NOT_ENOUGH(0)));
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_what_an_order_holds_expires_only_when_the_order_is_given_up(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    let soon = NOW + Duration::minutes(10);
    ledger.grant(100, "soon", Some(soon)).await.expect("booked");
    let used = ledger.reserve(30, "one").await.expect("held");
    let given_up = ledger.reserve(30, "two").await.expect("held");
    ledger.portal.wait(Duration::minutes(20));

    service::expire(&ledger.portal.services)
        .await
        .expect("expired");
    ledger.capture(used.id, 30).await.expect("used");
    ledger.release(given_up.id).await.expect("given up");
    service::expire(&ledger.portal.services)
        .await
        .expect("expired");

    let told: Vec<_> = ledger
        .entries()
        .await
        .into_iter()
        .map(|(cause, points, _)| (cause, points))
        .collect();
    assert_eq!(
        told,
        [
            ("campaign", 100),
            ("expiry", -40),
            ("use", -30),
            ("expiry", -30)
        ]
        .map(|(cause, points)| (cause.to_owned(), points))
    );
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_another_shops_reservation_does_not_exist(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    ledger.grant(100, "gift", None).await.expect("booked");
    let held = ledger.reserve(100, "order").await.expect("held");
    let stranger = Ledger {
        shop: ledger.portal.shop("demoparent2").await,
        ..ledger.clone()
    };

    assert_eq!(stranger.capture(held.id, 1).await, Err(Refusal::Unknown));
    assert_eq!(stranger.release(held.id).await, Err(Refusal::Unknown));
    assert_eq!(
        stranger.give_back(held.id, 1, "back").await,
        Err(Refusal::Unknown)
    );
    assert_eq!(ledger.available().await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_what_was_booked_cannot_be_changed_or_taken_away(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    ledger.grant(100, "gift", None).await.expect("booked");

    let statements = [
        "update points_ledger set points = 1",
        "delete from points_ledger",
        "truncate points_ledger cascade",
    ];
    for statement in statements {
        sqlx::raw_sql(statement)
            .execute(&ledger.portal.pool)
            .await
            .expect_err(statement);
    }
    // nor after giving itself the right
    ledger
        .portal
        .run("grant update, delete, truncate on points_ledger to current_user")
        .await;
    for statement in statements {
        let refused = sqlx::raw_sql(statement)
            .execute(&ledger.portal.pool)
            .await
            .expect_err(statement);
        assert!(
            refused.to_string().contains("points_ledger is append-only"),
            "{refused}"
        );
    }

    ledger.check().await;
}
