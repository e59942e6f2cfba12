//! Which grants are good.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use time::Duration;
use uuid::Uuid;

use super::{
    claims,
    db::{self, NewToken},
    model::{Claims, TokenAnswer, TokenRequest},
};
use crate::{
    handoff::{
        clients::{self, Client, ClientKind},
        error::{Error, Refusal, refused},
        scope::{Scope, Scopes},
    },
    platform::{
        db::PgConnection,
        services::Services,
        tokens::{self, Hash},
    },
    values::Token,
};

/// How long an access token is good (RFC 9700 4.9: short, as nothing but time and we end it).
const ACCESS_TOKEN: Duration = Duration::minutes(10);

/// Answers a token request of a client that has proved itself.
///
/// # Errors
///
/// See [`Refusal`].
pub async fn grant(
    services: &Services,
    client: &Client,
    request: &TokenRequest,
) -> Result<TokenAnswer, Error> {
    match request.grant_type.as_deref() {
        Some("authorization_code") => redeem(services, client, request).await,
        Some("refresh_token") => refresh(services, client, request).await,
        Some("client_credentials") => act(services, client, request).await,
        Some(_) => refused(Refusal::UnsupportedGrantType),
        None => refused(Refusal::InvalidRequest),
    }
}

/// Redeems a code (RFC 6749 4.1.3). A try with a wrong verifier or address uses the code up, too; one with a code that
/// was redeemed ends what came of it (RFC 9700 4.5).
async fn redeem(
    services: &Services,
    client: &Client,
    request: &TokenRequest,
) -> Result<TokenAnswer, Error> {
    let now = services.clock.now();
    let (Some(code), Some(redirect_uri), Some(verifier)) =
        (&request.code, &request.redirect_uri, &request.code_verifier)
    else {
        return refused(Refusal::InvalidRequest);
    };
    let Ok(code) = Token::parse(code) else {
        return refused(Refusal::InvalidGrant);
    };
    let code_hash = tokens::hash(&code);

    let mut tx = services.db.begin().await?;
    let Some(redeemed) = db::redeem_code(&mut tx, &code_hash, &client.id, now).await? else {
        db::lock_chain(&mut tx, &code_hash, &client.id).await?;
        let revoked = db::revoke_tokens_of(&mut tx, &code_hash, &client.id, now).await?;
        tx.commit().await?;
        if revoked > 0 {
            tracing::warn!(client = client.id, revoked, "a code was redeemed twice");
        }
        return refused(Refusal::InvalidGrant);
    };
    let is_right =
        redeemed.redirect_uri == *redirect_uri && proves(verifier, &redeemed.code_challenge);
    let signed_in = claims::find(services, &mut tx, client, redeemed.client_session).await?;
    let Some(signed_in) = signed_in.filter(|_| is_right) else {
        tx.commit().await?;
        return refused(Refusal::InvalidGrant);
    };
    let chain = Chain {
        client,
        client_session: redeemed.client_session,
        code_hash: &code_hash,
        scopes: Scopes::from_names(&redeemed.scopes)?,
    };
    let issued = chain.issue(services, &mut tx, None).await?;
    let claims = signed_in.claims(services, &mut tx, &issued.scopes).await?;
    tx.commit().await?;
    let nonce = redeemed.nonce.as_deref();
    let id_token = signed_in
        .id_token(services, client, &claims, nonce, &issued.access_token)
        .await?;
    Ok(TokenAnswer {
        id_token: Some(id_token),
        ..issued.into()
    })
}

/// Takes a refresh token for new tokens (RFC 6749 6). One that was used before was copied: all of its code end. There is no
/// new ID token: who is signed in, and how they proved it, was told (OpenID Connect Core 12.2); what changes, UserInfo tells.
async fn refresh(
    services: &Services,
    client: &Client,
    request: &TokenRequest,
) -> Result<TokenAnswer, Error> {
    let now = services.clock.now();
    let Some(token) = &request.refresh_token else {
        return refused(Refusal::InvalidRequest);
    };
    let Ok(token) = Token::parse(token) else {
        return refused(Refusal::InvalidGrant);
    };

    let mut tx = services.db.begin().await?;
    let token_hash = tokens::hash(&token);
    db::lock_chain(&mut tx, &token_hash, &client.id).await?;
    let used = db::use_refresh_token(&mut tx, &token_hash, &client.id, now).await?;
    let Some(used) = used else {
        return refused(Refusal::InvalidGrant);
    };
    if used.is_used {
        db::revoke_tokens_of(&mut tx, &used.code_hash, &client.id, now).await?;
        tx.commit().await?;
        tracing::warn!(client = client.id, "a refresh token was used twice");
        return refused(Refusal::InvalidGrant);
    }
    let signed_in = claims::find(services, &mut tx, client, used.client_session).await?;
    if signed_in.is_none() {
        tx.commit().await?;
        return refused(Refusal::InvalidGrant);
    }
    let granted = Scopes::from_names(&used.scopes)?;
    let narrowed = match &request.scope {
        None => granted.clone(),
        Some(requested) => {
            let narrowed = Scopes::granted(requested, &granted);
            let asks_for_more = requested
                .split(' ')
                .filter(|name| !name.is_empty())
                .any(|name| !narrowed.names().iter().any(|scope| scope == name));
            if asks_for_more || !narrowed.contain(Scope::OpenId) {
                // nothing was used up
                return refused(Refusal::InvalidScope);
            }
            narrowed
        }
    };
    let chain = Chain {
        client,
        client_session: used.client_session,
        code_hash: &used.code_hash,
        scopes: granted,
    };
    let issued = chain.issue(services, &mut tx, Some(narrowed)).await?;
    tx.commit().await?;
    Ok(issued.into())
}

