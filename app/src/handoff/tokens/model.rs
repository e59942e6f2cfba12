//! What a client sends to the token endpoint, and what it gets.

use std::fmt;

use serde::Serialize;

use crate::handoff::parameters::Parameters;

/// A token request (RFC 6749 4.1.3, 4.4.2, 6), as it came.
#[derive(Clone, Default)]
pub struct TokenRequest {
    /// `grant_type`.
    pub grant_type: Option<String>,
    /// `code`.
    pub code: Option<String>,
    /// `redirect_uri`.
    pub redirect_uri: Option<String>,
    /// `code_verifier`.
    pub code_verifier: Option<String>,
    /// `refresh_token`.
    pub refresh_token: Option<String>,
    /// `scope`.
    pub scope: Option<String>,
}

impl From<&Parameters> for TokenRequest {
    fn from(parameters: &Parameters) -> Self {
        Self {
            grant_type: parameters.get("grant_type"),
            code: parameters.get("code"),
            redirect_uri: parameters.get("redirect_uri"),
            code_verifier: parameters.get("code_verifier"),
            refresh_token: parameters.get("refresh_token"),
            scope: parameters.get("scope"),
        }
    }
}

/// What a client gets (RFC 6749 5.1, OpenID Connect Core 3.1.3.3).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct TokenAnswer {
    /// Opaque.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    /// What was granted.
    pub scope: String,
    /// For a client that somebody is signed in at; good once (RFC 9700 4.14).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Who is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
}

/// Prints no token (R54).
impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAnswer")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// What is told about who is signed in, as far as the scopes ask (OpenID Connect Core 5.1, X11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Under which name this client, and no other, knows the account.
    pub sub: String,
    /// Whom to greet; scope `profile`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The shop's customer code; scope `shop`, as are the next three.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_code: Option<String>,
    /// The shop's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop_name: Option<String>,
    /// `parent` or `share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_kind: Option<&'static str>,
    /// The rights of the matrix that the account has (D15).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Vec<&'static str>>,
    /// What the shop can use of its points now (M82); scope `points`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
}

/// An ID token (OpenID Connect Core 2).
#[derive(Clone, Debug, Serialize)]
pub struct IdToken<'a> {
    /// Who says it.
    pub iss: &'a str,
    /// To whom.
    pub aud: &'a str,
    /// When, in seconds.
    pub iat: i64,
    /// Until when.
    pub exp: i64,
    /// When who is signed in last proved who they are.
    pub auth_time: i64,
    /// How well: `0` where a browser was remembered, `1` by a password, `phr` by a passkey
    /// (OpenID Connect Core 2, OpenID Connect Extended Authentication Profile 2).
    pub acr: &'static str,
    /// By what (RFC 8176).
    pub amr: &'a [&'static str],
    /// What the client sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<&'a str>,
    /// What ends when somebody is signed out.
    pub sid: String,
    /// Binds the access token to it.
    pub at_hash: String,
    /// Who is signed in.
    #[serde(flatten)]
    pub claims: &'a Claims,
}
