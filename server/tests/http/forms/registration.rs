//! The three steps of a registration, and its ends.

use app::platform::testing::PASSWORD;
use axum::http::StatusCode;
use sqlx::PgPool;

use super::{actions, hidden, invitation};
use crate::{CART_ENTRANCE, Site, two_shops};

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
        CART_ENTRANCE
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
