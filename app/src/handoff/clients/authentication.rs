//! How a client proves itself: by a secret or by a key, never by both (OpenID Connect Core 9, RFC 7523, ASVS 10.4.10).

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, dangerous::insecure_decode_claims, decode, decode_header,
    jwk::JwkSet,
};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;
use time::{Duration, OffsetDateTime};

use super::{
    administration::is_id,
    db,
    model::{Client, Proof},
};
use crate::{
    handoff::{
        error::{Error, Refusal, refused},
        issuer,
    },
    platform::{services::Services, tokens::hash_of},
};

/// How far ahead a proof by key may end; it is remembered for that long.
const LONGEST_ASSERTION: Duration = Duration::minutes(5);
/// How far the client's clock may be ahead of ours.
const CLOCK_SKEW: Duration = Duration::seconds(10);
/// What a client signs with, as we do.
const ALGORITHM: Algorithm = Algorithm::ES256;

/// What a client presents.
#[derive(Clone)]
pub enum Presented {
    /// `client_secret_basic`.
    Secret {
        /// `client_id`.
        id: String,
        /// `client_secret`.
        secret: String,
    },
    /// `private_key_jwt`.
    Assertion {
        /// `client_id`, where it stands beside it.
        id: Option<String>,
        /// `client_assertion`.
        assertion: String,
    },
}

#[derive(Clone, Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    jti: String,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// Whether it names this one and nobody else: a proof for several could be used at another of them.
    fn is_only(&self, expected: &str) -> bool {
        match self {
            Self::One(audience) => audience == expected,
            Self::Many(audiences) => matches!(audiences.as_slice(), [one] if one == expected),
        }
    }
}

/// The client that presents this.
///
/// # Errors
///
/// [`Refusal::InvalidClient`] whatever was wrong with it.
pub async fn authenticate(services: &Services, presented: &Presented) -> Result<Client, Error> {
    let now = services.clock.now();
    let id = match presented {
        Presented::Secret { id, .. } => id.clone(),
        Presented::Assertion { id, assertion } => {
            let Ok(claims) = insecure_decode_claims::<Assertion>(assertion) else {
                return refused(Refusal::InvalidClient);
            };
            if id.as_ref().is_some_and(|id| *id != claims.sub) {
                return refused(Refusal::InvalidClient);
            }
            claims.sub
        }
    };
    // the database refuses some texts
    if !is_id(&id) {
        return refused(Refusal::InvalidClient);
    }
    let mut conn = services.db.acquire().await?;
    let Some(client) = db::find(&mut conn, &id, now).await? else {
        return refused(Refusal::InvalidClient);
    };
    let is_proven = match (presented, &client.proof) {
        (Presented::Secret { secret, .. }, Proof::Secrets(hashes)) => {
            let presented = hash_of(secret.as_bytes());
            hashes.iter().fold(false, |found, hash| {
                found | bool::from(hash.ct_eq(&presented))
            })
        }
        (Presented::Assertion { assertion, .. }, Proof::Keys(keys)) => {
            match check(assertion, keys, &client.id, &issuer(services), now) {
                Some((jti, ends)) => {
                    db::claim_assertion(&mut conn, &client.id, &hash_of(jti.as_bytes()), ends)
                        .await?
                }
                None => false,
            }
        }
        _ => false,
    };
    if is_proven {
        Ok(client)
    } else {
        refused(Refusal::InvalidClient)
    }
}

/// The `jti` and the end of an assertion that is good (RFC 7523 3).
fn check(
    assertion: &str,
    keys: &JwkSet,
    client: &str,
    issuer: &str,
    now: OffsetDateTime,
) -> Option<(String, OffsetDateTime)> {
    let claims = signed_by_one_of(assertion, keys)?;
    let ends = OffsetDateTime::from_unix_timestamp(claims.exp).ok()?;
    let begins = claims.nbf.max(claims.iat).unwrap_or(claims.exp);
    let is_good = claims.iss == client
        && claims.sub == client
        && claims.aud.is_only(issuer)
        && ends > now
        && ends <= now + LONGEST_ASSERTION + CLOCK_SKEW
        && (claims.nbf.is_none() && claims.iat.is_none()
            || begins <= (now + CLOCK_SKEW).unix_timestamp())
        && !claims.jti.is_empty();
    is_good.then_some((claims.jti, ends))
}

fn signed_by_one_of(assertion: &str, keys: &JwkSet) -> Option<Assertion> {
    let header = decode_header(assertion).ok()?;
    let mut validation = Validation::new(ALGORITHM);
    // by the services' clock, and more strictly, above
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    keys.keys
        .iter()
        .filter(|key| header.kid.is_none() || key.common.key_id == header.kid)
        .filter_map(|key| DecodingKey::from_jwk(key).ok())
        .find_map(|key| decode::<Assertion>(assertion, &key, &validation).ok())
        .map(|token| token.claims)
}
