//! Adding, listing and removing clients, and giving them another secret: what `server client` does.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet};
use time::Duration;
use url::{Host, Url};

use super::{
    db,
    model::{Client, ClientKind},
};
use crate::{
    handoff::{
        error::Error,
        keys::KeyError,
        scope::{Scope, Scopes},
    },
    platform::{services::Services, tokens},
    rights::Right,
    values::Token,
};

/// Longest `client_id`.
const LONGEST_ID: usize = 64;

/// A client that is to be added.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// `client_id`: letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: ClientKind,
    /// The right without which nobody gets there.
    pub needs: Right,
    /// How it will prove itself.
    pub proof: NewProof,
    /// Where codes may go.
    pub redirect_uris: Vec<Url>,
    /// Where people may go who signed out there.
    pub post_logout_redirect_uris: Vec<Url>,
    /// Where people are sent who begin here.
    pub initiate_login_uri: Url,
    /// The page that they are to get to.
    pub target_link_uri: Url,
    /// Where it wants to be told that somebody is signed out.
    pub backchannel_logout_uri: Option<Url>,
    /// What it may ask for.
    pub scopes: Scopes,
}

/// How a client will prove itself.
#[derive(Clone)]
pub enum NewProof {
    /// By a secret that is made now.
    MadeSecret,
    /// By a secret that both sides have been given: in the demonstration only.
    GivenSecret(String),
    /// By keys of its own.
    Keys(JwkSet),
}

/// Prints no secret (R54).
impl std::fmt::Debug for NewProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::MadeSecret | Self::GivenSecret(_) => "secret",
            Self::Keys(_) => "keys",
        })
    }
}

/// Why a client was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// `client_id` cannot be one.
    #[error("the id takes 1 to {LONGEST_ID} lower-case letters, digits and hyphens")]
    Id,
    /// The name cannot be one.
    #[error("the name is empty or longer than 40 characters")]
    Name,
    /// An address cannot be one.
    #[error("{0} is no https address without fragment and credentials (http is for loopback only)")]
    Address(Url),
    /// There is nowhere to go.
    #[error("there is no redirect address")]
    NoRedirect,
    /// It could not even know who is there.
    #[error("the scopes lack openid")]
    NoOpenId,
    /// The key set holds nothing that it could prove itself with.
    #[error("the key set holds no key of P-256, for ES256")]
    NoKeys,
    /// There is a client of this id, or there was one; or there is a cart already.
    #[error("the id is taken, or there is a cart already")]
    Taken,
    /// The database.
    #[error(transparent)]
    Broken(#[from] Error),
}

/// Adds a client; tells its secret where one was made, which nobody can look up afterwards.
///
/// # Errors
///
/// See [`AddError`].
pub async fn add(services: &Services, new: &NewClient) -> Result<Option<Token>, AddError> {
    write(services, new, false).await
}

/// The same, in place of the client that has the id, if there is one: for the demonstration, whose addresses change.
///
/// # Errors
///
/// See [`AddError`].
pub async fn put(services: &Services, new: &NewClient) -> Result<Option<Token>, AddError> {
    write(services, new, true).await
}

