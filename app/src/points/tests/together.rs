//! Many at once: the balance is the sum of the entries at every moment, nothing is used twice, and nothing has effect
//! twice (D12, X12).

use proptest::{prelude::*, strategy::ValueTree as _};
use sqlx::PgPool;
use time::Duration;
use uuid::Uuid;

use super::Ledger;
use crate::{
    points::{model::Refusal, service},
    values::Points,
};

#[sqlx::test(migrations = "../migrations")]
async fn d12_of_fifty_parallel_uses_of_the_last_point_one_succeeds(pool: PgPool) {
    let ledger = Ledger::on(pool).await;
    ledger.grant(1, "the last one", None).await.expect("booked");

    let uses = (0..50).map(|number| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            let held = ledger.reserve(1, &format!("order {number}")).await?;
            ledger.capture(held.id, 1).await
        })
    });
    let mut used = 0;
    for one in uses.collect::<Vec<_>>() {
        match one.await.expect("ran") {
            Ok(_) => used += 1,
            Err(refusal) => assert!(matches!(refusal, Refusal::NotEnough { .. }), "{refusal:?}"),
        }
    }

    assert_eq!(used, 1);
    assert_eq!(ledger.available().await, 0);
    ledger.check().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_an_event_booked_by_many_at_once_counts_once(pool: PgPool) {
    let ledger = Ledger::on(pool).await;

    let bookings = (0..20).map(|_| {
        let ledger = ledger.clone();
        tokio::spawn(async move { ledger.grant(100, "order 1", None).await })
    });
    for booking in bookings.collect::<Vec<_>>() {
        assert_eq!(booking.await.expect("ran"), Ok(Points::new(100)));
    }

    assert_eq!(ledger.available().await, 100);
    ledger.check().await;
}

/// What somebody does, by numbers that name keys and orders; the same one may be done again, at the same time.
#[derive(Clone, Copy, Debug)]
enum Operation {
    Grant { key: u8, points: i64, expires: bool },
    Reserve { key: u8, points: i64 },
    Capture { key: u8, points: i64 },
    Release { key: u8 },
    GiveBack { key: u8, points: i64, part: u8 },
    Correct { key: u8, points: i64 },
    Expire,
    Wait { minutes: i64 },
}

fn operation() -> impl Strategy<Value = Operation> {
    let key = 0_u8..6;
    let points = 1_i64..120;
    prop_oneof![
        (key.clone(), points.clone(), any::<bool>()).prop_map(|(key, points, expires)| {
            Operation::Grant {
                key,
                points,
                expires,
            }
        }),
        (key.clone(), points.clone()).prop_map(|(key, points)| Operation::Reserve { key, points }),
        (key.clone(), points.clone()).prop_map(|(key, points)| Operation::Capture { key, points }),
        key.clone().prop_map(|key| Operation::Release { key }),
        (key.clone(), points, 0_u8..3).prop_map(|(key, points, part)| Operation::GiveBack {
            key,
            points,
            part
        }),
        (key, -60_i64..60).prop_map(|(key, points)| Operation::Correct { key, points }),
        Just(Operation::Expire),
        (1_i64..25).prop_map(|minutes| Operation::Wait { minutes }),
    ]
}

impl Operation {
    /// Does it; a refusal is an outcome like any other.
    async fn run(self, ledger: &Ledger) {
        match self {
            Self::Grant {
                key,
                points,
                expires,
            } => {
                let now = ledger.portal.services.clock.now();
                let expires_at = expires.then(|| now + Duration::minutes(20 * i64::from(key + 1)));
                let _ = ledger
                    .grant(points, &format!("grant {key}"), expires_at)
                    .await;
            }
            Self::Reserve { key, points } => {
                let _ = ledger.reserve(points, &format!("order {key}")).await;
            }
            Self::Capture { key, points } => {
                if let Some(order) = order(ledger, key).await {
                    let _ = ledger.capture(order, points).await;
                }
            }
            Self::Release { key } => {
                if let Some(order) = order(ledger, key).await {
                    let _ = ledger.release(order).await;
                }
            }
            Self::GiveBack { key, points, part } => {
                if let Some(order) = order(ledger, key).await {
                    let _ = ledger
                        .give_back(order, points, &format!("back {key} {part}"))
                        .await;
                }
            }
            Self::Correct { key, points } => {
                let _ = ledger.correct(points, &format!("correction {key}")).await;
            }
            Self::Expire => service::expire(&ledger.portal.services)
                .await
                .expect("expired"),
            Self::Wait { minutes } => ledger.portal.wait(Duration::minutes(minutes)),
        }
    }
}

/// The reservation that was made under a key.
async fn order(ledger: &Ledger, key: u8) -> Option<Uuid> {
    sqlx::query_scalar(
        "select id from points_reservations where customer_id = $1 and idempotency_key = $2",
    )
    .bind(ledger.customer().into_uuid())
    .bind(format!("order {key}"))
    .fetch_optional(&ledger.portal.pool)
    .await
    .expect("the database answers")
}

/// What has to be true whatever was done in whatever order.
async fn check(ledger: &Ledger) {
    ledger.check().await;
    let (uneven, returned, expiring): (i64, i64, i64) = sqlx::query_as(
        "select (select count(*)
                   from points_reservations held
                   left join points_ledger used on used.idempotency_key = 'use ' || held.id
                  where held.customer_id = $1 and held.captured <> coalesce(-used.points, 0)),
                (select coalesce(sum(returned), 0)::bigint from points_reservations where customer_id = $1)
              - (select coalesce(sum(points), 0)::bigint from points_ledger where customer_id = $1 and cause = 'return'),
                (select coalesce(sum(remaining), 0)::bigint from points_expiring where customer_id = $1)",
    )
    .bind(ledger.customer().into_uuid())
    .fetch_one(&ledger.portal.pool)
    .await
    .expect("the database answers");
    assert_eq!(uneven, 0, "what an order used is booked once");
    assert_eq!(returned, 0, "what came back is booked once");
    assert!(expiring <= ledger.balance().await.total.yen());
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_x12_any_operations_in_any_order_from_several_connections_keep_the_sum(pool: PgPool) {
    const ROUNDS: usize = 40;
    const CONNECTIONS: usize = 4;
    let ledger = Ledger::on(pool).await;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::default());
    let lists = proptest::collection::vec(operation(), 12);

    for round in 0..ROUNDS {
        let user_id = format!("roundparent{round:03}");
        let ledger = Ledger {
            shop: ledger.portal.shop(&user_id).await,
            ..ledger.clone()
        };
        let work: Vec<Vec<Operation>> = (0..CONNECTIONS)
            .map(|_| lists.new_tree(&mut runner).expect("operations").current())
            .collect();
        let told = format!("{work:?}");

        let running: Vec<_> = work
            .into_iter()
            .map(|operations| {
                let ledger = ledger.clone();
                tokio::spawn(async move {
                    for operation in operations {
                        operation.run(&ledger).await;
                    }
                })
            })
            .collect();
        for one in running {
            one.await.unwrap_or_else(|error| panic!("{error}: {told}"));
        }

        check(&ledger).await;
    }
    ledger.portal.services.db.close().await;
}
