//! What a report changes.

use uuid::Uuid;

use super::{
    db,
    rules::{Report, Unreadable},
};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        failure::{Failure, Inner},
        outbox::{self, Letter},
        request::Origin,
        services::Services,
    },
    values::{AccountId, AccountState, CustomerId},
};

/// What came of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail counts as failed from now on.
    Recorded,
    /// It did already, or nobody waits for it any more.
    NothingToChange,
    /// No mail of ours failed to reach its receiver: it is only late, has arrived, or is not ours.
    NothingFailed,
    /// The message is none about a delivery.
    NoReport,
}

impl Outcome {
    /// Its word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::NothingToChange => "nothing_to_change",
            Self::NothingFailed => "nothing_failed",
            Self::NoReport => "no_report",
        }
    }
}

/// Why nothing came of a message.
#[derive(Debug, thiserror::Error)]
pub enum BounceError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(#[from] Unreadable),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl Inner for BounceError {
    fn failure(&self) -> Failure {
        match self {
            Self::Unreadable(_) => Failure::BadRequest,
            Self::Database(error) => error.failure(),
        }
    }
}

/// Takes a message that came to the sender's address: of a mail that a mail server gave up, the state changes (X2).
/// The same message twice changes it once.
///
/// # Errors
///
/// See [`BounceError`].
pub async fn take(
    services: &Services,
    message: impl AsRef<[u8]> + Send + 'static,
    origin: &Origin,
) -> Result<Outcome, BounceError> {
    // beside the other requests: a message made for it takes seconds to read
    let reading = tokio::task::spawn_blocking(move || Report::read(message.as_ref())).await;
    let Some(report) = reading.unwrap_or(Err(Unreadable::NoMessage))? else {
        return Ok(Outcome::NoReport);
    };
    let Some(mail) = report.mail else {
        return Ok(Outcome::NothingFailed);
    };
    Ok(record(services, &report, mail, origin).await?)
}

async fn record(
    services: &Services,
    report: &Report,
    mail: Uuid,
    origin: &Origin,
) -> sqlx::Result<Outcome> {
    let now = services.clock.now();

    let mut tx = services.db.begin().await?;
    let Some(found) = db::find_for_update(&mut tx, mail).await? else {
        return Ok(Outcome::NothingFailed);
    };
    let Some(failure) = report.failure_to(&found.email) else {
        return Ok(Outcome::NothingFailed);
    };
    if !is_waited_for(&found) {
        return Ok(Outcome::NothingToChange);
    }
    if !outbox::record_bounce(&mut tx, mail, &failure.told(), now).await? {
        return Ok(Outcome::NothingToChange);
    }
    let entry = Entry {
        event: Event::MailBounced,
        actor: None,
        customer: Some(CustomerId::from(found.customer_id)),
        account: Some(AccountId::from(found.account_id)),
        origin,
    };
    audit::record(&mut tx, entry, now).await?;
    tx.commit().await?;

    let reason = outbox::Reason::of(&failure.told());
    tracing::info!(%mail, letter = found.letter, ?reason, "mail came back");
    Ok(Outcome::Recorded)
}

/// Whether it matters that a mail did not arrive: an invitation to one who has registered does not.
fn is_waited_for(mail: &db::Mail) -> bool {
    let invitation = matches!(
        Letter::from_stored(&mail.letter),
        Some(Letter::Invitation | Letter::InvitationAgain | Letter::InvitationRequested)
    );
    match mail.account_state.parse() {
        Ok(AccountState::AwaitingRegistration) => true,
        Ok(AccountState::Active | AccountState::Suspended | AccountState::Expired) => !invitation,
        Ok(AccountState::Deleted) | Err(_) => false,
    }
}
