//! The list at size: pages, search, filter, order (D13).

use sqlx::PgPool;
use time::Duration;

use super::{add, delete, invite, is_not_found, list, names, names_of, rename};
use crate::{
    platform::testing::{Manner, Portal},
    registration,
    share_accounts::model::{Filter, PAGE, Query, Refusal, Sort},
};

#[sqlx::test(migrations = "../migrations")]
async fn m7_a_parent_account_is_no_row_of_its_own_list(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let before = portal.snapshot().await;

    let deleted = delete(&portal, &parent, shop.parent).await;
    let renamed = rename(&portal, &parent, shop.parent, "別の名前").await;

    assert!(is_not_found(&deleted) && is_not_found(&renamed));
    assert!(names(&portal, &parent, "").await.is_empty());
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_the_list_is_newest_first_fifty_a_page_and_never_out_of_range(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for number in 1..=120 {
        add(
            &portal,
            &parent,
            &format!("スタッフ{number:03}"),
            "staff@example.com",
        )
        .await
        .expect("added");
        portal.wait(Duration::SECOND);
    }
    let page = async |page| {
        let query = Query {
            page,
            ..Query::default()
        };
        list(&portal, &parent, query).await
    };

    let pages = [page(1).await, page(2).await, page(3).await];
    let (beyond, before, far) = (page(9).await, page(-3).await, page(i64::MAX).await);

    let shown: Vec<String> = pages
        .iter()
        .flat_map(|list| list.rows.iter().map(|row| row.name.clone()))
        .collect();
    let newest_first: Vec<String> = (1..=120)
        .rev()
        .map(|number| format!("スタッフ{number:03}"))
        .collect();
    assert_eq!(shown, newest_first);
    assert_eq!(
        pages
            .iter()
            .map(|list| (list.first(), list.last()))
            .collect::<Vec<_>>(),
        [(1, PAGE), (51, 100), (101, 120)]
    );
    assert_eq!(
        (
            beyond.query.page,
            beyond.rows.len(),
            before.query.page,
            far.query.page
        ),
        (3, 20, 1, 3)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r43_a_search_finds_what_was_typed_and_takes_wildcards_literally(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for (name, email) in [
        ("100% 太郎", "percent@example.com"),
        ("under_score", "Under@example.com"),
        ("back\\slash", "b@example.com"),
    ] {
        add(&portal, &parent, name, email).await.expect("added");
        portal.wait(Duration::SECOND);
    }

    for (typed, found) in [
        ("%", vec!["100% 太郎"]),
        ("_", vec!["under_score"]),
        ("\\", vec!["back\\slash"]),
        ("太郎", vec!["100% 太郎"]),
        (" UNDER ", vec!["under_score"]),
        ("PERCENT@", vec!["100% 太郎"]),
        ("' or 1=1 --", vec![]),
        ("", vec!["back\\slash", "under_score", "100% 太郎"]),
    ] {
        assert_eq!(names(&portal, &parent, typed).await, found, "{typed}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_width_kana_capitals_and_spaces_make_no_difference(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for (name, email) in [
        ("カフェ　ハナコ", "hanako@example.com"),
        ("ＵＳＥＮカフェ００１", "Cafe001@Example.com"),
        ("ｶﾞｰﾃﾞﾝ ｼﾌﾞﾔ", "garden@example.com"),
    ] {
        add(&portal, &parent, name, email).await.expect("added");
        portal.wait(Duration::SECOND);
    }

    for (typed, found) in [
        ("ｶﾌｪ", vec!["ＵＳＥＮカフェ００１", "カフェ　ハナコ"]),
        ("かふぇはなこ", vec!["カフェ　ハナコ"]),
        ("ハナコ", vec!["カフェ　ハナコ"]),
        ("usenカフェ001", vec!["ＵＳＥＮカフェ００１"]),
        ("ＣＡＦＥ００１＠", vec!["ＵＳＥＮカフェ００１"]),
        ("ガーデンしぶや", vec!["ｶﾞｰﾃﾞﾝ ｼﾌﾞﾔ"]),
        // from the end of a name into its address
        ("しぶやgarden", vec![]),
    ] {
        assert_eq!(names(&portal, &parent, typed).await, found, "{typed}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_each_state_has_its_filter_and_what_needs_a_look_comes_first(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    add(&portal, &parent, "期限切れ", "expired@example.com")
        .await
        .expect("added");
    portal.deliver().await;
    portal.wait(Duration::days(8));
    add(&portal, &parent, "登録済み", "done@example.com")
        .await
        .expect("added");
    add(&portal, &parent, "辞退", "declined@example.com")
        .await
        .expect("added");
    portal.deliver().await;
    let token = portal.postbox.newest_token("done@example.com");
    registration::testing::register(&portal, &token, "members12345").await;
    let token = portal.postbox.newest_token("declined@example.com");
    registration::testing::decline(&portal, &token, Refusal::Misdirected).await;
    portal.wait(Duration::SECOND);
    add(&portal, &parent, "失敗", "failed@example.com")
        .await
        .expect("added");
    portal.postbox.answer(Manner::Refusing);
    portal.deliver().await;
    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::SECOND);
    invite(&portal, &parent, "waiting@example.com").await;

    let shown = async |filter, sort| {
        let query = Query {
            filter,
            sort,
            ..Query::default()
        };
        let list = list(&portal, &parent, query).await;
        let shown = i64::try_from(list.rows.len()).expect("few");
        assert_eq!((list.found, list.total), (shown, 5));
        names_of(list)
    };

    assert_eq!(shown(Filter::Registered, Sort::Newest).await, ["登録済み"]);
    assert_eq!(
        shown(Filter::Waiting, Sort::Newest).await,
        ["有線 太郎", "失敗", "期限切れ"]
    );
    assert_eq!(shown(Filter::Failed, Sort::Newest).await, ["失敗"]);
    assert_eq!(shown(Filter::Expired, Sort::Newest).await, ["期限切れ"]);
    assert_eq!(shown(Filter::Declined, Sort::Newest).await, ["辞退"]);
    assert_eq!(
        shown(Filter::All, Sort::Status).await,
        ["失敗", "辞退", "期限切れ", "有線 太郎", "登録済み"]
    );
    assert_eq!(
        shown(Filter::All, Sort::Oldest)
            .await
            .first()
            .map(String::as_str),
        Some("期限切れ")
    );
}
