//! The link for a new password, and what the new password ends (R3, R11, R12, R21, D8, D9).

use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn r3_no_step_of_recovery_works_without_the_one_before(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut other_flow = site.browser();
    let token = reset_link(&site).await;
    other_flow.get(&format!("/reset/{token}")).await;
    let before = site.portal.snapshot().await;

    for token in ["", "nonsense", &"x".repeat(43)] {
        for mut browser in [site.browser(), other_flow.clone()] {
            let answer = browser
                .post(
                    "/api/recovery/set-new-password",
                    &[("token", token), ("password", NEW_PASSWORD)],
                )
                .await;
            assert!(
                matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::NOT_FOUND),
                "{token}"
            );
            let page = browser.get("/reset/new").await;
            assert_eq!(
                page.shows("新しいパスワードの設定"),
                page.status == StatusCode::OK
            );
        }
    }

    assert_eq!(site.portal.snapshot().await, before);
    assert_eq!(
        site.browser().get("/reset/new").await.status,
        StatusCode::GONE
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r21_the_token_leaves_the_address_and_no_referrer_tells_it(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let token = reset_link(&site).await;
    let mut browser = site.browser();

    let page = browser.get(&format!("/reset/{token}")).await;
    let again = browser.get("/reset/new").await;

    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(again.header("referrer-policy"), "no-referrer");
    assert!(page.shows("data-address=\"/reset/new\""));
    let form = format!("name=\"token\" value=\"{token}\"");
    assert!(page.shows(&form) && again.shows(&form));
    let cookies = page.set_cookies();
    let kept = cookies
        .iter()
        .find(|cookie| cookie.contains(&token))
        .expect("a cookie");
    assert!(
        kept.starts_with("__Host-")
            && kept.contains("; HttpOnly")
            && kept.contains("; Secure")
            && kept.contains("; SameSite=Lax"),
        "{kept}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_a_link_opened_twenty_times_still_works_without_a_cookie(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let token = reset_link(&site).await;
    let mut scanner = site.browser();
    let before = site.portal.dump_everything().await;

    for number in 0..20 {
        let method = [Method::GET, Method::HEAD][number % 2].clone();
        let request = scanner
            .request(method, &format!("/reset/{token}"))
            .body(Body::empty());
        let answer = scanner.send(request.expect("a request")).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    assert_eq!(site.portal.dump_everything().await, before);
    let mut person = site.browser();
    let done = person
        .post(
            "/api/recovery/set-new-password",
            &[("token", &token), ("password", NEW_PASSWORD)],
        )
        .await;

    assert_eq!(done.location(), "/login");
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_a_link_that_leads_to_nothing_says_what_to_do(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let used = reset_link(&site).await;
    let mut browser = site.browser();
    let fields = [("token", used.as_str()), ("password", NEW_PASSWORD)];
    browser
        .post("/api/recovery/set-new-password", &fields)
        .await;

    let again = browser
        .submit("/api/recovery/set-new-password", &fields)
        .await;
    let never = browser.get(&format!("/reset/{}", "x".repeat(43))).await;

    // whoever presses twice reads that a password was set, and not which
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.shows("新しいパスワードは設定済みです") && again.shows("href=\"/login\""));
    assert_eq!(never.status, StatusCode::GONE);
    assert!(never.shows("このURLは使えません"));
    for page in [&again, &never] {
        assert!(page.shows("href=\"/reset\""));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_the_page_says_who_else_is_signed_in_on_this_browser(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let token = reset_link(&site).await;
    let mut browser = site.signed_in("demoshare01").await;

    let page = browser.get(&format!("/reset/{token}")).await;
    let done = browser
        .post(
            "/api/recovery/set-new-password",
            &[("token", &token), ("password", NEW_PASSWORD)],
        )
        .await;

    assert!(page.shows("この端末では demo*** でログイン中です。"));
    assert_eq!(done.location(), "/login");
    assert!(
        browser.is_signed_in().await,
        "somebody else's session stays"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r11_and_r12_after_a_reset_every_other_browser_is_out_at_its_next_request(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut tablet = site.signed_in("demoparent").await;
    let mut remembered = site.browser();
    remembered
        .sign_in("demoparent", app::platform::testing::PASSWORD, true)
        .await;
    let mut share = site.signed_in("demoshare01").await;
    let token = reset_link(&site).await;

    site.browser()
        .post(
            "/api/recovery/set-new-password",
            &[("token", &token), ("password", NEW_PASSWORD)],
        )
        .await;

    for browser in [&mut tablet, &mut remembered] {
        let next = browser.get("/account").await;
        assert!(next.location().starts_with("/login"), "{}", next.text);
        let page = browser.get(next.location()).await;
        assert!(
            page.shows("ほかの端末での操作により、ログアウトしました。"),
            "{}",
            page.text
        );
        assert!(!browser.is_signed_in().await);
    }
    assert!(share.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r26_whoever_set_a_new_password_gets_in_past_those_who_guess(pool: PgPool) {
    let site = Site::of(Portal::on(pool));
    two_shops(&site).await;
    let token = reset_link(&site).await;
    let mut owner = site.browser();
    owner
        .post(
            "/api/recovery/set-new-password",
            &[("token", &token), ("password", NEW_PASSWORD)],
        )
        .await;
    for _ in 0..20 {
        site.browser()
            .sign_in("demoparent", "wrong-horse-battery", false)
            .await;
    }

    let stranger = site
        .browser()
        .sign_in("demoparent", NEW_PASSWORD, false)
        .await;
    let signed_in = owner.sign_in("demoparent", NEW_PASSWORD, false).await;

    assert_eq!(stranger.location(), "/login");
    assert_eq!(signed_in.location(), "/");
}
