//! Step 1: what is typed, kept, and held back.

use sqlx::PgPool;
use time::Duration;

use super::{Invited, TARO, draft, enter_as, entry, invited};
use crate::{
    platform::testing::{PASSWORD, Portal, limit, settings, somewhere},
    registration::{
        model::{Remarks, UserIdRemark},
        service::{self, Next},
        testing::{confirm, enter, registration},
    },
    share_accounts,
    values::{PasswordError, PasswordRejection, UserIdError, UserIdRejection, Weakness},
};

#[sqlx::test(migrations = "../migrations")]
async fn d4_full_width_letters_become_plain_ones(pool: PgPool) {
    let Invited { portal, token, .. } = invited(Portal::on(pool)).await;

    let next = enter_as(
        &portal,
        &token,
        entry(" ＭＥＭＢＥＲＳ１２３４５ ", PASSWORD, PASSWORD),
    )
    .await;

    assert_eq!(next, Next::Check);
    assert_eq!(draft(&portal, &token).await.user_id, "members12345");
}

#[sqlx::test(migrations = "../migrations")]
async fn d6_passwords_are_compared_in_one_form_of_unicode(pool: PgPool) {
    let Invited { portal, token, .. } = invited(Portal::on(pool)).await;

    let next = enter_as(
        &portal,
        &token,
        entry(
            "members12345",
            "correct-horse-battery",
            "ｃｏｒｒｅｃｔ-horse-battery",
        ),
    )
    .await;

    assert_eq!(next, Next::Check);
}

