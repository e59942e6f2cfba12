//! Headers on every answer, whatever it is (R36–R38).

use std::collections::BTreeSet;

use app::platform::testing::settings;
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;

use crate::{Answer, Site, add_share, two_shops};

/// What stands on every answer.
fn check(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        ),
    ] {
        assert_eq!(answer.header(name), value, "{what}");
    }
    assert!(
        answer.header("permissions-policy").contains("camera=()"),
        "{what}"
    );
    assert!(answer.header("server").is_empty(), "{what}");
    assert_eq!(
        answer
            .headers
            .get_all(header::CONTENT_SECURITY_POLICY)
            .iter()
            .count(),
        1,
        "{what}"
    );
    let policy = answer.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ] {
        assert!(policy.contains(rule), "{what}: {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{what}: {policy}"
    );
    let kind = answer.header("content-type");
    if kind.starts_with("text/") {
        assert!(kind.ends_with("charset=utf-8"), "{what}: {kind}");
    }
}

/// What stands on every page besides, and where its nonce is.
fn check_page(answer: &Answer, what: &str) -> String {
    check(answer, what);
    assert_eq!(
        answer.header("content-type"),
        "text/html; charset=utf-8",
        "{what}"
    );
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    assert!(answer.shows("</body></html>"), "{what}");
    let policy = answer.header("content-security-policy");
    let (_, rest) = policy.split_once("script-src 'nonce-").expect("a nonce");
    let (nonce, rest) = rest.split_once('\'').expect("its end");
    assert!(
        rest.starts_with(" 'strict-dynamic' 'wasm-unsafe-eval'"),
        "{what}: {policy}"
    );
    assert!(
        policy.contains("form-action 'self' https://cart.example.com;"),
        "{what}: {policy}"
    );
    assert!(answer.shows(&format!("nonce=\"{nonce}\"")), "{what}");
    for script in answer.text.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap_or_default();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{what}: {tag}");
    }
    assert!(
        !answer.shows(" onclick=") && !answer.shows("javascript:"),
        "{what}"
    );
    nonce.to_owned()
}

#[sqlx::test(migrations = "../migrations")]
async fn r36_to_r38_every_page_has_its_headers_and_a_nonce_of_its_own(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let account = add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
    site.portal.deliver().await;
    let token = site.portal.postbox.newest_token("taro@example.com");
    let mut guest = site.browser();
    let mut nonces = BTreeSet::new();
    let mut pages = 0;

    for path in [
        "/login",
        "/login?to=cart",
        "/reset",
        "/recover",
        "/help",
        "/help/share-account",
        "/contact",
        "/nowhere",
    ] {
        nonces.insert(check_page(&guest.get(path).await, path));
        pages += 1;
    }
    for path in [
        "/",
        "/account",
        "/account/share",
        "/account/share?q=x",
        "/account/share/new",
        "/billing",
        "/applications",
        "/payment-notices",
        "/services",
        "/help",
        "/account/nowhere",
        "/account/share/1/edit",
        &format!("/account/share/{account}/edit"),
        &format!("/account/share/{account}/delete"),
    ] {
        let answer = parent.get(path).await;
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        nonces.insert(check_page(&answer, path));
        pages += 1;
    }
    for path in [
        format!("/v1/{token}"),
        format!("/v1/{}", "x".repeat(43)),
        "/v1/short".to_owned(),
    ] {
        let answer = guest.get(&path).await;
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        nonces.insert(check_page(&answer, &path));
        pages += 1;
    }

    assert_eq!(nonces.len(), pages);
}

