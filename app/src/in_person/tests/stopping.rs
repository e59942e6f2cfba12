//! The parent stops it: before, while and after somebody enters or registers; each order has one outcome, and both
//! sides are told.

use sqlx::PgPool;

use crate::{
    in_person::{
        model::{Gone, Stage, Told},
        service::{self, Next, Started},
        testing::{Shown, enter, entry, gone, send, show, stage, stop},
    },
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
    },
    registration::{self, testing::Outcome},
    share_accounts,
};

const EMAIL: &str = "taro@example.com";
const NAME: &str = "有線 太郎";

async fn open(portal: &Portal) -> (Parent, Shown) {
    open_as(portal, "demoparent").await
}

async fn open_as(portal: &Portal, user_id: &str) -> (Parent, Shown) {
    let shop = portal.shop(user_id).await;
    let parent = portal.parent(&shop).await;
    let shown = show(portal, &parent).await;
    (parent, shown)
}

async fn state(portal: &Portal) -> String {
    portal
        .ask("select state from accounts where kind = 'share'")
        .await
}

fn withdrawn() -> Told {
    Told::Withdrawn {
        name: NAME.to_owned(),
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_stopped_before_anybody_entered(pool: PgPool) {
    let portal = Portal::on(pool);
    let (parent, shown) = open(&portal).await;

    let told = stop(&portal, &parent, shown.id).await;

    assert_eq!(told, Told::Stopped);
    let next = send(&portal, &shown.token, &entry(&shown, EMAIL)).await;
    assert_eq!(next, Next::Gone);
    assert_eq!(gone(&portal, &shown.token).await, Some(Gone::Stopped));
    assert_eq!(stage(&portal, &parent).await, Some(Stage::Stopped));
    assert_eq!(stop(&portal, &parent, shown.id).await, Told::Over);
    assert_eq!(
        portal.events().await,
        ["in_person_started", "in_person_stopped"]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_stopped_while_somebody_registers(pool: PgPool) {
    let portal = Portal::on(pool);
    let (parent, shown) = open(&portal).await;
    let link = enter(&portal, &shown, EMAIL).await;
    registration::testing::enter(&portal, &link, "members12345").await;

    let told = stop(&portal, &parent, shown.id).await;

    assert_eq!(told, withdrawn());
    assert_eq!(state(&portal).await, "deleted");
    assert_eq!(
        registration::testing::look_up(&portal, &link).await,
        Outcome::Withdrawn
    );
    let confirmed = registration::testing::confirm(&portal, &link).await;
    assert_eq!(confirmed, registration::testing::Next::Enter);
    let drafts: i64 = portal.ask("select count(*) from registration_drafts").await;
    assert_eq!(drafts, 0);
    assert_eq!(gone(&portal, &shown.token).await, Some(Gone::Stopped));
    let again = send(&portal, &shown.token, &entry(&shown, EMAIL)).await;
    assert_eq!(again, Next::Gone);
    assert_eq!(
        portal.events().await,
        [
            "in_person_started",
            "user_created_in_person",
            "user_deleted",
            "in_person_stopped"
        ]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_x10_who_is_invited_by_mail_by_now_is_not_deleted_without_a_proof(pool: PgPool) {
    let portal = Portal::on(pool);
    let (parent, shown) = open(&portal).await;
    enter(&portal, &shown, EMAIL).await;
    let account: uuid::Uuid = portal
        .ask("select id from accounts where kind = 'share'")
        .await;
    portal.wait(time::Duration::DAY);
    share_accounts::testing::resend(&portal, &parent, account.into()).await;

    let told = stop(&portal, &parent, shown.id).await;

    assert_eq!(told, Told::Over);
    assert_eq!(state(&portal).await, "awaiting_registration");
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_too_late_to_stop_who_has_registered(pool: PgPool) {
    let portal = Portal::on(pool);
    let (parent, shown) = open(&portal).await;
    let link = enter(&portal, &shown, EMAIL).await;
    registration::testing::register(&portal, &link, "members12345").await;
    let before = portal.snapshot().await;

    let told = stop(&portal, &parent, shown.id).await;

    let name = NAME.to_owned();
    assert_eq!(told, Told::TooLate { name });
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_an_account_deleted_from_the_list_is_stopped_as_well(pool: PgPool) {
    let portal = Portal::on(pool);
    let (parent, shown) = open(&portal).await;
    enter(&portal, &shown, EMAIL).await;
    let account: uuid::Uuid = portal
        .ask("select id from accounts where kind = 'share'")
        .await;

    share_accounts::testing::delete(&portal, &parent, account.into()).await;

    assert_eq!(stage(&portal, &parent).await, Some(Stage::Stopped));
    assert_eq!(stop(&portal, &parent, shown.id).await, Told::Over);
    assert_eq!(gone(&portal, &shown.token).await, Some(Gone::Stopped));
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_no_new_code_while_somebody_registers(pool: PgPool) {
    let portal = Portal::on(pool);
    let (parent, shown) = open(&portal).await;
    let link = enter(&portal, &shown, EMAIL).await;

    let started = service::start(&portal.services, &parent, &somewhere()).await;

    assert_eq!(started.expect("answered"), Started::Underway);
    assert!(matches!(
        stage(&portal, &parent).await,
        Some(Stage::Entered(_))
    ));
    registration::testing::register(&portal, &link, "members12345").await;
    show(&portal, &parent).await;
}

/// What a race came to for the share account of one shop.
async fn state_in(portal: &Portal, parent: &Parent) -> Option<String> {
    sqlx::query_scalar("select state from accounts where customer_id = $1 and kind = 'share'")
        .bind(parent.customer.into_uuid())
        .fetch_optional(&portal.pool)
        .await
        .expect("the database answers")
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_stopping_and_entering_at_once(pool: PgPool) {
    let portal = Portal::on(pool).as_served(4);
    for round in 0..20 {
        let (parent, shown) = open_as(&portal, &format!("demoparent{round}")).await;
        let entering = {
            let (portal, shown) = (portal.clone(), shown.clone());
            tokio::spawn(async move { send(&portal, &shown.token, &entry(&shown, EMAIL)).await })
        };
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }

        let told = stop(&portal, &parent, shown.id).await;
        let entered = entering.await.expect("ran");

        let state = state_in(&portal, &parent).await;
        match entered {
            Next::Gone => assert_eq!((told, state), (Told::Stopped, None)),
            Next::Register { link } => {
                assert_eq!((told, state), (withdrawn(), Some("deleted".to_owned())));
                assert_eq!(
                    registration::testing::look_up(&portal, link.as_str()).await,
                    Outcome::Withdrawn
                );
            }
            Next::Form { .. } => panic!("nothing was wrong"),
        }
    }
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_stopping_and_registering_at_once(pool: PgPool) {
    let portal = Portal::on(pool).as_served(4);
    for round in 0..20 {
        let (parent, shown) = open_as(&portal, &format!("demoparent{round}")).await;
        let link = enter(&portal, &shown, EMAIL).await;
        registration::testing::enter(&portal, &link, &format!("members1234{round}")).await;
        let registering = {
            let (portal, link) = (portal.clone(), link.clone());
            tokio::spawn(async move { registration::testing::confirm(&portal, &link).await })
        };
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }

        let told = stop(&portal, &parent, shown.id).await;
        let registered = registering.await.expect("ran");

        let state = state_in(&portal, &parent).await;
        if let registration::testing::Next::Done { .. } = registered {
            let name = NAME.to_owned();
            assert_eq!(
                (told, state),
                (Told::TooLate { name }, Some("active".to_owned()))
            );
        } else {
            assert_eq!((told, state), (withdrawn(), Some("deleted".to_owned())));
        }
    }
    portal.services.db.close().await;
}
