//! The settings of a process: the only reader of the environment, with all mistakes told at once.

use std::{fmt, net::SocketAddr, num::NonZeroUsize, path::PathBuf};

use app::{handoff::clients::KeySet, platform::settings::Settings};
use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::{self, PoolConfig, extension::ClientId},
};
use url::Url;

mod parse;
mod reader;
mod table;
#[cfg(test)]
mod tests;

pub use table::{Fallback, Setting, TABLE, markdown};

use parse::parse_database_url;
use reader::{Noted, Reader};

/// Looks a setting up in the environment of the process.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// What the process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// An installation for real: nothing is taken for granted.
    Serve,
    /// The demonstration: everything has a default, loopback only.
    Demonstration,
}

/// All settings of the process.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database's address; holds a password.
    pub database_url: Secret,
    /// Most connections to the database.
    pub database_connections: u32,
    /// Where the server listens.
    pub listen_addr: SocketAddr,
    /// The mail server; without one the demonstration keeps mails for its viewer.
    pub smtp: Option<Smtp>,
    /// Mails handed over at the same time.
    pub smtp_connections: u32,
    /// Folder of the built site.
    pub site_root: PathBuf,
    /// What is logged, and how.
    pub log: Log,
    /// Passwords hashed at the same time.
    pub hashing_threads: NonZeroUsize,
    /// Most open connections.
    pub connections: usize,
    /// Most open connections from one address, if there is a limit.
    pub connections_per_address: Option<usize>,
    /// What the portal itself goes by.
    pub settings: Settings,
    /// What only the demonstration has.
    pub demonstration: Option<Demonstration>,
}

/// What only the demonstration has.
#[derive(Clone, Debug)]
pub struct Demonstration {
    /// Password of all its accounts.
    pub password: Secret,
    /// Whether `DEMO_PASSWORD` gave it; a random one is printed at start.
    pub password_given: bool,
    /// The sample sites it leads to.
    pub sample_sites: SampleSites,
}

/// The sites of `end2end/cart`.
#[derive(Clone, Debug)]
pub struct SampleSites {
    /// The cart's origin.
    pub cart: Url,
    /// Its client secret.
    pub cart_secret: Secret,
    /// The service's origin.
    pub service: Url,
    /// The keys it proves itself with; without any it is not there.
    pub service_keys: Option<KeySet>,
}

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct Log {
    /// An [`EnvFilter`].
    pub filter: String,
    /// One line of text, or one JSON object.
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A text that never prints (R54).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The mail server (R68): TLS with a checked certificate, unless it is on this machine.
#[derive(Clone)]
pub struct Smtp {
    url: Url,
    hello: String,
}

impl Smtp {
    /// Longest wait for a connection to the mail server (security.md 2).
    const CONNECT: std::time::Duration = std::time::Duration::from_secs(10);

    /// Opens nothing yet; a pool that keeps this many connections to the mail server.
    ///
    /// lettre limits the time for connecting only. How long a mail may take altogether is for the caller to limit.
    /// Call it within a tokio runtime.
    ///
    /// # Errors
    ///
    /// When the operating system's certificates cannot be read.
    pub fn transport(
        &self,
        connections: u32,
    ) -> Result<AsyncSmtpTransport<Tokio1Executor>, smtp::Error> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(self.url.as_str())?
            .hello_name(ClientId::Domain(self.hello.clone()))
            .timeout(Some(Self::CONNECT))
            .pool_config(PoolConfig::new().max_size(connections))
            .build();
        Ok(transport)
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("scheme", &self.url.scheme())
            .field("host", &self.url.host_str())
            .field("port", &self.url.port())
            .finish_non_exhaustive()
    }
}

/// Everything that is wrong with the settings, so that nobody has to start the server once per mistake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", told(.0))]
pub struct Mistakes(pub Vec<Mistake>);

/// One line a mistake.
fn told(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(|Mistake { setting, problem }| format!("{setting} {problem}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What is wrong with one setting; never holds its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The environment variable.
    pub setting: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl Config {
    /// Reads and checks all settings.
    ///
    /// # Errors
    ///
    /// With everything that is wrong, each with the name of its setting.
    pub fn read(mode: Mode, lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Mistakes> {
        let mut reader = Reader {
            mode,
            lookup: &lookup,
            mistakes: Vec::new(),
        };
        let config = reader.config();

        match config {
            Ok(config) if reader.mistakes.is_empty() => Ok(config),
            _ => Err(Mistakes(reader.mistakes)),
        }
    }
}

/// Reads `DATABASE_URL` alone, which is all that `migrate` needs.
///
/// # Errors
///
/// When it is missing or not an address of the database.
pub fn database_url(lookup: impl Fn(&str) -> Option<String>) -> Result<Secret, Mistakes> {
    let mut reader = Reader {
        mode: Mode::Serve,
        lookup: &lookup,
        mistakes: Vec::new(),
    };
    reader
        .parse("DATABASE_URL", parse_database_url)
        .map_err(|Noted| Mistakes(reader.mistakes))
}
