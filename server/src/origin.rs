//! The gate in front of everything: what a request must look like before any of our code sees it (R4, R6, R24, R40).

mod body;
mod echoes;
mod refusal;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use app::{paths, platform::request_id::RequestId};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderName, Method, StatusCode, Uri,
    header::{COOKIE, HOST, ORIGIN},
    uri::{Authority, PathAndQuery},
};
use url::Url;

use self::{
    body::{check_content_type, has_nul, read_body},
    echoes::forget_echoes,
    refusal::Refusal,
};

/// Called by servers with a client authentication of their own: no origin is asked for, and cookies do not reach them.
const SERVER_TO_SERVER: &[&str] = &[paths::TOKEN, paths::USERINFO, paths::BOUNCE_HOOK];

/// Forms of other sites, which are only asked again as addresses: the same goes for them.
const FORMS_OF_CLIENTS: &[&str] = &[paths::AUTHORIZE, paths::END_SESSION];

/// Called by machines that know the process by its address only.
const PROBES: &[&str] = &[paths::HEALTH, paths::READY];

/// Longest path with query (security.md 2).
const LONGEST_TARGET: usize = 4 * 1024;
/// Tells of a browser where a request began (Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Decides by the portal's own origin what comes in.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Url>);

impl Gate {
    /// The gate of the portal at `public_url`.
    pub fn new(public_url: &Url) -> Self {
        Self(Arc::new(public_url.clone()))
    }

    /// The request with its body read, and without what no part of the portal is to see.
    async fn admit(&self, mut request: Request) -> Result<Request, Refusal> {
        check_target(request.uri())?;
        self.check_host(&request)?;
        check_method(&request)?;
        forget_echoes(request.uri_mut())?;
        if is_safe(request.method()) {
            return Ok(request);
        }

        let path = request.uri().path();
        if is_for_servers(path) || FORMS_OF_CLIENTS.contains(&path) {
            request.headers_mut().remove(COOKIE);
        } else {
            self.check_origin(request.headers())?;
        }
        check_content_type(request.uri().path(), request.headers())?;
        read_body(request).await
    }

    /// R4: the portal answers to its own name only.
    fn check_host(&self, request: &Request) -> Result<(), Refusal> {
        if PROBES.contains(&request.uri().path()) {
            return Ok(());
        }
        let unknown = Refusal::new(StatusCode::MISDIRECTED_REQUEST, "unknown host");
        let headers = request
            .headers()
            .get_all(HOST)
            .iter()
            .map(|host| Authority::try_from(host.as_bytes()).ok());
        // An absolute target brings a second name, which has to be ours as well.
        let mut names = headers
            .chain(request.uri().authority().cloned().map(Some))
            .peekable();
        if names.peek().is_none() {
            return Err(unknown);
        }
        if names.all(|name| name.is_some_and(|name| self.is_own(&name))) {
            Ok(())
        } else {
            Err(unknown)
        }
    }

    fn is_own(&self, authority: &Authority) -> bool {
        let Self(own) = self;
        let port = authority.port_u16().or_else(|| {
            if own.scheme() == "https" {
                Some(443)
            } else {
                Some(80)
            }
        });
        !authority.as_str().contains('@')
            && own
                .host_str()
                .is_some_and(|host| host.eq_ignore_ascii_case(authority.host()))
            && own.port_or_known_default() == port
    }

    /// R6: a request that changes something comes from one of our own pages.
    ///
    /// `Origin: null` comes from our pages without a referrer, and is believed with the browser's word only.
    fn check_origin(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let site = Told::by(headers, &SEC_FETCH_SITE, "same-origin");
        let origin = Told::by(headers, &ORIGIN, &self.0.origin().ascii_serialization());
        let null = headers.get(ORIGIN).is_some_and(|origin| origin == "null");

        match (site, origin) {
            (Told::Right, Told::Right | Told::Nothing) | (Told::Nothing, Told::Right) => Ok(()),
            (Told::Right, Told::Wrong) if null => Ok(()),
            _ => Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "another site's request",
            )),
        }
    }
}

/// Lets only those requests through that R4 and R6 allow, with bodies of a size and in a time that security.md 2 gives.
pub async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().copied();

    match gate.admit(request).await {
        Ok(request) => {
            let mut response = next.run(request).await;
            gate.tame(&mut response);
            response
        }
        Err(refusal) => refusal.answer(&gate, id),
    }
}

/// What a header says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// What it should.
    Right,
    /// Something else, or several things.
    Wrong,
    /// It is not there.
    Nothing,
}

impl Told {
    fn by(headers: &HeaderMap, name: &HeaderName, expected: &str) -> Self {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::Nothing,
            (Some(value), None) if value == expected => Self::Right,
            _ => Self::Wrong,
        }
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a server function lives there, or would.
fn is_function(path: &str) -> bool {
    path.strip_prefix(paths::API)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_for_servers(path: &str) -> bool {
    SERVER_TO_SERVER.contains(&path) || path.starts_with(paths::POINTS_INTERFACE)
}

/// Neither endless nor with a NUL, which the database refuses in any text (F20).
fn check_target(target: &Uri) -> Result<(), Refusal> {
    let target = target.path_and_query().map_or("", PathAndQuery::as_str);
    if target.len() > LONGEST_TARGET {
        return Err(Refusal::new(StatusCode::URI_TOO_LONG, "long target"));
    }
    if has_nul(target.as_bytes()) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "NUL in the target"));
    }
    Ok(())
}

/// No function answers GET, and nothing answers what we have no use for (R6, R56).
fn check_method(request: &Request) -> Result<(), Refusal> {
    let method = request.method();
    if is_function(request.uri().path()) {
        return if method == Method::POST {
            Ok(())
        } else {
            Err(Refusal::method("POST"))
        };
    }
    if is_safe(method) || method == Method::POST {
        Ok(())
    } else {
        Err(Refusal::method("GET, HEAD, POST"))
    }
}
