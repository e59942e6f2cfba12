//! Why a request of the cart was not fulfilled, as machines read it (RFC 9457).

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    platform::failure::{Failure, Inner as _},
    points::{self, Refusal},
    values::Points,
};

/// What is wrong.
#[derive(Debug)]
pub enum Problem {
    /// There is no access token.
    NoToken,
    /// It opens nothing here, or nothing any more.
    Unauthorized,
    /// The client is no cart any more.
    Forbidden,
    /// The request is not well-formed; how.
    Malformed(&'static str),
    /// By the rules of points.
    Refused(Refusal),
    /// Something inside.
    Broken(Failure),
}

#[derive(Serialize)]
struct Body {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    available: Option<Points>,
}

impl From<points::Error> for Problem {
    fn from(error: points::Error) -> Self {
        match error {
            points::Error::Refused(why) => Self::Refused(why),
            points::Error::Database(error) => error.into(),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the points' interface cannot answer");
        Self::Broken(error.failure())
    }
}

impl From<crate::handoff::Error> for Problem {
    fn from(error: crate::handoff::Error) -> Self {
        tracing::error!(%error, "the points' interface cannot answer");
        Self::Broken(error.failure())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code, title) = match self {
            Self::NoToken => {
                return crate::handoff::tokens::unauthorized("Bearer realm=\"points\"");
            }
            Self::Unauthorized => {
                let challenge = "Bearer realm=\"points\", error=\"invalid_token\"";
                return crate::handoff::tokens::unauthorized(challenge);
            }
            Self::Forbidden => {
                let challenge =
                    "Bearer realm=\"points\", error=\"insufficient_scope\", scope=\"points\"";
                return (
                    StatusCode::FORBIDDEN,
                    [(header::WWW_AUTHENTICATE, challenge)],
                )
                    .into_response();
            }
            Self::Broken(failure) => return failure.status().into_response(),
            Self::Malformed(how) => (StatusCode::BAD_REQUEST, "invalid_request", how),
            Self::Refused(Refusal::NotEnough { .. }) => (
                StatusCode::CONFLICT,
                "not_enough",
                "The shop has fewer points.",
            ),
            Self::Refused(Refusal::Ended) => (
                StatusCode::CONFLICT,
                "ended",
                "The points are not held any more.",
            ),
            Self::Refused(Refusal::Unknown) => (
                StatusCode::NOT_FOUND,
                "unknown",
                "There is no such shop or reservation.",
            ),
            Self::Refused(Refusal::KeyUsed) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "key_used",
                "The key stands for another request.",
            ),
            Self::Refused(Refusal::Amount) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "amount",
                "The number of points is none, or more than were held or used.",
            ),
        };
        let available = match self {
            Self::Refused(Refusal::NotEnough { available }) => Some(available),
            _ => None,
        };
        let body = Body {
            r#type: "about:blank",
            title,
            status: status.as_u16(),
            code,
            available,
        };
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, content_type, Json(body)).into_response()
    }
}
