//! The portal's cookies: names, attributes, reading (R35).

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};
use time::Duration;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// The session.
    Session,
    /// A remembered sign-in (M17).
    Remembered,
    /// A browser that somebody has signed in from before (R26).
    Device,
    /// A browser that several people use, as the last of them said (X18).
    SharedDevice,
    /// What the next page has to say.
    Flash,
    /// The language chosen with the switch (D18).
    Language,
    /// The token of a link for a new password, for a page whose address has lost it (R21).
    PasswordReset,
}

impl Name {
    /// The cookie's name; with the `__Host-` prefix wherever cookies are `Secure`.
    pub fn as_str(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-sid",
            (Self::Session, false) => "sid",
            (Self::Remembered, true) => "__Host-rm",
            (Self::Remembered, false) => "rm",
            (Self::Device, true) => "__Host-dev",
            (Self::Device, false) => "dev",
            (Self::SharedDevice, true) => "__Host-shared",
            (Self::SharedDevice, false) => "shared",
            (Self::Flash, true) => "__Host-flash",
            (Self::Flash, false) => "flash",
            (Self::PasswordReset, true) => "__Host-pre",
            (Self::PasswordReset, false) => "pre",
            (Self::Language, true) => "__Host-lang",
            (Self::Language, false) => "lang",
        }
    }
}

/// The value of a cookie that the browser sent.
pub fn read(headers: &HeaderMap, name: Name, secure: bool) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name.as_str(secure))
        .map(|cookie| cookie.value().to_owned())
}

/// The `Set-Cookie` that gives the browser a value, for `max_age` or until it is closed.
pub fn set(name: Name, value: String, max_age: Option<Duration>, secure: bool) -> HeaderValue {
    let mut cookie = Cookie::build((name.as_str(secure), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure);
    if let Some(max_age) = max_age {
        cookie = cookie.max_age(max_age);
    }
    header_value(&cookie.build())
}

/// The `Set-Cookie` that takes a cookie away.
pub fn remove(name: Name, secure: bool) -> HeaderValue {
    set(name, String::new(), Some(Duration::ZERO), secure)
}

/// The cookie as a header; our own values are always ASCII.
fn header_value(cookie: &Cookie<'_>) -> HeaderValue {
    HeaderValue::from_str(&cookie.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r35_cookies_are_host_only_http_only_lax_and_secure() {
        let set = set(
            Name::Remembered,
            "value".to_owned(),
            Some(Duration::days(30)),
            true,
        );

        assert_eq!(
            set,
            "__Host-rm=value; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000"
        );
    }

    #[test]
    fn r35_on_plain_http_they_are_the_same_without_secure_and_prefix() {
        assert_eq!(
            set(Name::Session, "value".to_owned(), None, false),
            "sid=value; HttpOnly; SameSite=Lax; Path=/"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=b; rm=first; sid=x"),
        );

        assert_eq!(
            read(&headers, Name::Remembered, false).as_deref(),
            Some("first")
        );
        assert_eq!(read(&headers, Name::Remembered, true), None);
    }
}
