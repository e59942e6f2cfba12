//! Sessions in the database for tower-sessions, with what the usual stores lack: only a hash of the cookie's
//! value is stored, limits of age hold on the server, and a session that ended stays ended.

use std::{str::FromStr, sync::Arc};

use async_trait::async_trait;
use axum::{extract::Request, middleware::Next, response::Response};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use tower_sessions::{
    SessionStore as Store,
    session::{Id, Record},
    session_store::{Error, Result},
};
use uuid::Uuid;

use super::{
    clock::Clock,
    db::Db,
    settings::SessionLifetime,
    tokens::{Hash, hash_of},
};
use crate::values::{AccountId, UnknownName};

/// Key of the account that a session belongs to.
pub const ACCOUNT: &str = "account";
/// Key of the remembered sign-in that a session came from.
pub const REMEMBERED: &str = "remembered";

/// Key of how a session began.
pub const BEGINNING: &str = "beginning";

/// How a session began, and where: what the list of devices shows (X6).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Beginning {
    /// When, if it goes on for one whose identifier was renewed: a renewal makes nothing last longer (D10).
    pub began_at: Option<OffsetDateTime>,
    /// The sign-in it goes on for, if its identifier was renewed.
    pub sign_in: Option<Uuid>,
    /// When whoever holds it last proved who they are (D10).
    pub proved_at: Option<OffsetDateTime>,
    /// With what.
    pub proved_by: Option<Method>,
    /// The account's epoch when the proof was looked at; nothing begins under a later one (R12).
    pub epoch: Option<i32>,
    /// Whether several people use the browser, as whoever signed in says (X18).
    #[serde(default)]
    pub shared_device: bool,
    /// The browser's mark, as the database knows it.
    pub device: Option<Vec<u8>>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
    /// The client's address.
    pub address: Option<String>,
}

/// With what somebody proves who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A password.
    Password,
    /// A passkey (X9).
    Passkey,
}

impl Method {
    /// The name under which the database knows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
        }
    }
}

impl FromStr for Method {
    type Err = UnknownName;

    fn from_str(name: &str) -> std::result::Result<Self, Self::Err> {
        [Self::Password, Self::Passkey]
            .into_iter()
            .find(|method| method.as_str() == name)
            .ok_or_else(|| UnknownName::new(name, "a way to prove who somebody is"))
    }
}

/// How many sessions an account may have; the oldest gives way.
const MOST_PER_ACCOUNT: i64 = 20;
/// `last_seen_at` is written at most this often.
const SEEN_AGAIN: Duration = Duration::MINUTE;

tokio::task_local! {
    /// Set while a request is answered that nobody pressed for.
    static UNATTENDED: ();
}

/// What a page says that asks by itself how things go on.
const UNATTENDED_HEADER: &str = "x-unattended";

/// Whether a page asks by itself, and nobody pressed anything.
pub(super) fn is_unattended() -> bool {
    UNATTENDED.try_with(|()| ()).is_ok()
}

/// A page left open asks by itself how things go on; that is no use of the session, which ends in its time (D10).
/// Runs outside of the session layer.
pub async fn mark_unattended(request: Request, next: Next) -> Response {
    if request.headers().contains_key(UNATTENDED_HEADER) {
        UNATTENDED.scope((), next.run(request)).await
    } else {
        next.run(request).await
    }
}

/// Sessions in the database.
#[derive(Clone, Debug)]
pub struct SessionStore {
    /// Where they are.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How long one lives (D10).
    pub usual: SessionLifetime,
    /// How long one lives on a device that several people use (X18).
    pub shared: SessionLifetime,
}

