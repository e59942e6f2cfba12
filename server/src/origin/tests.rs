//! Tests of the module above.

mod bodies;
mod callers;
mod echoes;

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use app::platform::upload::TooLarge;
use axum::{
    Router,
    body::{Body, Bytes},
    middleware,
    routing::any,
};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http_body_util::BodyExt;
use hyper::body::Frame;
use tower::ServiceExt;

use super::{body::FORM, *};

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
        // Tells how much of a file came in.
        .route(
            paths::INVITATION_UPLOAD,
            any(|request: Request| async move {
                let told = request.extensions().get::<TooLarge>().map(|_| "too large");
                let body = request.into_body().collect().await.unwrap().to_bytes();
                format!("{} {}", body.len(), told.unwrap_or("whole"))
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
