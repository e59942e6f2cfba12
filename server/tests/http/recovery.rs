//! Forgotten passwords and links in mails, as a browser meets them (M20–M24, R2–R5, R21, D8, D9).

mod forging;
mod new_password;
mod other_links;
mod requests;

use app::platform::testing::{Portal, limit, links_in, settings, window};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;
use time::Duration;

use crate::{Answer, Browser, Site, two_shops};

const EMAIL: &str = "demoparent@example.com";
const RESET: &str = "/api/recovery/request-password-reset";
const RECOVER: &str = "/api/recovery/recover-user-id";
const NEW_PASSWORD: &str = "another-zebra-staple-77";

/// Posts a body as it is.
async fn post_raw(browser: &mut Browser, path: &str, body: &str) -> Answer {
    let request = browser
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()));
    browser.send(request.expect("a request")).await
}

/// Has requests looked up and mails sent.
async fn work(site: &Site) {
    site.portal.answer_requests().await;
    site.portal.deliver().await;
}

/// The token of a link for a new password of `demoparent`.
async fn reset_link(site: &Site) -> String {
    let mut browser = site.browser();
    browser
        .post(RESET, &[("user_id", "demoparent"), ("email", EMAIL)])
        .await;
    work(site).await;
    site.portal.postbox.newest_token(EMAIL)
}
