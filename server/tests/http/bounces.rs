//! The hook that mail servers post their reports to (X2).

use app::{
    paths::BOUNCE_HOOK,
    platform::testing::{BOUNCE_SECRET, Portal, message_id, settings},
};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use server::bounces::{FeedError, Tally, feed};
use sqlx::PgPool;

use crate::{Answer, Browser, Site, add_share, two_shops};

const REPORT: &str = include_str!("../../../app/src/bounces/tests/messages/postfix.eml");
const NUMBER: &str = "00000000-0000-4000-8000-000000000000";

/// A shop that has invited 有線 太郎, and a mail server that calls the hook.
struct Hook {
    site: Site,
    parent: Browser,
    caller: Browser,
}

impl Hook {
    async fn on(pool: PgPool) -> Self {
        let site = Site::on(pool);
        two_shops(&site).await;
        let mut parent = site.signed_in("demoparent").await;
        add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
        site.portal.deliver().await;
        let caller = site.browser();
        Self {
            site,
            parent,
            caller,
        }
    }

    /// A report about the mail that was sent.
    fn report(&self) -> String {
        let mails = self.site.portal.postbox.mails();
        let id = message_id(mails.last().expect("a mail"));
        REPORT.replace(NUMBER, id.split('@').next().expect("a number"))
    }

    async fn post(&mut self, secret: Option<&str>, kind: &str, body: impl Into<Body>) -> Answer {
        post(&mut self.caller, secret, kind, body).await
    }
}

/// Posts as a mail server does: without an origin, a cookie, or a wish for pages.
async fn post(
    caller: &mut Browser,
    secret: Option<&str>,
    kind: &str,
    body: impl Into<Body>,
) -> Answer {
    let mut request = caller
        .request(Method::POST, BOUNCE_HOOK)
        .header(header::CONTENT_TYPE, kind);
    let headers = request.headers_mut().expect("a request so far");
    headers.remove("sec-fetch-site");
    headers.remove(header::ACCEPT);
    if let Some(secret) = secret {
        request = request.header(header::AUTHORIZATION, secret);
    }
    caller
        .send(request.body(body.into()).expect("a request"))
        .await
}

