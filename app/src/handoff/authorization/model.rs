//! What a client asks for.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::handoff::parameters::Parameters;

/// An authorization request as it came (OpenID Connect Core 3.1.2.1, RFC 7636 4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthorizationRequest {
    /// `response_type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// `response_mode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_mode: Option<String>,
    /// `client_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// `redirect_uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// `scope`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `state`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// `nonce`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// `code_challenge`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// `code_challenge_method`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<String>,
    /// `prompt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// `max_age`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<String>,
    /// `id_token_hint`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_hint: Option<String>,
    /// `request`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// `request_uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_uri: Option<String>,
    /// `registration`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
}

impl From<&Parameters> for AuthorizationRequest {
    fn from(parameters: &Parameters) -> Self {
        Self {
            response_type: parameters.get("response_type"),
            response_mode: parameters.get("response_mode"),
            client_id: parameters.get("client_id"),
            redirect_uri: parameters.get("redirect_uri"),
            scope: parameters.get("scope"),
            state: parameters.get("state"),
            nonce: parameters.get("nonce"),
            code_challenge: parameters.get("code_challenge"),
            code_challenge_method: parameters.get("code_challenge_method"),
            prompt: parameters.get("prompt"),
            max_age: parameters.get("max_age"),
            id_token_hint: parameters.get("id_token_hint"),
            request: parameters.get("request"),
            request_uri: parameters.get("request_uri"),
            registration: parameters.get("registration"),
        }
    }
}

/// A request that waits for somebody to sign in; sealed, it travels through the sign-in page and back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// What was asked for.
    pub request: AuthorizationRequest,
    /// When: a proof of who somebody is that is younger was given for it.
    #[serde(with = "time::serde::timestamp::microseconds")]
    pub at: OffsetDateTime,
    /// Whether it is the cart that asks, whose sign-in page has texts of its own (M85).
    pub by_cart: bool,
    /// Whether a new proof is asked for although somebody may be signed in.
    pub proof_needed: bool,
}
