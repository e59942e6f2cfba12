//! Why a request of a client was not granted.

use super::keys::KeyError;
use crate::{
    platform::failure::{Failure, Inner},
    values::UnknownName,
};

/// In the words of RFC 6749 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6 and RFC 6750 3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest,
    /// The client did not prove who it is.
    InvalidClient,
    /// The code or refresh token is not, or no longer, good.
    InvalidGrant,
    /// The scope is not for this client, or for nobody.
    InvalidScope,
    /// This client has no use for that grant.
    UnauthorizedClient,
    /// Another grant than those of the metadata.
    UnsupportedGrantType,
    /// Another response than a code.
    UnsupportedResponseType,
    /// The account has no right to this client.
    AccessDenied,
    /// Somebody has to sign in, and may not be asked to.
    LoginRequired,
    /// Somebody has to do something here first, and may not be asked to.
    InteractionRequired,
    /// Request objects are not taken.
    RequestNotSupported,
    /// Nor are addresses of them.
    RequestUriNotSupported,
    /// Nor do clients register themselves.
    RegistrationNotSupported,
}

impl Refusal {
    /// The error code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// As the standards tell it.
    #[error("{}", .0.as_str())]
    Refused(Refusal),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored value that is none of ours.
    #[error("stored: {0}")]
    Stored(#[from] UnknownName),
    /// The keys.
    #[error("keys: {0}")]
    Keys(#[from] KeyError),
}

impl Inner for Error {
    fn failure(&self) -> Failure {
        match self {
            Self::Refused(_) => Failure::BadRequest,
            Self::Database(error) | Self::Keys(KeyError::Database(error)) => error.failure(),
            Self::Stored(_) | Self::Keys(_) => Failure::Internal,
        }
    }
}

/// Refuses.
pub fn refused<T>(why: Refusal) -> Result<T, Error> {
    Err(Error::Refused(why))
}
