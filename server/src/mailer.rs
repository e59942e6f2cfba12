//! Hands mails to a mail server, or keeps them for the demonstration's viewer.

use std::path::{Path, PathBuf};

use app::platform::outbox::{Handed, Postman};
use async_trait::async_trait;
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
};

/// A mail server.
#[derive(Clone, Debug)]
pub struct MailServer(pub AsyncSmtpTransport<Tokio1Executor>);

#[async_trait]
impl Postman for MailServer {
    async fn hand_over(&self, message: Message) -> Handed {
        let Err(error) = self.0.send(message).await else {
            return Handed::Accepted;
        };
        // whether the mail is to blame, or there is nobody to take it: no connection, a greeting that sends us away
        let serves = self.is_there().await;
        let refused = error
            .status()
            .is_some_and(|code| error.is_permanent() && !is_about_us(code.into()));
        match (serves, refused) {
            (true, true) => Handed::Never(error.to_string()),
            // 4xx, or a connection that broke: then nobody knows, and it goes out again
            (true, false) => Handed::Later(error.to_string()),
            (false, true) => Handed::HungUp(error.to_string()),
            (false, false) => Handed::Unreachable(error.to_string()),
        }
    }

    async fn is_there(&self) -> bool {
        self.0.test_connection().await.unwrap_or(false)
    }
}

/// Whether a refusal is about how we call the mail server, and not about the mail (RFC 5321 4.2.2, RFC 4954 6): people
/// put that right, and the mail goes out then.
fn is_about_us(code: u16) -> bool {
    matches!(code, 500 | 502 | 503 | 530 | 534 | 535 | 538)
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

    async fn is_there(&self) -> bool {
        true
    }
}
