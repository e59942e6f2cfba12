//! What is known of a client.

use std::str::FromStr;

use jsonwebtoken::jwk::JwkSet;
use time::OffsetDateTime;
use url::Url;

use crate::{handoff::scope::Scopes, platform::tokens::Hash, rights::Right, values::UnknownName};

/// What people do at a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// They shop, and use points: USEN CART.
    Cart,
    /// Something else: one of SSO連携サービス (M145).
    Service,
}

impl ClientKind {
    /// The name under which the database knows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cart => "cart",
            Self::Service => "service",
        }
    }
}

impl FromStr for ClientKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::Cart, Self::Service]
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownName::new(name, "a kind of client"))
    }
}

/// A client that is registered.
#[derive(Clone, Debug)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: ClientKind,
    /// The right of the matrix without which nobody gets there (D15).
    pub needs: Right,
    /// How it proves itself.
    pub proof: Proof,
    /// Where codes may go: exactly these, character by character (RFC 9700 4.1.3).
    pub redirect_uris: Vec<String>,
    /// Where people may go who signed out there (OpenID Connect RP-Initiated Logout 1.0).
    pub post_logout_redirect_uris: Vec<String>,
    /// Where people are sent who begin here (OpenID Connect Core 4).
    pub initiate_login_uri: Url,
    /// The page that they are to get to.
    pub target_link_uri: Url,
    /// Where it wants to be told that somebody is signed out.
    pub backchannel_logout_uri: Option<Url>,
    /// What it may ask for.
    pub scopes: Scopes,
    /// When it was added.
    pub created_at: OffsetDateTime,
}

impl Client {
    /// The address that takes somebody there who is signed in here (OpenID Connect Core 4).
    pub fn entrance(&self, issuer: &str) -> Url {
        let mut address = self.initiate_login_uri.clone();
        address
            .query_pairs_mut()
            .append_pair("iss", issuer)
            .append_pair("target_link_uri", self.target_link_uri.as_str());
        address
    }
}

/// How a client proves itself at the token endpoint (OpenID Connect Core 9).
#[derive(Clone)]
pub enum Proof {
    /// `client_secret_basic`: SHA-256 of what it may present.
    Secrets(Vec<Hash>),
    /// `private_key_jwt`: the keys it signs with.
    Keys(JwkSet),
}

impl Proof {
    /// As the metadata calls it.
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Secrets(_) => "client_secret_basic",
            Self::Keys(_) => "private_key_jwt",
        }
    }
}

/// Prints the method only (R54).
impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.method())
    }
}
