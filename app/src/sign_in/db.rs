//! SQL of sign-in.

use time::{Duration, OffsetDateTime};

use crate::{
    platform::{db::PgConnection, password::PasswordHash, tokens::Hash},
    values::{AccountId, UserId},
};

/// An account as sign-in sees it.
pub struct Credentials {
    pub account: uuid::Uuid,
    pub customer: uuid::Uuid,
    pub password_hash: Option<String>,
    pub usable: bool,
    pub epoch: i32,
}

pub async fn find_credentials(
    conn: &mut PgConnection,
    user_id: &UserId,
) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as!(
        Credentials,
        r#"select account.id as account, account.customer_id as customer, account.password_hash,
                  account.session_epoch as epoch,
                  exists (select from active_accounts active where active.id = account.id) as "usable!"
             from accounts account
            where account.user_id = $1"#,
        user_id.as_str(),
    )
    .fetch_optional(conn)
    .await
}

pub async fn update_password_hash(
    conn: &mut PgConnection,
    account: AccountId,
    earlier: Option<&str>,
    hash: &PasswordHash,
) -> sqlx::Result<()> {
    // one that was set meanwhile stays
    sqlx::query!(
        "update accounts set password_hash = $2 where id = $1 and password_hash = $3",
        account.into_uuid(),
        hash.as_stored(),
        earlier,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn update_language(
    conn: &mut PgConnection,
    account: AccountId,
    language: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set language = $2 where id = $1",
        account.into_uuid(),
        language,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An account that may act, as a passkey names it.
pub struct Active {
    pub customer: uuid::Uuid,
    pub user_id: String,
    pub epoch: i32,
}

pub async fn find_active(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<Active>> {
    sqlx::query_as!(
        Active,
        r#"select customer_id as "customer!", user_id as "user_id!", session_epoch as "epoch!"
             from active_accounts
            where id = $1"#,
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// Counts a failure before it is known to be one, so that parallel guesses are all counted; tells how many
/// there were in a row before.
pub async fn count_failure(
    conn: &mut PgConnection,
    user_id: &Hash,
    now: OffsetDateTime,
) -> sqlx::Result<i32> {
    let failures = sqlx::query_scalar!(
        "insert into sign_in_failures as present (user_id_hash, failures, last_failed_at)
         values ($1, 1, $2)
         on conflict (user_id_hash) do update
            set failures = present.failures + 1,
                last_failed_at = excluded.last_failed_at
         returning failures",
        user_id.as_slice(),
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(failures - 1)
}

pub async fn delete_failures(conn: &mut PgConnection, user_id: &Hash) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from sign_in_failures where user_id_hash = $1",
        user_id.as_slice()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that an address tried a user ID; tells how many different ones it has tried since `since`.
pub async fn count_distinct_ids(
    conn: &mut PgConnection,
    address: &Hash,
    user_id: &Hash,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<i64> {
    sqlx::query!(
        "insert into sign_in_sprays (address_hash, user_id_hash, tried_at)
         values ($1, $2, $3)
         on conflict (address_hash, user_id_hash) do update
            set tried_at = excluded.tried_at",
        address.as_slice(),
        user_id.as_slice(),
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
             from sign_in_sprays
            where address_hash = $1
              and tried_at > $2"#,
        address.as_slice(),
        since,
    )
    .fetch_one(conn)
    .await
}

/// Deletes what counts no longer: tried user IDs and failures after a day.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    let yesterday = now - Duration::DAY;
    sqlx::query!("delete from sign_in_sprays where tried_at < $1", yesterday)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "delete from sign_in_failures where last_failed_at < $1",
        yesterday
    )
    .execute(conn)
    .await?;
    Ok(())
}
