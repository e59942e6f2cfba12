//! Points against a real database.

use sqlx::PgPool;

use super::{Entry, service};
use crate::{
    platform::testing::{Portal, Shop},
    values::Points,
};

async fn book(portal: &Portal, shop: &Shop, points: i64, key: &str) {
    let entry = Entry {
        customer: shop.customer,
        points: Points::new(points),
        cause: "test",
        idempotency_key: key,
        account: Some(shop.parent),
    };
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    service::book(&portal.services, &mut conn, &entry)
        .await
        .expect("booked");
}

async fn balance(portal: &Portal, shop: &Shop) -> i64 {
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    service::balance(&mut conn, shop.customer)
        .await
        .expect("a balance")
        .yen()
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_the_balance_is_the_sum_of_the_shops_own_entries(pool: PgPool) {
    let portal = Portal::on(pool);
    let (own, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    assert_eq!(balance(&portal, &own).await, 0);

    book(&portal, &own, 1_000, "gift").await;
    book(&portal, &own, -300, "order 1").await;
    book(&portal, &other, 5, "gift").await;

    assert_eq!(
        (balance(&portal, &own).await, balance(&portal, &other).await),
        (700, 5)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_an_event_booked_twice_counts_once_also_in_parallel(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;

    let bookings = (0..20).map(|_| {
        let (portal, shop) = (portal.clone(), shop.clone());
        tokio::spawn(async move { book(&portal, &shop, 100, "order 1").await })
    });
    for booking in bookings.collect::<Vec<_>>() {
        booking.await.expect("ran");
    }

    assert_eq!(balance(&portal, &shop).await, 100);
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_what_was_booked_cannot_be_changed_or_taken_away(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    book(&portal, &shop, 100, "order 1").await;

    for statement in [
        "update points_ledger set points = 1",
        "delete from points_ledger",
        "truncate points_ledger",
    ] {
        let refused = sqlx::raw_sql(statement)
            .execute(&portal.pool)
            .await
            .expect_err(statement);
        assert!(
            refused.to_string().contains("points_ledger is append-only"),
            "{refused}"
        );
    }

    assert_eq!(balance(&portal, &shop).await, 100);
}
