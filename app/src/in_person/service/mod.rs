//! The rules of registration in person. Each holds the shop's lock from its first statement on, so that of a press on
//! the parent's screen and one on a phone, or of two phones, the second finds what the first has done.

mod phone;
mod screen;

use time::OffsetDateTime;
use uuid::Uuid;

pub use phone::{Next, enter, look_up};
pub use screen::{Started, current, start, stop};

use crate::{
    in_person::{
        db::{self, Found},
        rules::{self, Facts, Standing, State},
    },
    platform::{
        db::PgConnection,
        failure::{Failure, Inner},
        services::Services,
        tokens::{self, Purpose},
    },
    share_accounts,
    values::Token,
};

/// What can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The share account.
    #[error(transparent)]
    ShareAccount(#[from] share_accounts::Broken),
    /// A stored value that is none of ours.
    #[error("stored state: {0}")]
    Stored(#[from] crate::values::UnknownName),
    /// A stored state that is none of ours.
    #[error("stored state of a registration")]
    State,
    /// A stored draft that is none of ours.
    #[error("stored draft: {0}")]
    Draft(#[from] serde_json::Error),
}

impl Inner for Broken {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::ShareAccount(error) => error.failure(),
            Self::Stored(_) | Self::State | Self::Draft(_) => Failure::Internal,
        }
    }
}

fn standing(found: &Found, now: OffsetDateTime) -> Result<Standing, Broken> {
    let facts = Facts {
        state: State::from_stored(&found.state).ok_or(Broken::State)?,
        host_stands: found.host_stands,
        expires_at: found.expires_at,
        account: found.account_state.as_deref().map(str::parse).transpose()?,
        link_expires_at: found.link_expires_at,
    };
    Ok(rules::standing(facts, now))
}

fn code_token(services: &Services, registration: Uuid) -> Token {
    tokens::derive(
        &services.settings.secret_key,
        Purpose::InPersonCode,
        registration,
    )
}

/// Deletes registrations that nobody asks about any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    db::delete_old(conn, before).await
}
