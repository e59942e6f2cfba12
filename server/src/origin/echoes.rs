//! What the framework tells in addresses when something fails, none of which is ever shown (R40).

use axum::response::Response;
use http::{HeaderValue, StatusCode, Uri, header::LOCATION, uri::PathAndQuery};
use url::form_urlencoded;

use super::{Gate, Refusal};

/// What leptos puts into an address when a server function fails; nothing of it is ever shown (R40).
const ECHOES: [&str; 2] = ["__err", "__path"];

impl Gate {
    /// R40: an error's echo is taken out of a redirect, which then stays on the portal whatever `Referer` said.
    pub(super) fn tame(&self, response: &mut Response) {
        let Some(tamed) = response
            .headers()
            .get(LOCATION)
            .and_then(|location| self.without_echo(location))
        else {
            return;
        };
        response.headers_mut().insert(LOCATION, tamed);
        *response.status_mut() = StatusCode::SEE_OTHER;
    }

    /// The path that `location` means on the portal, if there is an echo in it.
    fn without_echo(&self, location: &HeaderValue) -> Option<HeaderValue> {
        let text = location.to_str().ok()?;
        let target = self.0.join(text).ok()?;
        let rest = without_echoes(target.query()?)?;
        if target.origin() != self.0.origin() {
            return Some(HeaderValue::from_static("/"));
        }
        // More than one slash at the start would name another host.
        let path = target.path().trim_start_matches('/');
        HeaderValue::from_str(&format!("/{path}{rest}")).ok()
    }
}

/// Takes echoes out of what is asked for, so that no page can show one (R40).
pub(super) fn forget_echoes(target: &mut Uri) -> Result<(), Refusal> {
    let Some(rest) = target.query().and_then(without_echoes) else {
        return Ok(());
    };
    let broken = |_| Refusal::new(StatusCode::BAD_REQUEST, "broken target");
    let path_and_query =
        PathAndQuery::try_from(format!("{}{rest}", target.path())).map_err(broken)?;
    let mut parts = target.clone().into_parts();
    parts.path_and_query = Some(path_and_query);
    *target = Uri::from_parts(parts)
        .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "broken target"))?;
    Ok(())
}

/// What remains of a query, with its question mark; `None` when there is no echo in it.
fn without_echoes(query: &str) -> Option<String> {
    let is_echo = |name: &str| ECHOES.contains(&name);
    if !form_urlencoded::parse(query.as_bytes()).any(|(name, _)| is_echo(&name)) {
        return None;
    }
    let rest = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !is_echo(name));
    let rest = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(rest)
        .finish();
    Some(if rest.is_empty() {
        rest
    } else {
        format!("?{rest}")
    })
}
