//! Registration against a real database.

use sqlx::PgPool;
use time::Duration;

use super::{
    model::{Draft, Entry, Remarks, UserIdRemark},
    service::{self, Next},
    testing::{Outcome, confirm, confirm_version, enter, look_up, register, registration},
};
use crate::{
    platform::{
        session::Parent,
        testing::{NOW, PASSWORD, Portal, Shop, limit, settings, somewhere},
    },
    share_accounts,
    text::Language,
    values::{AccountId, PasswordError, PasswordRejection, UserIdError, UserIdRejection, Weakness},
};

const TARO: &str = "taro@example.com";

/// A shop that has invited 有線 太郎, and the link in the mail.
struct Invited {
    portal: Portal,
    shop: Shop,
    parent: Parent,
    account: AccountId,
    token: String,
}

async fn invited(portal: Portal) -> Invited {
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = share_accounts::testing::invite(&portal, &parent, TARO).await;
    portal.deliver().await;
    let token = portal.postbox.newest_token(TARO);
    Invited {
        portal,
        shop,
        parent,
        account,
        token,
    }
}

fn entry(user_id: &str, password: &str, confirmation: &str) -> Entry {
    Entry {
        user_id: user_id.to_owned(),
        password: password.to_owned(),
        password_confirmation: confirmation.to_owned(),
    }
}

async fn enter_as(portal: &Portal, token: &str, typed: Entry) -> Next {
    service::enter(&portal.services, token, typed)
        .await
        .expect("entered")
}

async fn draft(portal: &Portal, token: &str) -> Draft {
    registration(portal, token)
        .await
        .expect("a live link")
        .draft
        .expect("a draft")
}