#[sqlx::test(migrations = "../migrations")]
async fn m57_each_field_tells_what_is_wrong_with_it(pool: PgPool) {
    let Invited {
        portal,
        shop,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    let malformed = |error| Some(UserIdRemark::Rejected(UserIdRejection::Malformed(error)));
    let short = Some(PasswordRejection::Malformed(PasswordError::TooShort {
        min: 12,
    }));
    let weak = |why| Some(PasswordRejection::Weak(why));
    let (with_code, with_id) = (format!("xx {} yy zz", shop.code), "members12345-9x");
    let cases = [
        (
            "",
            "",
            "",
            malformed(UserIdError::Empty),
            Some(PasswordRejection::Malformed(PasswordError::Empty)),
            false,
        ),
        (
            "members",
            PASSWORD,
            PASSWORD,
            malformed(UserIdError::TooShort),
            None,
            false,
        ),
        (
            "members-12345",
            PASSWORD,
            PASSWORD,
            malformed(UserIdError::Character),
            None,
            false,
        ),
        ("members12345", "short", "short", None, short, false),
        (
            "members12345",
            PASSWORD,
            "correct-horse-batterz",
            None,
            None,
            true,
        ),
        ("members12345", PASSWORD, "", None, None, true),
        (
            "members12345",
            with_id,
            with_id,
            None,
            weak(Weakness::ContainsUserId),
            false,
        ),
        (
            "members12345",
            with_code.as_str(),
            with_code.as_str(),
            None,
            weak(Weakness::ContainsShop),
            false,
        ),
        (
            "members12345",
            "password1234",
            "password1234",
            None,
            weak(Weakness::Common),
            false,
        ),
    ];

    for (user_id, password, confirmation, user_id_remark, password_remark, mismatch) in cases {
        let next = enter_as(&portal, &token, entry(user_id, password, confirmation)).await;

        let kept = draft(&portal, &token).await;
        let remarks = Remarks {
            user_id: user_id_remark,
            password: password_remark,
            mismatch,
            too_many_minutes: None,
        };
        assert_eq!(
            (next, kept.remarks),
            (Next::Enter, remarks),
            "{user_id} {password}"
        );
        assert_eq!(kept.user_id, user_id);
        assert_eq!(confirm(&portal, &token).await, Next::Enter);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m58_a_password_once_accepted_is_kept_until_another_is_tried(pool: PgPool) {
    let Invited { portal, token, .. } = invited(Portal::on(pool)).await;
    enter(&portal, &token, "members12345").await;
    let kept = async || draft(&portal, &token).await.has_password;

    assert_eq!(
        enter_as(&portal, &token, entry("members67890", "", "")).await,
        Next::Check
    );
    assert!(kept().await);
    assert_eq!(
        enter_as(&portal, &token, entry("mem", "", "")).await,
        Next::Enter
    );
    assert!(kept().await);
    assert_eq!(
        enter_as(
            &portal,
            &token,
            entry("members67890", "new-password-too", "other")
        )
        .await,
        Next::Enter
    );
    assert!(!kept().await);
    assert_eq!(
        enter_as(&portal, &token, entry("members67890", "", "")).await,
        Next::Enter
    );
    assert_eq!(confirm(&portal, &token).await, Next::Enter);
}

#[sqlx::test(migrations = "../migrations")]
async fn r48_the_check_of_a_user_id_answers_who_holds_the_link_and_not_too_often(pool: PgPool) {
    let mut settings = settings();
    settings.limits.user_id_check = limit(3, Duration::MINUTE);
    let Invited { portal, token, .. } = invited(Portal::with(pool, settings)).await;
    let check = async |typed: &str| {
        service::check_user_id(&portal.services, &token, typed, &somewhere())
            .await
            .expect("checked");
        draft(&portal, &token).await
    };

    assert_eq!(
        check("ＭＥＭＢＥＲＳ12345").await.remarks.user_id,
        Some(UserIdRemark::Free)
    );
    assert_eq!(
        check("demoparent").await.remarks.user_id,
        Some(UserIdRemark::Rejected(UserIdRejection::Taken))
    );
    assert_eq!(
        check("x").await.remarks.user_id,
        Some(UserIdRemark::Rejected(UserIdRejection::Malformed(
            UserIdError::TooShort
        )))
    );
    let fourth = check("members12345").await;
    assert_eq!(
        (fourth.remarks.user_id, fourth.remarks.too_many_minutes),
        (None, Some(1))
    );
    let before = portal.snapshot().await;
    service::check_user_id(
        &portal.services,
        &"x".repeat(43),
        "demoparent",
        &somewhere(),
    )
    .await
    .expect("asked");
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_too_many_entries_with_one_link_are_held_back(pool: PgPool) {
    let mut settings = settings();
    settings.limits.registration = limit(2, Duration::MINUTE);
    let Invited { portal, token, .. } = invited(Portal::with(pool, settings)).await;
    enter(&portal, &token, "members12345").await;
    enter(&portal, &token, "members12345").await;

    let next = enter_as(&portal, &token, entry("members12345", PASSWORD, PASSWORD)).await;

    assert_eq!(next, Next::Enter);
    assert_eq!(
        draft(&portal, &token).await.remarks.too_many_minutes,
        Some(1)
    );
    portal.wait(Duration::MINUTE);
    assert_eq!(
        enter_as(&portal, &token, entry("members12345", PASSWORD, PASSWORD)).await,
        Next::Check
    );
}

/// A hashing takes its time; what the parent does meanwhile comes first. Otherwise the holder of an ended link could
/// leave a user ID and a password of theirs for the holder of the new one to confirm.
#[sqlx::test(migrations = "../migrations")]
async fn m67_an_entry_that_is_overtaken_by_a_resend_is_not_kept(pool: PgPool) {
    let Invited {
        portal,
        parent,
        account,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    let mut lock = portal.pool.begin().await.expect("a transaction");
    let locking = "select id from accounts where state = 'awaiting_registration' for update";
    sqlx::query(locking)
        .execute(&mut *lock)
        .await
        .expect("locked");
    let resending = tokio::spawn({
        let portal = portal.clone();
        async move { share_accounts::testing::try_resend(&portal, &parent, account).await }
    });
    while waiting_for_locks(&portal).await < 1 {}
    let entering = tokio::spawn({
        let (portal, token) = (portal.clone(), token.clone());
        async move { enter_as(&portal, &token, entry("intruder12345", PASSWORD, PASSWORD)).await }
    });
    while waiting_for_locks(&portal).await < 2 && !entering.is_finished() {}

    lock.rollback().await.expect("unlocked");
    let (resent, next) = (resending.await.expect("ran"), entering.await.expect("ran"));

    assert!(resent);
    assert_eq!(next, Next::Enter);
    portal.deliver().await;
    let new = portal.postbox.newest_token(TARO);
    assert!(
        registration(&portal, &new)
            .await
            .expect("live")
            .draft
            .is_none()
    );
}

async fn waiting_for_locks(portal: &Portal) -> i64 {
    portal
        .ask("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
        .await
}
