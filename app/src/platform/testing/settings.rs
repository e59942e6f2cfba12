//! The settings of the portal that tests stand on.

use std::num::NonZeroU32;

use time::Duration;

use super::BOUNCE_SECRET;
use crate::platform::{
    settings::{Assets, Brand, Key, Lifetimes, Limit, Limits, SessionLifetime, Settings, Window},
    tokens::hash_of,
};

/// A limit of `burst` at once, then one each `every`.
///
/// # Panics
///
/// When nothing is allowed at once.
pub fn limit(burst: u32, every: Duration) -> Limit {
    Limit {
        burst: NonZeroU32::new(burst).expect("a burst of one at least"),
        every,
    }
}

/// Never more than `most` within a time.
///
/// # Panics
///
/// When nothing is allowed at all.
pub fn window(most: u32, within: Duration) -> Window {
    Window {
        most: NonZeroU32::new(most).expect("one at least"),
        within,
    }
}

/// The settings of a portal on https, with the numbers of `design/security.md` section 2.
///
/// # Panics
///
/// Never: the addresses are addresses.
pub fn settings() -> Settings {
    let url = |text: &str| text.parse().expect("an address");
    let files = [
        "main.css",
        "navigation.js",
        "guest.js",
        "members.js",
        "members.wasm",
        "icons.svg",
    ];
    Settings {
        public_url: url("https://members.example.com"),
        mail_from: "USEN MEMBERS <noreply@members.example.com>"
            .parse()
            .expect("a mailbox"),
        bounce_secret_hash: Some(hash_of(BOUNCE_SECRET.as_bytes())),
        brand: Brand {
            company: "株式会社USEN".to_owned(),
            company_site: "https://company.example.com".to_owned(),
            phone: "0120-000-000".to_owned(),
            hours: "年中無休 9:00～22:30".to_owned(),
            hours_english: "every day 9:00–22:30".to_owned(),
        },
        secret_key: Key::from(&[7; 64]),
        trusted_proxies: Vec::new(),
        lifetimes: Lifetimes {
            invitation: Duration::days(7),
            in_person_code: Duration::minutes(15),
            in_person_link: Duration::minutes(60),
            password_reset: Duration::minutes(30),
            email_confirmation: Duration::hours(24),
            email_undo: Duration::days(7),
            sign_in_alert: Duration::days(7),
            proof: Duration::minutes(10),
            session: SessionLifetime {
                idle: Duration::minutes(60),
                total: Duration::hours(12),
            },
            shared_session: SessionLifetime {
                idle: Duration::minutes(10),
                total: Duration::hours(4),
            },
            remembered: Duration::days(30),
            authorization_code: Duration::seconds(60),
        },
        limits: Limits {
            sign_in_account: limit(10, Duration::minutes(1)),
            sign_in_device: limit(10, Duration::seconds(90)),
            sign_in_address: limit(30, Duration::seconds(10)),
            distinct_ids_per_address: 20,
            distinct_ids_window: Duration::minutes(10),
            distinct_ids_cool_down: Duration::minutes(15),
            failures_in_a_row: 100,
            resend_pause: window(1, Duration::minutes(1)),
            resend_day: window(5, Duration::DAY),
            invitation_request: window(2, Duration::DAY),
            resend_parent: window(100, Duration::HOUR),
            invitation_mailbox: window(1_000, Duration::DAY),
            add: window(500, Duration::HOUR),
            import: window(30, Duration::HOUR),
            registration: limit(60, Duration::minutes(1)),
            user_id_check: limit(30, Duration::seconds(2)),
            user_id_check_day: limit(300, Duration::seconds(288)),
            user_id_check_address: limit(120, Duration::milliseconds(500)),
            proof: limit(10, Duration::seconds(90)),
            recovery_address: limit(10, Duration::minutes(6)),
            recovery: window(3, Duration::HOUR),
            recovery_day: window(10, Duration::DAY),
            email_change: window(3, Duration::HOUR),
            address_confirmation: window(3, Duration::HOUR),
            passkey_address: limit(30, Duration::seconds(2)),
            confirmation_number: limit(10, Duration::minutes(6)),
        },
        password_min: 12,
        share_account_limit: 1_000,
        assets: Assets {
            build: "test".to_owned(),
            files: files
                .into_iter()
                .map(|file| (file.to_owned(), format!("/pkg/{file}")))
                .collect(),
        },
        demonstration: false,
    }
}
