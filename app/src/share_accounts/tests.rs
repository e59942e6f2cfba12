//! Share accounts against a real database.

use sqlx::PgPool;
use time::Duration;

use super::{
    model::{
        AddForm, AddRejection, EmailRejection, FormRejection, Invitation, NameRejection, PAGE,
        ResendRejection, Status,
    },
    service::{self, Added, Error},
};
use crate::{
    platform::{
        outbox::Delivery,
        session::Parent,
        testing::{Manner, NOW, Portal, limit, settings, somewhere, token_in},
    },
    registration::{self, testing::Outcome},
    text::Language,
    values::AccountId,
};

async fn add(
    portal: &Portal,
    parent: &Parent,
    name: &str,
    email: &str,
) -> Result<Added, Error<AddRejection>> {
    let form = AddForm {
        name: name.to_owned(),
        email: email.to_owned(),
    };
    service::add(
        &portal.services,
        parent,
        &form,
        Language::Japanese,
        &somewhere(),
    )
    .await
}

async fn invite(portal: &Portal, parent: &Parent, email: &str) -> AccountId {
    add(portal, parent, "有線 太郎", email)
        .await
        .expect("added")
        .account
}

async fn resend(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
) -> Result<String, Error<ResendRejection>> {
    service::resend_invitation(&portal.services, parent, account, &somewhere()).await
}

async fn delete(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
) -> Result<String, Error<std::convert::Infallible>> {
    service::delete(&portal.services, parent, account, &somewhere()).await
}

async fn rename(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
    name: &str,
) -> Result<(), Error<NameRejection>> {
    service::rename(&portal.services, parent, account, name, &somewhere()).await
}

async fn names(portal: &Portal, parent: &Parent, search: &str) -> Vec<String> {
    let list = service::list(&portal.services, parent, search, 1)
        .await
        .expect("a list");
    list.rows.into_iter().map(|row| row.name).collect()
}

async fn status_of(portal: &Portal, parent: &Parent, account: AccountId) -> Status {
    let list = service::list(&portal.services, parent, "", 1)
        .await
        .expect("a list");
    list.rows
        .into_iter()
        .find(|row| row.id == account)
        .expect("a row")
        .status
}

fn rejection<T, R>(result: Result<T, Error<R>>) -> Option<R> {
    match result {
        Err(Error::Rejected(why)) => Some(why),
        _ => None,
    }
}

fn is_not_found<T, R>(result: &Result<T, Error<R>>) -> bool {
    matches!(result, Err(Error::NotFound))
}

