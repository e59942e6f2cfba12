//! Asking for what was forgotten (M20–M24), which answers everybody the same (R5).

use super::*;

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
