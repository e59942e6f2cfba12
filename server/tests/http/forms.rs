//! Every form without scripts: posted, followed, and looked at (R40, D8, M16).

use app::platform::testing::PASSWORD;
use axum::http::StatusCode;
use sqlx::PgPool;

use crate::{Browser, Site, add_share, two_shops};

/// The value of a hidden field on a page.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .expect("a hidden field");
    rest.split('"').next().unwrap_or_default().to_owned()
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

async fn invitation(site: &Site) -> String {
    let mut parent = site.signed_in("demoparent").await;
    add_share(site, &mut parent, "有線 太郎", "taro@example.com").await;
    site.portal.deliver().await;
    site.portal.postbox.newest_token("taro@example.com")
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
async fn m41_adding_tells_what_is_wrong_and_keeps_what_was_typed(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let page = parent
        .submit(
            "/api/share-accounts/add",
            &[("name", "<b>太郎</b>\" x=\""), ("email", "a@b@c")],
        )
        .await;
    let empty = parent
        .submit("/api/share-accounts/add", &[("name", " "), ("email", "")])
        .await;

    assert!(
        page.shows("メールアドレスの形式が正しくありません。") && page.shows("value=\"a@b@c\""),
        "{}",
        page.text
    );
    assert!(
        !page.shows("<b>太郎</b>") && page.shows("&lt;b&gt;太郎"),
        "{}",
        page.text
    );
    assert!(
        empty.shows("ユーザー氏名が入力されていません。")
            && empty.shows("メールアドレスが入力されていません。")
    );
    assert_eq!(
        site.portal
            .ask::<i64>("select count(*) from outbox where letter = 'invitation'")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m42_to_m68_the_whole_life_of_a_share_account_over_forms(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let form = parent.get("/account/share/new").await;
    assert!(actions(&form.text).contains(&"/api/share-accounts/add"));
    let list = parent
        .submit(
            "/api/share-accounts/add",
            &[("name", "有線 太郎"), ("email", "taro@example.com")],
        )
        .await;
    assert!(
        list.shows("taro@example.com に招待メールを送信しました。") && list.shows("初回登録待ち"),
        "{}",
        list.text
    );
    assert!(
        !parent
            .get("/account/share")
            .await
            .shows("招待メールを送信しました。"),
        "told once"
    );

    let account: String = site
        .portal
        .ask("select id::text from accounts where email = 'taro@example.com'")
        .await;
    let page = parent.get(&format!("/account/share/{account}/edit")).await;
    assert!(
        actions(&page.text).contains(&"/api/share-accounts/rename")
            && page.shows("value=\"有線 太郎\"")
    );
    let rejected = parent
        .submit(
            "/api/share-accounts/rename",
            &[("account", &account), ("name", "")],
        )
        .await;
    assert!(rejected.shows("ユーザー氏名が入力されていません。"));
    let renamed = parent
        .submit(
            "/api/share-accounts/rename",
            &[("account", &account), ("name", "有線 次郎")],
        )
        .await;
    assert!(renamed.shows("ユーザー名を変更しました。") && renamed.shows("有線 次郎"));

    assert!(actions(&renamed.text).contains(&"/api/share-accounts/resend"));
    let resent = parent
        .submit("/api/share-accounts/resend", &[("account", &account)])
        .await;
    assert!(resent.shows("メールを送信しました。"));
    let too_soon = parent
        .submit("/api/share-accounts/resend", &[("account", &account)])
        .await;
    assert!(too_soon.shows("続けて再送信できません。60秒後にもう一度お試しください。"));

    let page = parent
        .get(&format!("/account/share/{account}/delete"))
        .await;
    assert!(page.shows("このユーザーを削除しますか？") && page.shows("有線 次郎"));
    let deleted = parent
        .submit("/api/share-accounts/delete", &[("account", &account)])
        .await;
    assert!(deleted.shows("有線 次郎 を削除しました。") && !deleted.shows("taro@example.com"));
    let gone = parent
        .submit("/api/share-accounts/delete", &[("account", &account)])
        .await;
    assert!(gone.shows("対象のシェアアカウントは、すでに削除済みです。"));
}

#[sqlx::test(migrations = "../migrations")]
async fn m52_to_m61_the_three_steps_of_registration_over_forms_without_a_cookie(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let token = invitation(&site).await;
    let (enter, check, done) = (
        format!("/v1/{token}"),
        format!("/v1/{token}/confirm"),
        format!("/v1/{token}/done"),
    );
    let mut phone = site.browser();
    let step_1 = phone.get(&enter).await;
    assert!(step_1.shows(&format!("{} 様", shop.name)) && step_1.shows("有線 太郎様宛"));
    assert_eq!(phone.get(&check).await.location(), enter);
    assert_eq!(phone.get(&done).await.location(), enter);

    let entry = |user_id, password, confirmation| {
        [
            ("token", token.as_str()),
            ("user_id", user_id),
            ("password", password),
            ("password_confirmation", confirmation),
        ]
    };
    let wrong = phone
        .submit(
            "/api/registration/enter",
            &entry("demoparent", "short", "short"),
        )
        .await;
    assert!(
        wrong.shows("このユーザーIDはすでに使われています。")
            && wrong.shows("12文字以上で入力してください。")
    );
    assert!(!wrong.shows("value=\"short\""));
    let free = phone
        .submit(
            "/api/registration/check-user-id",
            &entry("ＭＥＭＢＥＲＳ12345", "", ""),
        )
        .await;
    assert!(free.shows("このユーザーIDは登録できます。") && free.shows("value=\"members12345\""));
    let step_2 = phone
        .submit(
            "/api/registration/enter",
            &entry("members12345", PASSWORD, PASSWORD),
        )
        .await;
    assert!(
        step_2.shows("登録内容のご確認") && step_2.shows("members12345") && !step_2.shows(PASSWORD)
    );
    assert!(phone.get(&enter).await.shows("パスワードは入力済みです。"));
    assert!(phone.cookies.is_empty(), "{:?}", phone.cookies);

    let confirmation = [
        ("token", token.as_str()),
        ("version", &hidden(&step_2.text, "version")),
    ];
    let step_3 = phone
        .submit("/api/registration/confirm", &confirmation)
        .await;
    let mut other_press = site.browser();
    let double_press = other_press
        .submit("/api/registration/confirm", &confirmation)
        .await;

    assert!(step_3.shows("ユーザーIDとパスワードの登録が完了しました。"));
    assert!(actions(&step_3.text).contains(&"/api/handoff/open-cart"));
    assert!(phone.is_signed_in().await);
    assert!(double_press.shows("ユーザーIDとパスワードの登録が完了しました。"));
    assert!(!other_press.is_signed_in().await);
    assert_eq!(site.browser().get(&enter).await.status, StatusCode::GONE);
    assert_eq!(
        phone.post("/api/handoff/open-cart", &[]).await.location(),
        "https://cart.example.com/sign-in"
    );
    assert!(
        site.signed_in("members12345")
            .await
            .get("/")
            .await
            .shows(&shop.name)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_each_end_of_a_link_has_its_page(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let token = invitation(&site).await;
    let mut guest = site.browser();
    let mut parent = site.signed_in("demoparent").await;
    let account: String = site
        .portal
        .ask("select id::text from accounts where email = 'taro@example.com'")
        .await;
    let link = format!("/v1/{token}");

    let malformed = guest.get(&format!("/v1/{}", &token[..40])).await;
    assert_eq!(malformed.status, StatusCode::NOT_FOUND);
    assert!(malformed.shows("URLが正しくありません"));
    site.portal.wait(time::Duration::days(7));
    let expired = guest.get(&link).await;
    assert_eq!(expired.status, StatusCode::GONE);
    assert!(expired.shows("招待の有効期限が切れています"));
    parent.sign_in("demoparent", PASSWORD, false).await;
    parent
        .post("/api/share-accounts/resend", &[("account", &account)])
        .await;
    assert!(guest.get(&link).await.shows("まもなく届きます"));
    site.portal.deliver().await;
    assert!(guest.get(&link).await.shows("新しい招待メールは、2026年"));
    parent
        .post("/api/share-accounts/delete", &[("account", &account)])
        .await;
    assert!(guest.get(&link).await.shows("この招待は取り消されました"));
    for function in ["enter", "check-user-id", "confirm"] {
        let answer = guest
            .post(
                &format!("/api/registration/{function}"),
                &[("token", "nonsense")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{function}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_who_is_signed_in_signs_out_before_registering(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let token = invitation(&site).await;
    let mut browser = site.signed_in("demoshare01").await;

    let page = browser.get(&format!("/v1/{token}")).await;
    assert!(page.shows("demo*** でログイン中です。"));
    let after = browser
        .submit("/api/registration/sign-out", &[("token", &token)])
        .await;

    assert!(after.shows("初回登録画面") && !after.shows("ログイン中です"));
    assert!(!browser.is_signed_in().await);
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
async fn d13_the_search_is_a_form_too(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    for number in 0..20 {
        add_share(
            &site,
            &mut parent,
            &format!("スタッフ{number:02}"),
            &format!("staff{number:02}@example.com"),
        )
        .await;
    }

    let found = parent
        .get("/account/share?q=%E3%82%B9%E3%82%BF%E3%83%83%E3%83%9507")
        .await;
    let none = parent
        .get("/account/share?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        .await;
    let odd = parent.get("/account/share?page=-1&page=x&q=%FF").await;

    assert!(found.shows("staff07@example.com") && !found.shows("staff08@example.com"));
    assert!(none.shows("に該当するシェアアカウントはありません。") && !none.shows("<script>alert"));
    assert_eq!(odd.status, StatusCode::OK);
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
