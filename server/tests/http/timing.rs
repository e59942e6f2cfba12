//! Whether anybody exists cannot be told by how long an answer takes (R5).

use std::time::{Duration, Instant};

use app::platform::testing::{Portal, limit, settings};
use sqlx::PgPool;

use crate::{Site, two_shops};

/// Requests in all, known and unknown in turn.
const REQUESTS: usize = 200;
/// What the medians may differ by: the machine's own noise, with room for one that is busy (R5).
const NOISE: Duration = Duration::from_millis(5);

fn plenty() -> app::platform::settings::Settings {
    let mut settings = settings();
    settings.limits.recovery_address = limit(100_000, time::Duration::SECOND);
    settings
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Sends two forms in turn; the answers are the same, and so are the medians of their times.
async fn indistinguishable(
    site: &Site,
    path: &str,
    known: &[(&str, &str)],
    unknown: &[(&str, &str)],
) {
    let mut browser = site.browser();
    let mut times = [Vec::new(), Vec::new()];
    let mut locations = std::collections::BTreeSet::new();
    for number in 0..REQUESTS {
        let fields = [known, unknown][number % 2];
        let began = Instant::now();
        let answer = browser.post(path, fields).await;
        times[number % 2].push(began.elapsed());
        locations.insert((answer.status, answer.location().to_owned(), answer.text));
        // a worker does its part between the requests, as it does beside them
        if number % 20 == 0 {
            site.portal.answer_requests().await;
        }
    }

    let [known, unknown] = times.each_mut().map(|times| median(times));
    println!("{path}: medians of known {known:?}, of unknown {unknown:?}");
    assert_eq!(locations.len(), 1, "{locations:?}");
    assert!(
        known.abs_diff(unknown) <= NOISE,
        "{path}: known {known:?}, unknown {unknown:?}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_a_reset_takes_as_long_for_nobody_as_for_somebody(pool: PgPool) {
    let site = Site::of(Portal::with(pool, plenty()));
    two_shops(&site).await;

    indistinguishable(
        &site,
        "/api/recovery/request-password-reset",
        &[
            ("user_id", "demoparent"),
            ("email", "demoparent@example.com"),
        ],
        &[
            ("user_id", "nobodyhere"),
            ("email", "nobodyhere@example.com"),
        ],
    )
    .await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_a_forgotten_user_id_takes_as_long_for_nobody_as_for_somebody(pool: PgPool) {
    let site = Site::of(Portal::with(pool, plenty()));
    two_shops(&site).await;

    indistinguishable(
        &site,
        "/api/recovery/recover-user-id",
        &[("email", "demoparent@example.com")],
        &[("email", "nobodyhere@example.com")],
    )
    .await;
}
