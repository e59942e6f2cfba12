//! SQL of e-mail changes.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    platform::db::PgConnection,
    values::{AccountId, EmailAddress},
};

/// A change.
pub struct Change {
    pub id: Uuid,
    pub account: Uuid,
    pub old_email: String,
    pub new_email: String,
    pub state: String,
    pub requested_at: OffsetDateTime,
}

pub async fn find(conn: &mut PgConnection, change: Uuid) -> sqlx::Result<Option<Change>> {
    sqlx::query_as!(
        Change,
        "select id, account_id as account, old_email, new_email, state, requested_at
           from email_changes
          where id = $1",
        change,
    )
    .fetch_optional(conn)
    .await
}

pub async fn find_pending(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<Change>> {
    sqlx::query_as!(
        Change,
        "select id, account_id as account, old_email, new_email, state, requested_at
           from email_changes
          where account_id = $1
            and state = 'pending'",
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// Until when the newest link of a change works.
pub async fn newest_expiry(
    conn: &mut PgConnection,
    change: Uuid,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        r#"select max(expires_at)
             from mailed_links
            where subject_id = $1
              and kind = 'email_confirmation'
              and ended_at is null"#,
        change,
    )
    .fetch_one(conn)
    .await
}

/// Whether the mail server has refused the newest confirmation of a change for good.
pub async fn is_undeliverable(conn: &mut PgConnection, change: Uuid) -> sqlx::Result<bool> {
    let state = sqlx::query_scalar!(
        "select state
           from outbox
          where subject_id = $1
            and letter = 'email_confirmation'
          order by created_at desc, id desc
          limit 1",
        change,
    )
    .fetch_optional(conn)
    .await?;
    Ok(state.as_deref() == Some("failed"))
}

pub async fn insert(
    conn: &mut PgConnection,
    change: Uuid,
    account: AccountId,
    new_email: &EmailAddress,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into email_changes (id, account_id, old_email, new_email, requested_at)
         select $1, account.id, account.email, $3, $4
           from accounts account
          where account.id = $2",
        change,
        account.into_uuid(),
        new_email.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Settles the pending change of an account; tells which it was.
pub async fn settle_pending(
    conn: &mut PgConnection,
    account: AccountId,
    state: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "update email_changes
            set state = $2,
                settled_at = $3
          where account_id = $1
            and state = 'pending'
      returning id",
        account.into_uuid(),
        state,
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Makes exactly this change, if it is still pending and the address still what it was (R17).
pub async fn confirm(
    conn: &mut PgConnection,
    change: &Change,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let made = sqlx::query!(
        "with confirmed as (
             update email_changes
                set state = 'confirmed',
                    settled_at = $2
              where id = $1
                and state = 'pending'
          returning account_id, old_email, new_email
         )
         update accounts account
            set email = confirmed.new_email,
                email_unconfirmed_since = null
           from confirmed
          where account.id = confirmed.account_id
            and account.email = confirmed.old_email
            and account.state = 'active'",
        change.id,
        now,
    )
    .execute(conn)
    .await?;
    Ok(made.rows_affected() == 1)
}

/// Gives an account back the address that it had before a confirmed change. That change and whatever was confirmed
/// or asked for after it are undone; tells which those are.
pub async fn undo(
    conn: &mut PgConnection,
    change: &Change,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query!(
        "update accounts set email = $2 where id = $1 and state = 'active'",
        change.account,
        change.old_email,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_scalar!(
        "update email_changes later
            set state = 'undone',
                settled_at = $2
           from email_changes undone
          where undone.id = $1
            and later.account_id = undone.account_id
            and later.requested_at >= undone.requested_at
            and later.state in ('pending', 'confirmed')
      returning later.id",
        change.id,
        now,
    )
    .fetch_all(conn)
    .await
}
