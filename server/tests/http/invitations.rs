//! Invitations from both ends: the parent's list and what is done there, and every end of a link (D9, X2, X7).

use app::platform::testing::Manner;
use axum::http::{Method, StatusCode};
use sqlx::PgPool;
use time::Duration;

use crate::{Browser, PASSWORD, Site, add_share, two_shops};

/// A share account that waits, its token, and the parent who sees it.
struct Invited {
    site: Site,
    parent: Browser,
    account: String,
    token: String,
}

impl Invited {
    async fn on(pool: PgPool) -> Self {
        let site = Site::on(pool);
        two_shops(&site).await;
        let mut parent = site.signed_in("demoparent").await;
        let account = add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
        site.portal.deliver().await;
        let token = site.portal.postbox.newest_token("taro@example.com");
        Self {
            site,
            parent,
            account,
            token,
        }
    }

    fn link(&self) -> String {
        format!("/v1/{}", self.token)
    }

    async fn set(&self, statement: &'static str) {
        self.site.portal.run(statement).await;
    }
}

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
    assert!(list.shows("ご本人の依頼で、招待メールを送り直しました。"));
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

#[sqlx::test(migrations = "../migrations")]
async fn x2_the_list_tells_in_words_and_with_the_time_how_an_invitation_fares(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let list = "/account/share";

    add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
    let waiting = parent.get(list).await;
    site.portal.postbox.answer(Manner::Down);
    site.portal.deliver().await;
    let put_off = parent.get(list).await;
    site.portal.postbox.answer(Manner::Refusing);
    site.portal.wait(Duration::minutes(5));
    site.portal.deliver().await;
    let refused = parent.get(list).await;
    site.portal.postbox.answer(Manner::Accepting);
    add_share(&site, &mut parent, "有線 花子", "hanako@example.com").await;
    site.portal.deliver().await;
    let sent = parent.get(list).await;

    assert!(
        waiting.shows("招待メール：送信待ち（11月21日 12:00から）"),
        "{}",
        waiting.text
    );
    assert!(put_off.shows("招待メール：送信待ち（11月21日 12:00から）"));
    assert!(
        put_off.shows(
            "相手のメールサーバーが、一時的にメールを受け取れない状態です。自動で送り直しています。"
        ),
        "{}",
        put_off.text
    );
    assert!(
        refused.shows("招待メール：送信失敗（11月21日 12:05）"),
        "{}",
        refused.text
    );
    assert!(
        refused.shows("このメールアドレスは存在しません"),
        "{}",
        refused.text
    );
    assert!(
        sent.shows("招待メール：送信済み（11月21日 12:05）"),
        "{}",
        sent.text
    );
    assert!(
        sent.shows("招待の有効期限：11月28日 12:05"),
        "{}",
        sent.text
    );
}

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
async fn d13_several_rows_are_named_and_asked_about_once(pool: PgPool) {
    let mut invited = Invited::on(pool).await;
    let parent = &mut invited.parent;
    let other = add_share(&invited.site, parent, "有線 花子", "hanako@example.com").await;
    let both = format!("account={}&account={other}", invited.account);
    let ids = format!("{} {other}", invited.account);

    let nobody = parent.get("/account/share/several?deed=resend").await;
    let told = parent.get(nobody.location()).await;
    let question = parent
        .get(&format!("/account/share/several?deed=resend&{both}"))
        .await;
    let resent = parent
        .submit("/api/share-accounts/resend-several", &[("accounts", &ids)])
        .await;
    let too_soon = parent
        .submit("/api/share-accounts/resend-several", &[("accounts", &ids)])
        .await;
    let deletion = parent
        .get(&format!("/account/share/several?deed=delete&{both}"))
        .await;
    let deleted = parent
        .submit("/api/share-accounts/delete-several", &[("accounts", &ids)])
        .await;
    let unknown_deed = parent
        .get(&format!("/account/share/several?deed=x&{both}"))
        .await;

    assert!(told.shows("一覧から1人以上を選択してください。"));
    assert!(question.shows("有線 太郎") && question.shows("有線 花子"));
    assert!(question.shows("次の2人に招待メールを再送信します。"));
    assert!(resent.shows("2人に招待メールを再送信しました。"));
    assert!(too_soon.shows("有線 花子：続けて再送信できません。"));
    assert!(deletion.shows("次の2人を削除しますか？"));
    assert!(deleted.shows("2人を削除しました。"));
    for email in ["taro@example.com", "hanako@example.com"] {
        assert!(!deleted.shows(email), "{}", deleted.text);
    }
    assert_eq!(unknown_deed.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_what_is_done_in_a_list_leads_back_to_it_and_nowhere_else(pool: PgPool) {
    let mut invited = Invited::on(pool).await;
    let (account, parent) = (invited.account.clone(), &mut invited.parent);
    let list = "q=%E6%9C%89%E7%B7%9A&status=waiting&sort=name";
    let shown = parent.get(&format!("/account/share?{list}")).await;
    let encoded = list
        .replace('%', "%25")
        .replace('&', "%26")
        .replace('=', "%3D");
    let edit = format!("/account/share/{account}/edit?list={encoded}");

    let page = parent.get(&edit).await;
    let refused = [("account", account.as_str()), ("name", ""), ("list", list)];
    let refused = parent.post("/api/share-accounts/rename", &refused).await;
    let fields = [
        ("account", account.as_str()),
        ("name", "有線 一郎"),
        ("list", list),
    ];
    let renamed = parent.post("/api/share-accounts/rename", &fields).await;
    let fields = [("account", account.as_str()), ("list", list)];
    parent.post("/api/share-accounts/resend", &fields).await;
    let too_soon = parent.post("/api/share-accounts/resend", &fields).await;
    let told = parent.get(too_soon.location()).await;
    let elsewhere = [
        ("account", account.as_str()),
        ("name", "有線 二郎"),
        (
            "list",
            "//evil.example.com/?q=x&to=https://evil.example.com",
        ),
    ];
    let elsewhere = parent.post("/api/share-accounts/rename", &elsewhere).await;

    assert!(
        shown.shows(&format!("href=\"{}\"", edit.replace('&', "&amp;"))),
        "{}",
        shown.text
    );
    assert!(page.shows(&format!(
        "href=\"/account/share?{}\"",
        list.replace('&', "&amp;")
    )));
    assert_eq!(refused.location(), edit);
    assert_eq!(renamed.location(), format!("/account/share?{list}"));
    assert_eq!(too_soon.location(), format!("/account/share?{list}"));
    assert!(
        told.shows("有線 一郎：続けて再送信できません。"),
        "{}",
        told.text
    );
    assert!(
        elsewhere.location().starts_with("/account/share"),
        "{}",
        elsewhere.location()
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
