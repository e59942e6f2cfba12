//! Feeds what a mail server keeps in a mailbox file to the portal, where no hook can be called (X2).

use std::{
    fmt,
    io::{self, BufRead},
};

use app::{
    bounces::{self, BounceError, LARGEST_MESSAGE, Outcome},
    platform::{request::Origin, services::Services},
};
use mail_parser::mailbox::mbox::MessageIterator;

/// What came of the messages of a mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Mails that count as failed from now on.
    pub recorded: usize,
    /// Messages that changed nothing.
    pub without_effect: usize,
    /// Messages that cannot be read, or are larger than any report about a mail of ours.
    pub unreadable: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            recorded,
            without_effect,
            unreadable,
        } = self;
        write!(
            f,
            "{recorded} bounces recorded, {without_effect} messages without effect, {unreadable} unreadable"
        )
    }
}

/// Why a mailbox could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The file.
    #[error("reading the mailbox: {0}")]
    Read(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Take(BounceError),
}

/// Takes every message of a mailbox in the mbox format, or the one message that it is. Nothing is taken out of the
/// file: what was taken before changes nothing when it is read again.
///
/// # Errors
///
/// When the mailbox cannot be read, or the database does not answer.
pub async fn feed(services: &Services, mut mailbox: impl BufRead) -> Result<Tally, FeedError> {
    let mut tally = Tally::default();
    if mailbox.fill_buf()?.starts_with(b"From ") {
        for message in MessageIterator::new(mailbox) {
            let message =
                message.map_err(|error| FeedError::Read(io::Error::other(format!("{error:?}"))))?;
            take(services, message.unwrap_contents(), &mut tally).await?;
        }
    } else {
        let mut message = Vec::new();
        mailbox.read_to_end(&mut message)?;
        take(services, message, &mut tally).await?;
    }
    Ok(tally)
}

async fn take(services: &Services, message: Vec<u8>, tally: &mut Tally) -> Result<(), FeedError> {
    if message.len() > LARGEST_MESSAGE {
        tally.unreadable += 1;
        return Ok(());
    }
    match bounces::take(services, message, &Origin::default()).await {
        Ok(Outcome::Recorded) => tally.recorded += 1,
        Ok(Outcome::NothingToChange | Outcome::NothingFailed | Outcome::NoReport) => {
            tally.without_effect += 1;
        }
        Err(BounceError::Unreadable(_)) => tally.unreadable += 1,
        Err(error @ BounceError::Database(_)) => return Err(FeedError::Take(error)),
    }
    Ok(())
}