async fn write(
    services: &Services,
    new: &NewClient,
    replaces: bool,
) -> Result<Option<Token>, AddError> {
    check(new)?;
    let made = matches!(new.proof, NewProof::MadeSecret)
        .then(|| tokens::mint(services.randomness.as_ref()));
    let secret_hash = match (&new.proof, &made) {
        (NewProof::GivenSecret(given), _) => Some(tokens::hash_of(given.as_bytes())),
        (_, made) => made.as_ref().map(tokens::hash),
    };
    let keys = match &new.proof {
        NewProof::Keys(keys) => {
            Some(serde_json::to_value(keys).map_err(|error| Error::from(KeyError::from(error)))?)
        }
        NewProof::MadeSecret | NewProof::GivenSecret(_) => None,
    };
    let texts = |addresses: &[Url]| {
        addresses
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let row = db::New {
        id: &new.id,
        name: &new.name,
        kind: new.kind.as_str(),
        needs: new.needs.as_str(),
        secret_hash: secret_hash.as_ref(),
        keys,
        redirect_uris: &texts(&new.redirect_uris),
        post_logout_redirect_uris: &texts(&new.post_logout_redirect_uris),
        initiate_login_uri: new.initiate_login_uri.as_str(),
        target_link_uri: new.target_link_uri.as_str(),
        backchannel_logout_uri: new.backchannel_logout_uri.as_ref().map(Url::as_str),
        scopes: &new.scopes.names(),
        replaces,
    };
    let mut conn = services.db.acquire().await.map_err(Error::from)?;
    match db::insert(&mut conn, row, services.clock.now()).await {
        Ok(true) => Ok(made),
        Ok(false) => Err(AddError::Taken),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(AddError::Taken),
        Err(error) => Err(Error::from(error).into()),
    }
}

fn check(new: &NewClient) -> Result<(), AddError> {
    if !is_id(&new.id) {
        return Err(AddError::Id);
    }
    if new.name.trim().is_empty() || new.name.chars().count() > 40 {
        return Err(AddError::Name);
    }
    if new.redirect_uris.is_empty() {
        return Err(AddError::NoRedirect);
    }
    if !new.scopes.contain(Scope::OpenId) {
        return Err(AddError::NoOpenId);
    }
    if matches!(&new.proof, NewProof::Keys(keys) if !keys.keys.iter().any(is_for_es256)) {
        return Err(AddError::NoKeys);
    }
    let addresses = new
        .redirect_uris
        .iter()
        .chain(&new.post_logout_redirect_uris)
        .chain([&new.initiate_login_uri, &new.target_link_uri])
        .chain(&new.backchannel_logout_uri);
    for address in addresses {
        if !is_safe(address) {
            return Err(AddError::Address(address.clone()));
        }
    }
    Ok(())
}

fn is_for_es256(key: &Jwk) -> bool {
    matches!(&key.algorithm, AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256)
}

/// Whether a text can be a `client_id` of ours.
pub(super) fn is_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(is_plain)
}

/// Nothing on the way can read or change what goes there (RFC 9700 2.6).
fn is_safe(address: &Url) -> bool {
    let is_loopback = match address.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    (address.scheme() == "https" || address.scheme() == "http" && is_loopback)
        && address.has_host()
        && address.fragment().is_none()
        && address.username().is_empty()
        && address.password().is_none()
}

/// Every client that is registered.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(services: &Services) -> Result<Vec<Client>, Error> {
    let mut conn = services.db.acquire().await?;
    Ok(db::list(&mut conn, services.clock.now()).await?)
}

/// Makes another secret; the one before stays good for `overlap`, so that the client can take it over without a gap.
/// Nothing where there is no such client, or it proves itself by a key.
///
/// # Errors
///
/// When the database does not answer.
pub async fn rotate_secret(
    services: &Services,
    id: &str,
    overlap: Duration,
) -> Result<Option<Token>, Error> {
    let secret = tokens::mint(services.randomness.as_ref());
    let until = services.clock.now() + overlap;
    let mut conn = services.db.acquire().await?;
    let replaced = db::replace_secret(&mut conn, id, &tokens::hash(&secret), until).await?;
    Ok(replaced.then_some(secret))
}

/// Removes a client: from now on it gets nothing, and what it has opens nothing. False where there is no such client.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remove(services: &Services, id: &str) -> Result<bool, Error> {
    let mut conn = services.db.acquire().await?;
    Ok(db::remove(&mut conn, id, services.clock.now()).await?)
}

/// Looks up where forms may lead, for the pages' Content-Security-Policy.
///
/// # Errors
///
/// When the database does not answer.
pub async fn refresh_form_targets(services: &Services) -> Result<(), Error> {
    let clients = list(services).await?;
    services.form_targets.set(clients.iter().flat_map(|client| {
        client
            .redirect_uris
            .iter()
            .chain(&client.post_logout_redirect_uris)
            .filter_map(|address| address.parse().ok())
            .chain([client.initiate_login_uri.clone()])
    }));
    Ok(())
}
