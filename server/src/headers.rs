//! Headers on every answer, whoever made it (R36–R38).

use app::platform::{csp, settings::Settings};
use axum::{
    body::Bytes,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SERVER,
        STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use serde_json::Value;

/// Files whose address changes with their content.
const HASHED: &str = "/pkg/";

/// The same on every answer (R37).
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        ),
    ),
];

/// What the headers depend on.
#[derive(Clone, Copy, Debug)]
pub struct Headers {
    https: bool,
}

impl Headers {
    /// The headers of this installation; only one on https promises to stay there (ASVS 3.4.1).
    pub fn new(settings: &Settings) -> Self {
        Self {
            https: settings.public_url.scheme() == "https",
        }
    }
}

/// Adds the headers of R36 to R38 to what `next` answers.
///
/// A page sets its own Content-Security-Policy with its nonce; a page with a token in its address or form sets its own
/// Referrer-Policy; what may be cached sets its own Cache-Control.
pub async fn add(State(headers): State<Headers>, request: Request, next: Next) -> Response {
    let hashed = matches!(*request.method(), Method::GET | Method::HEAD)
        && request.uri().path().starts_with(HASHED);

    let mut response = next.run(request).await;

    // A missing file must not be remembered; 304 renews what is cached, so it says the same as 200 did.
    let immutable =
        hashed && matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
    complete(response.headers_mut(), headers, immutable);
    response
}

