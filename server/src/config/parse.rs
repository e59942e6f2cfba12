//! What the text of a setting has to be.

use std::{collections::BTreeSet, fs, net::IpAddr, num::NonZeroU32, path::Path};

use app::{
    handoff::clients::KeySet,
    platform::settings::{Assets, Limit, Window},
};
use ipnet::IpNet;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use time::Duration;
use url::{Host, Url};

use super::{Mode, Secret, Smtp};

pub(super) fn parse_database_url(text: &str) -> Result<Secret, &'static str> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => Ok(Secret(text.to_owned())),
        _ => Err("must be an address of PostgreSQL, as postgres://user@host/database"),
    }
}

pub(super) fn parse_public_url(mode: Mode, text: &str) -> Result<Url, &'static str> {
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

pub(super) fn parse_sample_site(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "must be an address, as http://127.0.0.1:3001")?;

    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("must be an origin only, as http://127.0.0.1:3001");
    }
    if is_https_or_demonstration(Mode::Demonstration, &url) {
        Ok(url)
    } else {
        Err("must begin with https://; plain http is for loopback")
    }
}

pub(super) fn read_key_set(path: &Path) -> Result<KeySet, String> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Plain http is for the demonstration on loopback.
pub(super) fn is_https_or_demonstration(mode: Mode, url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" && url.host().is_some()
        || url.scheme() == "http" && mode == Mode::Demonstration && loopback
}

pub(super) fn parse_smtp(text: &str, hello: &str) -> Result<Smtp, String> {
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
pub(super) fn parse_limit(text: &str) -> Result<Limit, &'static str> {
    const FORM: &str =
        "must be a limit, as 10+1/60s for ten at once, then one every sixty seconds (s, m, h, d)";
    let (burst, rate) = text.split_once('+').ok_or(FORM)?;
    let (count, period) = parse_rate(rate).ok_or(FORM)?;
    let burst = burst.parse::<NonZeroU32>().map_err(|_| FORM)?;
    let period = check_period(period)?;
    Ok(Limit {
        burst,
        every: Duration::nanoseconds(period * 1_000_000_000 / i64::from(count.get())),
    })
}

/// `5/1d`: never more than five within a day.
pub(super) fn parse_window(text: &str) -> Result<Window, &'static str> {
    const FORM: &str =
        "must be a limit without a burst, as 5/1d for five within any day (s, m, h, d)";
    let (most, period) = parse_rate(text).ok_or(FORM)?;
    if most.get() > 10_000 {
        return Err("must be 10000 at most");
    }
    Ok(Window {
        most,
        within: Duration::seconds(check_period(period)?),
    })
}

/// `1/60s`: a count, and a time in seconds.
fn parse_rate(text: &str) -> Option<(NonZeroU32, i64)> {
    let (count, period) = text.split_once('/')?;
    let unit = period.chars().next_back()?;
    let amount: NonZeroU32 = period.strip_suffix(unit)?.parse().ok()?;
    let seconds: i64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return None,
    };
    // in whole seconds: `Duration * u32` of time 0.3.55 turns negative from 2³¹ on
    Some((count.parse().ok()?, seconds * i64::from(amount.get())))
}

fn check_period(seconds: i64) -> Result<i64, &'static str> {
    if seconds > 366 * 24 * 60 * 60 {
        return Err("must be over a year at most");
    }
    Ok(seconds)
}

pub(super) fn parse_networks(text: &str) -> Result<Vec<IpNet>, &'static str> {
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

pub(super) fn parse_yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err("must be yes or no"),
    }
}

/// Refuses what is short or was left as an example showed it (R66).
pub(super) fn check_secret(text: &str, least: usize) -> Result<(), String> {
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

pub(super) fn read_assets(site_root: &Path) -> Result<Assets, String> {
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
