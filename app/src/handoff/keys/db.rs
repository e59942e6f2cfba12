//! SQL of the signing keys.

use serde_json::Value;
use time::OffsetDateTime;

use crate::platform::db::PgConnection;

/// A key as it is kept.
pub struct Kept {
    pub id: String,
    pub sealed: String,
    pub public_key: Value,
    pub created_at: OffsetDateTime,
    pub used_from: OffsetDateTime,
}

/// One at a time decides about new keys.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table signing_keys in share row exclusive mode")
        .execute(conn)
        .await?;
    Ok(())
}

/// Every published key, the one that is used from last on first.
pub async fn list(conn: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Vec<Kept>> {
    sqlx::query_as!(
        Kept,
        "select id, sealed, public_key, created_at, used_from
           from signing_keys
          where withdrawn_at is null
             or withdrawn_at > $1
          order by used_from desc, id",
        now
    )
    .fetch_all(conn)
    .await
}

pub async fn insert(conn: &mut PgConnection, key: &Kept) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into signing_keys (id, sealed, public_key, created_at, used_from)
         values ($1, $2, $3, $4, $5)",
        key.id,
        key.sealed,
        key.public_key,
        key.created_at,
        key.used_from,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes every key out of the key set whose successor has been used since `before`.
pub async fn withdraw_succeeded(
    conn: &mut PgConnection,
    before: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update signing_keys key
            set withdrawn_at = $2
          where key.withdrawn_at is null
            and exists (
                select
                  from signing_keys successor
                 where successor.used_from > key.used_from
                   and successor.used_from <= $1
                   and successor.withdrawn_at is null
            )",
        before,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes every key but this one out of the key set.
pub async fn withdraw_others(
    conn: &mut PgConnection,
    id: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update signing_keys
            set withdrawn_at = $2
          where id <> $1
            and withdrawn_at is null",
        id,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
