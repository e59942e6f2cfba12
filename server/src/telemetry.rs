//! What the server tells about itself: structured logs, one line per request, with nothing personal in it (R54, R55).

use std::{fmt, time::Duration};

use app::{paths, platform::request_id::RequestId};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tokio::time::Instant;
use tracing::{Instrument, Span};
use tracing_subscriber::{EnvFilter, fmt as lines, util::SubscriberInitExt};

use crate::config::{Log, LogFormat};

/// Carries the request's name, so that a visitor's report and the log line find each other.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Probes that come every few seconds.
const PROBES: [&str; 2] = [paths::HEALTH, paths::READY];

/// Longest path that is logged.
const LONGEST_PATH: usize = 200;

/// From this length on a part of a path may be a token; ours have 43 characters (security.md 2).
const TOKEN_LENGTH: usize = 40;

/// Why no logs can be written.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `RUST_LOG` is no filter.
    #[error("RUST_LOG is not a filter")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Something else writes them already.
    #[error("logs are being written already")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// Writes logs to standard output from now on, as text or as one JSON object a line.
///
/// # Errors
///
/// See [`TelemetryError`].
pub fn start(log: &Log) -> Result<(), TelemetryError> {
    let lines = lines().with_env_filter(EnvFilter::try_new(&log.filter)?);
    match log.format {
        LogFormat::Text => lines.finish().try_init()?,
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .finish()
            .try_init()?,
    }
    Ok(())
}

/// Names the request, puts the name into its extensions and its answer, and logs one line about it.
///
/// The line has method, path, status and time; never a query, a header, a body or an address.
pub async fn record(mut request: Request, next: Next) -> Response {
    let Ok(id) = RequestId::random() else {
        // Without random bytes there is no token and no session either.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    request.extensions_mut().insert(id);
    let probe = PROBES.contains(&request.uri().path());
    let span = tracing::info_span!("request", %id, method = method(request.method()), path = %MaskedPath(request.uri().path()));
    let line = Line {
        span: span.clone(),
        started: Instant::now(),
        probe,
        written: false,
    };

    let mut response = next.run(request).instrument(span).await;

    line.write(response.status());
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

/// The line about one request, also when the visitor leaves before the answer.
struct Line {
    span: Span,
    started: Instant,
    probe: bool,
    written: bool,
}

impl Line {
    fn write(mut self, status: StatusCode) {
        self.written = true;
        let (status, ms) = (status.as_u16(), milliseconds(self.started.elapsed()));
        self.span.in_scope(|| {
            if self.probe {
                tracing::debug!(status, ms, "answered");
            } else {
                tracing::info!(status, ms, "answered");
            }
        });
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if !self.written {
            let ms = milliseconds(self.started.elapsed());
            self.span
                .in_scope(|| tracing::info!(ms, "not answered: the visitor left"));
        }
    }
}

/// With one decimal, as people read it.
fn milliseconds(elapsed: Duration) -> f64 {
    (elapsed.as_secs_f64() * 10_000.0).round() / 10.0
}

/// The method, unless somebody made it up.
fn method(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS
        | Method::TRACE
        | Method::CONNECT => method.as_str(),
        _ => "other",
    }
}

/// Prints a path without what must not be in a log (R54): tokens and mail addresses.
struct MaskedPath<'a>(&'a str);

impl fmt::Display for MaskedPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = LONGEST_PATH;
        for (depth, part) in self.0.split('/').skip(1).enumerate() {
            let link = depth > 0 && self.0.starts_with("/v1/");
            let shown = if link && !part.is_empty() || may_be_token(part) {
                "{token}"
            } else {
                part
            };
            let Some(rest) = left.checked_sub(shown.len() + 1) else {
                return f.write_str("/…");
            };
            left = rest;
            write!(f, "/{shown}")?;
        }
        Ok(())
    }
}

/// Whether part of a path is long enough for a token, or holds a mail address.
fn may_be_token(part: &str) -> bool {
    part.len() >= TOKEN_LENGTH || part.contains('@') || part.contains("%40")
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use axum::{Extension, Router, body::Body, middleware, routing::get};
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use tracing::instrument::WithSubscriber;

    use super::*;

    /// Keeps what is logged.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Kept {
        #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    fn router() -> Router {
        Router::new()
            .route(
                "/v1/{token}",
                get(|Extension(id): Extension<RequestId>| async move { id.to_string() }),
            )
            .route("/slow", get(std::future::pending::<()>))
            .route("/healthz", get(|| async {}))
            .layer(middleware::from_fn(record))
    }

    /// What is logged, as JSON, while `path` is asked for, and the answer if there is one in time.
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn logged(path: &str) -> (String, Option<Response>) {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = lines()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(move || writer.clone())
            .finish();
        let request = Request::builder()
            .uri(path)
            .header("cookie", "sid=cookie-hidden")
            .body(Body::from("body-hidden"))
            .unwrap();

        let asked = async {
            tokio::time::timeout(Duration::from_millis(50), router().oneshot(request)).await
        };
        let answer = asked.with_subscriber(subscriber).await;

        (kept.text(), answer.ok().map(Result::unwrap))
    }

    #[tokio::test]
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn a_request_is_one_line_without_token_query_cookie_or_body() {
        let (log, answer) = logged("/v1/token-hidden?next=query-hidden").await;
        let answer = answer.unwrap();
        let id = answer
            .headers()
            .get(X_REQUEST_ID)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let line = serde_json::from_str::<serde_json::Value>(&log).unwrap();

        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(!log.contains("hidden"), "{log}");
        assert_eq!(line["status"], 200);
        assert!(line["ms"].is_number());
        assert_eq!(
            (&line["span"]["method"], &line["span"]["path"]),
            (&"GET".into(), &"/v1/{token}".into())
        );
        assert_eq!(line["span"]["id"], id);
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), id);
    }

    #[tokio::test]
    async fn a_visitor_who_leaves_is_logged_too() {
        let (log, answer) = logged("/slow").await;

        assert!(answer.is_none());
        assert!(log.contains("the visitor left"), "{log}");
        assert_eq!(log.lines().count(), 1, "{log}");
    }

    #[tokio::test]
    async fn probes_are_quiet() {
        assert_eq!(logged("/healthz").await.0, "");
    }

    #[test]
    fn paths_lose_tokens_and_addresses() {
        let token = "q".repeat(43);
        let cases = [
            ("/", "/"),
            ("/login", "/login"),
            (
                "/share-accounts/3f2a7c10-5a51-4d59-9d0e-0c4f3f1b2a99/edit",
                "/share-accounts/3f2a7c10-5a51-4d59-9d0e-0c4f3f1b2a99/edit",
            ),
            ("/v1/short", "/v1/{token}"),
            ("/v1/short/step", "/v1/{token}/{token}"),
            (&format!("/reset/{token}"), "/reset/{token}"),
            ("/ids/taro%40example.com", "/ids/{token}"),
            ("/ids/taro@example.com", "/ids/{token}"),
        ];

        for (path, shown) in cases {
            assert_eq!(MaskedPath(path).to_string(), shown);
        }
        assert!(MaskedPath(&"/a".repeat(2_000)).to_string().len() <= LONGEST_PATH + 4);
    }
}
