//! A page left open keeps nothing alive (M17, D10).

use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn d10_a_page_left_open_does_not_keep_its_session_alive(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let mut parent = invited.site.signed_in("demoparent").await;

    for _ in 0..3 {
        invited.site.portal.wait(Duration::minutes(25));
        let mut request = parent
            .request(Method::GET, "/account/share")
            .body(axum::body::Body::empty())
            .expect("a request");
        request
            .headers_mut()
            .insert("x-unattended", axum::http::HeaderValue::from_static("1"));
        parent.send(request).await;
    }

    assert!(!parent.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m17_a_page_left_open_does_not_sign_a_remembered_browser_in_again(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let mut parent = invited.site.browser();
    parent.sign_in("demoparent", PASSWORD, true).await;
    invited.site.portal.wait(Duration::hours(2));
    let sessions = "select count(*) from sessions where account_id is not null";
    let before: i64 = invited.site.portal.ask(sessions).await;

    let mut request = parent
        .request(Method::GET, "/account/share")
        .body(axum::body::Body::empty())
        .expect("a request");
    request
        .headers_mut()
        .insert("x-unattended", axum::http::HeaderValue::from_static("1"));
    let asked = parent.send(request).await;

    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert_eq!(invited.site.portal.ask::<i64>(sessions).await, before);
    assert!(
        parent.is_signed_in().await,
        "who comes back stays remembered"
    );
}
