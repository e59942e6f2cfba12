//! What is said to whom the gate keeps out.

use app::platform::request_id::RequestId;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::ALLOW};

use super::Gate;

/// Why a request does not come in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    /// For the log.
    reason: &'static str,
    allow: Option<&'static str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, reason: &'static str) -> Self {
        Self {
            status,
            reason,
            allow: None,
        }
    }

    pub(super) fn method(allow: &'static str) -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            reason: "method",
            allow: Some(allow),
        }
    }

    /// A few plain words, for people see it only when they went out of their way (R41).
    pub(super) fn answer(self, Gate(own): &Gate, id: Option<RequestId>) -> Response {
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
