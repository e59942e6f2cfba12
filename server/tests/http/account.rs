//! Sensitive changes and the proof that they need, devices, and the history as a file (D10, R9, R32, R52, X5, X6).

mod devices;
mod reauthentication;

use app::platform::testing::PASSWORD;
use axum::http::StatusCode;
use sqlx::PgPool;

use crate::{Site, add_share, two_shops};

/// The handles of the devices that a page lists.
fn handles(page: &str) -> Vec<String> {
    page.split("/account/security/devices/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

async fn sessions(site: &Site) -> i64 {
    site.portal
        .ask(
            "select count(*) from sessions session join accounts account on account.id = session.account_id
              where session.revoked_at is null and session.session_epoch = account.session_epoch",
        )
        .await
}

#[sqlx::test(migrations = "../migrations")]
async fn d3_each_password_field_tells_a_password_manager_which_it_is(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let page = parent.get("/account/user-id").await;

    for autocomplete in ["current-password", "new-password", "username"] {
        assert!(
            page.shows(&format!("autocomplete=\"{autocomplete}\"")),
            "{autocomplete}"
        );
    }
    assert!(page.shows(
        "新しいパスワードを入力すると、以前のパスワードが上書きされますのでご注意ください。"
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn m74_to_m76_a_new_user_id_over_forms(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let mut other = site.signed_in("demoparent").await;
    let check = "/api/account/check-new-user-id";

    let free = parent
        .submit(check, &[("user_id", "ＭＥＭＢＥＲＳ99999")])
        .await;
    let taken = parent.submit(check, &[("user_id", "demoshare01")]).await;
    let changed = parent
        .submit(
            "/api/account/change-user-id",
            &[("user_id", "members99999"), ("current_password", PASSWORD)],
        )
        .await;

    assert!(
        free.shows("このユーザーIDは登録できます。") && free.shows("value=\"members99999\""),
        "{}",
        free.text
    );
    assert!(taken.shows("このユーザーIDはすでに使われています。"));
    assert!(changed.shows("ユーザーIDを変更しました。") && changed.shows("members99999"));
    assert!(!other.is_signed_in().await);
    let next = other.get("/login").await;
    assert_eq!(next.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn m70_to_m73_the_account_page_shows_its_rows_to_parent_and_share_account(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;

    for (user_id, email) in [
        ("demoparent", "demoparent@example.com"),
        ("demoshare01", "demoshare01@example.com"),
    ] {
        let page = site.signed_in(user_id).await.get("/account").await;

        for told in [
            "アカウント/セキュリティ",
            "店舗/事業所情報",
            "お客様番号",
            "*****",
            user_id,
            email,
            &shop.code,
            &shop.name,
        ] {
            assert!(page.shows(told), "{told} {}", page.text);
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m80_a_link_for_a_new_password_from_the_account_page(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    site.portal.deliver().await;

    let page = parent.get("/account/password").await;
    let sent = parent.submit("/api/recovery/send-password-link", &[]).await;
    site.portal.deliver().await;

    assert!(page.shows("パスワード再発行手続き用のURLをメールで送信します。"));
    assert!(
        sent.shows("de***@example.com にメールを送信しました。"),
        "{}",
        sent.text
    );
    let token = site.portal.postbox.newest_token("demoparent@example.com");
    assert!(
        parent
            .get(&format!("/reset/{token}"))
            .await
            .shows("新しいパスワードの設定")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m25_the_account_page_invites_to_change_a_password_that_others_may_know(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;

    let page = site.signed_in("demoparent").await.get("/account").await;

    assert!(
        page.shows("パスワードがほかの人に知られたおそれがあるときは、すぐに変更してください。")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_the_history_is_a_page_and_a_file_for_who_may_see_it(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let mut share = site.signed_in("demoshare01").await;
    add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
    let csv = "/account/security/history.csv";

    let page = parent.get("/account/security/history").await;
    let file = parent.get(csv).await;
    let own = share.get(csv).await;
    let narrowed = parent.get(&format!("{csv}?kind=share-accounts")).await;
    let guest = site.browser().get(csv).await;

    assert!(page.shows("シェアアカウントの追加") && page.shows("demoshare01さん"));
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("attachment"));
    assert!(file.text.starts_with('\u{feff}') && file.shows("シェアアカウントの追加"));
    assert!(own.shows("ログイン") && !own.shows("シェアアカウントの追加"));
    assert_eq!(narrowed.text.lines().count(), 2, "{}", narrowed.text);
    assert!(guest.location().starts_with("/login"));
    for odd in [
        "?person=x&kind=y&page=-1",
        "?page=999999999999999999999",
        "?person=%00",
    ] {
        let answer = parent.get(&format!("/account/security/history{odd}")).await;
        assert!(!answer.status.is_server_error(), "{odd}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m81_password_managers_are_led_to_the_page_for_a_new_password(pool: PgPool) {
    let site = Site::on(pool);

    let answer = site.browser().get("/.well-known/change-password").await;

    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::FOUND, "/account/password")
    );
}
