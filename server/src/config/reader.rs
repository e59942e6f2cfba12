//! Reads all settings, and notes all mistakes.

mod limits;
mod values;

use std::{
    net::SocketAddr,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    thread,
};

use app::platform::settings::{Assets, Brand, Key, Settings};
use lettre::message::Mailbox;
use sha2::{Digest, Sha256, Sha512};
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{
    Config, Demonstration, Log, LogFormat, Mistake, Mode, SampleSites, Secret, Smtp,
    parse::{
        check_secret, parse_database_url, parse_networks, parse_public_url, parse_sample_site,
        parse_smtp, parse_yes_or_no, read_assets, read_key_set,
    },
};

/// There is nothing to go on with, and the mistake that caused it has been noted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noted;

/// Reads settings one by one and notes what is wrong.
///
/// A group first reads all its settings and only then puts them together, so that no mistake hides another.
pub(super) struct Reader<'a> {
    pub(super) mode: Mode,
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    pub(super) fn config(&mut self) -> Result<Config, Noted> {
        let database_url = self.parse("DATABASE_URL", parse_database_url);
        let database_connections = self.number("DATABASE_CONNECTIONS", 2..=1_000);
        let listen_addr = self.listen_addr();
        let public_url = self.public_url(listen_addr);
        let site = self.site();
        let trusted_proxies = self.optional("TRUSTED_PROXIES", parse_networks, || Ok(Vec::new()));
        let connections = self.number("CONNECTIONS", 1..=1_000_000);
        let connections_per_address = self.number("CONNECTIONS_PER_ADDRESS", 0..=1_000_000);
        let hashing_threads = self.hashing_threads();
        let secret_key = self.secret_key();
        let smtp = self.smtp(public_url.as_ref().ok());
        let smtp_connections = self.number("SMTP_CONNECTIONS", 1..=100);
        let mail_from = self.parse("MAIL_FROM", |text| {
            text.parse::<Mailbox>()
                .map_err(|_| "must be an address, as Name <name@example.com>")
        });
        let bounce_secret_hash = self.bounce_secret_hash();
        let brand = self.brand();
        let lifetimes = self.lifetimes();
        let password_min = self.number("PASSWORD_MIN", 8..=64);
        let share_account_limit = self.number("SHARE_ACCOUNT_LIMIT", 1..=100_000);
        let limits = self.limits();
        let log = self.log();
        let demo_password = self.demo_password();
        let sample_sites = self.sample_sites();

        let (site_root, assets) = site?;
        let demonstration = match self.mode {
            Mode::Serve => None,
            Mode::Demonstration => {
                let (password, password_given) = demo_password?;
                Some(Demonstration {
                    password,
                    password_given,
                    sample_sites: sample_sites?,
                })
            }
        };
        Ok(Config {
            database_url: database_url?,
            database_connections: database_connections?,
            listen_addr: listen_addr?,
            smtp: smtp?,
            smtp_connections: smtp_connections?,
            site_root,
            log: log?,
            hashing_threads: hashing_threads?,
            connections: connections?,
            connections_per_address: Some(connections_per_address?).filter(|&most| most > 0),
            settings: Settings {
                public_url: public_url?,
                mail_from: mail_from?,
                bounce_secret_hash: bounce_secret_hash?,
                brand: brand?,
                secret_key: secret_key?,
                trusted_proxies: trusted_proxies?,
                lifetimes: lifetimes?,
                limits: limits?,
                password_min: password_min?,
                share_account_limit: share_account_limit?,
                assets,
                demonstration: self.mode == Mode::Demonstration,
            },
            demonstration,
        })
    }

    fn listen_addr(&mut self) -> Result<SocketAddr, Noted> {
        let listen_addr = self.parse("LISTEN_ADDR", |text| {
            text.parse::<SocketAddr>()
                .map_err(|_| "must be an address with a port, as 127.0.0.1:3000")
        });
        let public_allowed = self.parse("DEMO_ALLOW_PUBLIC", parse_yes_or_no);

        let listen_addr = listen_addr?;
        if self.mode == Mode::Demonstration
            && !listen_addr.ip().to_canonical().is_loopback()
            && !public_allowed?
        {
            return self.mistake(
                "LISTEN_ADDR",
                "must be loopback in the demonstration, unless DEMO_ALLOW_PUBLIC=yes",
            );
        }
        Ok(listen_addr)
    }

    fn public_url(&mut self, listen_addr: Result<SocketAddr, Noted>) -> Result<Url, Noted> {
        let mode = self.mode;
        self.optional(
            "PUBLIC_URL",
            |text| parse_public_url(mode, text),
            || {
                // by name: passkeys know no IP addresses
                let port = listen_addr?.port();
                Url::parse(&format!("http://localhost:{port}")).map_err(|_| Noted)
            },
        )
    }

    fn site(&mut self) -> Result<(PathBuf, Assets), Noted> {
        self.parse("SITE_ROOT", |text| {
            let site_root = PathBuf::from(text);
            let assets = read_assets(&site_root)?;
            Ok::<_, String>((site_root, assets))
        })
    }

    fn hashing_threads(&mut self) -> Result<NonZeroUsize, Noted> {
        self.optional(
            "HASHING_THREADS",
            |text| {
                text.parse::<NonZeroUsize>()
                    .ok()
                    .filter(|threads| threads.get() <= 256)
                    .ok_or("must be a number from 1 to 256")
            },
            || Ok(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
        )
    }

    fn secret_key(&mut self) -> Result<Key, Noted> {
        let Some(text) = self.text("SECRET_KEY")? else {
            return self
                .random::<64>("SECRET_KEY")
                .map(|bytes| Key::from(&bytes));
        };
        match check_secret(&text, 64) {
            Ok(()) => Ok(Key::from(&Sha512::digest(text))),
            Err(problem) => self.mistake("SECRET_KEY", problem),
        }
    }

    /// The demonstration may do without a mail server.
    fn smtp(&mut self, public_url: Option<&Url>) -> Result<Option<Smtp>, Noted> {
        let hello = public_url.and_then(Url::host_str).unwrap_or("localhost");
        self.optional(
            "SMTP_URL",
            |text| parse_smtp(text, hello).map(Some),
            || Ok(None),
        )
    }

    fn bounce_secret_hash(&mut self) -> Result<Option<[u8; 32]>, Noted> {
        self.optional(
            "BOUNCE_SECRET",
            |text| {
                check_secret(text, 32)?;
                Ok::<_, String>(Some(Sha256::digest(text).into()))
            },
            || Ok(None),
        )
    }

    /// The sample sites that the demonstration leads to.
    fn sample_sites(&mut self) -> Result<SampleSites, Noted> {
        let cart = self.parse("DEMO_CART_URL", parse_sample_site);
        let cart_secret = match self.text("DEMO_CART_SECRET") {
            Ok(Some(text)) => Ok(Secret(text)),
            Ok(None) => self.random_text("DEMO_CART_SECRET", 40),
            Err(noted) => Err(noted),
        };
        let service = self.parse("DEMO_SERVICE_URL", parse_sample_site);
        let service_keys = self.optional(
            "DEMO_SERVICE_KEYS",
            |path| read_key_set(Path::new(path)).map(Some),
            || Ok(None),
        );
        Ok(SampleSites {
            cart: cart?,
            cart_secret: cart_secret?,
            service: service?,
            service_keys: service_keys?,
        })
    }

    fn brand(&mut self) -> Result<Brand, Noted> {
        let company = self.line("BRAND_COMPANY");
        let company_site = self.parse("BRAND_COMPANY_SITE", |text| {
            Url::parse(text)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"))
                .map(|_| text.to_owned())
                .ok_or("must be a web address, as https://example.com")
        });
        let phone = self.line("BRAND_PHONE");
        let hours = self.line("BRAND_HOURS");
        let hours_english = self.line("BRAND_HOURS_ENGLISH");

        Ok(Brand {
            company: company?,
            company_site: company_site?,
            phone: phone?,
            hours: hours?,
            hours_english: hours_english?,
        })
    }

    fn log(&mut self) -> Result<Log, Noted> {
        let filter = self.parse("RUST_LOG", |text| {
            EnvFilter::try_new(text)
                .map(|_| text.to_owned())
                .map_err(|error| format!("is not a filter: {error}"))
        });
        let format = self.parse("LOG_FORMAT", |text| match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err("must be text or json"),
        });

        Ok(Log {
            filter: filter?,
            format: format?,
        })
    }

    /// The password, and whether it was given.
    fn demo_password(&mut self) -> Result<(Secret, bool), Noted> {
        match self.text("DEMO_PASSWORD")? {
            Some(text) if text.chars().count() > 128 => {
                self.mistake("DEMO_PASSWORD", "must be at most 128 characters")
            }
            Some(text) => Ok((Secret(text), true)),
            None => Ok((self.random_text("DEMO_PASSWORD", 16)?, false)),
        }
    }
}
