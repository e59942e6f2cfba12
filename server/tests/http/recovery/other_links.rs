//! Links about an address and about a new device (M79, X1, X6).

use super::*;

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
