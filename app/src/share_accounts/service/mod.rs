//! The rules of share accounts, each with its transaction.

pub mod in_person;
pub(super) mod inviting;
mod keeping;
mod listing;
mod resending;

pub use inviting::{add, invite_all, judge};
pub use keeping::{correct, delete, delete_several, rename};
pub use listing::{find, find_some, list};
pub use resending::{Asker, Outlook, ask_again, decline, outlook, resend, resend_several};

use crate::{
    platform::{
        audit::{Entry, Event},
        failure::{Failure, Inner},
        request::Origin,
        session::Parent,
    },
    values::AccountId,
};

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error<R> {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(R),
    /// There is no such share account, or it is another shop's.
    #[error("no such share account")]
    NotFound,
    /// Something inside.
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// What can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored value that is none of ours.
    #[error("stored state: {0}")]
    Stored(#[from] crate::values::UnknownName),
    /// A row of the list that lacks what belongs to its state.
    #[error("share account {0} lacks what belongs to its state")]
    Incomplete(AccountId),
}

impl Inner for Broken {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::Stored(_) | Self::Incomplete(_) => Failure::Internal,
        }
    }
}

impl<R> From<sqlx::Error> for Error<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl<R> From<crate::values::UnknownName> for Error<R> {
    fn from(error: crate::values::UnknownName) -> Self {
        Self::Broken(error.into())
    }
}

fn entry<'a>(event: Event, parent: &Parent, account: AccountId, origin: &'a Origin) -> Entry<'a> {
    Entry {
        event,
        actor: Some(parent.account),
        customer: Some(parent.customer),
        account: Some(account),
        origin,
    }
}
