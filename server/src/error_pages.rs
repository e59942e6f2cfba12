//! Gives every failed answer to a browser its page: what happened and what to do, with the right status.

use app::{
    app::failure_shell,
    platform::{request_id::RequestId, services::Services},
    ui::failure_page::Reason,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, Method, StatusCode,
        header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE},
        request::Parts,
    },
    middleware::Next,
    response::Response,
};
use leptos::prelude::provide_context;

/// What a failed answer keeps of its headers.
const KEPT: [HeaderName; 3] = [ALLOW, RETRY_AFTER, SET_COOKIE];

/// Puts the page of its status in place of an answer that failed without one, where a person reads it.
pub async fn replace(State(services): State<Services>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let answer = next.run(Request::from_parts(parts, body)).await;
    let failed = answer.status().is_client_error() || answer.status().is_server_error();
    if !failed || is_html(answer.headers()) || !reads_html(&asked) {
        return answer;
    }
    let minutes = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|seconds| seconds.to_str().ok()?.parse::<u64>().ok())
        .map_or(1, |seconds| seconds.div_ceil(60));
    let reason = match answer.status() {
        StatusCode::FORBIDDEN => Reason::Forbidden,
        StatusCode::NOT_FOUND | StatusCode::GONE => Reason::NotFound,
        StatusCode::TOO_MANY_REQUESTS => Reason::TooMany { minutes },
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Reason::Unavailable,
        StatusCode::INTERNAL_SERVER_ERROR => Reason::Broken {
            reference: asked
                .extensions
                .get::<RequestId>()
                .map(ToString::to_string)
                .unwrap_or_default(),
        },
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => Reason::NotReceived,
        _ => Reason::Outdated,
    };
    let mut page = render(services, asked, reason).await;
    *page.status_mut() = answer.status();
    for name in KEPT {
        for value in answer.headers().get_all(&name) {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    page
}

async fn render(services: Services, mut asked: Parts, reason: Reason) -> Response {
    asked.method = Method::GET;
    let page = leptos_axum::render_app_async_with_context(
        move || provide_context(services.clone()),
        move || failure_shell(reason.clone()),
    );
    page(Request::from_parts(asked, Body::empty())).await
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"))
}

fn reads_html(asked: &Parts) -> bool {
    asked
        .headers
        .get(ACCEPT)
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.contains("text/html"))
}
