//! The endpoint for who comes by a form.

use axum::{extract::RawForm, response::Response};

use crate::{handoff::authorization::again_as_address, paths};

/// The same as the page (OpenID Connect RP-Initiated Logout 1.0, 2): asked again as an address, since a browser that posts
/// from another site does not say who is signed in here.
pub async fn end_session_by_form(RawForm(form): RawForm) -> Response {
    again_as_address(paths::END_SESSION, &form)
}
