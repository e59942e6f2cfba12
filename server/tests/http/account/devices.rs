//! Devices and sessions, seen and ended from another one (R52, X6).

use app::platform::testing::PASSWORD;
use sqlx::PgPool;
use time::Duration;

use super::handles;
use crate::{Site, two_shops};

#[sqlx::test(migrations = "../migrations")]
async fn r52_and_x6_one_device_is_signed_out_from_another_remembered_or_not(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut remembered = site.browser();
    remembered.sign_in("demoparent", PASSWORD, true).await;
    let mut third = site.signed_in("demoparent").await;
    site.portal.wait(Duration::minutes(2));
    assert!(third.is_signed_in().await);
    let mut own = site.signed_in("demoparent").await;
    let list = own.get("/account/security").await;
    assert!(
        list.shows("この端末") && list.shows("自動ログイン"),
        "{}",
        list.text
    );
    let handles = handles(&list.text);
    let handle = handles.last().expect("the one used longest ago");

    let told = own
        .submit("/api/security/sign-out-device", &[("device", handle)])
        .await;

    assert!(told.shows("端末からログアウトしました。"), "{}", told.text);
    assert!(!remembered.is_signed_in().await);
    assert!(third.is_signed_in().await && own.is_signed_in().await);
    assert!(!told.shows("自動ログイン"));
}

#[sqlx::test(migrations = "../migrations")]
async fn r52_all_others_are_signed_out_and_told_so(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut remembered = site.browser();
    remembered.sign_in("demoparent", PASSWORD, true).await;
    let mut other = site.signed_in("demoparent").await;
    let mut own = site.browser();
    own.sign_in("demoparent", PASSWORD, true).await;

    let told = own.submit("/api/security/sign-out-others", &[]).await;

    assert!(
        told.shows("ほかのすべての端末からログアウトしました。"),
        "{}",
        told.text
    );
    for browser in [&mut remembered, &mut other] {
        let next = browser.get("/account").await;
        assert!(
            browser
                .get(next.location())
                .await
                .shows("ほかの端末での操作により、ログアウトしました。")
        );
    }
    site.portal.wait(Duration::hours(13));
    assert!(own.is_signed_in().await, "this one stays remembered");
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_device_gets_a_name(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut own = site.signed_in("demoparent").await;
    let list = own.get("/account/security").await;
    let handle = handles(&list.text).pop().expect("this device");
    let path = "/api/security/name-device";

    let named = own
        .submit(path, &[("device", &handle), ("name", "<b>レジ横</b>")])
        .await;
    let too_long = own
        .submit(
            path,
            &[("device", handle.as_str()), ("name", &"あ".repeat(51))],
        )
        .await;

    assert!(named.shows("端末の名前を保存しました。"));
    assert!(named.shows("&lt;b&gt;レジ横") && !named.shows("<b>レジ横"));
    assert!(too_long.shows("端末の名前は50文字以内で入力してください。"));
}
