//! The only way to steer an answer from a page or a server function.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
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

/// Sends a browser that wants a page to one of our own addresses: this function answers scripts. Without it the
/// framework would send it to wherever the `Referer` says (R40).
pub fn for_scripts_only(page: &str) {
    let wants_page = request::parts().is_some_and(|parts| {
        parts
            .headers
            .get(header::ACCEPT)
            .and_then(|accepted| accepted.to_str().ok())
            .is_some_and(|accepted| accepted.contains("text/html"))
    });
    if wants_page {
        see(page);
    }
}

/// Sends the browser to the sign-in page, which leads back to the page that was wanted.
pub fn to_sign_in() {
    // a browser that still shows a session had one, until it ended
    let secure = Services::current().settings.secure_cookies();
    let had_session = request::parts().is_some_and(|parts| {
        cookies::read(&parts.headers, cookies::Name::Session, secure).is_some()
    });
    let ended_elsewhere =
        request::parts().is_some_and(|parts| parts.extensions.get::<EndedElsewhere>().is_some());
    let note = match (ended_elsewhere, had_session) {
        (true, _) => SignInNote::EndedElsewhere,
        (false, true) => SignInNote::Expired,
        (false, false) => SignInNote::Required,
    };
    to_sign_in_because(note);
}

/// The same, with what the sign-in page is to say.
pub fn to_sign_in_because(note: SignInNote) {
    let wanted = request::parts().and_then(|parts| match parts.method {
        Method::GET => Some(request::path()),
        // the page with the form, which is as near as it gets to what was sent
        _ => referring_path(&parts.headers),
    });
    flash::leave(paths::SIGN_IN, &note);
    see(&paths::sign_in_for(wanted.as_deref().unwrap_or(paths::TOP)));
}

/// The path of the page that this request comes from; whoever made it up is led to one of ours all the same (R39).
fn referring_path(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    Some(url::Url::parse(referer).ok()?.path().to_owned())
}

/// In a request: it carries a session that something done elsewhere has ended.
#[derive(Clone, Copy, Debug)]
pub struct EndedElsewhere;

/// Why somebody finds themselves on the sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum SignInNote {
    /// A page needs a signed-in person.
    Required,
    /// Their session ended while they were away.
    Expired,
    /// It ended by something that was done elsewhere: a new password, or a press on another device.
    EndedElsewhere,
    /// They signed out.
    SignedOut,
    /// They made way for somebody else on a shared device (X18).
    Switched,
    /// They set a new password.
    PasswordChanged,
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
