//! What an installation decides: addresses, brand, lifetimes, limits. Read once at start by the server.

use std::{collections::BTreeMap, fmt, num::NonZeroU32};

pub use cookie::Key;
use ipnet::IpNet;
use lettre::message::Mailbox;
use serde::Deserialize;
use time::Duration;
use url::Url;

use crate::text::Language;

/// All settings of an installation.
#[derive(Clone)]
pub struct Settings {
    /// The portal's own origin, the only source of links in mails (R4); never taken from a request.
    pub public_url: Url,
    /// Sender of every mail (M44).
    pub mail_from: Mailbox,
    /// SHA-256 of the secret that the hook for bounces asks for; without one there is no hook.
    pub bounce_secret_hash: Option<[u8; 32]>,
    /// Names and contact data (D1).
    pub brand: Brand,
    /// Encrypts the flash cookie, and makes the numbers in mails; the same in every server process.
    pub secret_key: Key,
    /// Proxies whose `X-Forwarded-For` is believed (R28).
    pub trusted_proxies: Vec<IpNet>,
    /// How long things live (D7, D10).
    pub lifetimes: Lifetimes,
    /// How often things may be tried (R25–R28).
    pub limits: Limits,
    /// Least length of a member's password, in characters (D6).
    pub password_min: usize,
    /// How many share accounts a parent may have (D13).
    pub share_account_limit: i64,
    /// Where the built style sheet, scripts and client are found.
    pub assets: Assets,
    /// Whether this is the demonstration, with its mail viewer at `/dev/mail`.
    pub demonstration: bool,
}

impl Settings {
    /// Whether cookies are `Secure` and carry the `__Host-` prefix; only the demonstration on loopback does without.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// An absolute address of the portal for a mail.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }
}

/// Prints everything but the secret key (R54).
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("public_url", &self.public_url.as_str())
            .field("mail_from", &self.mail_from)
            .field("brand", &self.brand)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("lifetimes", &self.lifetimes)
            .field("limits", &self.limits)
            .field("password_min", &self.password_min)
            .field("share_account_limit", &self.share_account_limit)
            .field("assets", &self.assets)
            .field("demonstration", &self.demonstration)
            .finish_non_exhaustive()
    }
}

/// The vendor and how to reach it, as people see it (D1).
#[derive(Clone, Debug)]
pub struct Brand {
    /// The vendor's name, as in 配信元.
    pub company: String,
    /// The vendor's web site.
    pub company_site: String,
    /// The help line.
    pub phone: String,
    /// When the help line answers.
    pub hours: String,
    /// The same in English.
    pub hours_english: String,
}

impl Brand {
    /// When the help line answers.
    pub fn hours_in(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.hours,
            Language::English => &self.hours_english,
        }
    }
}

/// How long things live.
#[derive(Clone, Debug)]
pub struct Lifetimes {
    /// An invitation's link (D7).
    pub invitation: Duration,
    /// The QR code of a registration in person (X10).
    pub in_person_code: Duration,
    /// The link that such a registration goes on with (X10).
    pub in_person_link: Duration,
    /// A link for setting a new password (D7).
    pub password_reset: Duration,
    /// A link that confirms an e-mail address (D7).
    pub email_confirmation: Duration,
    /// A link that undoes a change of the e-mail address (D7, X1).
    pub email_undo: Duration,
    /// A link in the mail about a new device (X6).
    pub sign_in_alert: Duration,
    /// A proof of who somebody is, before a sensitive change (D10).
    pub proof: Duration,
    /// A session (D10).
    pub session: SessionLifetime,
    /// A session on a device that several people use (X18).
    pub shared_session: SessionLifetime,
    /// A remembered sign-in at most (D10).
    pub remembered: Duration,
    /// An authorization code.
    pub authorization_code: Duration,
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetime {
    /// Without a request.
    pub idle: Duration,
    /// At most.
    pub total: Duration,
}

/// `burst` at once, then one each `every`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// How many are free at once.
    pub burst: NonZeroU32,
    /// One more after this time.
    pub every: Duration,
}

/// Never more than `most` within a time, however they are spread over it.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// How many.
    pub most: NonZeroU32,
    /// In how long.
    pub within: Duration,
}

/// How often things may be tried (`design/security.md`, section 2).
#[derive(Clone, Debug)]
pub struct Limits {
    /// Sign-ins for one typed user ID from unknown devices.
    pub sign_in_account: Limit,
    /// Sign-ins for one account from one known device.
    pub sign_in_device: Limit,
    /// Sign-ins from one address (/32, /64).
    pub sign_in_address: Limit,
    /// Different user IDs from one address before it has to cool down.
    pub distinct_ids_per_address: u32,
    /// Time over which different user IDs are counted.
    pub distinct_ids_window: Duration,
    /// How long such an address has to wait.
    pub distinct_ids_cool_down: Duration,
    /// Failures in a row after which unknown devices have to reset the password by mail.
    pub failures_in_a_row: i32,
    /// Resends of one invitation, one after the other (X7).
    pub resend_pause: Window,
    /// Resends of one invitation over a day (X7).
    pub resend_day: Window,
    /// Mails that the invitee of one invitation asks for, as a part of the resends of a day.
    pub invitation_request: Window,
    /// Resends by one parent, of all its invitations (X7).
    pub resend_parent: Window,
    /// Invitations to one mailbox, whoever sends them (X7).
    pub invitation_mailbox: Window,
    /// Share accounts added by one parent.
    pub add: Window,
    /// Files with invitations sent by one parent (X8).
    pub import: Window,
    /// Requests to one invitation's form functions.
    pub registration: Limit,
    /// Checks of a user ID by one invitation or session (R48).
    pub user_id_check: Limit,
    /// The same over a day (R48).
    pub user_id_check_day: Limit,
    /// Checks of a user ID from one address: looser, since a shop has one address for all (R48).
    pub user_id_check_address: Limit,
    /// Proofs of who somebody is, for one account (D10, R32).
    pub proof: Limit,
    /// Requests from one address by people who have forgotten something.
    pub recovery_address: Limit,
    /// Mails to one account or mailbox about what was forgotten.
    pub recovery: Window,
    /// The same over a day.
    pub recovery_day: Window,
    /// Requested e-mail changes of one account.
    pub email_change: Window,
    /// Mails to one account that confirm the address it has (X10).
    pub address_confirmation: Window,
    /// Sign-ins with a passkey from one address.
    pub passkey_address: Limit,
    /// Numbers typed on the page behind one mailed link (X3).
    pub confirmation_number: Limit,
}

/// Addresses of the built assets, as the site's build writes them into `assets.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Assets {
    /// Changes whenever any asset does; a page of another build is loaded anew.
    pub build: String,
    /// `main.css`, `navigation.js`, `guest.js`, `members.js`, `members.wasm`, `icons.svg` and where each is.
    pub files: BTreeMap<String, String>,
}

impl Assets {
    /// The address of an asset.
    pub fn path(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }
}
