//! Hands mails to a mail server, or keeps them for the demonstration's viewer.

use std::path::{Path, PathBuf};

use app::{
    email_change, notices,
    platform::{
        outbox::{Handed, Letter, Mail, Postman, Writer},
        services::Services,
    },
    recovery, security, share_accounts,
};
use async_trait::async_trait;
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    transport::smtp,
};

/// Knows which feature writes which letter.
#[derive(Clone, Copy, Debug)]
pub struct Letters;

#[async_trait]
impl Writer for Letters {
    async fn write(&self, services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
        match mail.letter {
            Letter::Invitation | Letter::InvitationAgain => {
                share_accounts::write_invitation(services, mail).await
            }
            Letter::PasswordReset => recovery::write_password_reset(services, mail).await,
            Letter::UserIdReminder => recovery::write_user_id_reminder(services, mail).await,
            Letter::EmailConfirmation => email_change::write_confirmation(services, mail).await,
            Letter::EmailChangeRequested | Letter::EmailChangedFrom => {
                email_change::write_notice_to_old(services, mail).await
            }
            Letter::EmailChanged | Letter::EmailRestored => {
                email_change::write_changed(services, mail).await
            }
            Letter::NewDevice => security::write_new_device(services, mail).await,
            Letter::PasswordChanged
            | Letter::UserIdChanged
            | Letter::PasskeyAdded
            | Letter::PasskeyRemoved => notices::write_notice(services, mail).await,
        }
    }
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct MailServer(pub AsyncSmtpTransport<Tokio1Executor>);

#[async_trait]
impl Postman for MailServer {
    async fn hand_over(&self, message: Message) -> Handed {
        match self.0.send(message).await {
            Ok(_) => Handed::Accepted,
            Err(error) if error.is_permanent() => Handed::Never(reason(&error)),
            // 4xx, no connection, or one that broke: in the last case nobody knows, and it goes out again
            Err(error) => Handed::Later(reason(&error)),
        }
    }
}

/// What the mail server said.
fn reason(error: &smtp::Error) -> String {
    std::error::Error::source(error)
        .map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// A folder in which the demonstration keeps its mails.
#[derive(Clone, Debug)]
pub struct MailFolder {
    folder: PathBuf,
    transport: AsyncFileTransport<Tokio1Executor>,
}

impl MailFolder {
    /// A folder that is there.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            transport: AsyncFileTransport::new(&folder),
            folder,
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

#[async_trait]
impl Postman for MailFolder {
    async fn hand_over(&self, message: Message) -> Handed {
        match self.transport.send(message).await {
            Ok(_) => Handed::Accepted,
            Err(error) => Handed::Later(error.to_string()),
        }
    }
}