#[sqlx::test(migrations = "../migrations")]
async fn m42_who_is_added_stands_first_as_waiting_and_gets_an_invitation(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "first@example.com").await;
    portal.wait(Duration::SECOND);

    let added = add(
        &portal,
        &parent,
        " USENカフェ\u{3000}002 ",
        "Second@Example.COM",
    )
    .await
    .expect("added");

    let list = service::list(&portal.services, &parent, "", 1)
        .await
        .expect("a list");
    assert_eq!(
        (list.total, list.found, list.rows[0].id),
        (2, 2, added.account)
    );
    assert_eq!(list.rows[0].status, Status::Waiting(Invitation::Queued));
    assert_eq!(portal.deliver().await, [Delivery::Sent, Delivery::Sent]);
    let until = portal.services.clock.now() + Duration::days(7);
    assert_eq!(
        status_of(&portal, &parent, added.account).await,
        Status::Waiting(Invitation::ValidUntil(until))
    );
    assert_eq!(portal.postbox.mails().len(), 2);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from audit_log where event = 'user_created'")
            .await,
        2
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m41_each_field_tells_what_is_wrong_with_it_and_nothing_is_added(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let long = "あ".repeat(51);
    let cases = [
        (
            "",
            "",
            Some(NameRejection::Empty),
            Some(EmailRejection::Empty),
        ),
        (
            long.as_str(),
            "a@example.com",
            Some(NameRejection::TooLong),
            None,
        ),
        (
            "a\nBcc: b",
            "a@example.com",
            Some(NameRejection::Character),
            None,
        ),
        (
            "https://evil.example",
            "a@example.com",
            Some(NameRejection::Link),
            None,
        ),
        ("有線 太郎", "a@b@c", None, Some(EmailRejection::Form)),
        (
            "有線 太郎",
            "a@example.com,b@example.com",
            None,
            Some(EmailRejection::Form),
        ),
        (
            "有線 太郎",
            "a@example.com\r\nBcc: b@example.com",
            None,
            Some(EmailRejection::Form),
        ),
    ];
    let before = portal.snapshot().await;

    for (name, email, name_rejection, email_rejection) in cases {
        let why = rejection(add(&portal, &parent, name, email).await);

        let expected = AddRejection {
            name: name_rejection,
            email: email_rejection,
            form: None,
        };
        assert_eq!(why, Some(expected), "{name} {email}");
    }
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn m9_several_may_share_one_address_and_each_gets_a_link_of_their_own(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for _ in 0..3 {
        invite(&portal, &parent, "cafe@example.com").await;
    }

    portal.deliver().await;

    let tokens: std::collections::HashSet<String> = portal
        .postbox
        .mails_to("cafe@example.com")
        .iter()
        .map(token_in)
        .collect();
    assert_eq!(tokens.len(), 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_of_parallel_adds_at_the_limit_exactly_one_is_let_through(pool: PgPool) {
    let mut settings = settings();
    settings.share_account_limit = 3;
    let portal = Portal::with(pool, settings).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "one@example.com").await;
    invite(&portal, &parent, "two@example.com").await;

    let adds = (0..10).map(|_| {
        let (portal, parent) = (portal.clone(), parent.clone());
        tokio::spawn(async move { add(&portal, &parent, "有線 太郎", "three@example.com").await })
    });
    let mut added = 0;
    for attempt in adds.collect::<Vec<_>>() {
        match attempt.await.expect("ran") {
            Ok(_) => added += 1,
            why => assert_eq!(
                rejection(why),
                Some(AddRejection::form(FormRejection::Full { limit: 3 }))
            ),
        }
    }

    assert_eq!(added, 1);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from accounts where kind = 'share'")
            .await,
        3
    );
    assert_eq!(portal.ask::<i64>("select count(*) from outbox").await, 3);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_a_deleted_account_makes_room(pool: PgPool) {
    let mut settings = settings();
    settings.share_account_limit = 1;
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "one@example.com").await;

    delete(&portal, &parent, account).await.expect("deleted");

    invite(&portal, &parent, "two@example.com").await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_too_many_adds_in_a_short_time_are_held_back(pool: PgPool) {
    let mut settings = settings();
    settings.limits.add = limit(2, Duration::minutes(10));
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "one@example.com").await;
    invite(&portal, &parent, "two@example.com").await;

    let why = rejection(add(&portal, &parent, "三", "three@example.com").await);

    assert_eq!(
        why,
        Some(AddRejection::form(FormRejection::TooMany { minutes: 10 }))
    );
    portal.wait(Duration::minutes(10));
    invite(&portal, &parent, "three@example.com").await;
}

#[sqlx::test(migrations = "../migrations")]
async fn m62_a_name_can_be_changed_in_both_states_and_nothing_else_changes(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let waiting = invite(&portal, &parent, "waiting@example.com").await;
    let registered = portal.share(&shop, "demoshare01").await;
    let others = "select string_agg((to_jsonb(a) - 'name')::text, ',' order by id) from accounts a";
    let before: String = portal.ask(others).await;

    rename(&portal, &parent, waiting, "新しい名前")
        .await
        .expect("renamed");
    rename(&portal, &parent, registered, "別の名前")
        .await
        .expect("renamed");

    let mut names = names(&portal, &parent, "").await;
    names.sort();
    assert_eq!(names, ["別の名前", "新しい名前"]);
    assert_eq!(portal.ask::<String>(others).await, before);
    assert_eq!(
        rejection(rename(&portal, &parent, waiting, " ").await),
        Some(NameRejection::Empty)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m65_deleting_ends_sessions_links_and_mails_and_keeps_the_user_id(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let registered = portal.share(&shop, "demoshare01").await;
    portal.begin_session(registered).await;
    let waiting = invite(&portal, &parent, "waiting@example.com").await;
    portal.deliver().await;
    let unsent = invite(&portal, &parent, "unsent@example.com").await;

    for account in [registered, waiting, unsent] {
        delete(&portal, &parent, account).await.expect("deleted");
    }

    let token = portal.postbox.newest_token("waiting@example.com");
    assert_eq!(
        registration::testing::look_up(&portal, &token).await,
        Outcome::Withdrawn
    );
    assert_eq!(portal.deliver().await, []);
    let alive = "select count(*) from sessions s join active_accounts a
                     on a.id = s.account_id and a.session_epoch = s.session_epoch and a.kind = 'share'";
    assert_eq!(portal.ask::<i64>(alive).await, 0);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from user_ids where user_id = 'demoshare01'")
            .await,
        1
    );
    assert_eq!(
        portal
            .ask::<i64>(
                "select count(*) from accounts where state = 'deleted' and password_hash is null"
            )
            .await,
        3
    );
    assert!(names(&portal, &parent, "").await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn m66_a_deleted_address_is_invited_again_and_registered_to_the_end(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let first = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let old = portal.postbox.newest_token("taro@example.com");
    registration::testing::register(&portal, &old, "members12345").await;
    delete(&portal, &parent, first).await.expect("deleted");

    let second = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let new = portal.postbox.newest_token("taro@example.com");
    let taken = registration::testing::enter(&portal, &new, "members12345").await;
    registration::testing::register(&portal, &new, "members67890").await;

    assert_eq!(taken, Outcome::UserIdTaken);
    assert_eq!(
        status_of(&portal, &parent, second).await,
        Status::Registered
    );
    assert_eq!(
        registration::testing::look_up(&portal, &old).await,
        Outcome::Withdrawn
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m67_a_resend_ends_the_old_link_and_the_new_one_works(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let old = portal.postbox.newest_token("taro@example.com");
    portal.wait(Duration::HOUR);

    let address = resend(&portal, &parent, account).await.expect("resent");

    assert_eq!(address, "taro@example.com");
    assert_eq!(
        registration::testing::look_up(&portal, &old).await,
        Outcome::Replaced { sent_at: None }
    );
    portal.wait(Duration::MINUTE);
    portal.deliver().await;
    let sent_at = Some(NOW + Duration::HOUR + Duration::MINUTE);
    assert_eq!(
        registration::testing::look_up(&portal, &old).await,
        Outcome::Replaced { sent_at }
    );
    let new = portal.postbox.newest_token("taro@example.com");
    assert_eq!(
        registration::testing::look_up(&portal, &new).await,
        Outcome::Live
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d17_only_who_still_waits_gets_a_resend(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let registered = portal.share(&shop, "demoshare01").await;
    let gone = invite(&portal, &parent, "taro@example.com").await;
    delete(&portal, &parent, gone).await.expect("deleted");
    let before = portal.snapshot().await;

    let to_registered = resend(&portal, &parent, registered).await;
    let to_gone = resend(&portal, &parent, gone).await;
    let to_parent = resend(&portal, &parent, shop.parent).await;

    assert_eq!(
        rejection(to_registered),
        Some(ResendRejection::AlreadyRegistered)
    );
    assert_eq!(rejection(to_gone), Some(ResendRejection::Gone));
    assert_eq!(rejection(to_parent), Some(ResendRejection::Gone));
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x7_resends_need_a_pause_and_are_counted_over_the_day(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    resend(&portal, &parent, account).await.expect("the first");

    let at_once = resend(&portal, &parent, account).await;
    for _ in 0..4 {
        portal.wait(Duration::MINUTE);
        resend(&portal, &parent, account)
            .await
            .expect("after the pause");
    }
    portal.wait(Duration::MINUTE);
    let sixth = resend(&portal, &parent, account).await;

    assert_eq!(
        rejection(at_once),
        Some(ResendRejection::TooSoon { minutes: 1 })
    );
    assert!(matches!(
        rejection(sixth),
        Some(ResendRejection::TooSoon { minutes: 280.. })
    ));
    portal.wait(Duration::seconds(17_280));
    resend(&portal, &parent, account)
        .await
        .expect("later that day");
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_mail_refused_for_good_shows_in_the_list_and_a_resend_tries_again(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.postbox.answer(Manner::Refusing);
    assert_eq!(portal.deliver().await, [Delivery::Failed]);
    let refused = status_of(&portal, &parent, account).await;

    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::MINUTE);
    resend(&portal, &parent, account).await.expect("resent");
    portal.deliver().await;

    assert_eq!(refused, Status::Waiting(Invitation::Undeliverable));
    assert!(matches!(
        status_of(&portal, &parent, account).await,
        Status::Waiting(Invitation::ValidUntil(_))
    ));
    portal.wait(Duration::days(7));
    assert_eq!(
        status_of(&portal, &parent, account).await,
        Status::Waiting(Invitation::Expired)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_another_shops_rows_do_not_exist(pool: PgPool) {
    let portal = Portal::on(pool);
    let (own, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    let stranger = portal.parent(&other).await;
    let parent = portal.parent(&own).await;
    let waiting = invite(&portal, &parent, "taro@example.com").await;
    let registered = portal.share(&own, "demoshare01").await;
    let before = portal.snapshot().await;

    for account in [
        waiting,
        registered,
        own.parent,
        AccountId::from(portal.services.randomness.uuid()),
    ] {
        assert!(is_not_found(
            &rename(&portal, &stranger, account, "盗んだ").await
        ));
        assert!(is_not_found(&delete(&portal, &stranger, account).await));
        assert_eq!(
            rejection(resend(&portal, &stranger, account).await),
            Some(ResendRejection::Gone)
        );
        assert_eq!(
            service::find(&portal.services, &stranger, account)
                .await
                .expect("asked"),
            None
        );
    }

    assert!(names(&portal, &stranger, "").await.is_empty());
    assert_eq!(portal.snapshot().await, before);
}

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
        service::list(&portal.services, &parent, "", page)
            .await
            .expect("a list")
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
        (beyond.page, beyond.rows.len(), before.page, far.page),
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
async fn r42_without_its_entry_in_the_audit_log_nothing_happens(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.break_audit_log().await;
    let before = portal.snapshot().await;

    assert!(matches!(
        add(&portal, &parent, "二", "two@example.com").await,
        Err(Error::Broken(_))
    ));
    assert!(matches!(
        rename(&portal, &parent, account, "二").await,
        Err(Error::Broken(_))
    ));
    assert!(matches!(
        resend(&portal, &parent, account).await,
        Err(Error::Broken(_))
    ));
    assert!(matches!(
        delete(&portal, &parent, account).await,
        Err(Error::Broken(_))
    ));

    assert_eq!(portal.snapshot().await, before);
}
