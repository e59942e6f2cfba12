//! SQL of codes, and of what they are given for.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    platform::{db::PgConnection, session::Member, tokens::Hash},
    values::AccountId,
};

/// The name under which a client knows an account, if it does.
pub async fn find_subject(
    conn: &mut PgConnection,
    client: &str,
    account: AccountId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select subject
           from client_subjects
          where client_id = $1
            and account_id = $2",
        client,
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// Gives an account a name at a client, unless it has one.
pub async fn ensure_subject(
    conn: &mut PgConnection,
    client: &str,
    account: AccountId,
    fresh: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into client_subjects (client_id, account_id, subject, created_at)
         values ($1, $2, $3, $4)
             on conflict (client_id, account_id) do nothing",
        client,
        account.into_uuid(),
        fresh,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What the member's sign-in is at a client: the one that is open, or this new one.
pub async fn open_client_session(
    conn: &mut PgConnection,
    fresh: Uuid,
    client: &str,
    member: &Member,
    now: OffsetDateTime,
) -> sqlx::Result<Uuid> {
    sqlx::query_scalar!(
        "insert into client_sessions (id, client_id, account_id, sign_in_id, created_at)
         values ($1, $2, $3, $4, $5)
             on conflict (sign_in_id, client_id) where ended_at is null
             do update set sign_in_id = excluded.sign_in_id
      returning id",
        fresh,
        client,
        member.account.into_uuid(),
        member.sign_in,
        now,
    )
    .fetch_one(conn)
    .await
}

/// A code that is about to go out.
pub struct NewCode<'a> {
    pub code_hash: &'a Hash,
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub code_challenge: &'a str,
    pub scopes: &'a [String],
    pub nonce: Option<&'a str>,
    pub client_session: Uuid,
    pub expires_at: OffsetDateTime,
}

pub async fn insert_code(
    conn: &mut PgConnection,
    member: &Member,
    code: NewCode<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into authorization_codes
                (code_hash, client_id, redirect_uri, code_challenge, account_id, session_hash, scopes, nonce,
                 client_session_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        code.code_hash.as_slice(),
        code.client_id,
        code.redirect_uri,
        code.code_challenge,
        member.account.into_uuid(),
        member.session.as_slice(),
        code.scopes,
        code.nonce,
        code.client_session,
        now,
        code.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes codes that ended before, some thousands at a time (R70).
///
/// # Errors
///
/// When the database does not answer.
pub async fn delete_old_codes(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    loop {
        let swept = sqlx::query!(
            "delete from authorization_codes
              where ctid = any(array(select ctid from authorization_codes where expires_at < $1 limit 5000))",
            before
        )
        .execute(&mut *conn)
        .await?;
        if swept.rows_affected() < 5_000 {
            return Ok(());
        }
    }
}
