//! The provider's decisions.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;
use url::Url;

use super::{
    db,
    model::{AuthorizationRequest, GrantError, TokenAnswer, TokenRequest},
};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        db::PgConnection,
        failure::{Failure, Inner},
        request::Origin,
        services::Services,
        session::Member,
        tokens::{self, hash_of},
    },
    points,
    rights::{self, Right},
    values::{AccountKind, CustomerId, Token},
};

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// As RFC 6749 tells it.
    #[error("{}", .0.as_str())]
    Refused(GrantError),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored value that is none of ours.
    #[error("stored kind: {0}")]
    Stored(#[from] crate::values::UnknownName),
}

impl Inner for TokenError {
    fn failure(&self) -> Failure {
        match self {
            Self::Refused(_) => Failure::BadRequest,
            Self::Database(error) => error.failure(),
            Self::Stored(_) => Failure::Internal,
        }
    }
}

/// Records that somebody went on to the cart.
///
/// # Errors
///
/// When the database does not answer.
pub async fn record_opening(
    services: &Services,
    member: &Member,
    origin: &Origin,
) -> sqlx::Result<()> {
    let mut conn = services.db.acquire().await?;
    let entry = Entry {
        event: Event::CartOpened,
        actor: Some(member.account),
        customer: Some(member.customer),
        account: Some(member.account),
        origin,
    };
    audit::record(&mut conn, entry, services.clock.now()).await
}

/// An authorization request that comes from the cart and goes back to it, whatever else is wrong with it.
///
/// Without this nothing is sent anywhere: neither the client nor the address is taken on trust (RFC 9700 4.1).
#[derive(Clone, Debug)]
pub struct FromCart<'a>(&'a AuthorizationRequest);

/// Whether a request comes from the registered client and names exactly its registered address.
pub fn from_cart<'a>(
    services: &Services,
    request: &'a AuthorizationRequest,
) -> Option<FromCart<'a>> {
    let cart = &services.settings.cart;
    let known = request.client_id.as_deref() == Some(cart.client_id.as_str())
        && request.redirect_uri.as_deref() == Some(cart.redirect_uri.as_str());
    known.then_some(FromCart(request))
}

/// Answers an authorization request with the address that the browser goes on to (RFC 6749 4.1.2).
///
/// # Errors
///
/// When the database does not answer.
pub async fn grant(
    services: &Services,
    member: &Member,
    request: &FromCart<'_>,
) -> sqlx::Result<Url> {
    let now = services.clock.now();
    let challenge = match check(member, request.0) {
        Ok(challenge) => challenge,
        Err(error) => return Ok(refused(services, request, error)),
    };
    let code = tokens::mint(services.randomness.as_ref());

    let mut conn = services.db.acquire().await?;
    let new = db::NewCode {
        code_hash: &tokens::hash(&code),
        client_id: &services.settings.cart.client_id,
        redirect_uri: services.settings.cart.redirect_uri.as_str(),
        code_challenge: challenge,
        expires_at: now + services.settings.lifetimes.authorization_code,
    };
    db::insert_code(&mut conn, member, new, now).await?;

    Ok(answer(services, request, &[("code", code.as_str())]))
}

/// The address that tells the cart why there is no code (RFC 6749 4.1.2.1).
fn refused(services: &Services, request: &FromCart<'_>, error: GrantError) -> Url {
    answer(services, request, &[("error", error.as_str())])
}

fn answer(services: &Services, request: &FromCart<'_>, parameters: &[(&str, &str)]) -> Url {
    let mut address = services.settings.cart.redirect_uri.clone();
    let mut query = address.query_pairs_mut();
    query.extend_pairs(parameters);
    if let Some(state) = &request.0.state {
        query.append_pair("state", state);
    }
    // RFC 9207: a client of several providers can tell who answered
    query.append_pair("iss", &issuer(services));
    drop(query);
    address
}

/// The name under which this provider is known: its origin.
pub fn issuer(services: &Services) -> String {
    services.settings.absolute("")
}

fn check<'a>(member: &Member, request: &'a AuthorizationRequest) -> Result<&'a str, GrantError> {
    if request.response_type.as_deref() != Some("code") {
        return Err(GrantError::UnsupportedResponseType);
    }
    // RFC 7636 4.4.1; "plain" protects nobody (RFC 9700 2.1.1)
    let challenge = request
        .code_challenge
        .as_deref()
        .ok_or(GrantError::InvalidRequest)?;
    if request.code_challenge_method.as_deref() != Some("S256") || Token::parse(challenge).is_err()
    {
        return Err(GrantError::InvalidRequest);
    }
    if !member.may(Right::Cart) || !member.email_confirmed {
        return Err(GrantError::AccessDenied);
    }
    Ok(challenge)
}

/// Whether these are the cart's id and secret. Takes the same time for every secret.
pub fn is_cart(services: &Services, client_id: &str, client_secret: &str) -> bool {
    let cart = &services.settings.cart;
    let right_secret = hash_of(client_secret.as_bytes()).ct_eq(&cart.client_secret_hash);
    client_id == cart.client_id && bool::from(right_secret)
}

/// Redeems a code (RFC 6749 4.1.3). A try with a wrong verifier or address uses the code up, too.
///
/// # Errors
///
/// See [`GrantError`].
pub async fn redeem(
    services: &Services,
    request: &TokenRequest,
) -> Result<TokenAnswer, TokenError> {
    let now = services.clock.now();
    let refused = |error| Err(TokenError::Refused(error));
    match request.grant_type.as_deref() {
        Some("authorization_code") => {}
        Some(_) => return refused(GrantError::UnsupportedGrantType),
        None => return refused(GrantError::InvalidRequest),
    }
    let (Some(code), Some(redirect_uri), Some(verifier)) =
        (&request.code, &request.redirect_uri, &request.code_verifier)
    else {
        return refused(GrantError::InvalidRequest);
    };
    let Ok(code) = Token::parse(code) else {
        return refused(GrantError::InvalidGrant);
    };

    let mut conn = services.db.acquire().await?;
    let client_id = &services.settings.cart.client_id;
    let Some(redeemed) = db::redeem_code(&mut conn, &tokens::hash(&code), client_id, now).await?
    else {
        return refused(GrantError::InvalidGrant);
    };
    if redeemed.redirect_uri != *redirect_uri || !proves(verifier, &redeemed.code_challenge) {
        return refused(GrantError::InvalidGrant);
    }

    let kind: AccountKind = redeemed.kind.parse()?;
    let balance = points::balance(services, &mut conn, CustomerId::from(redeemed.customer)).await?;
    Ok(TokenAnswer {
        access_token: tokens::mint(services.randomness.as_ref())
            .as_str()
            .to_owned(),
        token_type: "Bearer".to_owned(),
        expires_in: services
            .settings
            .lifetimes
            .authorization_code
            .whole_seconds(),
        customer_code: redeemed.customer_code,
        shop_name: redeemed.shop_name,
        account_kind: kind.as_str().to_owned(),
        display_name: redeemed.name,
        rights: Right::ALL
            .into_iter()
            .filter(|right| rights::allows(kind, *right))
            .map(|right| right.as_str().to_owned())
            .collect(),
        points: balance.available().yen(),
    })
}

/// Whether a verifier is what the challenge was made from (RFC 7636 4.6).
fn proves(verifier: &str, challenge: &str) -> bool {
    let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    bool::from(made.as_bytes().ct_eq(challenge.as_bytes()))
}

/// Deletes codes that are long past.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    db::delete_old_codes(conn, before).await
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
