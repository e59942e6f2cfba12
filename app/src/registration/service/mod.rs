//! The rules of registration, each with its transaction.

mod answers;
mod link;
mod steps;

pub use answers::{ask_again, decline};
pub use link::look_up;
pub use steps::{Next, check_user_id, confirm, enter};

use crate::platform::{
    failure::{Failure, Inner},
    password::PasswordError,
};

/// What can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The hashing.
    #[error("password: {0}")]
    Password(#[from] PasswordError),
    /// A stored value that is none of ours.
    #[error("stored state: {0}")]
    State(#[from] crate::values::UnknownName),
    /// A stored draft that is none of ours.
    #[error("stored draft: {0}")]
    Draft(#[from] serde_json::Error),
}

impl Inner for Broken {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::Password(error) => error.failure(),
            Self::State(_) | Self::Draft(_) => Failure::Internal,
        }
    }
}
