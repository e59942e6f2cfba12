//! SQL of passkeys.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{platform::db::PgConnection, values::AccountId};

/// A passkey as it is stored.
pub struct Stored {
    pub id: Uuid,
    pub name: String,
    pub credential: String,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

pub async fn list(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<Vec<Stored>> {
    sqlx::query_as!(
        Stored,
        "select id, name, credential, created_at, last_used_at
           from passkeys
          where account_id = $1
          order by created_at, id",
        account.into_uuid(),
    )
    .fetch_all(conn)
    .await
}

/// A passkey to be stored.
pub struct New<'a> {
    pub id: Uuid,
    pub account: AccountId,
    pub credential_id: &'a [u8],
    pub credential: &'a str,
    pub name: &'a str,
}

/// Stores a passkey; false when its credential is somebody's already.
pub async fn insert(
    conn: &mut PgConnection,
    new: New<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "insert into passkeys (id, account_id, credential_id, credential, name, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (credential_id) do nothing",
        new.id,
        new.account.into_uuid(),
        new.credential_id,
        new.credential,
        new.name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

pub async fn update_name(
    conn: &mut PgConnection,
    account: AccountId,
    id: Uuid,
    name: &str,
) -> sqlx::Result<bool> {
    let renamed = sqlx::query!(
        "update passkeys set name = $3 where id = $2 and account_id = $1",
        account.into_uuid(),
        id,
        name,
    )
    .execute(conn)
    .await?;
    Ok(renamed.rows_affected() == 1)
}

pub async fn delete(
    conn: &mut PgConnection,
    account: AccountId,
    id: Uuid,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from passkeys where id = $2 and account_id = $1 returning name",
        account.into_uuid(),
        id,
    )
    .fetch_optional(conn)
    .await
}
