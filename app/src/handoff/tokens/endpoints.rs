//! The endpoints, from server to server: no cookies, no pages.

use axum::{
    Json,
    extract::{RawForm, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{model::TokenRequest, service};
use crate::{
    handoff::{
        clients::{self, Presented},
        error::{Error, Refusal},
        parameters::Parameters,
    },
    platform::{failure::Inner as _, services::Services},
};

/// What `client_assertion_type` says of a proof by key (RFC 7523 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Token endpoint (RFC 6749 3.2).
pub async fn token(
    State(services): State<Services>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let mut answer = answer_token(&services, &headers, &body).await;
    // RFC 6749 5.1
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    answer
}

async fn answer_token(services: &Services, headers: &HeaderMap, body: &[u8]) -> Response {
    let Some(form) = Parameters::parse(body) else {
        return refusal(Refusal::InvalidRequest);
    };
    let Some(presented) = presented(headers, &form) else {
        return refusal(Refusal::InvalidClient);
    };
    let granted = async {
        let client = clients::authenticate(services, &presented).await?;
        service::grant(services, &client, &TokenRequest::from(&form)).await
    };
    match granted.await {
        Ok(token) => Json(token).into_response(),
        Err(Error::Refused(why)) => refusal(why),
        Err(error) => {
            tracing::error!(%error, "no token could be made");
            error.failure().status().into_response()
        }
    }
}

fn refusal(why: Refusal) -> Response {
    let body = Json(serde_json::json!({ "error": why.as_str() }));
    if why == Refusal::InvalidClient {
        let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"token\"")];
        return (StatusCode::UNAUTHORIZED, challenge, body).into_response();
    }
    (StatusCode::BAD_REQUEST, body).into_response()
}

/// How the client proves itself: in one way, and not in two (RFC 6749 2.3).
fn presented(headers: &HeaderMap, form: &Parameters) -> Option<Presented> {
    // client_secret_post is for clients that cannot send headers (RFC 6749 2.3.1)
    if form.get("client_secret").is_some() {
        return None;
    }
    let assertion = form.get("client_assertion");
    let mut authorizations = headers.get_all(header::AUTHORIZATION).iter();
    match (authorizations.next(), authorizations.next(), assertion) {
        (Some(authorization), None, None) => {
            let (id, secret) = basic(authorization)?;
            let is_same = form.get("client_id").is_none_or(|posted| posted == id);
            is_same.then_some(Presented::Secret { id, secret })
        }
        (None, None, Some(assertion))
            if form.get("client_assertion_type").as_deref() == Some(JWT_BEARER) =>
        {
            Some(Presented::Assertion {
                id: form.get("client_id"),
                assertion,
            })
        }
        _ => None,
    }
}

fn basic(authorization: &HeaderValue) -> Option<(String, String)> {
    let (scheme, credentials) = authorization.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    // both were form-encoded before they were joined (RFC 6749 2.3.1)
    Some((form_decode(id), form_decode(secret)))
}

fn form_decode(text: &str) -> String {
    url::form_urlencoded::parse(text.as_bytes())
        .map(|(key, _)| key.into_owned())
        .next()
        .unwrap_or_default()
}

/// UserInfo endpoint (OpenID Connect Core 5.3).
pub async fn userinfo(State(services): State<Services>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        return unauthorized("Bearer realm=\"userinfo\"");
    };
    match service::user_info(&services, token).await {
        Ok(Some(claims)) => ([(header::CACHE_CONTROL, "no-store")], Json(claims)).into_response(),
        Ok(None) => unauthorized("Bearer realm=\"userinfo\", error=\"invalid_token\""),
        Err(error) => {
            tracing::error!(%error, "UserInfo cannot be told");
            error.failure().status().into_response()
        }
    }
}

/// An answer that asks for an access token (RFC 6750 3).
pub fn unauthorized(challenge: &'static str) -> Response {
    (
        StatusCode::UNAUTHORIZED,
        [(header::WWW_AUTHENTICATE, challenge)],
    )
        .into_response()
}

/// The access token of a request: in its header, and nowhere else (RFC 6750 2.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut authorizations = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(authorization), None) = (authorizations.next(), authorizations.next()) else {
        return None;
    };
    let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
