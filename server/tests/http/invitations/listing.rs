//! The parent's list: how invitations fare, and what is done with several (X2, D13).

use super::*;

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
        waiting.reads("招待メール：送信待ち（11月21日 12:00から）"),
        "{}",
        waiting.text
    );
    assert!(put_off.reads("招待メール：送信待ち（11月21日 12:00から）"));
    assert!(
        put_off.shows("相手側が、一時的にメールを受け取れない状態です。自動で送り直しています。"),
        "{}",
        put_off.text
    );
    assert!(
        refused.reads("招待メール：送信失敗（11月21日 12:05）"),
        "{}",
        refused.text
    );
    assert!(
        refused.shows("このメールアドレスは存在しません"),
        "{}",
        refused.text
    );
    assert!(
        sent.reads("招待メール：送信済み（11月21日 12:05）"),
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
async fn m26_a_list_that_cannot_be_loaded_says_so_in_its_place(pool: PgPool) {
    let mut invited = Invited::on(pool).await;
    invited
        .set("alter function share_account_list rename to away")
        .await;

    let page = invited.parent.get("/account/share?page=2").await;

    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.shows("シェアアカウントの取得に失敗しました。"));
    assert!(page.shows("マイ・アカウント"));
    assert!(
        page.text.contains("href=\"/account/share?page=2\""),
        "{}",
        page.text
    );
    assert!(!page.shows("受付番号"));
    assert!(invited.parent.is_signed_in().await);
}
