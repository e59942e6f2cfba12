//! Changing it (M74, M76, R12, R42, R46).

use sqlx::PgPool;

use super::{EMAIL, TAKEN, change, refused};
use crate::{
    account::{
        model::{NewUserIdRejection, UserIdChangeRejection},
        service::{self, Error},
    },
    email_change,
    platform::{
        session::Proven,
        testing::{PASSWORD, Portal, somewhere, subject_of},
    },
    recovery::testing::{NEW_PASSWORD, is_live, link_of},
    sign_in::testing::signs_in,
    values::{PasswordError, PasswordRejection, UserIdError, UserIdRejection, Weakness},
};

#[sqlx::test(migrations = "../migrations")]
async fn m74_the_new_user_id_signs_in_and_the_old_one_does_not(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    change(&portal, &member, " ＭＥＭＢＥＲＳ12345 ", "")
        .await
        .expect("changed");

    assert_eq!(portal.user_id_of(shop.parent).await, "members12345");
    assert!(signs_in(&portal, "Members12345", PASSWORD).await);
    assert!(!signs_in(&portal, "demoparent", PASSWORD).await);
    assert_eq!(portal.email_of(shop.parent).await, EMAIL);
}

#[sqlx::test(migrations = "../migrations")]
async fn m76_a_new_password_is_set_only_where_one_was_typed(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let hash: String = portal.ask("select password_hash from accounts").await;
    let member = portal.proven(&shop, shop.parent).await;
    change(&portal, &member, "members12345", "")
        .await
        .expect("changed");
    assert_eq!(
        portal
            .ask::<String>("select password_hash from accounts")
            .await,
        hash
    );

    let member = portal.proven(&shop, shop.parent).await;
    change(&portal, &member, "members99999", NEW_PASSWORD)
        .await
        .expect("changed");

    assert!(signs_in(&portal, "members99999", NEW_PASSWORD).await);
    assert!(!signs_in(&portal, "members99999", PASSWORD).await);
    assert_eq!(
        portal.events().await[..3],
        [
            "user_id_changed",
            "authn_password_change",
            "user_id_changed"
        ]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m74_each_field_tells_what_is_wrong_with_it_and_nothing_changes(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let before = portal.snapshot().await;
    let malformed = |error| {
        Some(NewUserIdRejection::Rejected(UserIdRejection::Malformed(
            error,
        )))
    };
    let weak = |weakness| Some(PasswordRejection::Weak(weakness));
    let short = PasswordRejection::Malformed(PasswordError::TooShort { min: 12 });

    for (user_id, password, user_id_why, password_why) in [
        ("", "", malformed(UserIdError::Empty), None),
        ("short", "x", malformed(UserIdError::TooShort), Some(short)),
        (
            "DemoParent",
            "password1234",
            Some(NewUserIdRejection::Same),
            weak(Weakness::Common),
        ),
        (
            "members12345",
            "zz MEMBERS12345 zz",
            None,
            weak(Weakness::ContainsUserId),
        ),
        (
            "members12345",
            &format!("zz {} zz-ok", shop.code),
            None,
            weak(Weakness::ContainsShop),
        ),
    ] {
        let why = change(&portal, &member, user_id, password).await;
        let expected = UserIdChangeRejection {
            proof: None,
            user_id: user_id_why,
            password: password_why,
        };
        assert_eq!(why, Err(expected), "{user_id} {password}");
    }

    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn r46_of_twenty_accounts_that_want_one_user_id_one_gets_it(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let mut members = Vec::new();
    for number in 0..20 {
        let share = portal.share(&shop, &format!("demoshare{number:02}")).await;
        members.push(portal.proven(&shop, share).await);
    }

    let changes = members.into_iter().map(|member| {
        let portal = portal.clone();
        tokio::spawn(async move { change(&portal, &member, "members12345", "").await })
    });
    let mut won = 0;
    for answer in changes.collect::<Vec<_>>() {
        match answer.await.expect("ran") {
            Ok(()) => won += 1,
            Err(why) => assert_eq!(why, refused(TAKEN)),
        }
    }

    assert_eq!(won, 1);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r46_what_only_looks_like_a_user_id_is_none(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let character =
        NewUserIdRejection::Rejected(UserIdRejection::Malformed(UserIdError::Character));

    for typed in [
        "admın12345",
        "meſmbers1\u{200b}23",
        "members\u{301}123",
        "members 123",
        "members-123",
        "мембер12345",
        "members123\0",
        "members\u{202e}123",
    ] {
        assert_eq!(
            change(&portal, &member, typed, "").await,
            Err(refused(character)),
            "{typed:?}"
        );
    }
    // NFKC makes the Kelvin sign a K, and full-width letters plain ones
    change(&portal, &member, "\u{212a}ｅｌｖｉｎ１２３", "")
        .await
        .expect("changed");
    assert_eq!(portal.user_id_of(shop.parent).await, "kelvin123");
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_new_user_id_ends_other_sessions_links_and_pending_changes(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let (own, other) = (
        portal.begin_session(shop.parent).await,
        portal.begin_session(shop.parent).await,
    );
    let member = Proven::for_test(portal.member_in(&shop, shop.parent, own).await);
    let pending = email_change::testing::pending(&portal, &member, "changed@example.com").await;
    let reset = link_of(&portal, "demoparent").await;

    change(&portal, &member, "members12345", "")
        .await
        .expect("changed");

    assert!(portal.is_alive(own).await);
    assert!(!portal.is_alive(other).await);
    assert!(!is_live(&portal, &reset).await);
    let confirmed = email_change::testing::confirm(&portal, &pending.confirm, None).await;
    assert_eq!(confirmed, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_the_mailbox_is_told_of_each_change(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    change(&portal, &member, "members12345", NEW_PASSWORD)
        .await
        .expect("changed");
    portal.deliver().await;

    let mut subjects: Vec<String> = portal
        .postbox
        .mails_to(EMAIL)
        .iter()
        .map(subject_of)
        .collect();
    subjects.sort();
    assert_eq!(
        subjects,
        [
            "【USEN MEMBERS】パスワードを変更しました",
            "【USEN MEMBERS】ユーザーIDを変更しました"
        ]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_a_suspended_account_changes_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;

    portal.set_state(shop.parent, "suspended").await;

    let changed =
        service::change(&portal.services, &member, "members12345", "", &somewhere()).await;
    assert!(changed.is_err());
    assert_eq!(portal.user_id_of(shop.parent).await, "demoparent");
    assert_eq!(portal.ask::<i64>("select count(*) from user_ids").await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_change_that_cannot_be_recorded_is_not_made(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let other = portal.begin_session(shop.parent).await;
    let member = portal.proven(&shop, shop.parent).await;
    portal.break_audit_log().await;
    let before = portal.snapshot().await;

    let changed = service::change(
        &portal.services,
        &member,
        "members12345",
        NEW_PASSWORD,
        &somewhere(),
    )
    .await;

    assert!(matches!(changed, Err(Error::Database(_))));
    assert_eq!(portal.snapshot().await, before);
    assert!(portal.is_alive(other).await);
}
