//! Step 2: once, by whoever was invited, whoever else is about.

use sqlx::PgPool;
use time::Duration;

use super::{Invited, TARO, draft, enter_as, entry, invited};
use crate::{
    platform::testing::{NOW, PASSWORD, Portal, somewhere},
    registration::{
        model::UserIdRemark,
        service::{self, Next},
        testing::{Outcome, confirm, confirm_version, enter, look_up, register},
    },
    share_accounts,
    text::Language,
    values::UserIdRejection,
};

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