/// A token for the client itself (RFC 6749 4.4): for the cart, and the points' service interface only.
async fn act(
    services: &Services,
    client: &Client,
    request: &TokenRequest,
) -> Result<TokenAnswer, Error> {
    if client.kind != ClientKind::Cart {
        return refused(Refusal::UnauthorizedClient);
    }
    let points: Scopes = [Scope::Points].into_iter().collect();
    if request.scope.as_deref() != Some(Scope::Points.as_str())
        || !client.scopes.contain(Scope::Points)
    {
        return refused(Refusal::InvalidScope);
    }
    let now = services.clock.now();
    let access_token = tokens::mint(services.randomness.as_ref());
    let mut conn = services.db.acquire().await?;
    let token = NewToken {
        token_hash: &tokens::hash(&access_token),
        kind: "access",
        client: &client.id,
        client_session: None,
        code_hash: None,
        scopes: &points.names(),
        expires_at: now + ACCESS_TOKEN,
    };
    db::insert_token(&mut conn, token, now).await?;
    Ok(TokenAnswer {
        access_token: access_token.as_str().to_owned(),
        token_type: "Bearer",
        expires_in: ACCESS_TOKEN.whole_seconds(),
        scope: points.to_string(),
        refresh_token: None,
        id_token: None,
    })
}

/// What goes back to one code: the tokens of one sign-in at one client.
struct Chain<'a> {
    client: &'a Client,
    client_session: Uuid,
    code_hash: &'a [u8],
    scopes: Scopes,
}

/// Tokens that were just made.
struct Issued {
    access_token: Token,
    refresh_token: Token,
    scopes: Scopes,
}

impl Chain<'_> {
    /// Makes an access token, of fewer scopes if asked, and a refresh token of all.
    async fn issue(
        &self,
        services: &Services,
        conn: &mut PgConnection,
        narrowed: Option<Scopes>,
    ) -> Result<Issued, Error> {
        let now = services.clock.now();
        let randomness = services.randomness.as_ref();
        let scopes = narrowed.unwrap_or_else(|| self.scopes.clone());
        let (access_token, refresh_token) = (tokens::mint(randomness), tokens::mint(randomness));
        let hashes: [Hash; 2] = [&access_token, &refresh_token].map(tokens::hash);
        let kinds = [
            ("access", &scopes, now + ACCESS_TOKEN),
            // it ends with the sign-in, and that not later than this
            (
                "refresh",
                &self.scopes,
                now + services.settings.lifetimes.session.total,
            ),
        ];
        for (token_hash, (kind, scopes, expires_at)) in hashes.iter().zip(kinds) {
            let token = NewToken {
                token_hash,
                kind,
                client: &self.client.id,
                client_session: Some(self.client_session),
                code_hash: Some(self.code_hash),
                scopes: &scopes.names(),
                expires_at,
            };
            db::insert_token(conn, token, now).await?;
        }
        Ok(Issued {
            access_token,
            refresh_token,
            scopes,
        })
    }
}

impl From<Issued> for TokenAnswer {
    fn from(issued: Issued) -> Self {
        Self {
            access_token: issued.access_token.as_str().to_owned(),
            token_type: "Bearer",
            expires_in: ACCESS_TOKEN.whole_seconds(),
            scope: issued.scopes.to_string(),
            refresh_token: Some(issued.refresh_token.as_str().to_owned()),
            id_token: None,
        }
    }
}

/// Whether a verifier is what the challenge was made from (RFC 7636 4.6).
fn proves(verifier: &str, challenge: &str) -> bool {
    let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    // as long as RFC 7636 4.1 wants it: a short one could be guessed
    (43..=128).contains(&verifier.len()) && bool::from(made.as_bytes().ct_eq(challenge.as_bytes()))
}

/// What UserInfo tells for an access token; nothing where that is not, or no longer, good (OpenID Connect Core 5.3).
///
/// # Errors
///
/// When the database does not answer.
pub async fn user_info(services: &Services, token: &str) -> Result<Option<Claims>, Error> {
    let mut conn = services.db.acquire().await?;
    let Some(access) = find_access(services, &mut conn, token).await? else {
        return Ok(None);
    };
    let (Some(client_session), Some(client)) = (
        access.client_session,
        clients::find(&mut conn, &access.client, services.clock.now()).await?,
    ) else {
        return Ok(None);
    };
    let Some(signed_in) = claims::find(services, &mut conn, &client, client_session).await? else {
        return Ok(None);
    };
    let scopes = Scopes::from_names(&access.scopes)?;
    Ok(Some(signed_in.claims(services, &mut conn, &scopes).await?))
}

/// The client that acts for itself with this token, on points; nothing where it is somebody's, or not good.
///
/// # Errors
///
/// When the database does not answer.
pub async fn acting_client(services: &Services, token: &str) -> Result<Option<Client>, Error> {
    let mut conn = services.db.acquire().await?;
    let Some(access) = find_access(services, &mut conn, token).await? else {
        return Ok(None);
    };
    if access.client_session.is_some()
        || !Scopes::from_names(&access.scopes)?.contain(Scope::Points)
    {
        return Ok(None);
    }
    let client = clients::find(&mut conn, &access.client, services.clock.now()).await?;
    Ok(client.filter(|client| client.scopes.contain(Scope::Points)))
}

async fn find_access(
    services: &Services,
    conn: &mut PgConnection,
    token: &str,
) -> sqlx::Result<Option<db::Access>> {
    let Ok(token) = Token::parse(token) else {
        return Ok(None);
    };
    db::find_access_token(conn, &tokens::hash(&token), services.clock.now()).await
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn the_verifier_of_rfc_7636_appendix_b_proves_its_challenge() {
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

        assert!(proves(
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            challenge
        ));
        assert!(!proves(
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl",
            challenge
        ));
    }
}