#[sqlx::test(migrations = "../migrations")]
async fn m61_after_the_three_steps_the_account_is_registered_and_the_link_used_up(pool: PgPool) {
    let Invited {
        portal,
        account,
        token,
        ..
    } = invited(Portal::on(pool)).await;

    let next = enter_as(&portal, &token, entry("members12345", PASSWORD, PASSWORD)).await;
    let version = draft(&portal, &token).await.version.to_string();
    let done = service::confirm(
        &portal.services,
        &token,
        &version,
        Language::English,
        None,
        &somewhere(),
    )
    .await
    .expect("confirmed");

    assert_eq!(next, Next::Check);
    assert!(matches!(done, Next::Done { registered: Some((who, _)) } if who == account));
    assert_eq!(look_up(&portal, &token).await, Outcome::Used);
    let registered: String = portal
        .ask("select state || ' ' || user_id || ' ' || language from accounts where kind = 'share'")
        .await;
    assert_eq!(registered, "active members12345 en");
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from registration_drafts")
            .await,
        0
    );
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from audit_log where event = 'user_registered'")
            .await,
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_each_end_of_a_link_is_told_and_lets_nobody_register(pool: PgPool) {
    let Invited {
        portal,
        shop,
        parent,
        account,
        token,
    } = invited(Portal::on(pool)).await;
    let malformed = "x".repeat(43);

    assert_eq!(look_up(&portal, &token).await, Outcome::Live);
    assert_eq!(look_up(&portal, &malformed).await, Outcome::Malformed);
    assert_eq!(look_up(&portal, &token[..42]).await, Outcome::Malformed);
    assert_eq!(look_up(&portal, "").await, Outcome::Malformed);
    portal.set_state(shop.parent, "suspended").await;
    assert_eq!(look_up(&portal, &token).await, Outcome::Suspended);
    portal.set_state(shop.parent, "active").await;
    portal.wait(Duration::days(7) - Duration::SECOND);
    assert_eq!(look_up(&portal, &token).await, Outcome::Live);
    portal.wait(Duration::SECOND);
    assert_eq!(look_up(&portal, &token).await, Outcome::Expired);
    let before = portal.snapshot().await;
    assert_eq!(
        enter_as(&portal, &token, entry("members12345", PASSWORD, PASSWORD)).await,
        Next::Enter
    );
    assert_eq!(confirm_version(&portal, &token, "0").await, Next::Enter);
    assert_eq!(portal.snapshot().await, before);

    share_accounts::testing::resend(&portal, &parent, account).await;
    assert!(matches!(
        look_up(&portal, &token).await,
        Outcome::Replaced { sent_at: None }
    ));
    share_accounts::testing::delete(&portal, &parent, account).await;
    assert_eq!(look_up(&portal, &token).await, Outcome::Withdrawn);
    assert_eq!(
        enter_as(&portal, &token, entry("members12345", PASSWORD, PASSWORD)).await,
        Next::Enter
    );
    assert_eq!(confirm_version(&portal, &token, "0").await, Next::Enter);
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_looking_at_a_link_changes_nothing(pool: PgPool) {
    let Invited { portal, token, .. } = invited(Portal::on(pool)).await;
    let before = portal.dump_everything().await;

    for _ in 0..20 {
        look_up(&portal, &token).await;
    }

    assert_eq!(portal.dump_everything().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_of_fifty_parallel_confirms_exactly_one_registers_and_all_find_it_done(pool: PgPool) {
    let Invited {
        portal,
        account,
        token,
        ..
    } = invited(Portal::on(pool).as_served(20)).await;
    enter(&portal, &token, "members12345").await;
    let version = draft(&portal, &token).await.version.to_string();

    let confirms = (0..50).map(|_| {
        let (portal, token, version) = (portal.clone(), token.clone(), version.clone());
        tokio::spawn(async move { confirm_version(&portal, &token, &version).await })
    });
    let mut registered = 0;
    for confirm in confirms.collect::<Vec<_>>() {
        match confirm.await.expect("ran") {
            Next::Done {
                registered: Some((who, _)),
            } if who == account => registered += 1,
            next => assert_eq!(next, Next::Done { registered: None }),
        }
    }

    assert_eq!(registered, 1);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from user_ids where user_id = 'members12345'")
            .await,
        1
    );
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from audit_log where event = 'user_registered'")
            .await,
        1
    );
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d4_of_two_who_chose_one_user_id_the_second_is_told_and_keeps_the_password(pool: PgPool) {
    let Invited {
        portal,
        parent,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    share_accounts::testing::invite(&portal, &parent, "hanako@example.com").await;
    portal.deliver().await;
    let hanako = portal.postbox.newest_token("hanako@example.com");
    enter(&portal, &token, "members12345").await;
    enter(&portal, &hanako, "members12345").await;
    register(&portal, &token, "members12345").await;

    let next = confirm(&portal, &hanako).await;

    assert_eq!(next, Next::Enter);
    let kept = draft(&portal, &hanako).await;
    assert_eq!(
        kept.remarks.user_id,
        Some(UserIdRemark::Rejected(UserIdRejection::Taken))
    );
    assert!(kept.has_password && !kept.is_complete());
    assert_eq!(
        enter_as(&portal, &hanako, entry("members67890", "", "")).await,
        Next::Check
    );
    assert!(matches!(
        confirm(&portal, &hanako).await,
        Next::Done {
            registered: Some(_)
        }
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn d4_a_user_id_once_given_out_is_never_free_again(pool: PgPool) {
    let Invited {
        portal,
        shop,
        parent,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    let other = portal.share(&shop, "members12345").await;
    share_accounts::testing::delete(&portal, &parent, other).await;

    assert_eq!(
        enter(&portal, &token, "members12345").await,
        Outcome::UserIdTaken
    );
    assert_eq!(
        enter(&portal, &token, "ＤＥＭＯＰＡＲＥＮＴ").await,
        Outcome::UserIdTaken
    );
    assert_eq!(confirm(&portal, &token).await, Next::Enter);
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_what_somebody_else_entered_meanwhile_is_not_confirmed(pool: PgPool) {
    let Invited { portal, token, .. } = invited(Portal::on(pool)).await;
    enter(&portal, &token, "members12345").await;
    let shown = draft(&portal, &token).await.version.to_string();
    portal.wait(Duration::SECOND);
    enter(&portal, &token, "intruder12345").await;

    for version in [shown.as_str(), "", "0", "x", "99999999999999999999999"] {
        assert_eq!(
            confirm_version(&portal, &token, version).await,
            Next::Enter,
            "{version}"
        );
    }

    assert_eq!(look_up(&portal, &token).await, Outcome::Live);
    assert!(matches!(
        confirm(&portal, &token).await,
        Next::Done {
            registered: Some(_)
        }
    ));
}

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

#[sqlx::test(migrations = "../migrations")]
async fn m67_after_a_resend_the_old_link_confirms_nothing_and_the_new_one_begins_afresh(
    pool: PgPool,
) {
    let Invited {
        portal,
        parent,
        account,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    enter(&portal, &token, "members12345").await;
    let version = draft(&portal, &token).await.version.to_string();

    share_accounts::testing::resend(&portal, &parent, account).await;
    let next = confirm_version(&portal, &token, &version).await;

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
    register(&portal, &new, "members12345").await;
}

#[sqlx::test(migrations = "../migrations")]
async fn m67_after_registering_a_resend_says_so_and_the_link_stays_used(pool: PgPool) {
    let Invited {
        portal,
        parent,
        account,
        token,
        ..
    } = invited(Portal::on(pool)).await;
    register(&portal, &token, "members12345").await;
    let before = portal.snapshot().await;

    assert!(!share_accounts::testing::try_resend(&portal, &parent, account).await);

    assert_eq!(portal.snapshot().await, before);
    assert_eq!(look_up(&portal, &token).await, Outcome::Used);
}

#[sqlx::test(migrations = "../migrations")]
async fn r62_confirm_beside_delete_or_resend_ends_in_one_of_both_orders(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for round in 0..20 {
        let address = format!("round{round}@example.com");
        let account = share_accounts::testing::invite(&portal, &parent, &address).await;
        portal.deliver().await;
        let token = portal.postbox.newest_token(&address);
        enter(&portal, &token, &format!("members{round:05}")).await;

        let (next, other) = if round % 2 == 0 {
            tokio::join!(
                confirm(&portal, &token),
                share_accounts::testing::try_delete(&portal, &parent, account)
            )
        } else {
            tokio::join!(
                confirm(&portal, &token),
                share_accounts::testing::try_resend(&portal, &parent, account)
            )
        };

        let registered = matches!(
            next,
            Next::Done {
                registered: Some(_)
            }
        );
        let outcome = look_up(&portal, &token).await;
        match (round % 2 == 0, registered) {
            (true, _) => assert_eq!((other, outcome), (true, Outcome::Withdrawn)),
            (false, true) => assert_eq!((other, outcome), (false, Outcome::Used)),
            (false, false) => assert!(other && matches!(outcome, Outcome::Replaced { .. })),
        }
    }
    portal.services.db.close().await;
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

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_its_entry_in_the_audit_log_nobody_registers(pool: PgPool) {
    let Invited { portal, token, .. } = invited(Portal::on(pool)).await;
    enter(&portal, &token, "members12345").await;
    let version = draft(&portal, &token).await.version.to_string();
    portal.break_audit_log().await;
    let before = portal.snapshot().await;

    let next = service::confirm(
        &portal.services,
        &token,
        &version,
        Language::Japanese,
        None,
        &somewhere(),
    )
    .await;

    assert!(next.is_err());
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn r18_the_registered_account_belongs_to_who_was_invited(pool: PgPool) {
    let Invited {
        portal,
        shop,
        account,
        token,
        ..
    } = invited(Portal::on(pool)).await;

    register(&portal, &token, "members12345").await;

    let (customer, email): (uuid::Uuid, String) =
        sqlx::query_as("select customer_id, email from accounts where id = $1")
            .bind(account.into_uuid())
            .fetch_one(&portal.pool)
            .await
            .expect("the account");
    assert_eq!(
        (customer, email.as_str()),
        (shop.customer.into_uuid(), TARO)
    );
    assert_eq!(portal.services.clock.now(), NOW);
}
