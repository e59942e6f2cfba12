//! What the request that is being answered says about itself.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, header, request::Parts};
use leptos::prelude::use_context;

use super::{client_address::ClientAddress, cookies, request_id::RequestId, services::Services};
use crate::text::Language;

/// The head of the request.
pub fn parts() -> Option<Parts> {
    use_context()
}

/// Where a request came from, for the audit log.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address, as far as known.
    pub address: Option<IpAddr>,
    /// The request's number, which logs and error pages show.
    pub request_id: Option<String>,
    /// What the browser calls itself, cut to a sensible length.
    pub user_agent: Option<String>,
}

/// Longest name of a browser that is kept, in characters.
const USER_AGENT: usize = 300;

impl Origin {
    /// The origin of the request that is being answered.
    pub fn current() -> Self {
        parts()
            .map(|parts| Self::of(&parts.extensions, &parts.headers))
            .unwrap_or_default()
    }

    /// The origin of a request.
    pub fn of(extensions: &Extensions, headers: &HeaderMap) -> Self {
        Self {
            user_agent: headers
                .get(header::USER_AGENT)
                .and_then(|agent| agent.to_str().ok())
                .map(|agent| agent.chars().take(USER_AGENT).collect()),
            address: extensions.get::<ClientAddress>().map(|address| address.0),
            request_id: extensions.get::<RequestId>().map(ToString::to_string),
        }
    }

    /// The network the address belongs to, which limits count (R28).
    pub fn network(&self) -> String {
        self.address
            .map_or_else(String::new, |address| ClientAddress(address).network())
    }
}

/// The number that the error page shows and the log carries.
pub fn reference() -> String {
    Origin::current().request_id.unwrap_or_default()
}

/// The language of the person: what was chosen with the switch, else what the browser prefers (D18).
pub fn language() -> Language {
    parts().map_or(Language::Japanese, |parts| language_of(&parts.headers))
}

/// The same for an endpoint outside of the pages.
pub fn language_for(headers: &HeaderMap, services: &Services) -> Language {
    language_in(headers, services.settings.secure_cookies())
}

fn language_of(headers: &HeaderMap) -> Language {
    let secure =
        use_context::<Services>().is_some_and(|services| services.settings.secure_cookies());
    language_in(headers, secure)
}

fn language_in(headers: &HeaderMap, secure: bool) -> Language {
    if let Some(chosen) = cookies::read(headers, cookies::Name::Language, secure)
        && let Some(language) = Language::from_tag(&chosen)
    {
        return language;
    }
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|accepted| accepted.to_str().ok())
        .map_or(Language::Japanese, Language::negotiate)
}

/// The parameter of a query, decoded.
pub fn query(name: &str) -> Option<String> {
    let parts = parts()?;
    url::form_urlencoded::parse(parts.uri.query()?.as_bytes())
        .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

/// All parameters of a query with this name, decoded.
pub fn queries(name: &str) -> Vec<String> {
    let Some(parts) = parts() else {
        return Vec::new();
    };
    url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
        .filter_map(|(key, value)| (key == name).then(|| value.into_owned()))
        .collect()
}

/// The path of the request.
pub fn path() -> String {
    parts()
        .map(|parts| parts.uri.path().to_owned())
        .unwrap_or_default()
}

/// Path and query of the request.
pub fn address() -> String {
    parts()
        .and_then(|parts| parts.uri.path_and_query().map(ToString::to_string))
        .unwrap_or_default()
}
