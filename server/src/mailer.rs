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
        match self.0.send(message).await {
            Ok(_) => Handed::Accepted,
            Err(error) if error.is_permanent() => Handed::Never(error.to_string()),
            // 4xx, no connection, or one that broke: in the last case nobody knows, and it goes out again
            Err(error) => Handed::Later(error.to_string()),
        }
    }
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
