//! The settings of a process: the only reader of the environment, with all mistakes told at once.

use std::{
    collections::BTreeSet,
    fmt::{self, Write as _},
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::{NonZeroU32, NonZeroUsize},
    ops::RangeInclusive,
    path::{Path, PathBuf},
    thread,
};

use app::platform::settings::{Assets, Brand, CartClient, Key, Lifetimes, Limit, Limits, Settings};
use ipnet::IpNet;
use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{self, PoolConfig, extension::ClientId},
};
use sha2::{Digest, Sha256, Sha512};
use time::Duration;
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

/// One setting: a line of README's table.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// What counts when it is not given.
    pub fallback: Fallback,
    /// What it decides.
    pub meaning: &'static str,
}

/// What counts when a setting is not given.
#[derive(Clone, Copy, Debug)]
pub enum Fallback {
    /// Nothing: the server does not start.
    Required,
    /// This value.
    Value(&'static str),
    /// What the server works out, in words.
    WorkedOut(&'static str),
    /// This value in the demonstration; elsewhere the server does not start.
    Demonstration(&'static str),
    /// What the demonstration works out, in words; elsewhere the server does not start.
    DemonstrationWorksOut(&'static str),
}

impl fmt::Display for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("required"),
            Self::Value(value) => write!(f, "`{value}`"),
            Self::WorkedOut(words) => f.write_str(words),
            Self::Demonstration(value) => write!(f, "required; demonstration: `{value}`"),
            Self::DemonstrationWorksOut(words) => write!(f, "required; demonstration: {words}"),
        }
    }
}

/// A line of [`TABLE`].
const fn setting(name: &'static str, fallback: Fallback, meaning: &'static str) -> Setting {
    Setting {
        name,
        fallback,
        meaning,
    }
}

/// Every setting there is; a name that is not listed cannot be read.
pub const TABLE: &[Setting] = &[
    setting(
        "DATABASE_URL",
        Fallback::Required,
        "PostgreSQL, as `postgres://user:password@host/database`",
    ),
    setting(
        "DATABASE_CONNECTIONS",
        Fallback::Value("16"),
        "Most connections to PostgreSQL from this process",
    ),
    setting(
        "LISTEN_ADDR",
        Fallback::Value("127.0.0.1:3000"),
        "Address and port the server listens on",
    ),
    setting(
        "PUBLIC_URL",
        Fallback::DemonstrationWorksOut("`http://` and `LISTEN_ADDR`"),
        "Origin of the portal as browsers see it, `https://…`; every link in mails begins with it",
    ),
    setting(
        "SITE_ROOT",
        Fallback::Value("target/site"),
        "Folder of the built site with its `assets.json`",
    ),
    setting(
        "TRUSTED_PROXIES",
        Fallback::WorkedOut("none"),
        "Networks whose `X-Forwarded-For` is believed, as `10.0.0.0/8, fd00::/8`",
    ),
    setting(
        "CONNECTIONS",
        Fallback::Value("1024"),
        "Most open connections",
    ),
    setting(
        "CONNECTIONS_PER_ADDRESS",
        Fallback::Value("64"),
        "Most open connections from one address, trusted proxies aside; 0 for no limit",
    ),
    setting(
        "HASHING_THREADS",
        Fallback::WorkedOut("one per core"),
        "Passwords hashed at the same time, 19 MiB each",
    ),
    setting(
        "SECRET_KEY",
        Fallback::DemonstrationWorksOut("random at each start"),
        "At least 64 random characters, as from `openssl rand -base64 64`; the same in every process",
    ),
    setting(
        "SMTP_URL",
        Fallback::DemonstrationWorksOut("none, mails stay in the viewer"),
        "Mail server: `smtps://user:password@host`, `smtp://user:password@host:587?tls=required`, or plain `smtp://` to loopback",
    ),
    setting(
        "MAIL_FROM",
        Fallback::Demonstration("USEN MEMBERS <members@example.com>"),
        "Sender of every mail",
    ),
    setting(
        "CART_URL",
        Fallback::DemonstrationWorksOut("`/dev/cart` at the portal"),
        "Address of the shopping site",
    ),
    setting(
        "CART_ENTRY",
        Fallback::Value("/sign-in"),
        "Path below `CART_URL` where a sign-in begins",
    ),
    setting(
        "CART_REDIRECT_URI",
        Fallback::WorkedOut("`/callback` below `CART_URL`"),
        "The only address that the cart's authorization codes go to",
    ),
    setting(
        "CART_CLIENT_ID",
        Fallback::Demonstration("cart"),
        "The cart's `client_id`",
    ),
    setting(
        "CART_CLIENT_SECRET",
        Fallback::DemonstrationWorksOut("random at each start"),
        "The cart's `client_secret`, at least 32 characters",
    ),
    setting(
        "BRAND_MEMBERS",
        Fallback::Value("USEN MEMBERS"),
        "Name of the portal",
    ),
    setting(
        "BRAND_CART",
        Fallback::Value("USEN CART"),
        "Name of the shopping site",
    ),
    setting(
        "BRAND_COMPANY",
        Fallback::Value("株式会社USEN"),
        "Name of the company",
    ),
    setting(
        "BRAND_COMPANY_SITE",
        Fallback::Value("https://example.com"),
        "The company's web site",
    ),
    setting(
        "BRAND_PHONE",
        Fallback::Value("0120-000-000"),
        "Telephone number of the help line",
    ),
    setting(
        "BRAND_HOURS",
        Fallback::Value("年中無休 9:00～22:30"),
        "When the help line answers",
    ),
    setting(
        "INVITATION_DAYS",
        Fallback::Value("7"),
        "How long an invitation's link works",
    ),
    setting(
        "SESSION_IDLE_MINUTES",
        Fallback::Value("60"),
        "How long a session lasts without a request",
    ),
    setting(
        "SESSION_HOURS",
        Fallback::Value("12"),
        "How long a session lasts at most",
    ),
    setting(
        "REMEMBER_DAYS",
        Fallback::Value("30"),
        "How long 次回から自動的にログインする lasts at most",
    ),
    setting(
        "AUTHORIZATION_CODE_SECONDS",
        Fallback::Value("60"),
        "How long the cart may take to redeem a code",
    ),
    setting(
        "PASSWORD_MIN",
        Fallback::Value("12"),
        "Least length of a password, in characters",
    ),
    setting(
        "SHARE_ACCOUNT_LIMIT",
        Fallback::Value("500"),
        "Most share accounts of a parent",
    ),
    setting(
        "LIMIT_SIGN_IN_ACCOUNT",
        Fallback::Value("10+1/1m"),
        "Sign-ins for one user ID from unknown devices; `10+1/1m` is ten at once, then one a minute",
    ),
    setting(
        "LIMIT_SIGN_IN_DEVICE",
        Fallback::Value("10+10/15m"),
        "Sign-ins for one user ID from one known device",
    ),
    setting(
        "LIMIT_SIGN_IN_ADDRESS",
        Fallback::Value("30+6/1m"),
        "Sign-ins from one address",
    ),
    setting(
        "LIMIT_USER_IDS",
        Fallback::Value("20"),
        "Different user IDs tried from one address before it has to wait",
    ),
    setting(
        "LIMIT_USER_IDS_MINUTES",
        Fallback::Value("10"),
        "Time over which different user IDs are counted",
    ),
    setting(
        "LIMIT_USER_IDS_WAIT_MINUTES",
        Fallback::Value("15"),
        "How long such an address has to wait",
    ),
    setting(
        "LIMIT_FAILURES",
        Fallback::Value("100"),
        "Failed sign-ins in a row after which unknown devices have to reset the password by mail",
    ),
    setting(
        "LIMIT_RESEND_PAUSE",
        Fallback::Value("1+1/60s"),
        "Resends of one invitation, one after the other",
    ),
    setting(
        "LIMIT_RESEND_DAY",
        Fallback::Value("5+5/1d"),
        "Resends of one invitation over a day",
    ),
    setting(
        "LIMIT_ADD",
        Fallback::Value("500+500/1h"),
        "Share accounts added by one parent",
    ),
    setting(
        "LIMIT_REGISTRATION",
        Fallback::Value("60+1/10s"),
        "Requests to the registration form of one invitation",
    ),
    setting(
        "LIMIT_USER_ID_CHECK",
        Fallback::Value("30+30/1m"),
        "Checks whether a user ID is free, by one invitation",
    ),
    setting(
        "RUST_LOG",
        Fallback::Value("info"),
        "What is logged, in the words of `tracing`'s `EnvFilter`",
    ),
    setting(
        "LOG_FORMAT",
        Fallback::Value("text"),
        "`text`, or `json` for one object a line",
    ),
    setting(
        "DEMO_PASSWORD",
        Fallback::WorkedOut("random at each start"),
        "Password of all demonstration accounts; read by `demo` only",
    ),
    setting(
        "DEMO_ALLOW_PUBLIC",
        Fallback::Value("no"),
        "`yes` lets the demonstration listen on an address that is not loopback",
    ),
];

/// [`TABLE`] as README shows it.
pub fn markdown() -> String {
    let mut table = String::from("| Setting | Default | Meaning |\n|---|---|---|\n");
    for Setting {
        name,
        fallback,
        meaning,
    } in TABLE
    {
        // Writing to a String never fails.
        let _ = writeln!(table, "| `{name}` | {fallback} | {meaning} |");
    }
    table
}

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
    /// The client secret that its stand-in for the cart presents.
    pub cart_client_secret: Secret,
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
    /// Most connections to the mail server at a time.
    const CONNECTIONS: u32 = 4;

