//! The gate in front of everything: what a request must look like before any of our code sees it (R4, R6, R24, R40).

use std::{sync::Arc, time::Duration};

use app::{
    paths,
    platform::{csp, request_id::RequestId},
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
use url::{Url, form_urlencoded};

/// Called by servers with a client authentication of their own: no origin is asked for, and cookies do not reach them.
const SERVER_TO_SERVER: &[&str] = &[paths::TOKEN];

/// Called by machines that know the process by its address only.
const PROBES: &[&str] = &[paths::HEALTH, paths::READY];

/// What a form sends.
const FORM: &str = "application/x-www-form-urlencoded";

/// Paths that take something else than a form.
const OTHER_CONTENT_TYPES: &[(&str, &[&str])] = &[(csp::REPORTS, &["application/csp-report"])];

/// Longest path with query (security.md 2).
const LONGEST_TARGET: usize = 4 * 1024;
/// Largest body of a server function (security.md 2).
const LARGEST_FUNCTION_BODY: usize = 16 * 1024;
/// Largest body elsewhere (security.md 2).
const LARGEST_BODY: usize = 64 * 1024;
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
        if SERVER_TO_SERVER.contains(&path) {
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
        .map_or(&[FORM][..], |(_, types)| types);
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|given| given.to_str().ok())
        .unwrap_or_default();
    let kind = given.split(';').next().unwrap_or_default().trim();
    if listed
        .iter()
        .any(|listed| listed.eq_ignore_ascii_case(kind))
    {
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
    let (parts, body) = request.into_parts();
    let largest = if is_function(parts.uri.path()) || SERVER_TO_SERVER.contains(&parts.uri.path()) {
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
        return Err(too_large);
    }

    let body = match tokio::time::timeout(LONGEST_BODY, Limited::new(body, largest).collect()).await
    {
        Err(_) => return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "slow body")),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large),
        Ok(Err(_)) => return Err(Refusal::new(StatusCode::BAD_REQUEST, "broken body")),
        Ok(Ok(body)) => body.to_bytes(),
    };
    if has_nul(&body) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "NUL in the body"));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
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
mod tests {
    use std::{
        convert::Infallible,
        pin::Pin,
        task::{Context, Poll},
    };

    use axum::{Router, body::Bytes, middleware, routing::any};
    use hyper::body::Frame;
    use tower::ServiceExt;

    use super::*;

    const OWN: &str = "https://members.example.com";

