//! Reads all settings, and notes all mistakes.

use std::{
    net::SocketAddr,
    num::NonZeroUsize,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    thread,
};

use app::platform::settings::{Assets, Brand, Key, Lifetimes, Limits, SessionLifetime, Settings};
use lettre::message::Mailbox;
use sha2::{Digest, Sha256, Sha512};
use time::Duration;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{
    Config, Demonstration, Log, LogFormat, Mistake, Mode, SampleSites, Secret, Smtp,
    parse::{
        check_secret, parse_database_url, parse_limit, parse_networks, parse_public_url,
        parse_sample_site, parse_smtp, parse_window, parse_yes_or_no, read_assets, read_key_set,
    },
    table::{Fallback, TABLE},
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

    fn lifetimes(&mut self) -> Result<Lifetimes, Noted> {
        let invitation = self.number("INVITATION_DAYS", 1..=90);
        let in_person_code = self.number("IN_PERSON_CODE_MINUTES", 1..=60);
        let in_person_link = self.number("IN_PERSON_LINK_MINUTES", 10..=1_440);
        let password_reset = self.number("PASSWORD_RESET_MINUTES", 5..=1_440);
        let email_confirmation = self.number("EMAIL_CONFIRMATION_HOURS", 1..=168);
        let email_undo = self.number("EMAIL_UNDO_DAYS", 1..=30);
        let sign_in_alert = self.number("SIGN_IN_ALERT_DAYS", 1..=30);
        let proof = self.number("PROOF_MINUTES", 1..=60);
        let session_idle = self.number("SESSION_IDLE_MINUTES", 1..=1_440);
        let session_total = self.number("SESSION_HOURS", 1..=24);
        // a warning two minutes before the end has to fit in
        let shared_idle = self.number("SHARED_SESSION_IDLE_MINUTES", 3..=60);
        let shared_total = self.number("SHARED_SESSION_HOURS", 1..=12);
        let remembered = self.number("REMEMBER_DAYS", 1..=30);
        // RFC 6749 4.1.2: ten minutes at most.
        let authorization_code = self.number("AUTHORIZATION_CODE_SECONDS", 1..=600);

        Ok(Lifetimes {
            invitation: Duration::days(invitation?),
            in_person_code: Duration::minutes(in_person_code?),
            in_person_link: Duration::minutes(in_person_link?),
            password_reset: Duration::minutes(password_reset?),
            email_confirmation: Duration::hours(email_confirmation?),
            email_undo: Duration::days(email_undo?),
            sign_in_alert: Duration::days(sign_in_alert?),
            proof: Duration::minutes(proof?),
            session: SessionLifetime {
                idle: Duration::minutes(session_idle?),
                total: Duration::hours(session_total?),
            },
            shared_session: SessionLifetime {
                idle: Duration::minutes(shared_idle?),
                total: Duration::hours(shared_total?),
            },
            remembered: Duration::days(remembered?),
            authorization_code: Duration::seconds(authorization_code?),
        })
    }

    fn limits(&mut self) -> Result<Limits, Noted> {
        let sign_in_account = self.parse("LIMIT_SIGN_IN_ACCOUNT", parse_limit);
        let sign_in_device = self.parse("LIMIT_SIGN_IN_DEVICE", parse_limit);
        let sign_in_address = self.parse("LIMIT_SIGN_IN_ADDRESS", parse_limit);
        let distinct_ids_per_address = self.number("LIMIT_USER_IDS", 1..=100_000);
        let distinct_ids_window = self.number("LIMIT_USER_IDS_MINUTES", 1..=1_440);
        let distinct_ids_cool_down = self.number("LIMIT_USER_IDS_WAIT_MINUTES", 1..=1_440);
        // NIST SP 800-63B 5.2.2: a hundred at most.
        let failures_in_a_row = self.number("LIMIT_FAILURES", 1..=100);
        let resend_pause = self.parse("LIMIT_RESEND_PAUSE", parse_window);
        let resend_day = self.parse("LIMIT_RESEND_DAY", parse_window);
        let invitation_request = self.parse("LIMIT_INVITATION_REQUEST", parse_window);
        let resend_parent = self.parse("LIMIT_RESEND_PARENT", parse_window);
        let invitation_mailbox = self.parse("LIMIT_INVITATION_MAILBOX", parse_window);
        let add = self.parse("LIMIT_ADD", parse_window);
        let import = self.parse("LIMIT_IMPORT", parse_window);
        let registration = self.parse("LIMIT_REGISTRATION", parse_limit);
        let user_id_check = self.parse("LIMIT_USER_ID_CHECK", parse_limit);
        let user_id_check_day = self.parse("LIMIT_USER_ID_CHECK_DAY", parse_limit);
        let user_id_check_address = self.parse("LIMIT_USER_ID_CHECK_ADDRESS", parse_limit);
        let proof = self.parse("LIMIT_PROOF", parse_limit);
        let recovery_address = self.parse("LIMIT_RECOVERY_ADDRESS", parse_limit);
        let recovery = self.parse("LIMIT_RECOVERY", parse_window);
        let recovery_day = self.parse("LIMIT_RECOVERY_DAY", parse_window);
        let email_change = self.parse("LIMIT_EMAIL_CHANGE", parse_window);
        let address_confirmation = self.parse("LIMIT_ADDRESS_CONFIRMATION", parse_window);
        let passkey_address = self.parse("LIMIT_PASSKEY_ADDRESS", parse_limit);
        let confirmation_number = self.parse("LIMIT_CONFIRMATION_NUMBER", parse_limit);

        Ok(Limits {
            sign_in_account: sign_in_account?,
            sign_in_device: sign_in_device?,
            sign_in_address: sign_in_address?,
            distinct_ids_per_address: distinct_ids_per_address?,
            distinct_ids_window: Duration::minutes(distinct_ids_window?),
            distinct_ids_cool_down: Duration::minutes(distinct_ids_cool_down?),
            failures_in_a_row: failures_in_a_row?,
            resend_pause: resend_pause?,
            resend_day: resend_day?,
            invitation_request: invitation_request?,
            resend_parent: resend_parent?,
            invitation_mailbox: invitation_mailbox?,
            add: add?,
            import: import?,
            registration: registration?,
            user_id_check: user_id_check?,
            user_id_check_day: user_id_check_day?,
            user_id_check_address: user_id_check_address?,
            proof: proof?,
            recovery_address: recovery_address?,
            recovery: recovery?,
            recovery_day: recovery_day?,
            email_change: email_change?,
            address_confirmation: address_confirmation?,
            passkey_address: passkey_address?,
            confirmation_number: confirmation_number?,
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

    /// A text as it is given, or its default; `None` is for the caller to work out.
    fn text(&mut self, name: &'static str) -> Result<Option<String>, Noted> {
        let Some(setting) = TABLE.iter().find(|setting| setting.name == name) else {
            return self.mistake(name, "is missing in the table of settings");
        };
        // An empty variable is what compose files and unit files leave behind for "not given".
        let given = (self.lookup)(name)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        if given.is_some() {
            return Ok(given);
        }

        match (setting.fallback, self.mode) {
            (Fallback::Value(value), _) | (Fallback::Demonstration(value), Mode::Demonstration) => {
                Ok(Some(value.to_owned()))
            }
            (Fallback::WorkedOut(_), _)
            | (Fallback::DemonstrationWorksOut(_), Mode::Demonstration) => Ok(None),
            (Fallback::Required, _)
            | (Fallback::Demonstration(_) | Fallback::DemonstrationWorksOut(_), Mode::Serve) => {
                self.mistake(name, "is not set")
            }
        }
    }

    /// A setting that is required, or has its default in the table.
    pub(super) fn parse<T, E: Into<String>>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Noted> {
        self.optional(name, parse, || Err(Noted))
    }

    /// A setting whose default is worked out.
    fn optional<T, E: Into<String>>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        otherwise: impl FnOnce() -> Result<T, Noted>,
    ) -> Result<T, Noted> {
        match self.text(name)? {
            Some(text) => parse(&text).or_else(|problem| self.mistake(name, problem)),
            None => otherwise(),
        }
    }

    fn number<T: TryFrom<i64>>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<T, Noted> {
        self.parse(name, |text| {
            text.parse::<i64>()
                .ok()
                .filter(|number| range.contains(number))
                .and_then(|number| T::try_from(number).ok())
                .ok_or_else(|| {
                    format!("must be a number from {} to {}", range.start(), range.end())
                })
        })
    }

    /// One line that people see.
    fn line(&mut self, name: &'static str) -> Result<String, Noted> {
        self.parse(name, |text| {
            let fits = text.chars().count() <= 100 && !text.chars().any(char::is_control);
            if fits {
                Ok(text.to_owned())
            } else {
                Err("must be one line of at most 100 characters")
            }
        })
    }

    fn random<const N: usize>(&mut self, name: &'static str) -> Result<[u8; N], Noted> {
        let mut bytes = [0; N];
        match getrandom::fill(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => self.mistake(name, format!("cannot be drawn at random: {error}")),
        }
    }

    /// Random letters and digits that nobody misreads, five bits each; at most 64.
    fn random_text(&mut self, name: &'static str, length: usize) -> Result<Secret, Noted> {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let bytes = self.random::<64>(name)?;
        Ok(Secret(
            bytes
                .iter()
                .take(length)
                .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
                .collect(),
        ))
    }

    fn mistake<T>(
        &mut self,
        setting: &'static str,
        problem: impl Into<String>,
    ) -> Result<T, Noted> {
        self.mistakes.push(Mistake {
            setting,
            problem: problem.into(),
        });
        Err(Noted)
    }
}
