//! Devices that several people use (X18).

use axum::body::Body;
use http::{Method, StatusCode};
use sqlx::PgPool;
use time::Duration;

use crate::{Answer, Browser, PASSWORD, Site, two_shops};

const SIGNED_IN_AS: &str = "この端末は demoparent でログイン中";

async fn sign_in(browser: &mut Browser, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("user_id", "demoparent"),
        ("password", PASSWORD),
        ("shared_device", "yes"),
    ];
    fields.extend(more);
    browser.post("/api/sign-in/sign-in", &fields).await
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_a_shared_device_is_never_remembered_and_says_who_is_signed_in(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    sign_in(&mut browser, &[("remember", "yes")]).await;

    assert!(!browser.cookies.contains_key("__Host-rm"));
    assert_eq!(
        site.portal
            .ask::<i64>("select count(*) from remembered_sign_ins")
            .await,
        0
    );
    for path in ["/", "/account", "/account/share", "/help", "/nowhere"] {
        assert!(browser.get(path).await.shows(SIGNED_IN_AS), "{path}");
    }
    let mut own = site.signed_in("demoparent").await;
    assert!(!own.get("/").await.shows("この端末は"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_the_session_on_a_shared_device_is_short(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let (mut idle, mut busy) = (site.browser(), site.browser());
    let mut own = site.signed_in("demoparent").await;

    sign_in(&mut idle, &[]).await;
    site.portal.wait(Duration::minutes(9));
    assert!(idle.is_signed_in().await);
    site.portal.wait(Duration::minutes(10));
    assert!(!idle.is_signed_in().await);
    assert!(idle.get("/login").await.shows("一定時間操作がなかったため"));
    assert!(own.is_signed_in().await);

    sign_in(&mut busy, &[]).await;
    for _ in 0..26 {
        site.portal.wait(Duration::minutes(9));
        assert!(busy.is_signed_in().await);
    }
    site.portal.wait(Duration::minutes(9));
    assert!(!busy.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_a_page_keeps_the_session_of_who_only_reads_or_types(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    sign_in(&mut browser, &[]).await;

    for _ in 0..3 {
        site.portal.wait(Duration::minutes(9));
        let sign_of_life = browser
            .request(Method::HEAD, "/account")
            .body(Body::empty())
            .expect("a request");
        assert_eq!(browser.send(sign_of_life).await.status, StatusCode::OK);
    }

    assert!(browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_a_renewed_identifier_stays_that_of_a_shared_device(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    sign_in(&mut browser, &[]).await;
    site.portal
        .run("update sessions set proved_at = null")
        .await;

    browser
        .post(
            "/api/account/change-user-id",
            &[("user_id", "demoparent9"), ("current_password", PASSWORD)],
        )
        .await;

    assert!(
        browser
            .get("/account")
            .await
            .shows("この端末は demoparent9 でログイン中")
    );
    site.portal.wait(Duration::minutes(10));
    assert!(!browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_one_press_makes_way_for_the_next_person(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    sign_in(&mut browser, &[]).await;
    let mut copy = browser.clone();

    let answer = browser.post("/api/sign-in/switch-account", &[]).await;

    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/login")
    );
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(!browser.cookies.contains_key("__Host-sid"));
    assert!(!copy.is_signed_in().await);
    let page = browser.get("/login").await;
    assert!(page.shows("次に使う方のユーザーIDとパスワードで"));
    // nothing of who was here, and the box as it was
    assert!(!page.shows("demoparent"));
    assert!(shared_box(&page).contains("checked"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_a_page_that_nobody_used_says_so_at_sign_in(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    sign_in(&mut browser, &[]).await;

    browser
        .post("/api/sign-in/switch-account", &[("idle", "yes")])
        .await;

    assert!(
        browser
            .get("/login")
            .await
            .shows("一定時間操作がなかったため")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_the_box_is_ticked_where_the_last_person_ticked_it(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    assert!(!shared_box(&browser.get("/login").await).contains("checked"));

    sign_in(&mut browser, &[]).await;
    browser.post("/api/sign-in/sign-out", &[]).await;
    assert!(shared_box(&browser.get("/login").await).contains("checked"));

    browser.sign_in("demoparent", PASSWORD, false).await;
    browser.post("/api/sign-in/sign-out", &[]).await;
    assert!(!shared_box(&browser.get("/login").await).contains("checked"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_a_failed_sign_in_keeps_the_box(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    let page = browser
        .submit(
            "/api/sign-in/sign-in",
            &[
                ("user_id", "demoparent"),
                ("password", "not the right one"),
                ("shared_device", "yes"),
            ],
        )
        .await;

    assert!(shared_box(&page).contains("checked"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x18_no_passkey_is_kept_on_a_shared_device(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    sign_in(&mut browser, &[]).await;

    let page = browser.get("/account/security").await;
    assert!(page.shows("共用の端末では、パスキーを追加できません。"));
    assert!(!page.text.contains("/api/passkeys/add"));
    for path in ["/api/passkeys/start-creation", "/api/passkeys/add"] {
        let answer = browser.post(path, &[("name", "x")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

/// The box この端末は共用です of the sign-in page.
fn shared_box(page: &Answer) -> &str {
    let (before, after) = page
        .text
        .split_once("aria-describedby=\"shared-device-hint\"")
        .expect("the box");
    let start = before.rfind("<input").expect("its tag");
    let end = before.len() + after.find('>').expect("its end");
    &page.text[start..end]
}
