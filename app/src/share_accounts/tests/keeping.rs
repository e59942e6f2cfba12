//! Renaming, deleting, correcting; and whom it is refused to.

use sqlx::PgPool;
use time::Duration;

use super::{add, delete, invite, is_not_found, names, rejection, rename, resend, status_of};
use crate::{
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
    },
    registration::{self, testing::Outcome},
    share_accounts::{
        Refusal,
        model::{
            CorrectRejection, EmailRejection, NameRejection, RenameRejection, ResendRejection,
            Status,
        },
        service::{self, Error, inviting::Added},
    },
    text::Language,
    values::AccountId,
};

#[sqlx::test(migrations = "../migrations")]
async fn m62_a_name_can_be_changed_in_both_states_and_nothing_else_changes(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let waiting = invite(&portal, &parent, "waiting@example.com").await;
    let registered = portal.share(&shop, "demoshare01").await;
    let others = "select string_agg((to_jsonb(a) - 'name' - 'search_key')::text, ',' order by id) from accounts a";
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
        Some(RenameRejection::Name(NameRejection::Empty))
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

#[sqlx::test(migrations = "../migrations")]
async fn r62_a_name_that_somebody_else_changed_meanwhile_is_told_first(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    rename(&portal, &parent, account, "有線 一郎")
        .await
        .expect("renamed");
    let over = async |name, shown| {
        let services = &portal.services;
        service::rename(services, &parent, account, name, shown, &somewhere()).await
    };

    let lost = rejection(over("有線 二郎", "有線 太郎").await);
    let same = over("有線 一郎", "有線 太郎").await;

    let name = "有線 一郎".to_owned();
    assert_eq!(lost, Some(RenameRejection::ChangedMeanwhile { name }));
    assert!(same.is_ok());
    assert_eq!(names(&portal, &parent, "").await, ["有線 一郎"]);
    over("有線 二郎", "有線 一郎")
        .await
        .expect("seen and meant");
}

async fn correct(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
    email: &str,
) -> Result<Added, Error<CorrectRejection>> {
    service::correct(
        &portal.services,
        parent,
        account,
        email,
        false,
        Language::Japanese,
        &somewhere(),
    )
    .await
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_correcting_an_address_takes_the_invitation_back_and_invites_anew(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "tarou@example.com").await;
    portal.deliver().await;
    let wrong = portal.postbox.newest_token("tarou@example.com");

    let corrected = correct(&portal, &parent, account, "ｔａｒｏ@example.com")
        .await
        .expect("corrected");
    portal.deliver().await;

    assert_eq!(names(&portal, &parent, "").await, ["有線 太郎"]);
    assert_eq!(
        registration::testing::look_up(&portal, &wrong).await,
        Outcome::Withdrawn
    );
    let right = portal.postbox.newest_token("taro@example.com");
    registration::testing::register(&portal, &right, "members12345").await;
    assert_eq!(
        status_of(&portal, &parent, corrected.account).await,
        Status::Registered
    );
    let recorded = "select count(*) from audit_log where event = 'invitation_corrected'";
    assert_eq!(portal.ask::<i64>(recorded).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_only_the_address_of_who_still_waits_is_corrected(pool: PgPool) {
    let portal = Portal::on(pool);
    let (own, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    let (parent, stranger) = (portal.parent(&own).await, portal.parent(&other).await);
    let registered = portal.share(&own, "demoshare01").await;
    let waiting = invite(&portal, &parent, "taro@example.com").await;
    let before = portal.snapshot().await;

    let to_registered = correct(&portal, &parent, registered, "new@example.com").await;
    let to_same = correct(&portal, &parent, waiting, "taro@Example.com").await;
    let to_nothing = correct(&portal, &parent, waiting, "taro").await;
    let by_stranger = correct(&portal, &stranger, waiting, "new@example.com").await;

    assert_eq!(
        rejection(to_registered),
        Some(CorrectRejection::AlreadyRegistered)
    );
    assert_eq!(
        rejection(to_same),
        Some(CorrectRejection::Email(EmailRejection::Unchanged))
    );
    assert_eq!(
        rejection(to_nothing),
        Some(CorrectRejection::Email(EmailRejection::Form))
    );
    assert!(is_not_found(&by_stranger));
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_x2_who_declined_gets_nothing_through_a_corrected_address_unless_the_parent_confirms_it(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "hanako@example.com").await;
    portal.deliver().await;
    let declined = portal.postbox.newest_token("hanako@example.com");
    registration::testing::decline(&portal, &declined, Refusal::Unknown).await;
    let mistyped = invite(&portal, &parent, "hanak@example.com").await;
    let before = portal.snapshot().await;
    let to_who_declined = async |anew| {
        let (services, email) = (&portal.services, "Hanako@example.com");
        let here = somewhere();
        service::correct(
            services,
            &parent,
            mistyped,
            email,
            anew,
            Language::Japanese,
            &here,
        )
        .await
    };

    let asked = rejection(to_who_declined(false).await);
    let unchanged = portal.snapshot().await;
    let confirmed = to_who_declined(true).await;

    assert_eq!(
        asked,
        Some(CorrectRejection::Email(EmailRejection::Declined))
    );
    assert_eq!(unchanged, before);
    assert!(confirmed.is_ok());
    portal.deliver().await;
    let anew = portal.postbox.newest_token("Hanako@example.com");
    assert_eq!(
        registration::testing::look_up(&portal, &anew).await,
        Outcome::Live
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d13_several_are_deleted_at_once_and_only_ones_own(pool: PgPool) {
    let portal = Portal::on(pool);
    let (own, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    let (parent, stranger) = (portal.parent(&own).await, portal.parent(&other).await);
    let one = invite(&portal, &parent, "one@example.com").await;
    let two = portal.share(&own, "demoshare01").await;
    let foreign = invite(&portal, &stranger, "three@example.com").await;
    portal.wait(Duration::MINUTE);

    let accounts = [one, foreign, two, one];
    let deleted = service::delete_several(&portal.services, &parent, &accounts, &somewhere()).await;

    assert_eq!(deleted.expect("deleted"), 2);
    assert!(names(&portal, &parent, "").await.is_empty());
    assert_eq!(names(&portal, &stranger, "").await, ["有線 太郎"]);
    let recorded = "select count(*) from audit_log where event = 'user_deleted'";
    assert_eq!(portal.ask::<i64>(recorded).await, 2);
}