    /// Opens nothing yet; a pool of connections to the mail server.
    ///
    /// lettre limits the time for connecting only. How long a mail may take altogether is for the caller to limit.
    /// Call it within a tokio runtime.
    ///
    /// # Errors
    ///
    /// When the operating system's certificates cannot be read.
    pub fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, smtp::Error> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(self.url.as_str())?
            .hello_name(ClientId::Domain(self.hello.clone()))
            .timeout(Some(Self::CONNECT))
            .pool_config(PoolConfig::new().max_size(Self::CONNECTIONS))
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

/// There is nothing to go on with, and the mistake that caused it has been noted.
#[derive(Clone, Copy, Debug)]
struct Noted;

/// Reads settings one by one and notes what is wrong.
///
/// A group first reads all its settings and only then puts them together, so that no mistake hides another.
struct Reader<'a> {
    mode: Mode,
    lookup: &'a dyn Fn(&str) -> Option<String>,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn config(&mut self) -> Result<Config, Noted> {
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
        let mail_from = self.parse("MAIL_FROM", |text| {
            text.parse::<Mailbox>()
                .map_err(|_| "must be an address, as Name <name@example.com>")
        });
        let cart = self.cart(public_url.as_ref().ok());
        let brand = self.brand();
        let lifetimes = self.lifetimes();
        let password_min = self.number("PASSWORD_MIN", 8..=64);
        let share_account_limit = self.number("SHARE_ACCOUNT_LIMIT", 1..=100_000);
        let limits = self.limits();
        let log = self.log();
        let demo_password = self.demo_password();

