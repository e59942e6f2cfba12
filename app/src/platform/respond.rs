//! The only way to steer an answer from a page or a server function.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{cookies, flash, request, services::Services};
use crate::paths;

/// Sends the browser on to one of our own addresses, with GET (303).
///
/// The same with and without scripts: the navigation script follows it as the browser does.
pub fn see(address: &str) {
    header(header::LOCATION, address);
    status(StatusCode::SEE_OTHER);
}

/// Sends the browser to the sign-in page, which leads back to the page that was wanted.
pub fn to_sign_in() {
    let wanted = request::parts()
        .filter(|parts| parts.method == axum::http::Method::GET)
        .map(|_| request::path());
    // a browser that still shows a session had one, until it ended
    let secure = Services::current().settings.secure_cookies();
    let had_session = request::parts().is_some_and(|parts| {
        cookies::read(&parts.headers, cookies::Name::Session, secure).is_some()
    });
    flash::leave(
        paths::SIGN_IN,
        if had_session {
            &SignInNote::Expired
        } else {
            &SignInNote::Required
        },
    );
    see(&paths::sign_in_for(wanted.as_deref().unwrap_or(paths::TOP)));
}

/// Why somebody finds themselves on the sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum SignInNote {
    /// A page needs a signed-in person.
    Required,
    /// Their session ended while they were away.
    Expired,
    /// They signed out.
    SignedOut,
}

/// Gives the answer a status.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that others are sent to"
)]
pub fn status(status: StatusCode) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
}

/// Gives the answer a header, in place of an earlier one of that name.
pub fn header(name: HeaderName, value: &str) {
    if let (Some(options), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(value),
    ) {
        options.insert_header(name, value);
    }
}

/// Adds a cookie to the answer.
pub fn set_cookie(cookie: HeaderValue) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.append_header(header::SET_COOKIE, cookie);
    }
}
