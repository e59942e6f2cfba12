//! Every setting with its default and meaning: README's table.

use std::fmt::{self, Write as _};

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
        Fallback::DemonstrationWorksOut("`http://localhost` with the port of `LISTEN_ADDR`"),
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
        "SMTP_CONNECTIONS",
        Fallback::Value("4"),
        "Senders of mails in this process; one whose mail the mail server dawdles with for 10 s goes on with another beside it",
    ),
    setting(
        "MAIL_FROM",
        Fallback::Demonstration("USEN MEMBERS <info@example.com>"),
        "Sender of every mail",
    ),
    setting(
        "BOUNCE_SECRET",
        Fallback::WorkedOut("none, and no such address"),
        "Secret of `POST /hooks/bounces`, which takes what mail servers send back; at least 32 characters",
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
        "BRAND_HOURS_ENGLISH",
        Fallback::Value("every day 9:00–22:30"),
        "The same in English",
    ),
    setting(
        "INVITATION_DAYS",
        Fallback::Value("7"),
        "How long an invitation's link works",
    ),
    setting(
        "IN_PERSON_CODE_MINUTES",
        Fallback::Value("15"),
        "How long the QR code of a registration in person works",
    ),
    setting(
        "IN_PERSON_LINK_MINUTES",
        Fallback::Value("60"),
        "How long whoever has used such a code may take to register",
    ),
    setting(
        "PASSWORD_RESET_MINUTES",
        Fallback::Value("30"),
        "How long a link for setting a new password works",
    ),
    setting(
        "EMAIL_CONFIRMATION_HOURS",
        Fallback::Value("24"),
        "How long a link that confirms an e-mail address works",
    ),
    setting(
        "EMAIL_UNDO_DAYS",
        Fallback::Value("7"),
        "How long the old mailbox can undo a change of the e-mail address",
    ),
    setting(
        "SIGN_IN_ALERT_DAYS",
        Fallback::Value("7"),
        "How long the link in the mail about a new device works",
    ),
    setting(
        "PROOF_MINUTES",
        Fallback::Value("10"),
        "How long after the password was given sensitive changes do not ask for it again",
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
        "SHARED_SESSION_IDLE_MINUTES",
        Fallback::Value("10"),
        "How long a session on a shared device lasts without a request",
    ),
    setting(
        "SHARED_SESSION_HOURS",
        Fallback::Value("4"),
        "How long a session on a shared device lasts at most",
    ),
    setting(
        "REMEMBER_DAYS",
        Fallback::Value("30"),
        "How long 次回から自動的にログインする lasts at most",
    ),
    setting(
        "AUTHORIZATION_CODE_SECONDS",
        Fallback::Value("60"),
        "How long a client may take to redeem a code",
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
        Fallback::Value("1/60s"),
        "Resends of one invitation, one after the other; `1/60s` is never more than one in sixty seconds",
    ),
    setting(
        "LIMIT_RESEND_DAY",
        Fallback::Value("5/1d"),
        "Resends of one invitation over a day",
    ),
    setting(
        "LIMIT_INVITATION_REQUEST",
        Fallback::Value("2/1d"),
        "Mails that one invitee asks for from a link that has ended; they count as resends, too",
    ),
    setting(
        "LIMIT_RESEND_PARENT",
        Fallback::Value("100/1h"),
        "Resends by one parent, of all its invitations",
    ),
    setting(
        "LIMIT_INVITATION_MAILBOX",
        Fallback::Value("30/1d"),
        "Invitations to one mailbox, whoever sends them",
    ),
    setting(
        "LIMIT_ADD",
        Fallback::Value("500/1h"),
        "Share accounts added by one parent",
    ),
    setting(
        "LIMIT_IMPORT",
        Fallback::Value("30/1h"),
        "Files with invitations sent by one parent",
    ),
    setting(
        "LIMIT_REGISTRATION",
        Fallback::Value("60+1/10s"),
        "Requests to the registration form of one invitation",
    ),
    setting(
        "LIMIT_USER_ID_CHECK",
        Fallback::Value("30+30/1m"),
        "Checks whether a user ID is free, by one invitation or session",
    ),
    setting(
        "LIMIT_USER_ID_CHECK_DAY",
        Fallback::Value("300+300/1d"),
        "The same over a day",
    ),
    setting(
        "LIMIT_USER_ID_CHECK_ADDRESS",
        Fallback::Value("120+120/1m"),
        "Checks whether a user ID is free, from one address",
    ),
    setting(
        "LIMIT_PROOF",
        Fallback::Value("10+10/15m"),
        "Times that the password of one account may be given again for a sensitive change",
    ),
    setting(
        "LIMIT_RECOVERY_ADDRESS",
        Fallback::Value("10+10/1h"),
        "Requests from one address by people who have forgotten password or user ID",
    ),
    setting(
        "LIMIT_RECOVERY",
        Fallback::Value("3/1h"),
        "Mails to one account, or reminders to one mailbox, about what was forgotten",
    ),
    setting(
        "LIMIT_RECOVERY_DAY",
        Fallback::Value("10/1d"),
        "The same over a day",
    ),
    setting(
        "LIMIT_EMAIL_CHANGE",
        Fallback::Value("3/1h"),
        "Mails about a change of the e-mail address of one account",
    ),
    setting(
        "LIMIT_ADDRESS_CONFIRMATION",
        Fallback::Value("3/1h"),
        "Mails that confirm the address of one account that was registered in person",
    ),
    setting(
        "LIMIT_PASSKEY_ADDRESS",
        Fallback::Value("120+120/1m"),
        "Sign-ins with a passkey from one address; the sign-in page begins one by itself",
    ),
    setting(
        "LIMIT_CONFIRMATION_NUMBER",
        Fallback::Value("10+10/1h"),
        "Numbers typed on the page behind one mailed link",
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
        "DEMO_CART_URL",
        Fallback::Value("http://127.0.0.1:3001"),
        "Origin of the sample cart; read by `demo` only",
    ),
    setting(
        "DEMO_CART_SECRET",
        Fallback::WorkedOut("random at each start"),
        "Its client secret; read by `demo` only",
    ),
    setting(
        "DEMO_SERVICE_URL",
        Fallback::Value("http://127.0.0.1:3002"),
        "Origin of a sample service; read by `demo` only",
    ),
    setting(
        "DEMO_SERVICE_KEYS",
        Fallback::WorkedOut("none, and no such service"),
        "File with its public keys, a JSON Web Key Set; read by `demo` only",
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
