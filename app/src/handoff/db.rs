//! SQL of the hand-off.

use time::OffsetDateTime;

use crate::platform::{db::PgConnection, session::Member, tokens::Hash};

/// A code that is about to go out.
pub struct NewCode<'a> {
    pub code_hash: &'a Hash,
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub code_challenge: &'a str,
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
                (code_hash, client_id, redirect_uri, code_challenge, account_id, session_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        code.code_hash.as_slice(),
        code.client_id,
        code.redirect_uri,
        code.code_challenge,
        member.account.into_uuid(),
        member.session.as_slice(),
        now,
        code.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a code was worth.
pub struct Redeemed {
    pub redirect_uri: String,
    pub code_challenge: String,
    pub customer: uuid::Uuid,
    pub kind: String,
    pub name: String,
    pub customer_code: String,
    pub shop_name: String,
}

/// Redeems a code: once, in time, by the client it was made for, while the session and the account
/// it was made from live.
pub async fn redeem_code(
    conn: &mut PgConnection,
    code: &Hash,
    client_id: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Redeemed>> {
    sqlx::query_as!(
        Redeemed,
        r#"update authorization_codes code
              set redeemed_at = $3
             from active_accounts account, customers customer, sessions session
            where code.code_hash = $1
              and code.client_id = $2
              and code.redeemed_at is null
              and code.expires_at > $3
              and account.id = code.account_id
              and customer.id = account.customer_id
              and session.id_hash = code.session_hash
              and session.revoked_at is null
              and session.session_epoch = account.session_epoch
        returning code.redirect_uri, code.code_challenge, account.customer_id as "customer!",
                  account.kind as "kind!", account.name as "name!",
                  customer.code as customer_code, customer.name as shop_name"#,
        code.as_slice(),
        client_id,
        now,
    )
    .fetch_optional(conn)
    .await
}

pub async fn delete_old_codes(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from authorization_codes where expires_at < $1",
        before
    )
    .execute(conn)
    .await?;
    Ok(())
}
