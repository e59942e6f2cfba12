//! Two at once: every order ends in a state that makes sense, and that both are told (F13, R62).

use sqlx::PgPool;
use tokio::task::JoinHandle;

use super::{delete, invite, is_not_found, names, rejection, resend, status_of};
use crate::{
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
    },
    registration::{
        self,
        testing::{Next, Outcome},
    },
    share_accounts::{
        model::{CorrectRejection, RenameRejection, ResendRejection, Status},
        service::{self, Error},
    },
    text::Language,
    values::AccountId,
};

/// How often two are let loose on each other.
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

    /// Registers beside `other`, and tells whether that registered, and what came of the other; who did not register is
    /// led to step 1, which tells what has become of the link.
    async fn against<T: Send + 'static>(
        &self,
        number: usize,
        other: impl Future<Output = T> + Send + 'static,
    ) -> (bool, T) {
        let (portal, token) = (self.portal.clone(), self.token.clone());
        let register = async move { registration::testing::confirm(&portal, &token).await };
        let (next, other) = at_once(number, register, other).await;
        let registered = match next {
            Next::Done {
                registered: Some(_),
            } => true,
            Next::Enter => false,
            other => panic!("{number}: {other:?}"),
        };
        (registered, other)
    }
}

/// Lets two loose on each other; each time the other one is let go first.
async fn at_once<A: Send + 'static, B: Send + 'static>(
    number: usize,
    one: impl Future<Output = A> + Send + 'static,
    other: impl Future<Output = B> + Send + 'static,
) -> (A, B) {
    let (one, other): (JoinHandle<A>, JoinHandle<B>) = if number.is_multiple_of(2) {
        let one = tokio::spawn(one);
        (one, tokio::spawn(other))
    } else {
        let other = tokio::spawn(other);
        (tokio::spawn(one), other)
    };
    (one.await.expect("ran"), other.await.expect("ran"))
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

/// Changes a name from the one that `invite` gives, as two pages that were opened at once do.
async fn rename(
    portal: Portal,
    parent: Parent,
    account: AccountId,
    name: &str,
) -> Result<(), Error<RenameRejection>> {
    let services = &portal.services;
    service::rename(services, &parent, account, name, "有線 太郎", &somewhere()).await
}

#[sqlx::test(migrations = "../migrations")]
async fn f13_edit_against_edit(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for number in 0..ROUNDS {
        let account = invite(&portal, &parent, &format!("staff{number}@example.com")).await;
        let (here, there) = (portal.clone(), portal.clone());
        let (mine, yours) = (parent.clone(), parent.clone());

        let (one, other) = at_once(
            number,
            async move { rename(here, mine, account, "有線 一郎").await },
            async move { rename(there, yours, account, "有線 二郎").await },
        )
        .await;

        let (kept, told) = match (one, other) {
            (Ok(()), told) => ("有線 一郎", rejection(told)),
            (told, Ok(())) => ("有線 二郎", rejection(told)),
            neither => panic!("{number}: {neither:?}"),
        };
        let name = kept.to_owned();
        assert_eq!(
            told,
            Some(RenameRejection::ChangedMeanwhile { name }),
            "{number}"
        );
        assert_eq!(names(&portal, &parent, "").await, [kept], "{number}");
        delete(&portal, &parent, account).await.expect("deleted");
    }
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn f13_edit_against_delete(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    for number in 0..ROUNDS {
        let account = invite(&portal, &parent, &format!("staff{number}@example.com")).await;
        let (here, there) = (portal.clone(), portal.clone());
        let (mine, yours) = (parent.clone(), parent.clone());

        let (renamed, deleted) = at_once(
            number,
            async move { rename(here, mine, account, "有線 一郎").await },
            async move { delete(&there, &yours, account).await },
        )
        .await;

        // deleting wins over editing, whoever is first
        let whose = deleted.expect("deleted");
        if renamed.is_ok() {
            assert_eq!(whose, "有線 一郎", "{number}");
        } else {
            assert!(is_not_found(&renamed), "{number}: {renamed:?}");
            assert_eq!(whose, "有線 太郎", "{number}");
        }
        assert!(names(&portal, &parent, "").await.is_empty(), "{number}");
    }
    portal.services.db.close().await;
}
