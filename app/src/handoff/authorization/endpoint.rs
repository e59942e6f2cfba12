//! The endpoint itself: no server function, since others' sites lead browsers to it.

use axum::{
    Extension,
    extract::{RawForm, RawQuery, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    model::{Asked, AuthorizationRequest},
    service::{self, Next},
};
use crate::{
    handoff::parameters::Parameters,
    paths,
    platform::{failure::Inner as _, request::Origin, services::Services, session::Member},
};

/// Answers a browser that comes from a client, or from the sign-in page that it was sent to.
pub async fn authorize(
    State(services): State<Services>,
    member: Option<Extension<Member>>,
    RawQuery(query): RawQuery,
    head: Parts,
) -> Response {
    let Some(parameters) = Parameters::parse(query.unwrap_or_default().as_bytes()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (request, asked_at) = match parameters.get(paths::RESUME) {
        None => (AuthorizationRequest::from(&parameters), None),
        Some(sealed) => match service::asked(&services, &sealed) {
            Some(Asked { request, at, .. }) => (request, Some(at)),
            None => return StatusCode::BAD_REQUEST.into_response(),
        },
    };
    let member = member.map(|Extension(member)| member);
    let origin = Origin::of(&head.extensions, &head.headers);
    match service::authorize(&services, member.as_ref(), &request, asked_at, &origin).await {
        Ok(Some(Next::Client(address))) => (
            // the code must not travel on in a Referer (R49)
            [(header::REFERRER_POLICY, "no-referrer")],
            Redirect::to(address.as_str()),
        )
            .into_response(),
        Ok(Some(Next::SignIn { asked, to_cart })) => {
            Redirect::to(&paths::sign_in_to_resume(&asked, to_cart)).into_response()
        }
        Ok(Some(Next::ConfirmAddress)) => {
            Redirect::to(paths::ACCOUNT_EMAIL_CONFIRM).into_response()
        }
        Ok(None) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => {
            tracing::error!(%error, "no authorization code could be made");
            error.failure().status().into_response()
        }
    }
}

/// The same for a form (OpenID Connect Core 3.1.2.1): asked again as an address, since a browser that posts from another
/// site does not say who is signed in here.
pub async fn authorize_by_form(RawForm(form): RawForm) -> Response {
    again_as_address(paths::AUTHORIZE, &form)
}

/// Sends a form's content to the same place as a query.
pub fn again_as_address(path: &str, form: &[u8]) -> Response {
    match std::str::from_utf8(form) {
        // what is not of a query's alphabet cannot stand in a header; a browser sends no such form
        Ok(query) if query.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Redirect::to(&format!("{path}?{query}")).into_response()
        }
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}
