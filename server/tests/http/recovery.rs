//! Forgotten passwords and links in mails, as a browser meets them (M20–M24, R2–R5, R21, D8, D9).

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

#[sqlx::test(migrations = "../migrations")]
async fn m20_to_m23_from_the_sign_in_page_to_a_new_password(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    assert!(browser.get("/login").await.shows("href=\"/reset\""));
    assert!(browser.get("/reset").await.shows(RESET));

    let sent = browser
        .submit(RESET, &[("user_id", "demoparent"), ("email", EMAIL)])
        .await;
    work(&site).await;
    let token = site.portal.postbox.newest_token(EMAIL);
    let form = browser.get(&format!("/reset/{token}")).await;
    let fields = |password| [("token", token.as_str()), ("password", password)];
    let refused = browser
        .submit("/api/recovery/set-new-password", &fields("short"))
        .await;
    let done = browser
        .submit("/api/recovery/set-new-password", &fields(NEW_PASSWORD))
        .await;

    assert!(sent.shows("メールをご確認ください"));
    assert!(form.shows("新しいパスワードの設定") && form.shows("demoparent商店"));
    assert!(form.shows("すべての端末からログアウトします"));
    assert!(refused.shows("12文字以上で入力してください。") && !refused.shows("value=\"short\""));
    assert!(done.shows("パスワードを変更しました。新しいパスワードでログインしてください。"));
    assert!(!browser.is_signed_in().await);
    let answer = browser.sign_in("demoparent", NEW_PASSWORD, false).await;
    assert_eq!(answer.location(), "/");
}

