//! SQL of the clients.

use serde_json::Value;
use time::OffsetDateTime;

use super::model::{Client, Proof};
use crate::{
    platform::{db::PgConnection, tokens::Hash},
    values::UnknownName,
};

/// A client as it is kept.
struct Row {
    id: String,
    name: String,
    kind: String,
    needs: String,
    secret_hash: Option<Vec<u8>>,
    former_secret_hash: Option<Vec<u8>>,
    former_secret_until: Option<OffsetDateTime>,
    keys: Option<Value>,
    redirect_uris: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    initiate_login_uri: String,
    target_link_uri: String,
    backchannel_logout_uri: Option<String>,
    scopes: Vec<String>,
    created_at: OffsetDateTime,
}

/// What is stored can be trusted to be well-formed: it was checked when it was added.
fn unreadable(what: &'static str) -> impl Fn(String) -> UnknownName {
    move |text| UnknownName::new(&text, what)
}

impl Row {
    fn read(self, now: OffsetDateTime) -> Result<Client, UnknownName> {
        let address = |text: String| {
            text.parse()
                .map_err(|_| unreadable("an address of a client")(text))
        };
        let proof = if let Some(keys) = self.keys {
            Proof::Keys(
                serde_json::from_value(keys)
                    .map_err(|_| unreadable("a key set")(self.id.clone()))?,
            )
        } else {
            let former = self
                .former_secret_until
                .is_some_and(|until| until > now)
                .then_some(self.former_secret_hash)
                .flatten();
            Proof::Secrets(
                self.secret_hash
                    .into_iter()
                    .chain(former)
                    .filter_map(|hash| hash.try_into().ok())
                    .collect(),
            )
        };
        Ok(Client {
            id: self.id,
            name: self.name,
            kind: self.kind.parse()?,
            needs: self.needs.parse()?,
            proof,
            redirect_uris: self.redirect_uris,
            post_logout_redirect_uris: self.post_logout_redirect_uris,
            initiate_login_uri: address(self.initiate_login_uri)?,
            target_link_uri: address(self.target_link_uri)?,
            backchannel_logout_uri: self.backchannel_logout_uri.map(address).transpose()?,
            scopes: crate::handoff::scope::Scopes::from_names(&self.scopes)?,
            created_at: self.created_at,
        })
    }
}

/// Why a client could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// What it holds.
    #[error("stored: {0}")]
    Stored(#[from] UnknownName),
}

impl From<ReadError> for crate::handoff::error::Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Database(error) => Self::Database(error),
            ReadError::Stored(error) => Self::Stored(error),
        }
    }
}

/// A client that is registered.
///
/// # Errors
///
/// See [`ReadError`].
pub async fn find(
    conn: &mut PgConnection,
    id: &str,
    now: OffsetDateTime,
) -> Result<Option<Client>, ReadError> {
    let row = sqlx::query_as!(
        Row,
        "select id, name, kind, needs, secret_hash, former_secret_hash, former_secret_until, keys, redirect_uris,
                post_logout_redirect_uris, initiate_login_uri, target_link_uri, backchannel_logout_uri, scopes,
                created_at
           from clients
          where id = $1
            and removed_at is null",
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.read(now)).transpose()?)
}

/// Every client that is registered, in the order in which they were added.
///
/// # Errors
///
/// See [`ReadError`].
pub async fn list(conn: &mut PgConnection, now: OffsetDateTime) -> Result<Vec<Client>, ReadError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, name, kind, needs, secret_hash, former_secret_hash, former_secret_until, keys, redirect_uris,
                post_logout_redirect_uris, initiate_login_uri, target_link_uri, backchannel_logout_uri, scopes,
                created_at
           from clients
          where removed_at is null
          order by created_at, id"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| row.read(now))
        .collect::<Result<_, _>>()?)
}

/// A client that is about to be added.
pub struct New<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: &'a str,
    pub needs: &'a str,
    pub secret_hash: Option<&'a Hash>,
    pub keys: Option<Value>,
    pub redirect_uris: &'a [String],
    pub post_logout_redirect_uris: &'a [String],
    pub initiate_login_uri: &'a str,
    pub target_link_uri: &'a str,
    pub backchannel_logout_uri: Option<&'a str>,
    pub scopes: &'a [String],
    /// Whether it takes the place of the one that has its id.
    pub replaces: bool,
}

/// False where the id is taken, or a cart is there.
pub async fn insert(
    conn: &mut PgConnection,
    new: New<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "insert into clients
                (id, name, kind, needs, secret_hash, keys, redirect_uris, post_logout_redirect_uris,
                 initiate_login_uri, target_link_uri, backchannel_logout_uri, scopes, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             on conflict (id) do update
            set name = excluded.name,
                kind = excluded.kind,
                needs = excluded.needs,
                secret_hash = excluded.secret_hash,
                former_secret_hash = null,
                former_secret_until = null,
                keys = excluded.keys,
                redirect_uris = excluded.redirect_uris,
                post_logout_redirect_uris = excluded.post_logout_redirect_uris,
                initiate_login_uri = excluded.initiate_login_uri,
                target_link_uri = excluded.target_link_uri,
                backchannel_logout_uri = excluded.backchannel_logout_uri,
                scopes = excluded.scopes,
                removed_at = null
          where $14",
        new.id,
        new.name,
        new.kind,
        new.needs,
        new.secret_hash.map(Hash::as_slice),
        new.keys,
        new.redirect_uris,
        new.post_logout_redirect_uris,
        new.initiate_login_uri,
        new.target_link_uri,
        new.backchannel_logout_uri,
        new.scopes,
        now,
        new.replaces,
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Gives a client another secret; the one before is good until then. False where there is no such client, or it has none.
pub async fn replace_secret(
    conn: &mut PgConnection,
    id: &str,
    secret_hash: &Hash,
    former_until: OffsetDateTime,
) -> sqlx::Result<bool> {
    let replaced = sqlx::query!(
        "update clients
            set former_secret_hash = secret_hash,
                former_secret_until = $3,
                secret_hash = $2
          where id = $1
            and secret_hash is not null
            and removed_at is null",
        id,
        secret_hash.as_slice(),
        former_until,
    )
    .execute(conn)
    .await?;
    Ok(replaced.rows_affected() == 1)
}

/// False where there is no such client.
pub async fn remove(conn: &mut PgConnection, id: &str, now: OffsetDateTime) -> sqlx::Result<bool> {
    let removed = sqlx::query!(
        "update clients
            set removed_at = $2
          where id = $1
            and removed_at is null",
        id,
        now,
    )
    .execute(conn)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Notes a proof by key; false where it was there already.
pub async fn claim_assertion(
    conn: &mut PgConnection,
    client: &str,
    jti: &Hash,
    expires_at: OffsetDateTime,
) -> sqlx::Result<bool> {
    let claimed = sqlx::query!(
        "insert into client_assertions (client_id, jti_hash, expires_at)
         values ($1, $2, $3)
             on conflict do nothing",
        client,
        jti.as_slice(),
        expires_at,
    )
    .execute(conn)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Deletes what is remembered of proofs that are over.
///
/// # Errors
///
/// When the database does not answer.
pub async fn delete_old_assertions(
    conn: &mut PgConnection,
    before: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from client_assertions where expires_at < $1",
        before
    )
    .execute(conn)
    .await?;
    Ok(())
}
