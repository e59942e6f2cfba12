//! Two at once: every order ends in a state that makes sense, and that both are told (F13, R62).

use sqlx::PgPool;
use tokio::task::JoinHandle;

use super::{delete, invite, rejection, resend, status_of};
use crate::{
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
    },
    registration::{self, testing::Outcome},
    share_accounts::{
        model::{CorrectRejection, ResendRejection, Status},
        service,
    },
    text::Language,
    values::AccountId,
};

/// How often two are let loose on each other; each time the other one is let go first.
const ROUNDS: usize = 100;

/// An invitee in step 2.
struct Round {
    portal: Portal,
    account: AccountId,
    token: String,
    email: String,
}

impl Round {
    async fn new(portal: &Portal, parent: &Parent, number: usize) -> Self {
        let email = format!("staff{number}@example.com");
        let account = invite(portal, parent, &email).await;
        portal.deliver().await;
        let token = portal.postbox.newest_token(&email);
        let user_id = format!("members{number:05}");
        assert_eq!(
            registration::testing::enter(portal, &token, &user_id).await,
            Outcome::Live
        );
        Self {
            portal: portal.clone(),
            account,
            token,
            email,
        }
    }

    /// Registers beside `other`, and tells what came of both.
    async fn against<T: Send + 'static>(
        &self,
        number: usize,
        other: impl Future<Output = T> + Send + 'static,
    ) -> (bool, T) {
        let (portal, token) = (self.portal.clone(), self.token.clone());
        let register = async move { registration::testing::try_confirm(&portal, &token).await };
        let (register, other): (JoinHandle<bool>, JoinHandle<T>) = if number.is_multiple_of(2) {
            let register = tokio::spawn(register);
            (register, tokio::spawn(other))
        } else {
            let other = tokio::spawn(other);
            (tokio::spawn(register), other)
        };
        (register.await.expect("ran"), other.await.expect("ran"))
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn f13_resend_against_register(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for number in 0..ROUNDS {
        let round = Round::new(&portal, &parent, number).await;
        let (portal, parent, account) = (portal.clone(), parent.clone(), round.account);

        let (registered, resent) = round
            .against(number, {
                let (portal, parent) = (portal.clone(), parent.clone());
                async move { resend(&portal, &parent, account).await }
            })
            .await;

        let link = registration::testing::look_up(&portal, &round.token).await;
        let status = status_of(&portal, &parent, account).await;
        if registered {
            assert_eq!(
                rejection(resent),
                Some(ResendRejection::AlreadyRegistered),
                "{number}"
            );
            assert_eq!((link, status), (Outcome::Used, Status::Registered));
        } else {
            assert!(resent.is_ok(), "{number}");
            assert!(matches!(link, Outcome::Replaced { .. }), "{number}");
            assert!(status.may_resend());
            portal.deliver().await;
            let token = portal.postbox.newest_token(&round.email);
            assert_eq!(
                registration::testing::look_up(&portal, &token).await,
                Outcome::Live
            );
        }
    }
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn f13_delete_against_register(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for number in 0..ROUNDS {
        let round = Round::new(&portal, &parent, number).await;
        let (portal, parent, account) = (portal.clone(), parent.clone(), round.account);

        // deleting wins over registering, whoever is first; the invitee is told so at once or by the next page
        let (_, deleted) = round
            .against(number, {
                let (portal, parent) = (portal.clone(), parent.clone());
                async move { delete(&portal, &parent, account).await }
            })
            .await;

        assert!(deleted.is_ok(), "{number}");
        assert_eq!(
            registration::testing::look_up(&portal, &round.token).await,
            Outcome::Withdrawn
        );
    }
    let usable = "select count(*) from active_accounts where kind = 'share'";
    assert_eq!(portal.ask::<i64>(usable).await, 0);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn f13_correct_against_register(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for number in 0..ROUNDS {
        let round = Round::new(&portal, &parent, number).await;
        let account = round.account;

        let (registered, corrected) = round
            .against(number, {
                let (portal, parent) = (portal.clone(), parent.clone());
                async move {
                    service::correct(
                        &portal.services,
                        &parent,
                        account,
                        &format!("right{number}@example.com"),
                        false,
                        Language::Japanese,
                        &somewhere(),
                    )
                    .await
                }
            })
            .await;

        let link = registration::testing::look_up(&portal, &round.token).await;
        if registered {
            assert_eq!(
                rejection(corrected),
                Some(CorrectRejection::AlreadyRegistered),
                "{number}"
            );
            assert_eq!(link, Outcome::Used);
            assert_eq!(
                status_of(&portal, &parent, account).await,
                Status::Registered
            );
        } else {
            let corrected = corrected.expect("corrected").account;
            assert_eq!(link, Outcome::Withdrawn);
            assert!(status_of(&portal, &parent, corrected).await.may_resend());
        }
    }
    portal.services.db.close().await;
}