#[sqlx::test(migrations = "../migrations")]
async fn m24_who_forgot_both_gets_every_user_id(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut browser = site.browser();
    assert!(browser.get("/recover").await.shows(RECOVER));

    let sent = browser
        .submit(RECOVER, &[("email", EMAIL), ("customer_code", &shop.code)])
        .await;
    work(&site).await;

    assert!(sent.shows("メールをご確認ください"));
    assert_eq!(site.portal.postbox.mails_to(EMAIL).len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn m21_what_was_typed_is_kept_where_something_is_wrong_with_it(pool: PgPool) {
    let site = Site::on(pool);
    let mut browser = site.browser();

    let reset = browser
        .submit(RESET, &[("user_id", ""), ("email", "a@b@c")])
        .await;
    let recover = browser
        .submit(RECOVER, &[("email", ""), ("customer_code", "123")])
        .await;

    assert!(reset.shows("ログインIDが入力されていません。"));
    assert!(
        reset.shows("メールアドレスの形式が正しくありません。") && reset.shows("value=\"a@b@c\"")
    );
    assert!(recover.shows("メールアドレスが入力されていません。"));
    assert!(
        recover.shows("お客様番号は9桁の数字で入力してください。")
            && recover.shows("value=\"123\"")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_every_request_is_answered_the_same(pool: PgPool) {
    let site = Site::on(pool);
    let (_, other) = two_shops(&site).await;
    site.portal.set_state(other.parent, "suspended").await;
    let mut answers = Vec::new();

    for (path, user_id, email) in [
        (RESET, "demoparent", EMAIL),
        (RESET, "nobodyatall", EMAIL),
        (RESET, "demoparent", "other@example.com"),
        (RESET, "demoparent2", "demoparent2@example.com"),
        (RECOVER, "", EMAIL),
        (RECOVER, "", "nobody@example.com"),
    ] {
        let mut browser = site.browser();
        let answer = browser
            .post(path, &[("user_id", user_id), ("email", email)])
            .await;
        let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        let cookies = answer.set_cookies();
        let page = browser.get(answer.location()).await;
        let main = page.text.split("<main").nth(1).expect("a page");
        let main = main.split("</main>").next().unwrap_or_default().to_owned();
        answers.push((
            answer.status,
            answer.location().to_owned(),
            names,
            cookies,
            main,
        ));
    }

    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r2_no_body_makes_a_mail_go_to_a_stranger(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let (victim, evil) = ("demoparent%40example.com", "evil%40example.net");
    let bodies = [
        format!("email[]={victim}&email[]={evil}"),
        format!("email[0]={victim}&email[1]={evil}"),
        format!("email={victim}&email={evil}"),
        format!("email={evil}&email={victim}"),
        format!("email[to]={victim}&email[cc]={evil}"),
        format!("email={victim},{evil}"),
        format!("email={victim}%3B{evil}"),
        format!("email={victim}%0d%0aBcc:{evil}"),
        format!("email={victim}%0aBcc:{evil}"),
        format!("email={victim}%00"),
        format!("email={victim}&to={evil}&recipient={evil}&cc={evil}"),
        format!("email=%22{evil}%2C%22%20%3C{victim}%3E"),
        "email=%EF%BC%A4%EF%BC%A5mo\u{ff10}parent%40example.com".to_owned(),
        format!("email={victim}&email[]={evil}"),
        "email=".to_owned(),
        "email=%ff%fe%40example.com".to_owned(),
        format!("{{\"email\":[\"{victim}\",\"{evil}\"]}}"),
    ];

    for body in &bodies {
        for path in [RESET, RECOVER] {
            let mut browser = site.browser();
            let answer = post_raw(&mut browser, path, &format!("user_id=demoparent&{body}")).await;

            assert!(
                !answer.status.is_server_error(),
                "{path} {body} {}",
                answer.text
            );
        }
    }
    work(&site).await;

    for mail in site.portal.postbox.mails() {
        let to: Vec<&str> = mail.envelope().to().iter().map(AsRef::as_ref).collect();
        assert_eq!(to, [EMAIL]);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r2_and_r45_no_other_field_of_a_mail_takes_more_than_one_address(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    site.portal.deliver().await;
    let before = site.portal.postbox.mails().len();
    let evil = "evil%40example.net";

    for (path, fields) in [
        ("/api/email-change/request", "email=new%40example.com"),
        (
            "/api/share-accounts/add",
            "name=%E6%9C%89%E7%B7%9A&email=new%40example.com",
        ),
    ] {
        for more in [
            format!(",{evil}"),
            format!("%0d%0aBcc:{evil}"),
            format!("%20{evil}"),
            "%00".to_owned(),
            format!("&email={evil}"),
            format!("&email[]={evil}"),
        ] {
            let answer = post_raw(&mut parent, path, &format!("{fields}{more}")).await;
            assert!(
                !answer.status.is_server_error(),
                "{path} {more} {}",
                answer.text
            );
        }
    }
    let name = "name=x%0d%0aBcc:evil%40example.net&email=new%40example.com";
    post_raw(&mut parent, "/api/share-accounts/add", name).await;
    site.portal.deliver().await;

    let mails = site.portal.postbox.mails();
    let strangers = mails[before..].iter().filter(|mail| {
        mail.envelope()
            .to()
            .iter()
            .any(|to| AsRef::<str>::as_ref(to).contains("evil"))
    });
    assert_eq!(strangers.count(), 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn r28_no_header_of_the_visitors_makes_another_address_of_his(pool: PgPool) {
    let mut settings = settings();
    settings.limits.recovery_address = limit(3, Duration::HOUR);
    let site = Site::with(pool, settings);
    let mut browser = site.browser();
    let fields = [("user_id", "demoparent"), ("email", EMAIL)];

    for last in 1..=3 {
        for (name, value) in [
            ("x-forwarded-for", format!("203.0.113.{last}")),
            ("x-real-ip", format!("203.0.113.{last}")),
            ("forwarded", format!("for=203.0.113.{last}")),
        ] {
            let value = value.parse().expect("a header");
            browser.headers.insert(name, value);
        }
        assert_eq!(browser.post(RESET, &fields).await.location(), "/reset/sent");
    }
    let fourth = browser.submit(RESET, &fields).await;

    assert!(fourth.shows("分後に"), "{}", fourth.text);
    let addresses: i64 = site
        .portal
        .ask("select count(distinct address) from recovery_requests")
        .await;
    assert_eq!(addresses, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r4_a_forged_host_is_in_no_link(pool: PgPool) {
    let mut settings = settings();
    settings.limits.recovery = window(100, Duration::SECOND);
    settings.limits.recovery_day = window(100, Duration::SECOND);
    let site = Site::with(pool, settings);
    two_shops(&site).await;

    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-server", "evil.example"),
        ("x-original-url", "https://evil.example/"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-host", "evil.example"),
    ] {
        for path in [RESET, RECOVER] {
            let browser = site.browser();
            let mut request = browser
                .request(Method::POST, path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(
                    "user_id=demoparent&email=demoparent%40example.com",
                ))
                .expect("a request");
            request.headers_mut().insert(
                header::HeaderName::from_static(name),
                value.parse().expect("a header"),
            );
            let before = site.portal.postbox.mails().len();
            let answer = browser.clone().send(request).await;
            work(&site).await;

            assert!(!answer.location().contains("evil"), "{name}");
            let mails = site.portal.postbox.mails();
            // a foreign Host may be refused outright
            assert!(
                mails.len() > before || !answer.status.is_redirection(),
                "{name}"
            );
            for link in mails[before..].iter().flat_map(links_in) {
                assert!(
                    link.starts_with("https://members.example.com/reset/"),
                    "{name} {link}"
                );
            }
        }
    }
    assert!(site.portal.postbox.mails().len() >= 12);
}

#[sqlx::test(migrations = "../migrations")]
async fn r4_links_have_the_configured_address_with_its_port(pool: PgPool) {
    let mut settings = settings();
    settings.public_url = "http://127.0.0.1:3000".parse().expect("an address");
    let site = Site::with(pool, settings);
    two_shops(&site).await;

    let token = reset_link(&site).await;

    let mail = site.portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    assert_eq!(
        links_in(&mail),
        [format!("http://127.0.0.1:3000/reset/{token}")]
    );
}

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

#[sqlx::test(migrations = "../migrations")]
async fn m79_and_x1_links_about_an_address_over_forms(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    site.portal.deliver().await;
    let account = parent
        .submit(
            "/api/email-change/request",
            &[("email", "changed@example.com")],
        )
        .await;
    site.portal.deliver().await;
    let token = site.portal.postbox.newest_token("changed@example.com");
    let mut phone = site.browser();

    let page = phone.get(&format!("/email/{token}")).await;
    let number = site.portal.postbox.number_beside(&token);
    let press = [("token", token.as_str()), ("number", number.as_str())];
    let done = phone.submit("/api/email-change/confirm", &press).await;
    let again = phone.submit("/api/email-change/confirm", &press).await;
    site.portal.deliver().await;
    let undo = site.portal.postbox.newest_token(EMAIL);
    let undo_page = phone.get(&format!("/email/undo/{undo}")).await;
    let number = site.portal.postbox.number_beside(&undo);
    let press = [("token", undo.as_str()), ("number", number.as_str())];
    let undone = phone.submit("/api/email-change/undo", &press).await;
    let overtaken = phone.get(&format!("/email/{token}")).await;

    assert!(account.shows("変更の確認待ち：changed@example.com"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(page.shows("メールアドレスを変更する") && page.shows(&shop.name));
    assert!(done.shows("メールアドレスを変更しました。"));
    // whoever presses twice reads what the first press did
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.shows("メールアドレスを変更しました。"));
    assert_eq!(overtaken.status, StatusCode::GONE);
    assert!(!parent.is_signed_in().await);
    assert!(undo_page.shows("元のメールアドレスに戻す") && undo_page.shows(EMAIL));
    assert!(undone.shows("メールアドレスを元に戻しました。"));
    assert_eq!(site.portal.email_of(shop.parent).await, EMAIL);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_the_link_of_a_new_device_over_forms(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut stranger = site.signed_in("demoparent").await;
    site.portal.deliver().await;
    let token = site.portal.postbox.newest_token(EMAIL);
    let mut owner = site.browser();

    let page = owner.get(&format!("/sign-in-alert/{token}")).await;
    let number = site.portal.postbox.number_beside(&token);
    let press = [("token", token.as_str()), ("number", number.as_str())];
    let done = owner.submit("/api/security/end-everything", &press).await;
    let again = owner.submit("/api/security/end-everything", &press).await;
    site.portal.deliver().await;

    assert!(page.shows("ログインの確認") && page.shows("demoparent商店"));
    assert!(done.shows("すべての端末からログアウトしました"));
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.shows("すべての端末からログアウトしました"));
    assert!(!stranger.is_signed_in().await);
    let reset = site.portal.postbox.newest_token(EMAIL);
    assert_eq!(
        owner.get(&format!("/reset/{reset}")).await.status,
        StatusCode::OK
    );
}
