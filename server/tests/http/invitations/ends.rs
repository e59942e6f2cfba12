//! Every end of a link has a next step (D9).

use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn d9_each_end_of_a_link_has_a_page_with_a_next_step(pool: PgPool) {
    let invited = Invited::on(pool).await;
    let mut invitee = invited.site.browser();
    let link = invited.link();
    let cases = [
        (
            "update accounts set state = 'suspended' where kind = 'parent'",
            StatusCode::FORBIDDEN,
            "この招待は現在ご利用いただけません",
        ),
        (
            "update accounts set state = 'expired' where kind = 'parent'",
            StatusCode::GONE,
            "この招待は終了しました",
        ),
        (
            "update accounts set state = 'active' where kind = 'parent'",
            StatusCode::OK,
            "初回登録画面",
        ),
        (
            "update invitation_links set replaced_at = created_at",
            StatusCode::GONE,
            "新しい招待メールが届いています",
        ),
        (
            "update invitation_links set replaced_at = null, expires_at = created_at",
            StatusCode::GONE,
            "招待の有効期限が切れています",
        ),
        (
            "update accounts set declined_at = created_at, declined_because = 'unknown' where state = 'awaiting_registration'",
            StatusCode::GONE,
            "この招待は辞退されました",
        ),
        (
            "update accounts set state = 'deleted' where state = 'awaiting_registration'",
            StatusCode::GONE,
            "この招待は取り消されました",
        ),
    ];

    for (change, status, heading) in cases {
        invited.set(change).await;
        for page in [
            link.clone(),
            format!("{link}/confirm"),
            format!("{link}/decline"),
        ] {
            let answer = invitee.get(&page).await;
            if status == StatusCode::OK && page.ends_with("/confirm") {
                assert_eq!(answer.location(), link);
            } else if status == StatusCode::OK {
                assert_eq!(answer.status, status, "{page}");
            } else {
                assert_eq!(answer.status, status, "{heading} {page}");
                assert!(answer.shows(heading), "{heading} {page}");
                assert!(answer.shows("href=\"/login\""), "{heading}");
            }
        }
    }
    let malformed = invitee
        .get("/v1/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        .await;
    assert_eq!(malformed.status, StatusCode::NOT_FOUND);
    assert!(malformed.shows("URLが正しくありません"));
    assert!(malformed.shows("href=\"/login\""));
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_one_press_on_a_link_that_is_too_old_brings_a_new_mail(pool: PgPool) {
    let mut invited = Invited::on(pool).await;
    invited.site.portal.wait(Duration::days(7));
    let mut invitee = invited.site.browser();
    let link = invited.link();

    let page = invitee.get(&link).await;
    let answer = invitee
        .post("/api/registration/ask-again", &[("token", &invited.token)])
        .await;
    let waiting = invitee.get(answer.location()).await;
    invited.site.portal.deliver().await;
    let sent = invitee.get(&link).await;
    let new = invited.site.portal.postbox.newest_token("taro@example.com");

    assert!(page.shows("新しい招待メールを受け取る") && page.shows("ta***@example.com"));
    assert!(!page.shows("taro@example.com"));
    assert_eq!(answer.location(), link);
    assert!(waiting.shows("まもなく届きます"));
    assert!(sent.shows("へ送信しました") && !sent.shows("新しい招待メールを受け取る"));
    assert_eq!(
        invitee.get(&format!("/v1/{new}")).await.status,
        StatusCode::OK
    );
    invited.parent = invited.site.signed_in("demoparent").await;
    let list = invited.parent.get("/account/share").await;
    assert!(list.shows("ご本人の依頼で、招待メールを再送信しました。"));
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_an_invitee_declines_with_a_reason_and_the_parent_sees_it(pool: PgPool) {
    let mut invited = Invited::on(pool).await;
    let mut invitee = invited.site.browser();
    let decline = "/api/registration/decline";
    let link = invited.link();

    let without = invitee.submit(decline, &[("token", &invited.token)]).await;
    let still_there = invitee.get(&link).await;
    let fields = [
        ("token", invited.token.as_str()),
        ("because", "misdirected"),
    ];
    let declined = invitee.submit(decline, &fields).await;
    let list = invited.parent.get("/account/share").await;
    let history = invited.parent.get("/account/security/history").await;
    let resent = invited
        .parent
        .submit(
            "/api/share-accounts/resend",
            &[("account", &invited.account)],
        )
        .await;
    let anew = [("account", invited.account.as_str()), ("anew", "yes")];
    let confirmed = invited
        .parent
        .submit("/api/share-accounts/resend", &anew)
        .await;

    assert!(without.shows("理由が選ばれていません。"));
    assert_eq!(still_there.status, StatusCode::OK);
    assert_eq!(declined.status, StatusCode::GONE);
    assert!(declined.shows("この招待は辞退されました"));
    assert!(list.shows("辞退") && list.shows("宛先（氏名やメールアドレス）が違う"));
    assert!(
        history.shows("招待の辞退") && history.shows("招待された方"),
        "{}",
        history.text
    );
    assert!(resent.shows("ご本人に確認できた場合だけ"));
    assert!(confirmed.shows("メールを送信しました。"));
}
