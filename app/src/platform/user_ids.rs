//! The register of user IDs: one that was ever given out is never handed to someone else (D4).

use time::OffsetDateTime;

use super::db::PgConnection;
use crate::values::{AccountId, UserId};

/// Whether an account could take a user ID: nobody else has it, or ever had it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn is_free_for(
    conn: &mut PgConnection,
    user_id: &UserId,
    account: AccountId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (
                  select
                    from user_ids
                   where user_id = $1
                     and account_id <> $2
           ) as "free!""#,
        user_id.as_str(),
        account.into_uuid(),
    )
    .fetch_one(conn)
    .await
}

/// Takes a user ID for an account, for ever; false when it is, or ever was, somebody else's.
///
/// # Errors
///
/// When the database does not answer.
pub async fn claim(
    conn: &mut PgConnection,
    user_id: &UserId,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    // locks the row of one's own earlier user ID as well, so that what is told stays true
    let owner = sqlx::query_scalar!(
        "insert into user_ids as present (user_id, account_id, taken_at)
         values ($1, $2, $3)
         on conflict (user_id) do update
            set taken_at = present.taken_at
         returning account_id",
        user_id.as_str(),
        account.into_uuid(),
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(owner == account.into_uuid())
}
