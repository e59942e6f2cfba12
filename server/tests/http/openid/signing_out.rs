//! Who signs out at one site is signed out at both.

use app::platform::testing::PASSWORD;
use axum::http::StatusCode;
use sqlx::PgPool;
use time::Duration;

use super::{AUTHORIZE, claims, text, tokens, user_info};
use crate::{Browser, Site, two_shops};

fn leave(hint: &str) -> String {
    format!(
        "/oauth/logout?id_token_hint={hint}&state=s%26t\
         &post_logout_redirect_uri=https%3A%2F%2Fcart.example.com%2Fsigned-out"
    )
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_who_signs_out_at_the_cart_is_signed_out_here_unasked(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let granted = tokens(&site, &mut browser).await;

    let left = browser.get(&leave(text(&granted, "id_token"))).await;
    let again = leave(text(&granted, "id_token")).replace("&state=s%26t", "");
    let plain = browser.get(&again).await;

    assert_eq!(
        (left.status, left.location()),
        (
            StatusCode::SEE_OTHER,
            "https://cart.example.com/signed-out?state=s%26t"
        )
    );
    assert_eq!(plain.location(), "https://cart.example.com/signed-out");
    assert!(!browser.is_signed_in().await);
    let events = site.portal.events().await;
    assert_eq!(events.last().map(String::as_str), Some("session_ended"));
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_anybody_else_is_asked_and_stays_signed_in_if_they_like(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut stranger = site.signed_in("demoparent2").await;
    let granted = tokens(&site, &mut stranger).await;
    let mut browser = site.signed_in("demoparent").await;

    let asked = browser.get(&leave(text(&granted, "id_token"))).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(
        asked.shows("USEN CARTから、ログアウトの画面に移動しました。"),
        "{}",
        asked.text
    );
    assert!(browser.is_signed_in().await);
    let sealed = crate::forms::hidden(&asked.text, "afterwards");
    let pressed = browser
        .post(
            "/api/handoff/end-session",
            &[("afterwards", sealed.as_str())],
        )
        .await;

    assert_eq!(
        pressed.location(),
        "https://cart.example.com/signed-out?state=s%26t"
    );
    assert!(!browser.is_signed_in().await);
    assert!(stranger.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_9700_sign_out_is_no_open_redirect(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let granted = tokens(&site, &mut browser).await;
    let hint = text(&granted, "id_token");

    for address in [
        leave(hint).replace("cart.example.com", "evil.example"),
        leave(hint).replace("signed-out", "signed-out%2F"),
        leave("e30.e30.e30"),
        "/oauth/logout?post_logout_redirect_uri=https%3A%2F%2Fcart.example.com%2Fsigned-out"
            .to_owned(),
        format!("{}&state=x", leave(hint)),
    ] {
        let answer = browser.get(&address).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::BAD_REQUEST, ""),
            "{address}"
        );
    }
    assert!(browser.is_signed_in().await);
    let forged = browser
        .post(
            "/api/handoff/end-session",
            &[("afterwards", "https://evil.example/")],
        )
        .await;
    assert_eq!(forged.location(), "/login");
}

/// What has ended at clients by now.
async fn ended(site: &Site) -> i64 {
    app::handoff::end_client_sessions(&site.portal.services)
        .await
        .expect("looked at")
}

async fn is_known(site: &Site, tokens: &serde_json::Value) -> bool {
    let bearer = format!("Bearer {}", text(tokens, "access_token"));
    user_info(site, &bearer).await.status == StatusCode::OK
}

async fn sign_in_again(browser: &mut Browser, address: &str) {
    let asked = browser.get(address).await;
    let resume = asked
        .location()
        .split_once("resume=")
        .expect("it")
        .1
        .to_owned();
    let fields = [
        ("user_id", "demoparent"),
        ("password", PASSWORD),
        ("to", "cart"),
        ("resume", resume.as_str()),
    ];
    browser.post("/api/sign-in/sign-in", &fields).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_who_proves_again_who_they_are_stays_signed_in_at_the_cart(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let granted = tokens(&site, &mut browser).await;

    // for a change, and for a client that asks for it
    site.portal.wait(Duration::minutes(1));
    browser
        .post(
            "/api/email-change/request",
            &[("email", "changed@example.com"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(ended(&site).await, 0);
    assert!(is_known(&site, &granted).await);
    site.portal.wait(Duration::minutes(1));
    sign_in_again(&mut browser, &format!("{AUTHORIZE}&prompt=login")).await;
    assert_eq!(ended(&site).await, 0);
    assert!(is_known(&site, &granted).await);
    let again = tokens(&site, &mut browser).await;
    assert_eq!(claims(&again)["sid"], claims(&granted)["sid"]);

    browser.post("/api/sign-in/sign-out", &[]).await;
    assert_eq!(ended(&site).await, 1);
    assert!(!is_known(&site, &granted).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r70_what_clients_held_is_swept_away_in_its_time(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    tokens(&site, &mut browser).await;
    browser.post("/api/sign-in/sign-out", &[]).await;
    ended(&site).await;
    let sweep = async || {
        let services = &site.portal.services;
        let mut conn = services.db.acquire().await.expect("a connection");
        app::handoff::sweep(&mut conn, services.clock.now())
            .await
            .expect("swept");
        let left: i64 = sqlx::query_scalar(
            "select (select count(*) from authorization_codes) + (select count(*) from client_tokens)
                  + (select count(*) from client_sessions) + (select count(*) from logout_notices)",
        )
        .fetch_one(&mut *conn)
        .await
        .expect("counted");
        left
    };

    assert_eq!(sweep().await, 5);
    site.portal.wait(Duration::days(2));
    assert_eq!(sweep().await, 2);
    site.portal.wait(Duration::days(29));
    assert_eq!(sweep().await, 0);
}
