//! A parent's forms.

use axum::http::StatusCode;
use sqlx::PgPool;

use super::actions;
use crate::{Site, add_share, two_shops};

#[sqlx::test(migrations = "../migrations")]
async fn m41_adding_tells_what_is_wrong_and_keeps_what_was_typed(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let page = parent
        .submit(
            "/api/share-accounts/add",
            &[("name", "<b>太郎</b>\" x=\""), ("email", "a@b@c")],
        )
        .await;
    let empty = parent
        .submit("/api/share-accounts/add", &[("name", " "), ("email", "")])
        .await;

    assert!(
        page.shows("メールアドレスの形式が正しくありません。") && page.shows("value=\"a@b@c\""),
        "{}",
        page.text
    );
    assert!(
        !page.shows("<b>太郎</b>") && page.shows("&lt;b&gt;太郎"),
        "{}",
        page.text
    );
    assert!(
        empty.shows("ユーザー氏名が入力されていません。")
            && empty.shows("メールアドレスが入力されていません。")
    );
    assert_eq!(
        site.portal
            .ask::<i64>("select count(*) from outbox where letter = 'invitation'")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m42_to_m68_the_whole_life_of_a_share_account_over_forms(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let form = parent.get("/account/share/new").await;
    assert!(actions(&form.text).contains(&"/api/share-accounts/add"));
    let list = parent
        .submit(
            "/api/share-accounts/add",
            &[("name", "有線 太郎"), ("email", "taro@example.com")],
        )
        .await;
    assert!(
        list.shows("taro@example.com に招待メールを送信しました。") && list.shows("初回登録待ち"),
        "{}",
        list.text
    );
    assert!(
        !parent
            .get("/account/share")
            .await
            .shows("招待メールを送信しました。"),
        "told once"
    );

    let account: String = site
        .portal
        .ask("select id::text from accounts where email = 'taro@example.com'")
        .await;
    let page = parent.get(&format!("/account/share/{account}/edit")).await;
    assert!(
        actions(&page.text).contains(&"/api/share-accounts/rename")
            && page.shows("value=\"有線 太郎\"")
    );
    let rejected = parent
        .submit(
            "/api/share-accounts/rename",
            &[("account", &account), ("name", "")],
        )
        .await;
    assert!(rejected.shows("ユーザー氏名が入力されていません。"));
    let renamed = parent
        .submit(
            "/api/share-accounts/rename",
            &[("account", &account), ("name", "有線 次郎")],
        )
        .await;
    assert!(renamed.shows("ユーザー名を変更しました。") && renamed.shows("有線 次郎"));

    assert!(actions(&renamed.text).contains(&"/api/share-accounts/resend"));
    let resent = parent
        .submit("/api/share-accounts/resend", &[("account", &account)])
        .await;
    assert!(resent.shows("メールを送信しました。"));
    let too_soon = parent
        .submit("/api/share-accounts/resend", &[("account", &account)])
        .await;
    assert!(too_soon.shows("続けて再送信できません。60秒後にもう一度お試しください。"));

    let page = parent
        .get(&format!("/account/share/{account}/delete"))
        .await;
    assert!(page.shows("このユーザーを削除しますか？") && page.shows("有線 次郎"));
    let deleted = parent
        .submit("/api/share-accounts/delete", &[("account", &account)])
        .await;
    assert!(deleted.shows("有線 次郎 を削除しました。") && !deleted.shows("taro@example.com"));
    let gone = parent
        .submit("/api/share-accounts/delete", &[("account", &account)])
        .await;
    assert!(gone.shows("対象のシェアアカウントは、すでに削除済みです。"));
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_the_search_is_a_form_too(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    for number in 0..20 {
        add_share(
            &site,
            &mut parent,
            &format!("スタッフ{number:02}"),
            &format!("staff{number:02}@example.com"),
        )
        .await;
    }

    let found = parent
        .get("/account/share?q=%E3%82%B9%E3%82%BF%E3%83%83%E3%83%9507")
        .await;
    let none = parent
        .get("/account/share?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        .await;
    let odd = parent.get("/account/share?page=-1&page=x&q=%FF").await;

    assert!(found.shows("staff07@example.com") && !found.shows("staff08@example.com"));
    assert!(none.shows("に該当するシェアアカウントはありません。") && !none.shows("<script>alert"));
    assert_eq!(odd.status, StatusCode::OK);
}
