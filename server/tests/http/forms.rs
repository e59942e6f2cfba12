//! Every form without scripts: posted, followed, and looked at (R40, D8, M16).

mod registration;
mod share_accounts;

use app::platform::testing::PASSWORD;
use axum::http::StatusCode;
use sqlx::PgPool;

use crate::{Browser, Site, add_share, two_shops};

/// The value of a hidden field on a page.
pub fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .expect("a hidden field");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn invitation(site: &Site) -> String {
    let mut parent = site.signed_in("demoparent").await;
    add_share(site, &mut parent, "有線 太郎", "taro@example.com").await;
    site.portal.deliver().await;
    site.portal.postbox.newest_token("taro@example.com")
}

/// The addresses that the forms of a page post to.
fn actions(page: &str) -> Vec<&str> {
    let forms = page
        .split("<form")
        .skip(1)
        .filter_map(|form| form.split('>').next());
    forms
        .filter(|form| form.contains("method=\"post\""))
        .filter_map(|form| form.split("action=\"").nth(1)?.split('"').next())
        .collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn m16_a_wrong_pair_keeps_the_id_and_clears_the_password(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    let answer = browser
        .sign_in("demoparent", "my-secret-typo-99", true)
        .await;
    let cookies = answer.set_cookies().join("\n");
    let page = browser.get(answer.location()).await;
    let again = browser.get("/login").await;

    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/login")
    );
    assert!(page.shows("ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。"));
    assert!(page.shows("value=\"demoparent\"") && page.shows("checked"));
    assert!(!page.shows("my-secret-typo-99") && !answer.shows("my-secret-typo-99"));
    assert!(
        !cookies.contains("my-secret-typo-99") && !cookies.contains("demoparent"),
        "{cookies}"
    );
    assert!(
        !again.shows("正しくありません") && !again.shows("value=\"demoparent\""),
        "told once"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_every_cause_of_a_failed_sign_in_looks_the_same(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let token = invitation(&site).await;
    assert!(!token.is_empty());
    let mut pages = Vec::new();

    for (user_id, password) in [
        ("demoparent", "wrong-horse-battery"),
        ("demoparenu", PASSWORD),
        ("demoshar@x", PASSWORD),
    ] {
        let mut browser = site.browser();
        let answer = browser.sign_in(user_id, password, false).await;
        let page = browser.get(answer.location()).await;
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce");
        let names: Vec<String> = answer
            .headers
            .keys()
            .map(ToString::to_string)
            .filter(|name| name != "date")
            .collect();
        pages.push((
            answer.status,
            names,
            page.status,
            page.text.replace(nonce, "").replace(user_id, ""),
        ));
    }

    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

#[sqlx::test(migrations = "../migrations")]
async fn m16_empty_fields_are_told_at_the_field(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    let page = browser
        .submit("/api/sign-in/sign-in", &[("user_id", ""), ("password", "")])
        .await;
    let with_nothing = browser.submit("/api/sign-in/sign-in", &[]).await;

    for page in [page, with_nothing] {
        assert!(
            page.shows("ユーザーIDが入力されていません。")
                && page.shows("パスワードが入力されていません。")
        );
        assert!(page.shows("aria-invalid=\"true\""));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r39_sign_in_leads_on_to_the_page_that_was_wanted_and_nowhere_else(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    let wanted = browser.get("/account/share").await;
    assert_eq!(wanted.location(), "/login?to=/account/share");
    let page = browser.get(wanted.location()).await;
    assert!(page.shows("この画面を表示するには、ログインしてください。"));

    let fields = [
        ("user_id", "demoparent"),
        ("password", PASSWORD),
        ("to", &hidden(&page.text, "to")),
    ];
    assert_eq!(
        browser
            .post("/api/sign-in/sign-in", &fields)
            .await
            .location(),
        "/account/share"
    );
    for to in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/login",
        "/api/sign-in/sign-out",
        "/v1/x",
    ] {
        let fields = [
            ("user_id", "demoparent"),
            ("password", PASSWORD),
            ("to", to),
        ];
        assert_eq!(
            browser
                .post("/api/sign-in/sign-in", &fields)
                .await
                .location(),
            "/",
            "{to}"
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r40_no_redirect_ever_leads_where_the_referer_says(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let token = invitation(&site).await;
    let mut browsers: Vec<Browser> = vec![
        site.browser(),
        site.signed_in("demoshare01").await,
        site.signed_in("demoparent").await,
    ];

    for browser in &mut browsers {
        browser.headers.insert(
            "referer",
            "https://evil.example/".parse().expect("a header"),
        );
        for (path, _) in leptos::server_fn::axum::server_fn_paths() {
            for fields in [
                &[][..],
                &[
                    ("token", token.as_str()),
                    ("account", "x"),
                    ("user_id", "x"),
                    ("password", "x"),
                    ("language", "xx"),
                ],
                &[("a[b][c]", "x"), ("account", "1"), ("account", "2")],
            ] {
                let answer = browser.post(path, fields).await;

                assert!(
                    !answer.location().contains("evil"),
                    "{path} {}",
                    answer.location()
                );
                assert!(
                    !answer.location().contains("__err"),
                    "{path} {}",
                    answer.location()
                );
                assert!(!answer.shows("evil.example"), "{path}");
                assert_ne!(answer.status, StatusCode::FOUND, "{path}");
                assert!(!answer.status.is_server_error(), "{path} {}", answer.text);
            }
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r40_an_error_in_the_address_is_never_shown(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    let plain = browser.get("/login").await;
    // "Your account is locked: call 0900", in base64 and as it is
    for error in [
        "WW91ciBhY2NvdW50IGlzIGxvY2tlZDogY2FsbCAwOTAw",
        "Your%20account%20is%20locked%3A%20call%200900",
    ] {
        let page = browser
            .get(&format!(
                "/login?__path=%2Fapi%2Fsign-in%2Fsign-in&__err={error}"
            ))
            .await;

        assert_eq!(page.status, plain.status);
        assert!(
            !page.shows("locked") && !page.shows("0900") && !page.shows("WW91"),
            "{}",
            page.text
        );
        assert_eq!(
            page.text.matches("role=\"alert\"").count(),
            plain.text.matches("role=\"alert\"").count()
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r44_a_name_is_text_on_every_page(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let name = "</script><img src=x onerror=alert(1)>";
    let account = add_share(&site, &mut parent, name, "taro@example.com").await;
    site.portal.deliver().await;
    let token = site.portal.postbox.newest_token("taro@example.com");

    for page in [
        parent.get("/account/share").await,
        parent.get(&format!("/account/share/{account}/edit")).await,
        parent
            .get(&format!("/account/share/{account}/delete"))
            .await,
        parent
            .get(&format!("/account/share/{account}/address"))
            .await,
        parent
            .get(&format!(
                "/account/share/several?deed=delete&account={account}"
            ))
            .await,
        parent.get("/account/share?q=img").await,
        parent.get("/account/security/history").await,
        site.browser().get(&format!("/v1/{token}")).await,
    ] {
        assert!(
            page.shows("img src=x") && !page.shows("<img src=x"),
            "{}",
            page.text
        );
    }
}