    /// A request as a browser sends a form, before a case changes it.
    fn form(path: &str) -> http::request::Builder {
        Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, "members.example.com")
            .header(CONTENT_TYPE, FORM)
    }

    fn page(path: &str) -> http::request::Builder {
        Request::builder()
            .uri(path)
            .header(HOST, "members.example.com")
    }

    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn answer(request: http::request::Builder, body: impl Into<Body>) -> Response {
        let gate = Gate::new(&Url::parse(OWN).unwrap());
        // Tells back what came through, and leads away as the framework does after an error.
        let router = Router::new()
            .route(
                "/moved",
                any(|uri: Uri| async move {
                    (
                        StatusCode::FOUND,
                        [(LOCATION, uri.query().unwrap_or_default().replace('~', "__"))],
                    )
                }),
            )
            .fallback(|uri: Uri, headers: HeaderMap, body: String| async move {
                format!("{uri} {} {body}", headers.contains_key(COOKIE))
            })
            .layer(middleware::from_fn_with_state(gate, guard));
        router
            .oneshot(request.body(body.into()).unwrap())
            .await
            .unwrap()
    }

    /// A body that does not come.
    struct Never;

    impl hyper::body::Body for Never {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Pending
        }
    }

    async fn status(request: http::request::Builder, body: impl Into<Body>) -> u16 {
        answer(request, body).await.status().as_u16()
    }

    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn text(request: http::request::Builder, body: impl Into<Body>) -> String {
        let bytes = answer(request, body)
            .await
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn only_our_own_pages_change_anything() {
        let absent = "";
        let cases = [
            ("same-origin", OWN, 200),
            ("same-origin", "null", 200),
            ("same-origin", absent, 200),
            ("same-origin", "https://cart.example.com", 403),
            ("same-site", OWN, 403),
            ("cross-site", OWN, 403),
            ("cross-site", "null", 403),
            ("none", OWN, 403),
            ("none", absent, 403),
            ("Same-Origin", OWN, 403),
            (absent, OWN, 200),
            (absent, absent, 403),
            (absent, "null", 403),
            (absent, "http://members.example.com", 403),
            (absent, "https://members.example.com:8443", 403),
            (absent, "https://members.example.com.evil.example", 403),
            (absent, "https://evil.example", 403),
        ];

        for path in ["/api/share-accounts/add", "/anything"] {
            for (site, origin, expected) in cases {
                let mut request = form(path);
                if !site.is_empty() {
                    request = request.header(SEC_FETCH_SITE, site);
                }
                if !origin.is_empty() {
                    request = request.header(ORIGIN, origin);
                }
                assert_eq!(
                    status(request, "a=b").await,
                    expected,
                    "{path} {site:?} {origin:?}"
                );
            }
        }
    }

    #[tokio::test]
    async fn two_answers_to_one_question_are_none() {
        let twice = form("/login")
            .header(SEC_FETCH_SITE, "same-origin")
            .header(SEC_FETCH_SITE, "cross-site");

        assert_eq!(status(twice, "").await, 403);
    }

    #[tokio::test]
    async fn servers_need_no_origin_and_get_no_cookie() {
        let request = form("/oauth/token").header(COOKIE, "sid=1");

        assert_eq!(
            text(request, "grant_type=authorization_code").await,
            "/oauth/token false grant_type=authorization_code"
        );
    }

    #[tokio::test]
    async fn functions_answer_post_only() {
        for method in [
            Method::GET,
            Method::HEAD,
            Method::OPTIONS,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
            Method::TRACE,
        ] {
            for path in [
                "/api",
                "/api/share-accounts/add",
                "/api/share-accounts/add?name=x",
            ] {
                let response = answer(
                    page(path)
                        .method(&method)
                        .header(SEC_FETCH_SITE, "same-origin"),
                    "",
                )
                .await;

                assert_eq!(
                    (response.status().as_u16(), response.headers().get(ALLOW)),
                    (405, Some(&HeaderValue::from_static("POST"))),
                    "{method} {path}"
                );
            }
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
            assert_eq!(
                status(form("/login").method(&method).header(ORIGIN, OWN), "").await,
                405,
                "{method}"
            );
        }
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            assert_eq!(
                status(page("/apiary").method(&method), "").await,
                200,
                "{method}"
            );
        }
    }

    #[tokio::test]
    async fn bodies_come_in_listed_content_types() {
        let post = |path: &str, kind: Option<&'static str>| {
            let request = Request::builder()
                .method(Method::POST)
                .uri(path.to_owned())
                .header(HOST, "members.example.com")
                .header(ORIGIN, OWN);
            match kind {
                Some(kind) => request.header(CONTENT_TYPE, kind),
                None => request,
            }
        };
        let cases = [
            ("/api/x", Some("application/x-www-form-urlencoded"), 200),
            (
                "/api/x",
                Some("Application/X-WWW-Form-Urlencoded; charset=UTF-8"),
                200,
            ),
            ("/api/x", Some("text/plain"), 415),
            ("/api/x", Some("multipart/form-data; boundary=x"), 415),
            ("/api/x", Some("application/json"), 415),
            (
                "/api/x",
                Some("text/plain; application/x-www-form-urlencoded"),
                415,
            ),
            ("/api/x", None, 415),
            (csp::REPORTS, Some("application/csp-report"), 200),
            (csp::REPORTS, Some(FORM), 415),
        ];

        for (path, kind, expected) in cases {
            assert_eq!(
                status(post(path, kind), "a=b").await,
                expected,
                "{path} {kind:?}"
            );
        }
    }

    #[tokio::test]
    async fn bodies_end_where_the_limit_is() {
        let largest = "a".repeat(LARGEST_FUNCTION_BODY);
        let chunked = |size: usize| {
            Body::new(Limited::new(Body::from("a".repeat(size)), usize::MAX).boxed_unsync())
        };
        let own = |path: &str| form(path).header(ORIGIN, OWN);

        assert_eq!(status(own("/api/x"), largest.clone()).await, 200);
        assert_eq!(status(own("/api/x"), largest.clone() + "a").await, 413);
        assert_eq!(
            status(own("/api/x"), chunked(LARGEST_FUNCTION_BODY + 1)).await,
            413
        );
        assert_eq!(
            status(own("/api/x").header(CONTENT_LENGTH, "1073741824"), "").await,
            413
        );
        assert_eq!(
            status(form("/oauth/token"), largest.clone() + "a").await,
            413
        );
        assert_eq!(status(own("/login"), largest + "a").await, 200);
        assert_eq!(
            status(own("/login"), "a".repeat(LARGEST_BODY + 1)).await,
            413
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let started = tokio::time::Instant::now();

        assert_eq!(
            status(form("/api/x").header(ORIGIN, OWN), Body::new(Never)).await,
            408
        );
        assert_eq!(started.elapsed().as_secs(), 15);
    }

    #[tokio::test]
    async fn targets_are_short_and_without_nul() {
        let path_of = |length: usize| format!("/{}", "a".repeat(length - 1));

        assert_eq!(status(page(&path_of(LONGEST_TARGET)), "").await, 200);
        assert_eq!(status(page(&path_of(LONGEST_TARGET + 1)), "").await, 414);
        assert_eq!(status(page("/a%00"), "").await, 400);
        assert_eq!(status(page("/a?b=%00"), "").await, 400);
        assert_eq!(
            status(form("/api/x").header(ORIGIN, OWN), "email=v%40x.jp%00").await,
            400
        );
        assert_eq!(
            status(form("/api/x").header(ORIGIN, OWN), "email=v\0").await,
            400
        );
    }

    #[tokio::test]
    async fn the_portal_answers_to_its_own_name_only() {
        let named = |path: &str, host: &str| Request::builder().uri(path).header(HOST, host);
        for host in [
            "members.example.com",
            "MEMBERS.example.com",
            "members.example.com:443",
        ] {
            assert_eq!(status(named("/", host), "").await, 200, "{host}");
        }
        for host in [
            "evil.example",
            "members.example.com.evil.example",
            "members.example.com:8443",
            "members.example.com:80",
            "a@members.example.com",
            "127.0.0.1:3000",
            "",
        ] {
            assert_eq!(status(named("/", host), "").await, 421, "{host}");
        }

        assert_eq!(status(Request::builder().uri("/"), "").await, 421);
        assert_eq!(
            status(page("/").header(HOST, "evil.example"), "").await,
            421
        );
        assert_eq!(
            status(named("https://evil.example/", "members.example.com"), "").await,
            421
        );
        assert_eq!(
            status(
                named("/", "members.example.com").header("x-forwarded-host", "evil.example"),
                ""
            )
            .await,
            200
        );
        assert_eq!(status(named("/healthz", "10.1.2.3:3000"), "").await, 200);
        assert_eq!(status(Request::builder().uri("/readyz"), "").await, 200);
    }

    #[tokio::test]
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn a_portal_on_loopback_is_named_with_its_port() {
        let gate = Gate::new(&Url::parse("http://127.0.0.1:3000").unwrap());
        let own = |host: &'static str| gate.is_own(&Authority::from_static(host));

        assert!(own("127.0.0.1:3000"));
        assert!(!own("127.0.0.1") && !own("localhost:3000"));
        assert!(
            Gate::new(&Url::parse("http://[::1]:3000").unwrap())
                .is_own(&Authority::from_static("[::1]:3000"))
        );
    }

    #[tokio::test]
    async fn errors_echoed_in_a_redirect_are_taken_out() {
        // The echo's underscores are written as ~, so that only the answer has them.
        let cases = [
            ("/login?~path=%2Fapi&~err=abc", "/login", 303),
            ("/list?page=2&~err=abc", "/list?page=2", 303),
            ("https://members.example.com/login?~err=abc", "/login", 303),
            (
                "https://members.example.com//evil.example/?~err=abc",
                "/evil.example/",
                303,
            ),
            (
                "https://members.example.com/%5Cevil.example/?~err=abc",
                "/%5Cevil.example/",
                303,
            ),
            ("https://evil.example/login?~err=abc", "/", 303),
            ("//evil.example/login?~err=abc", "/", 303),
            ("/login?next=~err", "/login?next=__err", 302),
            (
                "https://cart.example.com/callback?code=abc",
                "https://cart.example.com/callback?code=abc",
                302,
            ),
        ];

        for (location, tamed, status) in cases {
            let response = answer(page(&format!("/moved?{location}")), "").await;
            let found = response
                .headers()
                .get(LOCATION)
                .and_then(|found| found.to_str().ok());

            assert_eq!(
                (found, response.status().as_u16()),
                (Some(tamed), status),
                "{location}"
            );
        }
    }

    #[tokio::test]
    async fn errors_echoed_in_a_request_reach_no_page() {
        assert_eq!(
            text(page("/login?__path=%2Fapi&__err=abc"), "").await,
            "/login false "
        );
        assert_eq!(
            text(page("/list?page=2&%5F_err=abc"), "").await,
            "/list?page=2 false "
        );
        assert_eq!(text(page("/list?page=2"), "").await, "/list?page=2 false ");
    }

    #[tokio::test]
    async fn a_refusal_says_which_address_is_right_and_no_more() {
        let lost = Request::builder().uri("/secret").header(HOST, "localhost");

        assert_eq!(
            text(lost, "").await,
            "421 Misdirected Request\nhttps://members.example.com/\n"
        );
    }
}