        let (cart, cart_client_secret) = cart?;
        let (site_root, assets) = site?;
        let demonstration = match self.mode {
            Mode::Serve => None,
            Mode::Demonstration => {
                let (password, password_given) = demo_password?;
                Some(Demonstration {
                    password,
                    password_given,
                    cart_client_secret,
                })
            }
        };
        Ok(Config {
            database_url: database_url?,
            database_connections: database_connections?,
            listen_addr: listen_addr?,
            smtp: smtp?,
            site_root,
            log: log?,
            hashing_threads: hashing_threads?,
            connections: connections?,
            connections_per_address: Some(connections_per_address?).filter(|&most| most > 0),
            settings: Settings {
                public_url: public_url?,
                mail_from: mail_from?,
                brand: brand?,
                cart,
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
                let mut address = listen_addr?;
                if address.ip().is_unspecified() {
                    address.set_ip(if address.is_ipv4() {
                        Ipv4Addr::LOCALHOST.into()
                    } else {
                        Ipv6Addr::LOCALHOST.into()
                    });
                }
                Url::parse(&format!("http://{address}")).map_err(|_| Noted)
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

    /// The cart, and its secret for the demonstration's stand-in.
    fn cart(&mut self, public_url: Option<&Url>) -> Result<(CartClient, Secret), Noted> {
        let mode = self.mode;
        let cart_url = self.optional(
            "CART_URL",
            |text| parse_cart_url(mode, text),
            || {
                public_url
                    .and_then(|url| url.join("/dev/cart").ok())
                    .ok_or(Noted)
            },
        );
        let below = |path: &str| {
            let cart_url = cart_url
                .as_ref()
                .map_err(|&Noted| Noted)?
                .as_str()
                .trim_end_matches('/');
            Url::parse(&format!("{cart_url}{path}")).map_err(|_| Noted)
        };
        let entry = self.parse("CART_ENTRY", |text| {
            let is_path = text.starts_with('/') && !text.contains(['?', '#']);
            if is_path {
                Ok(text.to_owned())
            } else {
                Err("must be a path, as /sign-in")
            }
        });
        let redirect_uri = self.optional(
            "CART_REDIRECT_URI",
            |text| parse_cart_url(mode, text),
            || below("/callback"),
        );
        let client_id = self.parse("CART_CLIENT_ID", |text| {
            // RFC 6749 A.1: visible ASCII; a colon would end it in the Basic scheme (RFC 7617).
            let fits = text.len() <= 64
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && byte != b':');
            if fits {
                Ok(text.to_owned())
            } else {
                Err("must be at most 64 visible ASCII characters without a colon")
            }
        });
        let client_secret = self.cart_client_secret();

        let entry_url = below(&entry?)?;
        let redirect_uri = redirect_uri?;
        // The browser checks form-action over all redirects from 注文する on; the policy lists one origin.
        if redirect_uri.origin() != entry_url.origin() {
            return self.mistake("CART_REDIRECT_URI", "must have the origin of CART_URL");
        }
        let client_secret = client_secret?;
        let client_secret_hash = Sha256::digest(client_secret.expose()).into();
        Ok((
            CartClient {
                entry_url,
                redirect_uri,
                client_id: client_id?,
                client_secret_hash,
            },
            client_secret,
        ))
    }

    fn cart_client_secret(&mut self) -> Result<Secret, Noted> {
        let Some(text) = self.text("CART_CLIENT_SECRET")? else {
            return self.random_text("CART_CLIENT_SECRET", 40);
        };
        match check_secret(&text, 32) {
            Err(problem) if self.mode == Mode::Serve => self.mistake("CART_CLIENT_SECRET", problem),
            _ => Ok(Secret(text)),
        }
    }

    fn brand(&mut self) -> Result<Brand, Noted> {
        let members = self.line("BRAND_MEMBERS");
        let cart = self.line("BRAND_CART");
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

        Ok(Brand {
            members: members?,
            cart: cart?,
            company: company?,
            company_site: company_site?,
            phone: phone?,
            hours: hours?,
        })
    }

    fn lifetimes(&mut self) -> Result<Lifetimes, Noted> {
        let invitation = self.number("INVITATION_DAYS", 1..=90);
        let session_idle = self.number("SESSION_IDLE_MINUTES", 1..=1_440);
        let session_absolute = self.number("SESSION_HOURS", 1..=24);
        let remembered = self.number("REMEMBER_DAYS", 1..=30);
        // RFC 6749 4.1.2: ten minutes at most.
        let authorization_code = self.number("AUTHORIZATION_CODE_SECONDS", 1..=600);

        Ok(Lifetimes {
            invitation: Duration::days(invitation?),
            session_idle: Duration::minutes(session_idle?),
            session_absolute: Duration::hours(session_absolute?),
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
        let resend_pause = self.parse("LIMIT_RESEND_PAUSE", parse_limit);
        let resend_day = self.parse("LIMIT_RESEND_DAY", parse_limit);
        let add = self.parse("LIMIT_ADD", parse_limit);
        let registration = self.parse("LIMIT_REGISTRATION", parse_limit);
        let user_id_check = self.parse("LIMIT_USER_ID_CHECK", parse_limit);

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
            add: add?,
            registration: registration?,
            user_id_check: user_id_check?,
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
    fn parse<T, E: Into<String>>(
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

fn parse_database_url(text: &str) -> Result<Secret, &'static str> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => Ok(Secret(text.to_owned())),
        _ => Err("must be an address of PostgreSQL, as postgres://user@host/database"),
    }
}

fn parse_public_url(mode: Mode, text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "must be an address, as https://members.example.com")?;

    let origin_only = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !origin_only {
        return Err("must be an origin only: scheme, host and perhaps a port");
    }
    if is_https_or_demonstration(mode, &url) {
        Ok(url)
    } else {
        Err("must begin with https://; plain http is for the demonstration on loopback")
    }
}

fn parse_cart_url(mode: Mode, text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "must be an address, as https://cart.example.com")?;

    if url.fragment().is_some()
        || url.query().is_some()
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err("must have no query, fragment or password (RFC 6749 3.1.2)");
    }
    if is_https_or_demonstration(mode, &url) {
        Ok(url)
    } else {
        Err("must begin with https://; plain http is for the demonstration on loopback")
    }
}

/// Plain http is for the demonstration on loopback.
fn is_https_or_demonstration(mode: Mode, url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" && url.host().is_some()
        || url.scheme() == "http" && mode == Mode::Demonstration && loopback
}

fn parse_smtp(text: &str, hello: &str) -> Result<Smtp, String> {
    const FORM: &str = "must be smtps://user:password@host, smtp://user:password@host?tls=required, or smtp:// to loopback";
    let url = Url::parse(text).map_err(|_| FORM)?;

    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return Err(FORM.to_owned());
    };
    // `url` knows no smtp, so it leaves an address in the host as text.
    let loopback = host.eq_ignore_ascii_case("localhost")
        || host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback());
    match (url.scheme(), url.query()) {
        ("smtps", None) | ("smtp", Some("tls=required")) => {}
        ("smtp", None) if loopback => {}
        ("smtp", None) => {
            return Err(
                "must use TLS to another machine: smtps://, or smtp:// with ?tls=required"
                    .to_owned(),
            );
        }
        _ => return Err(FORM.to_owned()),
    }
    if !matches!(url.path(), "" | "/") {
        return Err(FORM.to_owned());
    }
    if !url.username().is_empty() && url.password().is_none() {
        return Err("has a user name without a password".to_owned());
    }
    // Its error may repeat the address, which holds the password.
    AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
        .map_err(|_| "is refused by the mail library; are host and certificates in order?")?;
    Ok(Smtp {
        url,
        hello: hello.to_owned(),
    })
}

