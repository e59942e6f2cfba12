//! The messages of the grant.

use serde::{Deserialize, Serialize};

/// An authorization request (RFC 6749 4.1.1, RFC 7636 4.3), as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// `response_type`.
    pub response_type: Option<String>,
    /// `client_id`.
    pub client_id: Option<String>,
    /// `redirect_uri`.
    pub redirect_uri: Option<String>,
    /// `state`.
    pub state: Option<String>,
    /// `code_challenge`.
    pub code_challenge: Option<String>,
    /// `code_challenge_method`.
    pub code_challenge_method: Option<String>,
}

/// A token request (RFC 6749 4.1.3), as it came.
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
}

/// Why a request was not granted, in the words of RFC 6749 4.1.2.1 and 5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantError {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest,
    /// The client did not prove who it is.
    InvalidClient,
    /// The code is not, or no longer, good.
    InvalidGrant,
    /// Another grant than the authorization code.
    UnsupportedGrantType,
    /// Another response than a code.
    UnsupportedResponseType,
    /// The account has no right to the cart, or not yet.
    AccessDenied,
}

impl GrantError {
    /// The error code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::AccessDenied => "access_denied",
        }
    }
}

/// What the cart gets for a code (RFC 6749 5.1, with what the shop needs to know).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// Required by RFC 6749; opaque. Nothing is protected by it: all there is to know stands beside it.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: i64,
    /// The shop's customer code.
    pub customer_code: String,
    /// The shop's name.
    pub shop_name: String,
    /// `parent` or `share`.
    pub account_kind: String,
    /// Whom to greet.
    pub display_name: String,
    /// The rights of the matrix that the account has (D15).
    pub rights: Vec<String>,
    /// The shop's points (M82).
    pub points: i64,
}
