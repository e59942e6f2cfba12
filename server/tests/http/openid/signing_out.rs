//! Who signs out at one site is signed out at both.

use axum::http::StatusCode;
use sqlx::PgPool;

use super::{text, tokens};
use crate::{Site, two_shops};

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
    assert!(asked.shows("USEN CARTからのご案内です。"), "{}", asked.text);
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