/// `10+1/60s`: ten at once, then one every sixty seconds.
fn parse_limit(text: &str) -> Result<Limit, &'static str> {
    const FORM: &str =
        "must be a limit, as 10+1/60s for ten at once, then one every sixty seconds (s, m, h, d)";
    let (burst, rate) = text.split_once('+').ok_or(FORM)?;
    let (count, period) = rate.split_once('/').ok_or(FORM)?;
    let unit = period.chars().next_back().ok_or(FORM)?;
    let amount = period
        .strip_suffix(unit)
        .and_then(|amount| amount.parse::<NonZeroU32>().ok())
        .ok_or(FORM)?;
    let seconds: i64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(FORM),
    };
    // In whole nanoseconds: `Duration * u32` of time 0.3.55 turns negative from 2³¹ on.
    let period = seconds * i64::from(amount.get());
    if period > 366 * 24 * 60 * 60 {
        return Err("must be over a year at most");
    }

    let burst = burst.parse::<NonZeroU32>().map_err(|_| FORM)?;
    let count = count.parse::<NonZeroU32>().map_err(|_| FORM)?;
    Ok(Limit {
        burst,
        every: Duration::nanoseconds(period * 1_000_000_000 / i64::from(count.get())),
    })
}

fn parse_networks(text: &str) -> Result<Vec<IpNet>, &'static str> {
    text.split([',', ' '])
        .filter(|network| !network.is_empty())
        .map(|network| {
            network
                .parse()
                .or_else(|_| network.parse::<IpAddr>().map(IpNet::from))
        })
        .collect::<Result<_, _>>()
        .map_err(|_| "must be a list of networks, as 10.0.0.0/8, fd00::/8")
}

