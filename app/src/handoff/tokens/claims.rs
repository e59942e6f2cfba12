//! What a client is told about who is signed in.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use time::Duration;
use uuid::Uuid;

use super::{
    db::{self, Standing},
    model::{Claims, IdToken},
};
use crate::{
    handoff::{
        clients::Client,
        error::Error,
        issuer, keys,
        scope::{Scope, Scopes},
    },
    platform::{db::PgConnection, services::Services, session::Method, tokens::hash_of},
    points,
    rights::{self, Right},
    values::{AccountKind, CustomerId, Token},
};

/// How long an ID token is good: for the moment in which a client looks at it.
const ID_TOKEN: Duration = Duration::minutes(5);
/// The use of a session from another site is noted at most this often.
const SEEN_AGAIN: Duration = Duration::MINUTE;

/// Somebody who is signed in here and at the client, and has the right to be there.
pub struct SignedIn {
    standing: Standing,
    kind: AccountKind,
    client_session: Uuid,
}

/// Who is signed in at a client, if anybody is who has the right to: asked anew each time, since accounts are deleted,
/// sessions end and rights change (D15, R11). Counts as use of the session here, which so ends at both sites or at none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(
    services: &Services,
    conn: &mut PgConnection,
    client: &Client,
    client_session: Uuid,
) -> Result<Option<SignedIn>, Error> {
    let now = services.clock.now();
    let Some(standing) = db::find_standing(conn, client_session, &client.id, now).await? else {
        return Ok(None);
    };
    let kind: AccountKind = standing.kind.parse()?;
    if !rights::allows(kind, client.needs) {
        return Ok(None);
    }
    if now - standing.last_seen_at >= SEEN_AGAIN {
        db::mark_seen(conn, &standing.session, now).await?;
    }
    Ok(Some(SignedIn {
        standing,
        kind,
        client_session,
    }))
}

impl SignedIn {
    /// What these scopes tell.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn claims(
        &self,
        services: &Services,
        conn: &mut PgConnection,
        scopes: &Scopes,
    ) -> Result<Claims, Error> {
        let Self { standing, kind, .. } = self;
        let shop = scopes.contain(Scope::Shop);
        let points = if scopes.contain(Scope::Points) {
            let customer = CustomerId::from(standing.customer);
            let balance = points::balance(services, conn, customer).await?;
            Some(balance.available().yen())
        } else {
            None
        };
        Ok(Claims {
            sub: standing.subject.clone(),
            name: scopes
                .contain(Scope::Profile)
                .then(|| standing.name.clone()),
            customer_code: shop.then(|| standing.customer_code.clone()),
            shop_name: shop.then(|| standing.shop_name.clone()),
            account_kind: shop.then(|| kind.as_str()),
            rights: shop.then(|| {
                Right::ALL
                    .into_iter()
                    .filter(|right| rights::allows(*kind, *right))
                    .map(Right::as_str)
                    .collect()
            }),
            points,
        })
    }

    /// The ID token that tells these claims, beside this access token.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub async fn id_token(
        &self,
        services: &Services,
        client: &Client,
        claims: &Claims,
        nonce: Option<&str>,
        access_token: &Token,
    ) -> Result<String, Error> {
        let now = services.clock.now();
        let proved_by = self
            .standing
            .proved_by
            .as_deref()
            .map(str::parse::<Method>)
            .transpose()?;
        let (acr, amr): (_, &[_]) = match proved_by {
            None => ("0", &[]),
            Some(Method::Password) => ("1", &["pwd"]),
            Some(Method::Passkey) => ("phr", &["pop", "user"]),
        };
        let token = IdToken {
            iss: &issuer(services),
            aud: &client.id,
            iat: now.unix_timestamp(),
            exp: (now + ID_TOKEN).unix_timestamp(),
            auth_time: self.standing.authenticated_at.unix_timestamp(),
            acr,
            amr,
            nonce,
            sid: self.client_session.to_string(),
            at_hash: half_hash(access_token),
            claims,
        };
        Ok(keys::sign(services, keys::ID_TOKEN, &token).await?)
    }
}

/// `at_hash` (OpenID Connect Core 3.1.3.6).
fn half_hash(token: &Token) -> String {
    let hash = hash_of(token.as_str().as_bytes());
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}
