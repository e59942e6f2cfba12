//! Mails on their way out: queued with the change that causes them, delivered by workers (R13–R16).
//!
//! A row says which letter and about whom. Its text, and the token of a link in it, are made just before sending.
//! Any number of workers share the work; one that dies leaves a lease that runs out.
//!
//! Who goes next: what nobody has tried to send yet. Of that, what somebody waits for at their screen goes before the
//! invitations, and of those every shop's first before any shop's second (F15). What is to be tried again follows, or
//! takes every other turn once it is late. Of the mails about one account the oldest goes first, and a newer one waits
//! for its try (R15).
//! A mail server that is not there is no matter of one mail: nothing changes its turn meanwhile (F6).

mod claims;
mod kinds;
mod queue;
mod reason;

use async_trait::async_trait;
use lettre::{
    Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use time::OffsetDateTime;
use uuid::Uuid;

pub use claims::record_bounce;
pub use kinds::Letter;
pub use queue::{
    enqueue, enqueue_about, enqueue_invitations, still_wanted, supersede, supersede_letters,
};
pub use reason::Reason;

use super::{letter::LetterText, services::Services, settings::Settings};
use crate::values::{AccountId, EmailAddress};
use claims::{claim, give_back, keep_turn, postpone, record_failure, record_sent};

/// How long handing a mail over may take, the mail server's slowness included.
pub(super) const SENDING: std::time::Duration = std::time::Duration::from_secs(100);

/// What is recorded of a mail that nobody has any use for any more.
const EXPIRED: &str = "expired before it could be delivered";
/// What is recorded of a mail server that took longer than [`SENDING`].
const TIMED_OUT: &str = "the mail server did not answer in time";

/// A mail that this worker may send now.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its number, from which its Message-ID is made: the same on each attempt (R14).
    pub id: Uuid,
    /// Which letter.
    pub letter: Letter,
    /// About whom.
    pub account: AccountId,
    /// What it is about besides: an e-mail change, a sign-in.
    pub subject: Option<Uuid>,
    /// When its cause was.
    pub created_at: OffsetDateTime,
    lease: Uuid,
    attempts: i32,
    expires_at: OffsetDateTime,
}

/// How a mail server takes a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It took it.
    Accepted,
    /// It may take it later, or nobody knows whether it took it.
    Later(String),
    /// It is not there, for this mail or any other.
    Unreachable(String),
    /// It refused this mail, and is not there since.
    HungUp(String),
    /// It never will.
    Never(String),
}

/// Hands mails to a mail server.
#[async_trait]
pub trait Postman: Send + Sync {
    /// Hands over one mail.
    async fn hand_over(&self, message: Message) -> Handed;

    /// Whether the mail server is there; asked before the next mail once it was not.
    async fn is_there(&self) -> bool;
}

/// Writes the text of letters; knows the features whose letters they are.
#[async_trait]
pub trait Writer: Send + Sync {
    /// The finished mail, its link minted and committed; nothing when it is no longer wanted.
    async fn write(&self, services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>>;
}

/// What became of the next mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// There was none due.
    NothingDue,
    /// It is out.
    Sent,
    /// It will be tried again.
    Postponed,
    /// The mail server is not there; unless it hung up on this mail, the mail keeps its turn.
    Unreachable,
    /// It never will be.
    Failed,
    /// It was called back.
    NotWanted,
}

/// Delivers the mail whose turn it is.
///
/// # Errors
///
/// When the database does not answer.
pub async fn deliver_next(
    services: &Services,
    writer: &dyn Writer,
    postman: &dyn Postman,
) -> sqlx::Result<Delivery> {
    deliver_next_within(services, writer, postman, SENDING).await
}

/// The same, with a time of the caller's own for handing the mail over.
pub(super) async fn deliver_next_within(
    services: &Services,
    writer: &dyn Writer,
    postman: &dyn Postman,
    sending: std::time::Duration,
) -> sqlx::Result<Delivery> {
    let mut conn = services.db.acquire().await?;
    let lease = services.randomness.uuid();
    let [chance] = services.randomness.as_ref().bytes();
    let Some(mail) = claim(&mut conn, lease, chance, services.clock.now()).await? else {
        return Ok(Delivery::NothingDue);
    };
    drop(conn);

    if mail.expires_at <= services.clock.now() {
        let mut conn = services.db.acquire().await?;
        record_failure(&mut conn, &mail, EXPIRED, services.clock.now()).await?;
        return Ok(Delivery::Failed);
    }
    let Some(message) = writer.write(services, &mail).await? else {
        let mut conn = services.db.acquire().await?;
        give_back(&mut conn, &mail).await?;
        return Ok(Delivery::NotWanted);
    };
    let handed = match tokio::time::timeout(sending, postman.hand_over(message)).await {
        Ok(handed) => handed,
        Err(_) => Handed::Later(TIMED_OUT.to_owned()),
    };

    let now = services.clock.now();
    let mut conn = services.db.acquire().await?;
    match handed {
        Handed::Accepted => {
            record_sent(&mut conn, &mail, now).await?;
            tracing::info!(mail = %mail.id, letter = mail.letter.as_str(), attempt = mail.attempts, "mail sent");
            Ok(Delivery::Sent)
        }
        Handed::Later(reason) => {
            postpone(&mut conn, services, &mail, &reason).await?;
            Ok(Delivery::Postponed)
        }
        // another mail is the next to knock: this one may be what it does not like
        Handed::HungUp(reason) => {
            postpone(&mut conn, services, &mail, &reason).await?;
            Ok(Delivery::Unreachable)
        }
        Handed::Unreachable(reason) => {
            keep_turn(&mut conn, &mail, &reason).await?;
            tracing::warn!(mail = %mail.id, "the mail server is not there");
            Ok(Delivery::Unreachable)
        }
        Handed::Never(reason) => {
            record_failure(&mut conn, &mail, &reason, now).await?;
            let reason = Reason::of(&reason);
            tracing::warn!(mail = %mail.id, attempt = mail.attempts, ?reason, "mail refused for good");
            Ok(Delivery::Failed)
        }
    }
}

/// What every mail of ours has in common; the feature adds subject and text.
///
/// # Errors
///
/// When a part does not make a mail; that is a bug of the letter.
pub fn envelope(
    settings: &Settings,
    mail: &Mail,
    to: &EmailAddress,
    letter: &LetterText,
) -> Result<Message, lettre::error::Error> {
    let host = settings.mail_from.email.domain();
    let receiver: lettre::Address = to
        .to_smtp()
        .parse()
        .map_err(|_| lettre::error::Error::MissingTo)?;
    // said outright: what lettre reads back from its own header is not every address (D5)
    let sender = settings.mail_from.email.clone();
    let envelope = Envelope::new(Some(sender), vec![receiver.clone()])?;
    Message::builder()
        .envelope(envelope)
        .from(settings.mail_from.clone())
        .to(Mailbox::new(None, receiver))
        .subject(&letter.subject)
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .date(std::time::SystemTime::from(mail.created_at))
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(
            letter.text(),
            letter.html(),
        ))
}
