//! When a key is made, used and withdrawn; what it signs.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
    jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash},
};
use p256::{SecretKey, pkcs8::EncodePrivateKey as _};
use serde::{Serialize, de::DeserializeOwned};
use time::{Duration, OffsetDateTime};

use super::db;
use crate::platform::{db::PgConnection, sealed, services::Services};

/// How long a key is used.
const USED_FOR: Duration = Duration::days(60);
/// How long it stands in the key set before it is: longer than any client keeps a copy of the set.
const ANNOUNCED_FOR: Duration = Duration::DAY;
/// How long it stays there after its successor took over: longer than anything it signed is looked at.
const KEPT_FOR: Duration = Duration::days(2);
/// What a private key is sealed for.
const PURPOSE: &str = "signing key";

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A key or what it was to sign.
    #[error("signing: {0}")]
    Signing(#[from] jsonwebtoken::errors::Error),
    /// The key in its standard form.
    #[error("key: {0}")]
    Encoding(#[from] p256::pkcs8::Error),
    /// A stored key that is none.
    #[error("stored key: {0}")]
    Stored(#[from] serde_json::Error),
    /// The key could not be sealed.
    #[error("the key could not be sealed")]
    Sealing,
}

/// How a new key takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// After it was announced.
    Announced,
    /// Now, and those before are no longer believed: one of them became known.
    AtOnce,
}

/// The key set that clients look up (RFC 7517).
///
/// # Errors
///
/// See [`KeyError`].
pub async fn published(services: &Services) -> Result<JwkSet, KeyError> {
    // so that there is one to publish
    current(services).await?;
    let mut conn = services.db.acquire().await?;
    public_keys(&mut conn, services.clock.now()).await
}

/// Signs claims as a JSON Web Token of this type (RFC 7519 5.1).
///
/// # Errors
///
/// See [`KeyError`].
pub async fn sign(
    services: &Services,
    kind: &str,
    claims: &impl Serialize,
) -> Result<String, KeyError> {
    let (id, key) = current(services).await?;
    let header = Header {
        typ: Some(kind.to_owned()),
        kid: Some(id),
        ..Header::new(Algorithm::ES256)
    };
    Ok(encode(&header, claims, &key)?)
}

/// The claims of a token of this type that was signed here, with a key that is still published (RFC 8725 3.11: one kind
/// is not taken for another). Its times and audience are for the caller to look at.
///
/// # Errors
///
/// See [`KeyError`].
pub async fn verify<T: DeserializeOwned + Clone>(
    services: &Services,
    kind: &str,
    token: &str,
) -> Result<Option<T>, KeyError> {
    let Ok(header) = decode_header(token) else {
        return Ok(None);
    };
    if header.typ.as_deref() != Some(kind) {
        return Ok(None);
    }
    let mut conn = services.db.acquire().await?;
    let keys = public_keys(&mut conn, services.clock.now()).await?;
    let Some(key) = header.kid.as_deref().and_then(|id| keys.find(id)) else {
        return Ok(None);
    };
    let claims = decode(token, &DecodingKey::from_jwk(key)?, &signature_only());
    Ok(claims.ok().map(|token| token.claims))
}

/// Only the signature is looked at: the clock is the services', and who it is for is for the caller to know.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}

/// Announces a new key when the newest has been used for long enough, and withdraws those that nobody needs any more.
///
/// # Errors
///
/// See [`KeyError`].
pub async fn rotate_when_due(services: &Services) -> Result<(), KeyError> {
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    db::lock(&mut tx).await?;
    let newest = db::list(&mut tx, now).await?.into_iter().next();
    // early enough that it can take over in time
    if newest.is_some_and(|newest| newest.used_from + USED_FOR - ANNOUNCED_FOR <= now) {
        insert_new(services, &mut tx, now + ANNOUNCED_FOR, now).await?;
    }
    db::withdraw_succeeded(&mut tx, now - KEPT_FOR, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a new key, and tells its id and from when on it signs.
///
/// # Errors
///
/// See [`KeyError`].
pub async fn rotate(
    services: &Services,
    rotation: Rotation,
) -> Result<(String, OffsetDateTime), KeyError> {
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    db::lock(&mut tx).await?;
    let used_from = match rotation {
        Rotation::Announced => now + ANNOUNCED_FOR,
        Rotation::AtOnce => now,
    };
    let id = insert_new(services, &mut tx, used_from, now).await?;
    if rotation == Rotation::AtOnce {
        db::withdraw_others(&mut tx, &id, now).await?;
    }
    tx.commit().await?;
    Ok((id, used_from))
}

async fn public_keys(conn: &mut PgConnection, now: OffsetDateTime) -> Result<JwkSet, KeyError> {
    let keys = db::list(conn, now)
        .await?
        .into_iter()
        .map(|key| serde_json::from_value(key.public_key))
        .collect::<Result<_, _>>()?;
    Ok(JwkSet { keys })
}

/// The key that signs now, and its id. The first one is made when it is needed.
async fn current(services: &Services) -> Result<(String, EncodingKey), KeyError> {
    let now = services.clock.now();
    let mut conn = services.db.acquire().await?;
    let kept = db::list(&mut conn, now).await?;
    drop(conn);
    if let Some(found) = usable(services, &kept, now) {
        return Ok(found);
    }

    let mut tx = services.db.begin().await?;
    db::lock(&mut tx).await?;
    // somebody else may have been quicker, and by a clock that is ahead
    let now = services.clock.now();
    let kept = db::list(&mut tx, now).await?;
    if let Some(found) = usable(services, &kept, now) {
        return Ok(found);
    }
    if !kept.is_empty() {
        tracing::warn!("no signing key opens with this SECRET_KEY; a new one is made");
    }
    insert_new(services, &mut tx, now, now).await?;
    let kept = db::list(&mut tx, now).await?;
    tx.commit().await?;
    usable(services, &kept, now).ok_or(KeyError::Sealing)
}

/// The newest key that may be used and opens.
fn usable(
    services: &Services,
    kept: &[db::Kept],
    now: OffsetDateTime,
) -> Option<(String, EncodingKey)> {
    kept.iter()
        .filter(|key| key.used_from <= now)
        .find_map(|key| {
            let opened: String = sealed::open(&services.settings.secret_key, PURPOSE, &key.sealed)?;
            let der = STANDARD.decode(opened).ok()?;
            Some((key.id.clone(), EncodingKey::from_ec_der(&der)))
        })
}

async fn insert_new(
    services: &Services,
    conn: &mut PgConnection,
    used_from: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<String, KeyError> {
    let der = new_private_key(services).to_pkcs8_der()?;
    let mut public_key =
        Jwk::from_encoding_key(&EncodingKey::from_ec_der(der.as_bytes()), Algorithm::ES256)?;
    let id = public_key.thumbprint(ThumbprintHash::SHA256)?;
    public_key.common.key_id = Some(id.clone());
    public_key.common.public_key_use = Some(PublicKeyUse::Signature);
    let kept = db::Kept {
        sealed: sealed::seal(
            &services.settings.secret_key,
            PURPOSE,
            &STANDARD.encode(der.as_bytes()),
        )
        .ok_or(KeyError::Sealing)?,
        public_key: serde_json::to_value(public_key)?,
        id,
        created_at: now,
        used_from,
    };
    db::insert(conn, &kept).await?;
    Ok(kept.id)
}

/// Nearly all 32 bytes are a key of the curve (SEC 1, 3.2.1); the rest is thrown again.
fn new_private_key(services: &Services) -> SecretKey {
    loop {
        let bytes = services.randomness.as_ref().bytes::<32>();
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return key;
        }
    }
}
