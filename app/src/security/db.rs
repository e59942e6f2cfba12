//! SQL of devices.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    platform::{db::PgConnection, session::Member},
    values::AccountId,
};

/// A session, or a remembered sign-in without one.
pub struct SignIn {
    pub key: Vec<u8>,
    pub is_remembered: bool,
    pub is_this: bool,
    pub is_shared: bool,
    pub device_hash: Option<Vec<u8>>,
    pub name: Option<String>,
    pub user_agent: Option<String>,
    pub address: Option<String>,
    pub first_used_at: OffsetDateTime,
    pub last_used_at: OffsetDateTime,
}

/// Everything that the account is signed in with, the last used first. A remembered sign-in and the sessions that
/// came from it are one.
pub async fn list(
    conn: &mut PgConnection,
    member: &Member,
    now: OffsetDateTime,
    oldest_remembered: OffsetDateTime,
) -> sqlx::Result<Vec<SignIn>> {
    sqlx::query_as!(
        SignIn,
        r#"with live as (
               select coalesce(session.remembered, session.id_hash) as key, session.id_hash = $2 as is_this,
                      session.shared_device, session.device_hash, session.user_agent, session.address,
                      session.created_at as first_used_at, session.last_seen_at as last_used_at
                 from standing_sessions session
                where session.account_id = $1
                  and session.renewed_at is null
                  and session.stands_until > $3
               union all
               select remembered.selector, false, false, remembered.device_hash, remembered.user_agent, remembered.address,
                      remembered.created_at, remembered.rotated_at
                 from remembered_sign_ins remembered
                 join accounts account on account.id = remembered.account_id
                                      and account.session_epoch = remembered.session_epoch
                where remembered.account_id = $1
                  and remembered.revoked_at is null
                  and remembered.created_at > $4
           )
           select distinct on (live.key) live.key as "key!", octet_length(live.key) = 16 as "is_remembered!",
                  bool_or(live.is_this) over same as "is_this!", live.shared_device as "is_shared!", live.device_hash, known.name, live.user_agent,
                  host(live.address) as address, min(live.first_used_at) over same as "first_used_at!",
                  max(live.last_used_at) over same as "last_used_at!"
             from live
             left join known_devices known on known.id_hash = live.device_hash and known.account_id = $1
           window same as (partition by live.key)
            order by live.key, live.last_used_at desc"#,
        member.account.into_uuid(),
        member.session.as_slice(),
        now,
        oldest_remembered,
    )
    .fetch_all(conn)
    .await
}

/// Names the browser; false when the account does not know it.
pub async fn update_name(
    conn: &mut PgConnection,
    account: AccountId,
    device: &[u8],
    name: Option<&str>,
) -> sqlx::Result<bool> {
    let named = sqlx::query!(
        "update known_devices set name = $3 where account_id = $1 and id_hash = $2",
        account.into_uuid(),
        device,
        name,
    )
    .execute(conn)
    .await?;
    Ok(named.rows_affected() == 1)
}

/// A sign-in from a new device, as its mail tells it.
pub struct Alert {
    pub signed_in_at: OffsetDateTime,
    pub user_agent: Option<String>,
    pub address: Option<String>,
}

pub async fn find_alert(conn: &mut PgConnection, alert: Uuid) -> sqlx::Result<Option<Alert>> {
    sqlx::query_as!(
        Alert,
        "select signed_in_at, user_agent, host(address) as address from sign_in_alerts where id = $1",
        alert,
    )
    .fetch_optional(conn)
    .await
}