fn bearer() -> String {
    format!("Bearer {BOUNCE_SECRET}")
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_report_posted_to_the_hook_shows_in_the_list(pool: PgPool) {
    let mut hook = Hook::on(pool).await;
    let report = hook.report();

    for (kind, outcome) in [
        ("message/rfc822", r#"{"outcome":"recorded"}"#),
        (
            "application/octet-stream",
            r#"{"outcome":"nothing_to_change"}"#,
        ),
    ] {
        let answer = hook.post(Some(&bearer()), kind, report.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.text, outcome);
        assert_eq!(answer.header("content-type"), "application/json");
    }

    let list = hook.parent.get("/account/share").await;
    for text in ["送信失敗", "このメールアドレスは存在しません。"] {
        assert!(list.shows(text), "{}", list.text);
    }
    assert!(
        hook.parent
            .get("/account/security/history")
            .await
            .shows("メール配信の失敗")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_the_hook_asks_for_its_secret(pool: PgPool) {
    let mut hook = Hook::on(pool).await;
    let report = hook.report();
    let before = hook.site.portal.snapshot().await;

    let almost = format!("Bearer {}", &BOUNCE_SECRET[1..]);
    for secret in [
        None,
        Some(""),
        Some("Bearer"),
        Some("Bearer "),
        Some(BOUNCE_SECRET),
        Some("Basic dXNlcjpwYXNzd29yZA=="),
        Some(almost.as_str()),
    ] {
        let answer = hook.post(secret, "message/rfc822", report.clone()).await;

        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{secret:?}");
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"bounces\""
        );
        assert_eq!(answer.text, "");
    }
    // a member's session opens it as little
    let answer = post(&mut hook.parent, None, "message/rfc822", report).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(hook.site.portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_without_a_secret_there_is_no_hook(pool: PgPool) {
    let mut settings = settings();
    settings.bounce_secret_hash = None;
    let site = Site::of(Portal::with(pool, settings));
    let mut caller = site.browser();

    for secret in [None, Some(bearer())] {
        let answer = post(&mut caller, secret.as_deref(), "message/rfc822", REPORT).await;

        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_what_is_no_message_is_told_so(pool: PgPool) {
    let mut hook = Hook::on(pool).await;
    let no_recipient = hook.report().replace("Action: failed", "X-Action: failed");
    let cases: [(Vec<u8>, StatusCode, &str); 6] = [
        (Vec::new(), StatusCode::BAD_REQUEST, "no message"),
        (b"hello".to_vec(), StatusCode::BAD_REQUEST, "no message"),
        (vec![0; 1_000], StatusCode::BAD_REQUEST, "no message"),
        (
            no_recipient.into_bytes(),
            StatusCode::BAD_REQUEST,
            "no recipient",
        ),
        // not about a delivery, and so nothing to complain of
        (
            b"From: taro@example.com\r\n\r\nI am away. %00\0".to_vec(),
            StatusCode::OK,
            r#"{"outcome":"no_report"}"#,
        ),
        (
            REPORT.as_bytes().to_vec(),
            StatusCode::OK,
            r#"{"outcome":"nothing_failed"}"#,
        ),
    ];

    for (body, status, told) in cases {
        let answer = hook.post(Some(&bearer()), "message/rfc822", body).await;

        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(answer.text.contains(told), "{}", answer.text);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r24_a_report_has_a_size_and_a_content_type(pool: PgPool) {
    let mut hook = Hook::on(pool).await;
    let report = hook.report();
    let padded = |size: usize| format!("{report}{}", "x".repeat(size - report.len()));

    let largest = hook
        .post(Some(&bearer()), "message/rfc822", padded(256 * 1024))
        .await;
    let larger = hook
        .post(Some(&bearer()), "message/rfc822", padded(256 * 1024 + 1))
        .await;
    let form = hook
        .post(
            Some(&bearer()),
            "application/x-www-form-urlencoded",
            report.clone(),
        )
        .await;
    let read = hook.caller.get(BOUNCE_HOOK).await;

    assert_eq!(largest.text, r#"{"outcome":"recorded"}"#);
    assert_eq!(larger.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(read.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_the_database_a_report_is_to_be_sent_again(pool: PgPool) {
    let mut hook = Hook::on(pool).await;
    let report = hook.report();
    hook.site.portal.break_audit_log().await;

    let answer = hook.post(Some(&bearer()), "message/rfc822", report).await;

    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.shows("exception"), "{}", answer.text);
}

/// A mailbox as mail servers keep it: a line before each message, and `From ` in a text quoted.
fn mailbox(messages: &[&str]) -> Vec<u8> {
    let mut mailbox = String::new();
    for message in messages {
        mailbox.push_str("From MAILER-DAEMON Sat Nov 21 12:00:04 2026\n");
        mailbox.push_str(&message.replace("\nFrom ", "\n>From "));
        mailbox.push('\n');
    }
    mailbox.into_bytes()
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_mailbox_file_is_read_again_and_again_and_changes_once(pool: PgPool) {
    let hook = Hook::on(pool).await;
    let services = &hook.site.portal.services;
    let report = hook.report();
    let large = format!("{report}{}", "x".repeat(256 * 1024));
    let away = "From: taro@example.com\n\nI am away.\n\nFrom tomorrow on I am back.\n";
    let mailbox = mailbox(&[away, &large, &report, &report, "hello\n"]);

    let first = feed(services, mailbox.as_slice()).await.expect("read");
    let again = feed(services, mailbox.as_slice()).await.expect("read");

    assert_eq!(
        (first, again),
        (
            Tally {
                recorded: 1,
                without_effect: 2,
                unreadable: 2
            },
            Tally {
                recorded: 0,
                without_effect: 3,
                unreadable: 2
            }
        )
    );
    let state: String = hook
        .site
        .portal
        .ask("select state from outbox where letter = 'invitation'")
        .await;
    assert_eq!(state, "failed");
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_single_message_is_a_mailbox_too(pool: PgPool) {
    let hook = Hook::on(pool).await;
    let services = &hook.site.portal.services;

    let tally = feed(services, hook.report().as_bytes())
        .await
        .expect("read");
    let nothing = feed(services, &b""[..]).await.expect("read");

    assert_eq!(
        tally.to_string(),
        "1 bounces recorded, 0 messages without effect, 0 unreadable"
    );
    assert_eq!(nothing.unreadable, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_mailbox_is_not_passed_over_without_the_database(pool: PgPool) {
    let hook = Hook::on(pool).await;
    let services = &hook.site.portal.services;
    hook.site.portal.break_audit_log().await;

    let fed = feed(services, hook.report().as_bytes()).await;

    assert!(matches!(fed, Err(FeedError::Take(_))), "{fed:?}");
}