fn parse_yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err("must be yes or no"),
    }
}

/// Refuses what is short or was left as an example showed it (R66).
fn check_secret(text: &str, least: usize) -> Result<(), String> {
    let lower = text.to_ascii_lowercase();
    if text.chars().count() < least {
        return Err(format!("must have at least {least} characters"));
    }
    let distinct = text.chars().collect::<BTreeSet<_>>().len();
    if distinct < 10
        || ["change", "example", "secret", "default", "password"]
            .iter()
            .any(|word| lower.contains(word))
    {
        return Err("must be random, as from `openssl rand -base64 64`".to_owned());
    }
    Ok(())
}

fn read_assets(site_root: &Path) -> Result<Assets, String> {
    let path = site_root.join("assets.json");
    let text = fs::read(&path).map_err(|error| {
        format!(
            "has no readable {}, which `make build` writes: {error}",
            path.display()
        )
    })?;
    let assets = serde_json::from_slice::<Assets>(&text)
        .map_err(|error| format!("holds a broken {}: {error}", path.display()))?;
    match assets
        .files
        .iter()
        .find(|(_, address)| !address.starts_with('/'))
    {
        Some((name, _)) => Err(format!(
            "holds a broken {}: the address of {name} must begin with /",
            path.display()
        )),
        None => Ok(assets),
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::BTreeMap, process};

    use super::*;

    /// An installation as it should be.
    fn installation() -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            (
                "DATABASE_URL",
                "postgres://app:db-hidden@db.example.com/members".to_owned(),
            ),
            ("PUBLIC_URL", "https://members.example.com".to_owned()),
            ("SITE_ROOT", site_root()),
            ("SECRET_KEY", "k7Jw0Qd3vXn9Zr5Tb1Lm8Hf2Ys6Pc4Ga".repeat(2)),
            (
                "SMTP_URL",
                "smtps://mailer:smtp-hidden@smtp.example.com".to_owned(),
            ),
            ("MAIL_FROM", "USEN MEMBERS <members@example.com>".to_owned()),
            ("CART_URL", "https://cart.example.com".to_owned()),
            ("CART_CLIENT_ID", "cart".to_owned()),
            (
                "CART_CLIENT_SECRET",
                "Vb3nM8qW1eR6tY0uI5oP2aS9dF4gH7jK".to_owned(),
            ),
        ])
    }

    /// The least that the demonstration needs.
    fn demonstration() -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("DATABASE_URL", "postgres:///demo?host=/tmp".to_owned()),
            ("SITE_ROOT", site_root()),
        ])
    }

    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    fn site_root() -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/config-tests");
        fs::create_dir_all(&folder).unwrap();
        // Written elsewhere and moved, for tests that run at the same time read it.
        let draft = folder.join(format!("{}-{:?}", process::id(), thread::current().id()));
        fs::write(
            &draft,
            r#"{"build":"1f","files":{"main.css":"/pkg/main.1f.css"}}"#,
        )
        .unwrap();
        fs::rename(draft, folder.join("assets.json")).unwrap();
        folder.display().to_string()
    }

    fn read(mode: Mode, given: &BTreeMap<&'static str, String>) -> Result<Config, Mistakes> {
        Config::read(mode, |name| given.get(name).cloned())
    }

    /// What is wrong with one setting when the rest is right.
    fn problem(mode: Mode, name: &'static str, value: &str) -> Option<String> {
        let mut given = if mode == Mode::Serve {
            installation()
        } else {
            demonstration()
        };
        given.insert(name, value.to_owned());
        let mistakes = read(mode, &given).err()?;
        Some(mistakes.to_string())
    }

    #[test]
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    fn an_installation_gets_the_defaults_of_the_requirements() {
        let config = read(Mode::Serve, &installation()).unwrap();
        let Settings {
            lifetimes,
            limits,
            cart,
            ..
        } = &config.settings;

        assert_eq!(config.listen_addr.to_string(), "127.0.0.1:3000");
        assert_eq!(
            config.settings.absolute("/login"),
            "https://members.example.com/login"
        );
        assert!(config.settings.secure_cookies() && !config.settings.demonstration);
        assert_eq!(cart.entry_url.as_str(), "https://cart.example.com/sign-in");
        assert_eq!(
            cart.redirect_uri.as_str(),
            "https://cart.example.com/callback"
        );
        assert_eq!(cart.origin(), "https://cart.example.com");
        assert_eq!(config.settings.brand.company, "株式会社USEN");
        assert_eq!(config.settings.assets.path("main.css"), "/pkg/main.1f.css");
        assert_eq!(
            (
                config.settings.password_min,
                config.settings.share_account_limit
            ),
            (12, 500)
        );
        assert_eq!(
            (lifetimes.invitation, lifetimes.session_idle),
            (Duration::days(7), Duration::minutes(60))
        );
        assert_eq!(
            (lifetimes.session_absolute, lifetimes.remembered),
            (Duration::hours(12), Duration::days(30))
        );
        let limit = |limit: Limit| (limit.burst.get(), limit.every);
        assert_eq!(limit(limits.sign_in_account), (10, Duration::minutes(1)));
        assert_eq!(limit(limits.sign_in_device), (10, Duration::seconds(90)));
        assert_eq!(limit(limits.sign_in_address), (30, Duration::seconds(10)));
        assert_eq!(limit(limits.resend_pause), (1, Duration::seconds(60)));
        assert_eq!(limit(limits.resend_day), (5, Duration::seconds(86_400 / 5)));
        assert_eq!(limit(limits.add), (500, Duration::milliseconds(7_200)));
        assert_eq!(limit(limits.registration), (60, Duration::seconds(10)));
        assert_eq!(limit(limits.user_id_check), (30, Duration::seconds(2)));
        assert_eq!(
            (limits.distinct_ids_per_address, limits.failures_in_a_row),
            (20, 100)
        );
        assert_eq!(
            (limits.distinct_ids_window, limits.distinct_ids_cool_down),
            (Duration::minutes(10), Duration::minutes(15))
        );
    }

    #[test]
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    fn the_demonstration_needs_a_database_and_the_site_only() {
        let given = demonstration();

        let (config, other) = (
            read(Mode::Demonstration, &given).unwrap(),
            read(Mode::Demonstration, &given).unwrap(),
        );
        let extra = config.demonstration.unwrap();

        assert_eq!(
            config.settings.public_url.as_str(),
            "http://127.0.0.1:3000/"
        );
        assert_eq!(
            config.settings.cart.redirect_uri.as_str(),
            "http://127.0.0.1:3000/dev/cart/callback"
        );
        assert_eq!(
            <[u8; 32]>::from(Sha256::digest(extra.cart_client_secret.expose())),
            config.settings.cart.client_secret_hash
        );
        assert!(config.smtp.is_none() && config.settings.demonstration && !extra.password_given);
        assert_eq!(extra.password.expose().len(), 16);
        assert_ne!(extra.password, other.demonstration.unwrap().password);
        assert!(config.settings.secret_key != other.settings.secret_key);
    }

    #[test]
    fn an_installation_is_told_at_once_of_everything_that_it_lacks() {
        let lacking = read(Mode::Serve, &BTreeMap::new())
            .err()
            .map(|mistakes| mistakes.0)
            .unwrap_or_default();
        let names = lacking
            .iter()
            .map(|mistake| mistake.setting)
            .collect::<Vec<_>>();

        assert_eq!(
            names,
            [
                "DATABASE_URL",
                "PUBLIC_URL",
                "SITE_ROOT",
                "SECRET_KEY",
                "SMTP_URL",
                "MAIL_FROM",
                "CART_URL",
                "CART_CLIENT_ID",
                "CART_CLIENT_SECRET",
            ]
        );
    }

    #[test]
    fn an_empty_setting_counts_as_not_given() {
        assert!(problem(Mode::Serve, "LISTEN_ADDR", "  ").is_none());
        assert_eq!(
            problem(Mode::Serve, "CART_CLIENT_ID", "").as_deref(),
            Some("CART_CLIENT_ID is not set")
        );
    }

    #[test]
    fn every_wrong_value_is_refused_by_name() {
        let cases = [
            ("DATABASE_URL", "mysql://app@db/members"),
            ("DATABASE_CONNECTIONS", "0"),
            ("LISTEN_ADDR", "localhost"),
            ("PUBLIC_URL", "http://members.example.com"),
            ("PUBLIC_URL", "http://127.0.0.1:3000"),
            ("PUBLIC_URL", "https://members.example.com/portal"),
            ("PUBLIC_URL", "https://members.example.com/?a"),
            ("PUBLIC_URL", "https://user@members.example.com"),
            ("PUBLIC_URL", "ftp://members.example.com"),
            ("SITE_ROOT", "/nowhere"),
            ("TRUSTED_PROXIES", "10.0.0.0/33"),
            ("CONNECTIONS", "many"),
            ("HASHING_THREADS", "0"),
            ("SECRET_KEY", "k7Jw0Qd3vXn9Zr5Tb1Lm8Hf2Ys6Pc4Ga"),
            (
                "SECRET_KEY",
                "0000000000000000000000000000000000000000000000000000000000000000",
            ),
            (
                "SECRET_KEY",
                "change-me-change-me-change-me-change-me-change-me-change-me-1234567890",
            ),
            ("SMTP_URL", "smtp://smtp.example.com"),
            ("SMTP_URL", "smtp://smtp.example.com?tls=opportunistic"),
            ("SMTP_URL", "smtp://127.0.0.1.example.com"),
            ("SMTP_URL", "smtps://mailer@smtp.example.com"),
            ("SMTP_URL", "smtps://smtp.example.com?tls=required&tls=none"),
            ("SMTP_URL", "smtp.example.com"),
            ("MAIL_FROM", "USEN MEMBERS"),
            ("CART_URL", "http://cart.example.com"),
            ("CART_URL", "https://cart.example.com/#top"),
            ("CART_ENTRY", "sign-in"),
            ("CART_REDIRECT_URI", "https://other.example.com/callback"),
            ("CART_CLIENT_ID", "a:b"),
            ("CART_CLIENT_SECRET", "Vb3nM8qW1eR6tY0"),
            ("BRAND_MEMBERS", "USEN\nMEMBERS"),
            ("BRAND_COMPANY_SITE", "javascript:alert(1)"),
            ("INVITATION_DAYS", "0"),
            ("SESSION_HOURS", "25"),
            ("REMEMBER_DAYS", "31"),
            ("AUTHORIZATION_CODE_SECONDS", "601"),
            ("PASSWORD_MIN", "7"),
            ("SHARE_ACCOUNT_LIMIT", "-1"),
            ("LIMIT_FAILURES", "101"),
            ("LIMIT_ADD", "500"),
            ("LIMIT_ADD", "0+1/1h"),
            ("LIMIT_ADD", "500+0/1h"),
            ("LIMIT_ADD", "500+500/0h"),
            ("LIMIT_ADD", "500+500/1w"),
            ("LIMIT_ADD", "500+500/1時"),
            ("LIMIT_ADD", "1+1/4000000000d"),
            ("RUST_LOG", "app=loud=louder"),
            ("LOG_FORMAT", "xml"),
        ];

        for (name, value) in cases {
            let told = problem(Mode::Serve, name, value);
            assert!(
                told.as_ref()
                    .is_some_and(|told| told.starts_with(name) && !told.contains('\n')),
                "{name}={value}: {told:?}"
            );
        }
    }

    #[test]
    fn mails_go_to_another_machine_with_checked_tls_only() {
        for url in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost:2525",
            "smtp://[::1]",
            "smtps://smtp.example.com",
            "smtp://u:p@smtp.example.com:587?tls=required",
        ] {
            assert_eq!(problem(Mode::Serve, "SMTP_URL", url), None, "{url}");
        }
    }

    #[test]
    fn the_demonstration_stays_on_loopback_unless_told_otherwise() {
        let mut given = demonstration();
        given.insert("LISTEN_ADDR", "0.0.0.0:3000".to_owned());
        let refused = read(Mode::Demonstration, &given)
            .err()
            .map(|mistakes| mistakes.to_string());
        assert!(refused.is_some_and(|told| told.contains("LISTEN_ADDR must be loopback")));

        given.insert("DEMO_ALLOW_PUBLIC", "yes".to_owned());
        let allowed =
            read(Mode::Demonstration, &given).map(|config| config.settings.public_url.to_string());
        assert_eq!(allowed.as_deref(), Ok("http://127.0.0.1:3000/"));

        assert!(
            problem(
                Mode::Demonstration,
                "PUBLIC_URL",
                "http://members.example.com"
            )
            .is_some()
        );
        assert_eq!(
            problem(Mode::Demonstration, "PUBLIC_URL", "http://localhost:8080"),
            None
        );
        assert_eq!(
            problem(Mode::Demonstration, "CART_CLIENT_SECRET", "short"),
            None
        );
    }

    #[test]
    fn the_table_lists_every_setting_that_is_read_and_no_other() {
        let listed = TABLE
            .iter()
            .map(|setting| setting.name)
            .collect::<BTreeSet<_>>();
        assert_eq!(listed.len(), TABLE.len(), "a name is there twice");

        let asked = RefCell::new(BTreeSet::new());
        let given = demonstration();
        let config = Config::read(Mode::Demonstration, |name| {
            asked.borrow_mut().insert(
                TABLE
                    .iter()
                    .find(|setting| setting.name == name)
                    .map(|setting| setting.name),
            );
            given.get(name).cloned()
        });

        assert!(config.is_ok());
        assert_eq!(asked.into_inner(), listed.into_iter().map(Some).collect());
    }

    #[test]
    fn the_markdown_table_has_a_line_for_each_setting() {
        let table = markdown();

        assert_eq!(table.lines().count(), TABLE.len() + 2);
        assert!(
            table.lines().all(|line| line.matches('|').count() == 4),
            "{table}"
        );
        assert!(
            table.contains("| `LISTEN_ADDR` | `127.0.0.1:3000` | "),
            "{table}"
        );
    }

    #[test]
    fn secrets_print_nowhere() {
        let mut given = installation();
        let printed = format!("{:?}", read(Mode::Serve, &given));
        assert!(printed.contains("members.example.com"), "{printed}");

        given.insert(
            "DATABASE_URL",
            "mysql://app:db-hidden@db/members".to_owned(),
        );
        given.insert(
            "SMTP_URL",
            "smtp://mailer:smtp-hidden@smtp.example.com".to_owned(),
        );
        let told = format!("{:?}", read(Mode::Serve, &given));
        assert!(told.contains("DATABASE_URL"), "{told}");

        for secret in ["db-hidden", "smtp-hidden", "k7Jw0Qd3", "Vb3nM8qW"] {
            assert!(
                !printed.contains(secret) && !told.contains(secret),
                "{secret}"
            );
        }
    }

    #[tokio::test]
    async fn a_pool_of_connections_to_the_mail_server_can_be_built() {
        let built = parse_smtp(
            "smtps://mailer:p%40ss@smtp.example.com",
            "members.example.com",
        )
        .map(|smtp| smtp.transport().is_ok());

        assert_eq!(built, Ok(true));
    }
}
