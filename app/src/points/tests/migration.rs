//! From one version's schema to the next.

use sqlx::PgPool;

use crate::platform::db::MIGRATOR;

#[sqlx::test(migrations = false)]
async fn f17_the_ledger_of_an_earlier_version_is_completed_entry_by_entry(pool: PgPool) {
    let earlier = sqlx::migrate::Migrator {
        migrations: MIGRATOR
            .iter()
            .filter(|migration| migration.version < 11)
            .cloned()
            .collect(),
        ..sqlx::migrate::Migrator::DEFAULT
    };
    earlier.run(&pool).await.expect("the earlier schema");
    sqlx::raw_sql(
        "insert into customers (id, code, name, created_at)
         values ('00000000-0000-0000-0000-000000000001', '123456789', 'x', now());
         insert into points_ledger (id, customer_id, points, cause, idempotency_key, created_at)
         select gen_random_uuid(), customer.id, points, 'demonstration', points::text, now() + points * interval '1 s'
           from customers customer, unnest(array[300, 500]) points",
    )
    .execute(&pool)
    .await
    .expect("what was booked then");

    MIGRATOR.run(&pool).await.expect("migrated");

    let entries: Vec<(i64, i64, i64, String)> =
        sqlx::query_as("select number, points, balance, cause from points_ledger order by number")
            .fetch_all(&pool)
            .await
            .expect("the ledger");
    let correction = || "correction".to_owned();
    assert_eq!(
        entries,
        [(1, 300, 300, correction()), (2, 500, 800, correction())]
    );
    // the right that the migration took for this is given back
    sqlx::raw_sql("update points_ledger set points = 1")
        .execute(&pool)
        .await
        .expect_err("nobody changes it");
}
