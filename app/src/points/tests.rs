//! Points against a real database.

mod migration;
mod operations;
mod together;

use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    model::{Balance, Cause, Entry, Hold, Refusal, Reservation},
    service::{self, Error},
};
use crate::{
    platform::testing::{Portal, Shop},
    values::{CustomerId, Points},
};

/// A shop's points, each operation in a transaction of its own.
#[derive(Clone)]
struct Ledger {
    portal: Portal,
    shop: Shop,
}

impl Ledger {
    async fn on(pool: PgPool) -> Self {
        let portal = Portal::on(pool).as_served(10);
        let shop = portal.shop("demoparent").await;
        Self { portal, shop }
    }

    fn customer(&self) -> CustomerId {
        self.shop.customer
    }

    async fn balance(&self) -> Balance {
        let services = &self.portal.services;
        let mut conn = services.db.acquire().await.expect("a connection");
        service::balance(services, &mut conn, self.customer())
            .await
            .expect("a balance")
    }

    async fn available(&self) -> i64 {
        self.balance().await.available().yen()
    }

    /// Books points, which may expire.
    async fn grant(
        &self,
        points: i64,
        key: &str,
        expires_at: Option<OffsetDateTime>,
    ) -> Result<Points, Refusal> {
        let entry = Entry {
            customer: self.customer(),
            points: Points::new(points),
            cause: Cause::Campaign,
            idempotency_key: key,
            account: None,
            note: None,
            expires_at,
        };
        self.book(&entry).await
    }

    async fn correct(&self, points: i64, key: &str) -> Result<Points, Refusal> {
        let entry = Entry {
            customer: self.customer(),
            points: Points::new(points),
            cause: Cause::Correction,
            idempotency_key: key,
            account: None,
            note: Some("訂正"),
            expires_at: None,
        };
        self.book(&entry).await
    }

    async fn book(&self, entry: &Entry<'_>) -> Result<Points, Refusal> {
        let services = &self.portal.services;
        let mut tx = services.db.begin().await.expect("begun");
        let done = service::book(services, &mut tx, entry).await;
        tx.commit().await.expect("committed");
        refusal(done)
    }

    async fn reserve(&self, points: i64, key: &str) -> Result<Reservation, Refusal> {
        let services = &self.portal.services;
        let mut tx = services.db.begin().await.expect("begun");
        let hold = Hold {
            customer: self.customer(),
            points: Points::new(points),
            account: Some(self.shop.parent),
            note: "order 1",
            idempotency_key: key,
        };
        let done = service::reserve(services, &mut tx, &hold).await;
        tx.commit().await.expect("committed");
        refusal(done)
    }

    async fn capture(&self, reservation: Uuid, points: i64) -> Result<Reservation, Refusal> {
        let services = &self.portal.services;
        let mut tx = services.db.begin().await.expect("begun");
        let points = Points::new(points);
        let done = service::capture(services, &mut tx, self.customer(), reservation, points).await;
        tx.commit().await.expect("committed");
        refusal(done)
    }

    async fn release(&self, reservation: Uuid) -> Result<Reservation, Refusal> {
        let services = &self.portal.services;
        let mut tx = services.db.begin().await.expect("begun");
        let done = service::release(services, &mut tx, self.customer(), reservation).await;
        tx.commit().await.expect("committed");
        refusal(done)
    }

    async fn give_back(
        &self,
        reservation: Uuid,
        points: i64,
        key: &str,
    ) -> Result<Points, Refusal> {
        let services = &self.portal.services;
        let mut tx = services.db.begin().await.expect("begun");
        let points = Points::new(points);
        let customer = self.customer();
        let done = service::give_back(services, &mut tx, customer, reservation, points, key).await;
        tx.commit().await.expect("committed");
        refusal(done)
    }

    /// The entries: cause, points, balance after.
    async fn entries(&self) -> Vec<(String, i64, i64)> {
        sqlx::query_as(
            "select cause, points, balance from points_ledger where customer_id = $1 order by number",
        )
        .bind(self.customer().into_uuid())
        .fetch_all(&self.portal.pool)
        .await
        .expect("the database answers")
    }

    /// That the balance is the sum of the entries, after each of them, and never less than what is held.
    async fn check(&self) {
        let mut sum = 0;
        for (cause, points, balance) in self.entries().await {
            sum += points;
            assert_eq!(balance, sum, "{cause} {points}");
            assert!(sum >= 0);
        }
        let balance = self.balance().await;
        assert_eq!(balance.total.yen(), sum);
        assert!(balance.available() >= Points::ZERO, "{balance:?}");
    }
}

fn refusal<T>(done: Result<T, Error>) -> Result<T, Refusal> {
    done.map_err(|error| match error {
        Error::Refused(refusal) => refusal,
        Error::Database(error) => panic!("{error}"),
    })
}
