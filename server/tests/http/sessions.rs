//! Sign-in, sign-out and being remembered, with the cookies as a browser keeps them (R9, R33–R35, D10).

use app::platform::testing::{PASSWORD, settings};
use axum::http::StatusCode;
use sqlx::PgPool;
use time::Duration;

use crate::{Site, two_shops};

#[sqlx::test(migrations = "../migrations")]
async fn r35_every_cookie_on_https_is_host_only_secure_http_only_and_lax(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    let mut cookies = browser
        .sign_in("demoparent", "wrong-horse-battery", false)
        .await
        .set_cookies();
    cookies.extend(
        browser
            .sign_in("demoparent", PASSWORD, true)
            .await
            .set_cookies(),
    );
    let shared = [
        ("user_id", "demoparent"),
        ("password", PASSWORD),
        ("shared_device", "yes"),
    ];
    cookies.extend(
        browser
            .post("/api/sign-in/sign-in", &shared)
            .await
            .set_cookies(),
    );
    cookies.extend(
        browser
            .post("/api/sign-in/choose-language", &[("language", "en")])
            .await
            .set_cookies(),
    );

    let names: std::collections::BTreeSet<&str> = cookies
        .iter()
        .filter_map(|cookie| cookie.split('=').next())
        .collect();
    let expected = [
        "__Host-dev",
        "__Host-flash",
        "__Host-lang",
        "__Host-rm",
        "__Host-shared",
        "__Host-sid",
    ];
    assert_eq!(names.into_iter().collect::<Vec<_>>(), expected);
    for cookie in &cookies {
        for attribute in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert!(cookie.len() < 4_096);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r35_on_plain_http_they_are_the_same_without_secure_and_prefix(pool: PgPool) {
    let mut settings = settings();
    settings.public_url = "http://127.0.0.1:3000".parse().expect("an address");
    let site = Site::with(pool, settings);
    two_shops(&site).await;
    let mut browser = site.browser();

    let cookies = browser
        .sign_in("demoparent", PASSWORD, true)
        .await
        .set_cookies();

    assert!(
        cookies.iter().any(|cookie| cookie.starts_with("sid=")),
        "{cookies:?}"
    );
    assert!(
        cookies.iter().any(|cookie| cookie.starts_with("rm=")),
        "{cookies:?}"
    );
    for cookie in &cookies {
        assert!(
            cookie.contains("; HttpOnly")
                && cookie.contains("; SameSite=Lax")
                && cookie.contains("; Path=/")
        );
        assert!(
            !cookie.contains("Secure") && !cookie.contains("__Host-"),
            "{cookie}"
        );
    }
    assert!(browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_sign_in_gives_a_new_identifier_and_takes_none_from_the_browser(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser
        .cookies
        .insert("__Host-sid".to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());

    browser.sign_in("demoparent", PASSWORD, false).await;
    let first = browser.cookies["__Host-sid"].clone();
    let mut old = browser.clone();
    browser.sign_in("demoparent", PASSWORD, false).await;

    assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAA");
    assert_ne!(browser.cookies["__Host-sid"], first);
    assert!(browser.is_signed_in().await);
    assert!(!old.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m17_without_the_tick_the_browser_is_remembered_by_a_session_cookie_only(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    let answer = browser.sign_in("demoparent", PASSWORD, false).await;

    let session = answer
        .set_cookies()
        .into_iter()
        .find(|cookie| cookie.starts_with("__Host-sid="))
        .expect("a session");
    assert!(
        !session.contains("Max-Age") && !session.contains("Expires"),
        "{session}"
    );
    assert!(!browser.cookies.contains_key("__Host-rm"));
    assert_eq!(
        site.portal
            .ask::<i64>("select count(*) from remembered_sign_ins")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r34_idle_and_absolute_ends_hold_on_the_server(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut idle = site.signed_in("demoparent").await;
    site.portal.wait(Duration::minutes(59));
    assert!(idle.is_signed_in().await);
    site.portal.wait(Duration::minutes(60));
    let ended = idle.get("/account").await;
    assert!(ended.location().starts_with("/login"));
    assert!(idle.get("/login").await.shows("一定時間操作がなかったため"));

    let mut busy = site.signed_in("demoparent").await;
    for _ in 0..23 {
        site.portal.wait(Duration::minutes(30));
        assert!(busy.is_signed_in().await);
    }
    site.portal.wait(Duration::minutes(30));
    assert!(!busy.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_r39_who_sends_a_form_too_late_is_led_back_to_its_page_and_nowhere_else(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    for (referer, leads_to) in [
        (
            "https://members.example.com/account/share/new",
            "/login?to=/account/share/new",
        ),
        ("https://evil.example/account/share/new/x", "/login"),
        ("https://members.example.com/v1/token", "/login"),
        ("no address", "/login"),
    ] {
        let mut browser = site.signed_in("demoparent").await;
        site.portal.wait(Duration::minutes(60));
        let request = browser
            .request(http::Method::POST, "/api/share-accounts/add")
            .header(http::header::ORIGIN, &browser.origin)
            .header(http::header::REFERER, referer)
            .header(
                http::header::CONTENT_TYPE,
                "application/x-www-form-urlencoded",
            )
            .body(axum::body::Body::from("name=x"))
            .expect("a request");

        let answer = browser.send(request).await;

        assert_eq!(answer.location(), leads_to, "{referer}");
        assert!(
            browser
                .get("/login")
                .await
                .shows("一定時間操作がなかったため")
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m17_a_remembered_browser_is_signed_in_again_with_a_new_value_each_time(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    let mut seen = std::collections::BTreeSet::from([browser.cookies["__Host-rm"].clone()]);

    for _ in 0..3 {
        site.portal.wait(Duration::hours(13));
        assert!(browser.is_signed_in().await);
        assert!(seen.insert(browser.cookies["__Host-rm"].clone()));
    }

    assert_eq!(
        site.portal
            .ask::<i64>("select count(*) from remembered_sign_ins")
            .await,
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r33_twenty_tabs_with_the_same_value_are_all_signed_in_by_one_chain(pool: PgPool) {
    let site = Site::of(app::platform::testing::Portal::on(pool).as_served(10));
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    browser.cookies.remove("__Host-sid");
    site.portal.wait(Duration::hours(13));

    let tabs = (0..20).map(|_| {
        let mut tab = browser.clone();
        tokio::spawn(async move { (tab.is_signed_in().await, tab.cookies["__Host-rm"].clone()) })
    });
    let mut rotated = Vec::new();
    for tab in tabs.collect::<Vec<_>>() {
        let (signed_in, value) = tab.await.expect("ran");
        assert!(signed_in);
        if value != browser.cookies["__Host-rm"] {
            rotated.push(value);
        }
    }

    assert_eq!(rotated.len(), 1);
    let chains = "select count(*) from remembered_sign_ins where revoked_at is null";
    assert_eq!(site.portal.ask::<i64>(chains).await, 1);
    site.portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r33_a_value_copied_long_ago_ends_the_whole_family(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut owner = site.browser();
    owner.sign_in("demoparent", PASSWORD, true).await;
    let mut thief = site.browser();
    thief
        .cookies
        .insert("__Host-rm".to_owned(), owner.cookies["__Host-rm"].clone());
    owner.cookies.remove("__Host-sid");
    assert!(owner.is_signed_in().await);

    site.portal.wait(Duration::seconds(61));

    assert!(!thief.is_signed_in().await);
    assert!(!thief.cookies.contains_key("__Host-rm"));
    assert!(!owner.is_signed_in().await);
    assert_eq!(
        site.portal
            .ask::<i64>("select count(*) from audit_log where event = 'authn_token_reuse'")
            .await,
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r33_within_a_minute_the_value_just_replaced_is_still_good(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut first = site.browser();
    first.sign_in("demoparent", PASSWORD, true).await;
    first.cookies.remove("__Host-sid");
    let mut second = first.clone();
    assert!(first.is_signed_in().await);

    site.portal.wait(Duration::seconds(60));

    assert!(second.is_signed_in().await);
    assert!(first.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_nobody_is_remembered_for_more_than_thirty_days(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    for _ in 0..29 {
        site.portal.wait(Duration::days(1));
        assert!(browser.is_signed_in().await);
    }

    site.portal.wait(Duration::days(1));

    assert!(!browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r33_what_is_no_remembered_sign_in_signs_nobody_in(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    for value in [
        "",
        "x",
        "AAAA",
        &"A".repeat(64),
        &"A".repeat(3_000),
        "../..",
        "\"quoted\"",
    ] {
        let mut browser = site.browser();
        browser
            .cookies
            .insert("__Host-rm".to_owned(), value.to_owned());

        assert!(!browser.is_signed_in().await, "{value}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r10_sign_out_ends_the_session_the_remembered_sign_in_and_what_the_browser_keeps(
    pool: PgPool,
) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    let mut copy = browser.clone();

    let answer = browser.post("/api/sign-in/sign-out", &[]).await;

    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/login")
    );
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(
        !browser.cookies.contains_key("__Host-sid") && !browser.cookies.contains_key("__Host-rm")
    );
    assert!(browser.get("/login").await.shows("ログアウトしました。"));
    assert!(!copy.is_signed_in().await);
    assert!(
        !site
            .signed_in("demoparent2")
            .await
            .get("/account")
            .await
            .shows("demoparent@")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_new_epoch_ends_remembered_sign_ins_too(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;

    site.portal
        .run("update accounts set session_epoch = session_epoch + 1")
        .await;

    assert!(!browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d18_the_language_is_the_browsers_until_one_is_chosen(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.headers.insert(
        "accept-language",
        "en-GB,en;q=0.9".parse().expect("a header"),
    );
    assert!(browser.get("/login").await.shows("<html lang=\"en\""));

    let page = browser
        .submit(
            "/api/sign-in/choose-language",
            &[("language", "ja"), ("back", "/login?to=cart")],
        )
        .await;

    assert!(
        page.shows("<html lang=\"ja\"") && page.shows("USEN CART ログイン"),
        "{}",
        page.text
    );
    for language in ["", "xx", "ja\r\nSet-Cookie: a=b"] {
        let answer = browser
            .post("/api/sign-in/choose-language", &[("language", language)])
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{language}");
    }
    for back in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/api/sign-in/sign-out",
    ] {
        let answer = browser
            .post(
                "/api/sign-in/choose-language",
                &[("language", "ja"), ("back", back)],
            )
            .await;
        assert_eq!(answer.location(), "/", "{back}");
    }
}
