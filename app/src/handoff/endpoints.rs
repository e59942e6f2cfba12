//! The endpoints of the grant, as RFC 6749 wants them: no server functions, no cookies at the token endpoint.

use axum::{
    Extension, Json,
    extract::{RawForm, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    model::{AuthorizationRequest, GrantError, TokenRequest},
    service::{self, TokenError},
};
use crate::{
    paths,
    platform::{failure::Inner as _, services::Services, session::Member},
};

/// Authorization endpoint (RFC 6749 3.1): the browser comes from the cart, and goes back with a code.
/// Who is not signed in does that first; the cart then starts anew.
pub async fn authorize(
    State(services): State<Services>,
    member: Option<Extension<Member>>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(request) = authorization_request(query.as_deref().unwrap_or_default()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Some(request) = service::from_cart(&services, &request) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Some(Extension(member)) = member else {
        return Redirect::to(paths::SIGN_IN_TO_CART).into_response();
    };
    // there the person learns what to do; the cart could only say that it may not be (X10)
    if !member.email_confirmed {
        return Redirect::to(paths::ACCOUNT_EMAIL_CONFIRM).into_response();
    }
    match service::grant(&services, &member, &request).await {
        // the code must not travel on in a Referer (R49)
        Ok(address) => (
            [(header::REFERRER_POLICY, "no-referrer")],
            Redirect::to(address.as_str()),
        )
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "no authorization code could be made");
            error.failure().status().into_response()
        }
    }
}

/// Token endpoint (RFC 6749 3.2), from server to server.
pub async fn token(
    State(services): State<Services>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let mut answer = answer_token(&services, &headers, &body).await;
    // RFC 6749 5.1
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

async fn answer_token(services: &Services, headers: &HeaderMap, body: &[u8]) -> Response {
    let Some(form) = Parameters::parse(body) else {
        return refused(GrantError::InvalidRequest);
    };
    let Some((client_id, client_secret)) = client_of(headers, &form) else {
        return refused(GrantError::InvalidClient);
    };
    if !service::is_cart(services, &client_id, &client_secret) {
        return refused(GrantError::InvalidClient);
    }
    let request = TokenRequest {
        grant_type: form.get("grant_type"),
        code: form.get("code"),
        redirect_uri: form.get("redirect_uri"),
        code_verifier: form.get("code_verifier"),
    };
    match service::redeem(services, &request).await {
        Ok(token) => Json(token).into_response(),
        Err(TokenError::Refused(error)) => refused(error),
        Err(error) => {
            tracing::error!(%error, "no token could be made");
            error.failure().status().into_response()
        }
    }
}

fn refused(error: GrantError) -> Response {
    let body = Json(serde_json::json!({ "error": error.as_str() }));
    if error == GrantError::InvalidClient {
        let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"token\"")];
        return (StatusCode::UNAUTHORIZED, challenge, body).into_response();
    }
    (StatusCode::BAD_REQUEST, body).into_response()
}

/// `client_secret_basic`, or `client_secret_post`; one of them, not both (RFC 6749 2.3).
fn client_of(headers: &HeaderMap, form: &Parameters) -> Option<(String, String)> {
    let posted = form.get("client_secret");
    let Some(authorization) = headers.get(header::AUTHORIZATION) else {
        return Some((form.get("client_id")?, posted?));
    };
    if posted.is_some() {
        return None;
    }
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

/// Parameters of which none is repeated (RFC 6749 3.1).
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn parse(encoded: &[u8]) -> Option<Self> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            parameters.push((name.into_owned(), value.into_owned()));
        }
        Some(Self(parameters))
    }

    /// An empty parameter counts as left out (RFC 6749 3.1).
    fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    }
}

fn authorization_request(query: &str) -> Option<AuthorizationRequest> {
    let parameters = Parameters::parse(query.as_bytes())?;
    Some(AuthorizationRequest {
        response_type: parameters.get("response_type"),
        client_id: parameters.get("client_id"),
        redirect_uri: parameters.get("redirect_uri"),
        state: parameters.get("state"),
        code_challenge: parameters.get("code_challenge"),
        code_challenge_method: parameters.get("code_challenge_method"),
    })
}