fn complete(answer: &mut HeaderMap, Headers { https }: Headers, immutable: bool) {
    answer.remove(SERVER);
    for (name, value) in ALWAYS {
        answer.insert(name, value);
    }
    if https {
        answer.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    answer
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(csp::NO_SCRIPT));
    answer
        .entry(REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("same-origin"));
    if immutable {
        answer.insert(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        );
    } else {
        answer
            .entry(CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    if let Some(with_charset) = answer.get(CONTENT_TYPE).and_then(with_charset) {
        answer.insert(CONTENT_TYPE, with_charset);
    }
}

/// The content type of a text with the charset that all our texts have (ASVS 4.1.1), where it is missing.
fn with_charset(content_type: &HeaderValue) -> Option<HeaderValue> {
    let text = content_type.to_str().ok()?;
    let is_text =
        text.starts_with("text/") || matches!(text, "image/svg+xml" | "application/javascript");
    if !is_text || text.contains("charset") {
        return None;
    }
    HeaderValue::from_str(&format!("{text}; charset=utf-8")).ok()
}

/// Takes a browser's report of what a policy stopped, at [`csp::REPORTS`] (R36).
///
/// It is logged with its directive and the origin of what was stopped; a report's other fields may hold addresses
/// with tokens in them (R54).
pub fn report(report: &Bytes) -> StatusCode {
    let Some((directive, stopped)) = violation(report) else {
        return StatusCode::BAD_REQUEST;
    };
    tracing::warn!(directive, stopped, "a content security policy was violated");
    StatusCode::NO_CONTENT
}

/// Directive and what was stopped, of a report in the form of `report-uri`.
fn violation(report: &[u8]) -> Option<(String, String)> {
    let report = serde_json::from_slice::<Value>(report).ok()?;
    let report = report.get("csp-report")?;
    let directive = report
        .get("effective-directive")
        .or_else(|| report.get("violated-directive"))?
        .as_str()?;
    let stopped = report.get("blocked-uri")?.as_str()?;
    // "inline" and "eval" are no addresses.
    let stopped = url::Url::parse(stopped).map_or_else(
        |_| stopped.to_owned(),
        |url| url.origin().ascii_serialization(),
    );
    let short = |text: &str| {
        text.chars()
            .filter(char::is_ascii_graphic)
            .take(80)
            .collect()
    };
    Some((short(directive), short(&stopped)))
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware, response::IntoResponse, routing::get};
    use tower::ServiceExt;

    use super::*;

    /// What one request to a small portal is answered with.
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn answer(https: bool, method: Method, path: &str) -> Response {
        let portal = Router::new()
            .route("/plain", get(|| async { "plain" }))
            .route(
                "/page",
                get(|| async {
                    let own = [
                        (CONTENT_SECURITY_POLICY, "default-src 'self'"),
                        (REFERRER_POLICY, "no-referrer"),
                        (SERVER, "x/1.2"),
                    ];
                    (own, "page").into_response()
                }),
            )
            .route(
                "/moved",
                get(|| async { axum::response::Redirect::to("/page") }),
            )
            .route(
                "/broken",
                get(|| async { StatusCode::INTERNAL_SERVER_ERROR }),
            )
            .route(
                "/pkg/main.1f.css",
                get(|| async { ([(CONTENT_TYPE, "text/css")], "a{}") }),
            )
            .layer(middleware::from_fn_with_state(Headers { https }, add));
        portal
            .oneshot(
                Request::builder()
                    .method(method)
                    .uri(path)
                    .body(Body::empty())
                    .unwrap(),
            )
            .await
            .unwrap()
    }

    fn value(response: &Response, name: HeaderName) -> &str {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    #[tokio::test]
    async fn every_answer_carries_the_headers() {
        let cases = [
            ("/plain", 200),
            ("/page", 200),
            ("/moved", 303),
            ("/nowhere", 404),
            ("/pkg/nowhere.css", 404),
            ("/broken", 500),
            ("/pkg/main.1f.css", 200),
        ];

        for (path, status) in cases {
            let response = answer(true, Method::GET, path).await;

            assert_eq!(response.status().as_u16(), status, "{path}");
            for (name, expected) in ALWAYS {
                assert_eq!(
                    response.headers().get(&name),
                    Some(&expected),
                    "{path} {name}"
                );
            }
            for name in [
                CONTENT_SECURITY_POLICY,
                REFERRER_POLICY,
                CACHE_CONTROL,
                STRICT_TRANSPORT_SECURITY,
            ] {
                assert_eq!(
                    response.headers().get_all(&name).iter().count(),
                    1,
                    "{path} {name}"
                );
            }
            assert!(!response.headers().contains_key(SERVER), "{path}");
        }
    }

    #[tokio::test]
    async fn an_answer_without_a_policy_gets_the_one_without_scripts() {
        assert_eq!(
            value(
                &answer(true, Method::GET, "/nowhere").await,
                CONTENT_SECURITY_POLICY
            ),
            csp::NO_SCRIPT
        );
    }

    #[tokio::test]
    async fn a_page_keeps_its_own_policies() {
        let page = answer(true, Method::GET, "/page").await;

        assert_eq!(value(&page, CONTENT_SECURITY_POLICY), "default-src 'self'");
        assert_eq!(value(&page, REFERRER_POLICY), "no-referrer");
        assert_eq!(value(&page, CACHE_CONTROL), "no-store");
    }

    #[tokio::test]
    async fn only_https_is_promised_to_stay_https() {
        let plain = answer(false, Method::GET, "/plain").await;

        assert!(!plain.headers().contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[tokio::test]
    async fn only_a_hashed_asset_that_exists_may_be_kept() {
        let kept = "public, max-age=31536000, immutable";

        assert_eq!(
            value(
                &answer(true, Method::GET, "/pkg/main.1f.css").await,
                CACHE_CONTROL
            ),
            kept
        );
        assert_eq!(
            value(
                &answer(true, Method::HEAD, "/pkg/main.1f.css").await,
                CACHE_CONTROL
            ),
            kept
        );
        assert_eq!(
            value(
                &answer(true, Method::POST, "/pkg/main.1f.css").await,
                CACHE_CONTROL
            ),
            "no-store"
        );
        assert_eq!(
            value(
                &answer(true, Method::GET, "/pkg/nowhere.css").await,
                CACHE_CONTROL
            ),
            "no-store"
        );
        assert_eq!(
            value(
                &answer(true, Method::GET, "/page/x.css").await,
                CACHE_CONTROL
            ),
            "no-store"
        );
    }

    #[tokio::test]
    async fn texts_tell_their_charset() {
        assert_eq!(
            value(
                &answer(true, Method::GET, "/pkg/main.1f.css").await,
                CONTENT_TYPE
            ),
            "text/css; charset=utf-8"
        );
        assert_eq!(
            value(&answer(true, Method::GET, "/plain").await, CONTENT_TYPE),
            "text/plain; charset=utf-8"
        );
        assert_eq!(with_charset(&HeaderValue::from_static("image/png")), None);
    }

    #[test]
    fn a_report_is_cut_down_to_what_may_be_logged() {
        let report = br#"{"csp-report":{"document-uri":"https://m.example/v1/token","effective-directive":"img-src\n","blocked-uri":"https://evil.example/v1/token"}}"#;

        assert_eq!(
            violation(report),
            Some(("img-src".to_owned(), "https://evil.example".to_owned()))
        );
        assert_eq!(violation(b"{}"), None);
    }
}
