//! What a client looks up: the provider's metadata (OpenID Connect Discovery 1.0, RFC 8414) and its keys.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{issuer, keys, scope::Scope};
use crate::{
    paths,
    platform::{failure::Inner as _, services::Services},
};

/// How long clients may keep both; a new key is announced for a day.
const KEPT: &str = "public, max-age=3600";

/// The metadata.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the standards have so many")]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: String,
    scopes_supported: [&'static str; 4],
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 3],
    acr_values_supported: [&'static str; 3],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    token_endpoint_auth_signing_alg_values_supported: [&'static str; 1],
    claim_types_supported: [&'static str; 1],
    claims_supported: [&'static str; 17],
    prompt_values_supported: [&'static str; 3],
    code_challenge_methods_supported: [&'static str; 1],
    authorization_response_iss_parameter_supported: bool,
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    require_request_uri_registration: bool,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
}

/// `/.well-known/openid-configuration`.
pub async fn metadata(State(services): State<Services>) -> Response {
    let at = |path: &str| services.settings.absolute(path);
    let metadata = Metadata {
        issuer: issuer(&services),
        authorization_endpoint: at(paths::AUTHORIZE),
        token_endpoint: at(paths::TOKEN),
        userinfo_endpoint: at(paths::USERINFO),
        jwks_uri: at(paths::KEYS),
        end_session_endpoint: at(paths::END_SESSION),
        scopes_supported: Scope::ALL.map(Scope::as_str),
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
        acr_values_supported: ["0", "1", "phr"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["ES256"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported: ["ES256"],
        claim_types_supported: ["normal"],
        claims_supported: [
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "acr",
            "amr",
            "sid",
            "at_hash",
            "name",
            "customer_code",
            "shop_name",
            "account_kind",
            "rights",
            "points",
        ],
        prompt_values_supported: ["none", "login", "select_account"],
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
        claims_parameter_supported: false,
        request_parameter_supported: false,
        // said outright, since the default is true
        request_uri_parameter_supported: false,
        require_request_uri_registration: false,
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
    };
    ([(header::CACHE_CONTROL, KEPT)], Json(metadata)).into_response()
}

/// The keys that ID tokens and logout tokens are looked at with.
pub async fn key_set(State(services): State<Services>) -> Response {
    match keys::published(&services).await {
        Ok(keys) => ([(header::CACHE_CONTROL, KEPT)], Json(keys)).into_response(),
        Err(error) => {
            let error = super::error::Error::from(error);
            tracing::error!(%error, "the keys cannot be told");
            error.failure().status().into_response()
        }
    }
}
