//! An address that was wrong is corrected (X2).

use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn x2_an_address_is_corrected_in_one_step(pool: PgPool) {
    let mut invited = Invited::on(pool).await;
    let mut wrong_person = invited.site.browser();
    let correct = "/api/share-accounts/correct";
    let account = invited.account.clone();
    let page = format!("/account/share/{account}/address");

    let form = invited.parent.get(&page).await;
    let unchanged = [("account", account.as_str()), ("email", "taro@example.com")];
    let unchanged = invited.parent.submit(correct, &unchanged).await;
    let fields = [("account", account.as_str()), ("email", "jiro@example.com")];
    let corrected = invited.parent.submit(correct, &fields).await;
    let again = invited.parent.submit(correct, &fields).await;
    let history = invited.parent.get("/account/security/history").await;
    invited.site.portal.deliver().await;

    assert!(form.shows("value=\"taro@example.com\""));
    assert!(unchanged.shows("いまの招待と同じメールアドレスです。"));
    assert!(unchanged.shows("value=\"taro@example.com\""));
    assert!(corrected.shows("jiro@example.com に新しい招待メールを送信しました。"));
    assert!(!corrected.shows("taro@example.com</"));
    assert!(again.shows("すでに削除済みです"));
    assert!(
        history.shows("招待先メールアドレスの訂正"),
        "{}",
        history.text
    );
    let old = wrong_person.get(&invited.link()).await;
    assert!(old.shows("この招待は取り消されました") && !old.shows("jiro"));
    let new = invited.site.portal.postbox.newest_token("jiro@example.com");
    assert_eq!(
        wrong_person.get(&format!("/v1/{new}")).await.status,
        StatusCode::OK
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_who_was_meant_by_a_wrong_address_can_be_corrected_and_who_registered_cannot(
    pool: PgPool,
) {
    let mut invited = Invited::on(pool).await;
    let page = format!("/account/share/{}/address", invited.account);
    let fields = [
        ("token", invited.token.as_str()),
        ("because", "misdirected"),
    ];
    let mut stranger = invited.site.browser();
    stranger.submit("/api/registration/decline", &fields).await;

    let declined = invited.parent.get("/account/share").await;
    let form = invited.parent.get(&page).await;
    let registered: String = invited
        .site
        .portal
        .ask("select id::text from accounts where user_id = 'demoshare01'")
        .await;
    let registered = format!("/account/share/{registered}/address");
    let registered = invited.parent.get(&registered).await;

    assert!(
        declined.shows(&format!("href=\"{page}\"")),
        "{}",
        declined.text
    );
    assert!(form.shows("name=\"email\""));
    assert!(
        registered.shows("すでに登録完了済みです") && !registered.shows("name=\"email\""),
        "{}",
        registered.text
    );
}
