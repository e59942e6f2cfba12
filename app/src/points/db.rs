//! SQL of points.

use time::OffsetDateTime;
use uuid::Uuid;

use super::model::Entry;
use crate::{platform::db::PgConnection, values::CustomerId};

pub async fn sum(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(points), 0)::bigint as "sum!"
             from points_ledger
            where customer_id = $1"#,
        customer.into_uuid(),
    )
    .fetch_one(conn)
    .await
}

pub async fn insert(
    conn: &mut PgConnection,
    id: Uuid,
    entry: &Entry<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into points_ledger (id, customer_id, points, cause, idempotency_key, account_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint points_ledger_idempotency_key do nothing",
        id,
        entry.customer.into_uuid(),
        entry.points.yen(),
        entry.cause,
        entry.idempotency_key,
        entry.account.map(crate::values::AccountId::into_uuid),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
