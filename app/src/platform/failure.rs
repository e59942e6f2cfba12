//! What may cross to the browser when something does not work; the rest is logged once, here.

use axum::http::StatusCode;
use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

use super::{
    password::PasswordError,
    request,
    respond::{self, SignInNote},
};

/// Why a request was not answered as wished. Carries nothing from inside (R41).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    /// Somebody has to sign in first.
    #[error("sign-in required")]
    SignInRequired,
    /// Their session ended while the request waited.
    #[error("session ended")]
    SessionEnded,
    /// The account has no right to it (M5).
    #[error("forbidden")]
    Forbidden,
    /// There is no such thing, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// The request does not make sense.
    #[error("bad request")]
    BadRequest,
    /// Too often; in a minute again.
    #[error("too many requests")]
    TooMany,
    /// Too many at the moment; soon again.
    #[error("busy")]
    Busy,
    /// The database is not there.
    #[error("unavailable")]
    Unavailable,
    /// Something broke; the log has it under the request's number.
    #[error("internal error")]
    Internal,
}

impl Failure {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::SignInRequired | Self::SessionEnded => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Gives the answer this failure's status. A page shows the failure itself; for anything else
    /// the server puts the error page of the status in its place.
    #[must_use]
    pub fn answered(self) -> Self {
        match self {
            Self::SignInRequired => respond::to_sign_in(),
            Self::SessionEnded => respond::to_sign_in_because(SignInNote::EndedElsewhere),
            Self::TooMany => {
                respond::header(axum::http::header::RETRY_AFTER, "60");
                respond::status(self.status());
            }
            Self::Busy => {
                respond::header(axum::http::header::RETRY_AFTER, "3");
                respond::status(self.status());
            }
            _ => respond::status(self.status()),
        }
        self
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        tracing::info!(request_id = request::reference(), %error, "malformed call of a server function");
        Self::BadRequest.answered()
    }
}

/// Something inside that may fail; tells what the person gets to know of it.
pub trait Inner: std::error::Error + 'static {
    /// The failure that is told.
    fn failure(&self) -> Failure;
}

impl Inner for sqlx::Error {
    fn failure(&self) -> Failure {
        match self {
            Self::Io(_)
            | Self::PoolTimedOut
            | Self::PoolClosed
            | Self::WorkerCrashed
            | Self::Tls(_) => Failure::Unavailable,
            // lock_not_available, connection_exception, transaction_rollback, insufficient_resources,
            // operator_intervention
            Self::Database(error)
                if error.code().is_some_and(|code| {
                    ["55P03", "08", "40", "53", "57"]
                        .iter()
                        .any(|class| code.starts_with(class))
                }) =>
            {
                Failure::Unavailable
            }
            _ => Failure::Internal,
        }
    }
}

impl Inner for PasswordError {
    fn failure(&self) -> Failure {
        match self {
            Self::Busy => Failure::Busy,
            Self::Malformed => Failure::Internal,
        }
    }
}

/// Logs an inner error once, with the number that the person sees, and answers with its failure.
pub fn internal(error: &impl Inner) -> Failure {
    let failure = error.failure();
    tracing::error!(request_id = request::reference(), error = error as &dyn std::error::Error, %failure, "request failed");
    failure.answered()
}
