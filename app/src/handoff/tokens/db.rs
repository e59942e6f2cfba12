//! SQL of tokens, and of who stands behind them.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::platform::{db::PgConnection, tokens::Hash};

/// What a code was worth.
pub struct RedeemedCode {
    pub redirect_uri: String,
    pub code_challenge: String,
    pub client_session: Uuid,
    pub scopes: Vec<String>,
    pub nonce: Option<String>,
}

/// Redeems a code: once, in time, by the client it was made for.
pub async fn redeem_code(
    conn: &mut PgConnection,
    code: &Hash,
    client: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<RedeemedCode>> {
    sqlx::query_as!(
        RedeemedCode,
        r#"update authorization_codes
              set redeemed_at = $3
            where code_hash = $1
              and client_id = $2
              and redeemed_at is null
              and expires_at > $3
              and client_session_id is not null
        returning redirect_uri, code_challenge, client_session_id as "client_session!", scopes as "scopes!", nonce"#,
        code.as_slice(),
        client,
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Waits for whoever takes or ends tokens of the sign-in that this token or code belongs to: what they make must not be
/// missed. Looked at afterwards, in a statement of its own, it is as they left it.
pub async fn lock_chain(
    conn: &mut PgConnection,
    token_or_code: &Hash,
    client: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "select id
           from client_sessions
          where id in (
                select client_session_id
                  from client_tokens
                 where (token_hash = $1 or code_hash = $1)
                   and client_id = $2
          )
          order by id
            for no key update",
        token_or_code.as_slice(),
        client,
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Ends all tokens that go back to a code (RFC 9700 4.5). Tells how many there were.
pub async fn revoke_tokens_of(
    conn: &mut PgConnection,
    code: &[u8],
    client: &str,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let revoked = sqlx::query!(
        "update client_tokens
            set revoked_at = $3
          where code_hash = $1
            and client_id = $2
            and revoked_at is null",
        code,
        client,
        now,
    )
    .execute(conn)
    .await?;
    Ok(revoked.rows_affected())
}

/// A token that is about to go out.
pub struct NewToken<'a> {
    pub token_hash: &'a Hash,
    pub kind: &'static str,
    pub client: &'a str,
    pub client_session: Option<Uuid>,
    pub code_hash: Option<&'a [u8]>,
    pub scopes: &'a [String],
    pub expires_at: OffsetDateTime,
}

pub async fn insert_token(
    conn: &mut PgConnection,
    token: NewToken<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into client_tokens
                (token_hash, kind, client_id, client_session_id, code_hash, scopes, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        token.token_hash.as_slice(),
        token.kind,
        token.client,
        token.client_session,
        token.code_hash,
        token.scopes,
        now,
        token.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a refresh token is worth.
pub struct Refresh {
    pub client_session: Uuid,
    pub code_hash: Vec<u8>,
    pub scopes: Vec<String>,
    pub is_used: bool,
}

/// Uses a refresh token; tells what it is worth, and whether it had been used before.
pub async fn use_refresh_token(
    conn: &mut PgConnection,
    token: &Hash,
    client: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Refresh>> {
    let found = sqlx::query_as!(
        Refresh,
        r#"select client_session_id as "client_session!", code_hash as "code_hash!", scopes,
                  used_at is not null as "is_used!"
             from client_tokens
            where token_hash = $1
              and kind = 'refresh'
              and client_id = $2
              and revoked_at is null
              and expires_at > $3
              for update"#,
        token.as_slice(),
        client,
        now,
    )
    .fetch_optional(&mut *conn)
    .await?;
    if found.as_ref().is_some_and(|found| !found.is_used) {
        sqlx::query!(
            "update client_tokens set used_at = $2 where token_hash = $1",
            token.as_slice(),
            now,
        )
        .execute(conn)
        .await?;
    }
    Ok(found)
}

/// What an access token opens.
pub struct Access {
    pub client: String,
    pub client_session: Option<Uuid>,
    pub scopes: Vec<String>,
}

pub async fn find_access_token(
    conn: &mut PgConnection,
    token: &Hash,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Access>> {
    sqlx::query_as!(
        Access,
        "select client_id as client, client_session_id as client_session, scopes
           from client_tokens
          where token_hash = $1
            and kind = 'access'
            and revoked_at is null
            and expires_at > $2",
        token.as_slice(),
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Who stands behind a client session: an account that may act, in a sign-in that stands.
pub struct Standing {
    pub session: Vec<u8>,
    pub last_seen_at: OffsetDateTime,
    pub authenticated_at: OffsetDateTime,
    pub proved_by: Option<String>,
    pub customer: Uuid,
    pub kind: String,
    pub name: String,
    pub customer_code: String,
    pub shop_name: String,
    pub subject: String,
}

pub async fn find_standing(
    conn: &mut PgConnection,
    client_session: Uuid,
    client: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"select session.id_hash as "session!", session.last_seen_at as "last_seen_at!",
                  coalesce(session.proved_at, remembered.created_at, session.created_at) as "authenticated_at!",
                  session.proved_by, account.customer_id as "customer!", account.kind as "kind!",
                  account.name as "name!", customer.code as customer_code, customer.name as shop_name, subject.subject
             from client_sessions client_session
             join standing_sessions session
               on session.sign_in_id = client_session.sign_in_id
              and session.account_id = client_session.account_id
             join active_accounts account on account.id = client_session.account_id
             join customers customer on customer.id = account.customer_id
             join client_subjects subject
               on subject.client_id = client_session.client_id
              and subject.account_id = client_session.account_id
             left join remembered_sign_ins remembered on remembered.selector = session.remembered
            where client_session.id = $1
              and client_session.client_id = $2
              and client_session.ended_at is null
              and session.stands_until > $3
            limit 1"#,
        client_session,
        client,
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Notes that a session is used, from another site.
pub async fn mark_seen(
    conn: &mut PgConnection,
    session: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update sessions
            set last_seen_at = $2
          where id_hash = $1
            and revoked_at is null",
        session,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes tokens that ended before, some thousands at a time (R70).
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    loop {
        let swept = sqlx::query!(
            "delete from client_tokens
              where ctid = any(array(select ctid from client_tokens where expires_at < $1 limit 5000))",
            before
        )
        .execute(&mut *conn)
        .await?;
        if swept.rows_affected() < 5_000 {
            return Ok(());
        }
    }
}