#[sqlx::test(migrations = "../migrations")]
async fn r37_redirects_errors_and_machines_answers_have_them_too(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    let large = "a".repeat(20_000);
    let long = format!("/login?x={}", "a".repeat(5_000));
    let request = browser
        .request(Method::PUT, "/login")
        .body(Body::empty())
        .expect("a request");
    let mut elsewhere = browser
        .request(Method::GET, "/login")
        .body(Body::empty())
        .expect("a request");
    elsewhere
        .headers_mut()
        .insert(header::HOST, "evil.example".parse().expect("a header"));
    let mut plain = browser
        .request(Method::POST, "/api/sign-in/sign-in")
        .body(Body::from("x"))
        .expect("a request");
    plain.headers_mut().insert(
        header::CONTENT_TYPE,
        "text/plain".parse().expect("a header"),
    );

    let answers = [
        (StatusCode::SEE_OTHER, browser.get("/account").await),
        (
            StatusCode::SEE_OTHER,
            browser.post("/api/sign-in/sign-out", &[]).await,
        ),
        (StatusCode::NOT_FOUND, browser.get("/pkg/nowhere.css").await),
        (
            StatusCode::NOT_FOUND,
            browser.post("/api/nowhere", &[]).await,
        ),
        (StatusCode::METHOD_NOT_ALLOWED, browser.send(request).await),
        (
            StatusCode::MISDIRECTED_REQUEST,
            browser.send(elsewhere).await,
        ),
        (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            browser.send(plain).await,
        ),
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            browser
                .post("/api/sign-in/sign-in", &[("user_id", &large)])
                .await,
        ),
        (StatusCode::URI_TOO_LONG, browser.get(&long).await),
        (StatusCode::BAD_REQUEST, browser.get("/login?x=%00").await),
        (
            StatusCode::BAD_REQUEST,
            browser.get("/oauth/authorize").await,
        ),
        (
            StatusCode::UNAUTHORIZED,
            browser.post("/oauth/token", &[]).await,
        ),
        (StatusCode::OK, browser.get("/healthz").await),
        (StatusCode::OK, browser.get("/readyz").await),
    ];

    for (expected, answer) in answers {
        assert_eq!(answer.status, expected, "{}", answer.text);
        check(&answer, expected.as_str());
        assert_eq!(answer.header("cache-control"), "no-store", "{expected}");
        for detail in ["sqlx", "panicked", "src/", "deserializ", "server function"] {
            assert!(!answer.shows(detail), "{expected}: {}", answer.text);
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r38_only_hashed_files_are_kept_for_ever(pool: PgPool) {
    let site = Site::on(pool);
    let mut browser = site.browser();

    for (path, kind, kept) in [
        (
            "/pkg/main.css",
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        (
            "/pkg/members.wasm",
            "application/wasm",
            "public, max-age=31536000, immutable",
        ),
        (
            "/favicon.svg",
            "image/svg+xml; charset=utf-8",
            "public, max-age=86400",
        ),
        (
            "/robots.txt",
            "text/plain; charset=utf-8",
            "public, max-age=86400",
        ),
    ] {
        let answer = browser.get(path).await;
        check(&answer, path);
        assert_eq!(
            (
                answer.status,
                answer.header("content-type"),
                answer.header("cache-control")
            ),
            (StatusCode::OK, kind, kept)
        );
    }
    for path in [
        "/account/x.css",
        "/account;.js",
        "/pkg/../Cargo.toml",
        "/pkg/%2e%2e/Cargo.toml",
        "/.git/config",
        "/pkg/",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r37_only_a_portal_on_https_promises_to_stay_there(pool: PgPool) {
    let mut settings = settings();
    settings.public_url = "http://127.0.0.1:3000".parse().expect("an address");
    let site = Site::with(pool, settings);

    let answer = site.browser().get("/login").await;

    assert_eq!(answer.header("strict-transport-security"), "");
    assert_eq!(answer.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn r36_a_browsers_report_is_taken_in(pool: PgPool) {
    let site = Site::on(pool);
    let mut browser = site.browser();
    let report = |body: &'static str| {
        let request = site
            .browser()
            .request(Method::POST, "/csp")
            .header(header::CONTENT_TYPE, "application/csp-report");
        request.body(Body::from(body)).expect("a request")
    };

    let taken = browser
        .send(report(
            r#"{"csp-report":{"effective-directive":"img-src","blocked-uri":"inline"}}"#,
        ))
        .await;
    let refused = browser.send(report("no report")).await;

    assert_eq!(
        (taken.status, refused.status),
        (StatusCode::NO_CONTENT, StatusCode::BAD_REQUEST)
    );
}
