//! The gate in front of everything: what a request must look like before any of our code sees it (R4, R6, R24, R40).

use std::{sync::Arc, time::Duration};

use app::{
    bounces, paths,
    platform::{csp, request_id::RequestId, upload::TooLarge},
};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
    header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN},
    uri::{Authority, PathAndQuery},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::Semaphore;
use url::{Url, form_urlencoded};

/// Called by servers with a client authentication of their own: no origin is asked for, and cookies do not reach them.
const SERVER_TO_SERVER: &[&str] = &[paths::TOKEN, paths::USERINFO, paths::BOUNCE_HOOK];

/// Forms of other sites, which are only asked again as addresses: the same goes for them.
const FORMS_OF_CLIENTS: &[&str] = &[paths::AUTHORIZE, paths::END_SESSION];

/// Called by machines that know the process by its address only.
const PROBES: &[&str] = &[paths::HEALTH, paths::READY];

/// What a form sends.
const FORM: &str = "application/x-www-form-urlencoded";

/// What a form with a file sends.
const FORM_WITH_FILE: &str = "multipart/form-data";

/// Paths that take something else than a form.
const OTHER_CONTENT_TYPES: &[(&str, &[&str])] = &[
    (csp::REPORTS, &["application/csp-report"]),
    (
        paths::BOUNCE_HOOK,
        &["message/rfc822", "application/octet-stream"],
    ),
    (paths::INVITATION_UPLOAD, &[FORM_WITH_FILE]),
    // without a body
    (paths::USERINFO, &[FORM, ""]),
];

/// What the cart's requests about points are written in; some have no body.
const POINTS_INTERFACE: &[&str] = &["application/json", ""];

/// Paths that people send files to.
const UPLOADS: &[&str] = &[paths::INVITATION_UPLOAD];

/// Paths that take what comes as it is: whoever reads it has to bear any bytes.
const ANY_BYTES: &[&str] = &[paths::BOUNCE_HOOK, paths::INVITATION_UPLOAD];

/// Longest path with query (security.md 2).
const LONGEST_TARGET: usize = 4 * 1024;
/// Largest body of a server function (security.md 2).
const LARGEST_FUNCTION_BODY: usize = 16 * 1024;
/// Largest body elsewhere (security.md 2).
const LARGEST_BODY: usize = 64 * 1024;
/// Largest form with a file (X8).
const LARGEST_UPLOAD: usize = 1024 * 1024;
/// How much of a larger one is passed over.
const MOST_PASSED_OVER: usize = 64 * 1024 * 1024;
/// How many files are read at once; one takes a moment.
static UPLOADS_AT_ONCE: Semaphore = Semaphore::const_new(16);
/// Longest wait for a body (security.md 2).
const LONGEST_BODY: Duration = Duration::from_secs(15);

/// Tells of a browser where a request began (Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What leptos puts into an address when a server function fails; nothing of it is ever shown (R40).
const ECHOES: [&str; 2] = ["__err", "__path"];

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

    /// R40: an error's echo is taken out of a redirect, which then stays on the portal whatever `Referer` said.
    fn tame(&self, response: &mut Response) {
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

/// Why a request does not come in.
#[derive(Clone, Copy, Debug)]
struct Refusal {
    status: StatusCode,
    /// For the log.
    reason: &'static str,
    allow: Option<&'static str>,
}

impl Refusal {
    fn new(status: StatusCode, reason: &'static str) -> Self {
        Self {
            status,
            reason,
            allow: None,
        }
    }

    fn method(allow: &'static str) -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            reason: "method",
            allow: Some(allow),
        }
    }

    /// A few plain words, for people see it only when they went out of their way (R41).
    fn answer(self, Gate(own): &Gate, id: Option<RequestId>) -> Response {
        let Self {
            status,
            reason,
            allow,
        } = self;
        tracing::info!(status = status.as_u16(), reason, "refused at the gate");

        let address = if status == StatusCode::MISDIRECTED_REQUEST {
            format!("{own}\n")
        } else {
            String::new()
        };
        let id = id.map(|id| format!("{id}\n")).unwrap_or_default();
        let mut response = (status, format!("{status}\n{address}{id}")).into_response();
        if let Some(allow) = allow {
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
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

fn has_nul(text: &[u8]) -> bool {
    text.contains(&0) || text.windows(3).any(|three| three == b"%00")
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

/// Bodies come in the content types that are listed for their path (R6).
fn check_content_type(path: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let listed = OTHER_CONTENT_TYPES
        .iter()
        .find(|(other, _)| *other == path)
        .map_or(
            if path.starts_with(paths::POINTS_INTERFACE) {
                POINTS_INTERFACE
            } else {
                &[FORM]
            },
            |(_, types)| types,
        );
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|given| given.to_str().ok())
        .unwrap_or_default();
    let kind = given.split(';').next().unwrap_or_default().trim();
    let is_listed = listed
        .iter()
        .any(|listed| listed.eq_ignore_ascii_case(kind));
    // the framework panics where it finds no boundary
    let is_whole =
        !kind.eq_ignore_ascii_case(FORM_WITH_FILE) || multer::parse_boundary(given).is_ok();
    if is_listed && is_whole {
        Ok(())
    } else {
        Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content type",
        ))
    }
}

/// Reads the whole body, so that nothing behind the gate waits for a slow visitor or meets a half of one.
async fn read_body(request: Request) -> Result<Request, Refusal> {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path();
    let is_upload = UPLOADS.contains(&path);
    let takes_any_bytes = ANY_BYTES.contains(&path);
    // who sends it is found out behind the gate: strangers must not fill the memory with files at once (R24)
    let _reading = match is_upload.then(|| UPLOADS_AT_ONCE.try_acquire()) {
        Some(Err(_)) => {
            return Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "many uploads",
            ));
        }
        Some(Ok(permit)) => Some(permit),
        None => None,
    };
    let largest = if path == paths::BOUNCE_HOOK {
        bounces::LARGEST_MESSAGE
    } else if is_upload {
        LARGEST_UPLOAD
    } else if is_function(path) || is_for_servers(path) {
        LARGEST_FUNCTION_BODY
    } else {
        LARGEST_BODY
    };
    let too_large = Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "large body");
    let declared = parts
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|declared| declared > largest) {
        if is_upload && pass_over(body).await {
            parts.extensions.insert(TooLarge);
            return Ok(Request::from_parts(parts, Body::empty()));
        }
        return Err(too_large);
    }

    let body = match tokio::time::timeout(LONGEST_BODY, Limited::new(body, largest).collect()).await
    {
        Err(_) => return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "slow body")),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large),
        Ok(Err(_)) => return Err(Refusal::new(StatusCode::BAD_REQUEST, "broken body")),
        Ok(Ok(body)) => body.to_bytes(),
    };
    if !takes_any_bytes && has_nul(&body) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "NUL in the body"));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Reads a file that is too large to its end, and keeps nothing of it: a browser reads no answer before it has sent
/// everything. Its page then says beside the field what was wrong. Tells whether the end came.
async fn pass_over(mut body: Body) -> bool {
    let reading = async {
        let mut left = MOST_PASSED_OVER;
        while let Some(frame) = body.frame().await {
            let length = frame.ok()?.data_ref().map_or(0, axum::body::Bytes::len);
            left = left.checked_sub(length)?;
        }
        Some(())
    };
    matches!(
        tokio::time::timeout(LONGEST_BODY, reading).await,
        Ok(Some(()))
    )
}

/// Takes echoes out of what is asked for, so that no page can show one (R40).
fn forget_echoes(target: &mut Uri) -> Result<(), Refusal> {
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

#[cfg(test)]
mod tests;
