//! The hook that a mail server posts its reports to.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use subtle::ConstantTimeEq as _;

use super::service::{self, BounceError};
use crate::platform::{failure::Inner as _, request::Origin, services::Services, tokens::hash_of};

/// Takes a whole message, and tells what came of it as JSON. Every message that can be read is answered with 200,
/// whatever it says, so that a mail server has no reason to send it again.
pub async fn take_report(
    State(services): State<Services>,
    head: Parts,
    message: Bytes,
) -> Response {
    if !is_trusted(&services, &head.headers) {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"bounces\"")];
        return (StatusCode::UNAUTHORIZED, challenge).into_response();
    }
    let origin = Origin::of(&head.extensions, &head.headers);
    match service::take(&services, message, &origin).await {
        Ok(outcome) => Json(serde_json::json!({ "outcome": outcome.as_str() })).into_response(),
        Err(BounceError::Unreadable(why)) => {
            let told = Json(serde_json::json!({ "error": why.to_string() }));
            (StatusCode::BAD_REQUEST, told).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a report could not be taken");
            error.failure().status().into_response()
        }
    }
}

/// Whether the secret is in the header (RFC 6750 2.1). Only hashes are compared, in constant time.
fn is_trusted(services: &Services, headers: &HeaderMap) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|given| given.to_str().ok()?.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, secret)| hash_of(secret.trim().as_bytes()));
    match (given, services.settings.bounce_secret_hash) {
        (Some(given), Some(expected)) => given.ct_eq(&expected).into(),
        _ => false,
    }
}