/// What the database keeps of a session's identifier.
pub fn hash_of_id(id: Id) -> Hash {
    hash_of(id.to_string().as_bytes())
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn broken(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl Store for SessionStore {
    /// A new session, of an account that may act; its oldest gives way when there are too many.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let account: AccountId = record
            .data
            .get(ACCOUNT)
            .and_then(|value| serde_json::from_value(value.clone()).ok())
            .ok_or_else(|| Error::Encode("a session belongs to an account".to_owned()))?;
        let remembered: Option<Vec<u8>> = record
            .data
            .get(REMEMBERED)
            .and_then(|value| serde_json::from_value(value.clone()).ok());
        let beginning: Beginning = record
            .data
            .get(BEGINNING)
            .and_then(|value| serde_json::from_value(value.clone()).ok())
            .unwrap_or_default();
        let lifetime = if beginning.shared_device {
            self.shared
        } else {
            self.usual
        };
        let now = self.clock.now();
        let id_hash = hash_of_id(record.id);

        let mut tx = self.db.begin().await.map_err(broken)?;
        let created = sqlx::query!(
            "insert into sessions
                    (id_hash, account_id, session_epoch, remembered, created_at, last_seen_at,
                     proved_at, device_hash, user_agent, address, sign_in_id, proved_by, shared_device,
                     idle_limit, total_limit)
             select $1, account.id, account.session_epoch, $3, $5, $4, $6, $7, $8, $9::text::inet,
                    coalesce($11, gen_random_uuid()), $12, $13, make_interval(secs => $14), make_interval(secs => $15)
               from active_accounts account
              where account.id = $2
                and account.session_epoch = coalesce($10, account.session_epoch)",
            id_hash.as_slice(),
            account.into_uuid(),
            remembered,
            now,
            beginning.began_at.unwrap_or(now),
            beginning.proved_at,
            beginning.device,
            beginning.user_agent,
            beginning.address,
            beginning.epoch,
            beginning.sign_in,
            beginning.proved_by.map(Method::as_str),
            beginning.shared_device,
            lifetime.idle.as_seconds_f64(),
            lifetime.total.as_seconds_f64(),
        )
        .execute(&mut *tx)
        .await
        .map_err(broken)?;
        if created.rows_affected() == 0 {
            return Err(Error::Backend("the account may not act".to_owned()));
        }
        sqlx::query!(
            "update sessions
                set revoked_at = $2
              where account_id = $1
                and revoked_at is null
                and id_hash not in (
                    select id_hash
                      from sessions
                     where account_id = $1
                       and revoked_at is null
                     order by created_at desc
                     limit $3
                )",
            account.into_uuid(),
            now,
            MOST_PER_ACCOUNT,
        )
        .execute(&mut *tx)
        .await
        .map_err(broken)?;
        tx.commit().await.map_err(broken)
    }

    /// Nothing: what a session holds is fixed when it begins. Above all it brings nothing back that has ended,
    /// which an upsert here would do for every request still in flight at sign-out (R10).
    async fn save(&self, _record: &Record) -> Result<()> {
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let id_hash = hash_of_id(*id);
        let mut conn = self.db.acquire().await.map_err(broken)?;
        let found = sqlx::query!(
            r#"select account_id as "account_id!", remembered, last_seen_at as "last_seen_at!",
                      stands_until as "stands_until!"
                 from standing_sessions
                where id_hash = $1
                  and renewed_at is null
                  and stands_until > $2"#,
            id_hash.as_slice(),
            now,
        )
        .fetch_optional(&mut *conn)
        .await
        .map_err(broken)?;
        let Some(found) = found else { return Ok(None) };

        if !is_unattended() && now - found.last_seen_at >= SEEN_AGAIN {
            sqlx::query!(
                "update sessions
                    set last_seen_at = $2
                  where id_hash = $1
                    and revoked_at is null",
                id_hash.as_slice(),
                now,
            )
            .execute(&mut *conn)
            .await
            .map_err(broken)?;
        }

        let mut data = std::collections::HashMap::from([(
            ACCOUNT.to_owned(),
            account_value(found.account_id),
        )]);
        if let Some(remembered) = found.remembered {
            data.insert(REMEMBERED.to_owned(), serde_json::json!(remembered));
        }
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date: found.stands_until,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let id_hash = hash_of_id(*id);
        let mut conn = self.db.acquire().await.map_err(broken)?;
        sqlx::query!(
            "update sessions
                set revoked_at = $2
              where id_hash = $1
                and revoked_at is null",
            id_hash.as_slice(),
            self.clock.now(),
        )
        .execute(&mut *conn)
        .await
        .map_err(broken)?;
        Ok(())
    }
}

fn account_value(account: Uuid) -> serde_json::Value {
    serde_json::json!(AccountId::from(account))
}

/// Deletes sessions and remembered sign-ins that are older than they can be; codes made from them are gone before.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(
    conn: &mut sqlx::PgConnection,
    oldest_session: OffsetDateTime,
    oldest_remembered: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!("delete from sessions where created_at < $1", oldest_session)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "delete from remembered_sign_ins where created_at < $1",
        oldest_remembered
    )
    .execute(conn)
    .await?;
    Ok(())
}
