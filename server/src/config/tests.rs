//! Tests of the module above.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process, thread,
};

use app::platform::settings::{Limit, Window};
use time::Duration;

use super::{parse::parse_smtp, *};

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
        lifetimes, limits, ..
    } = &config.settings;

    assert_eq!(config.listen_addr.to_string(), "127.0.0.1:3000");
    assert_eq!(
        config.settings.absolute("/login"),
        "https://members.example.com/login"
    );
    assert!(config.settings.secure_cookies() && !config.settings.demonstration);
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
        (lifetimes.invitation, lifetimes.session.idle),
        (Duration::days(7), Duration::minutes(60))
    );
    assert_eq!(
        (lifetimes.session.total, lifetimes.remembered),
        (Duration::hours(12), Duration::days(30))
    );
    let limit = |limit: Limit| (limit.burst.get(), limit.every);
    assert_eq!(limit(limits.sign_in_account), (10, Duration::minutes(1)));
    assert_eq!(limit(limits.sign_in_device), (10, Duration::seconds(90)));
    assert_eq!(limit(limits.sign_in_address), (30, Duration::seconds(10)));
    let window = |window: Window| (window.most.get(), window.within);
    assert_eq!(window(limits.resend_pause), (1, Duration::seconds(60)));
    assert_eq!(window(limits.resend_day), (5, Duration::DAY));
    assert_eq!(window(limits.invitation_request), (2, Duration::DAY));
    assert_eq!(window(limits.resend_parent), (100, Duration::HOUR));
    assert_eq!(window(limits.invitation_mailbox), (30, Duration::DAY));
    assert_eq!(window(limits.add), (500, Duration::HOUR));
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
        "http://localhost:3000/"
    );
    assert_eq!(extra.sample_sites.cart.as_str(), "http://127.0.0.1:3001/");
    assert!(extra.sample_sites.service_keys.is_none());
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
        ]
    );
}

#[test]
fn an_empty_setting_counts_as_not_given() {
    assert!(problem(Mode::Serve, "LISTEN_ADDR", "  ").is_none());
    assert_eq!(
        problem(Mode::Serve, "PUBLIC_URL", "").as_deref(),
        Some("PUBLIC_URL is not set")
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
        ("SMTP_CONNECTIONS", "0"),
        ("MAIL_FROM", "USEN MEMBERS"),
        ("BOUNCE_SECRET", "Vb3nM8qW1eR6tY0"),
        ("BOUNCE_SECRET", "change-me-change-me-change-me-change-me"),
        ("DEMO_CART_URL", "http://cart.example.com"),
        ("DEMO_CART_URL", "https://cart.example.com/shop"),
        ("DEMO_SERVICE_KEYS", "/nowhere/keys.json"),
        ("BRAND_COMPANY", "USEN\nMEMBERS"),
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
    assert_eq!(allowed.as_deref(), Ok("http://localhost:3000/"));

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
    .map(|smtp| smtp.transport(4).is_ok());

    assert_eq!(built, Ok(true));
}

#[test]
fn the_readme_shows_every_setting_as_it_is() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).expect("README.md can be read");

    assert!(
        readme.contains(&markdown()),
        "README's table of settings is not what `server settings` prints"
    );
}
