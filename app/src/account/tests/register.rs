//! The register of user IDs (D4).

use sqlx::PgPool;

use super::{TAKEN, change, check, refused};
use crate::{
    account::{
        model::{Checked, NewUserIdRejection},
        service::{self, Error},
    },
    platform::testing::{PASSWORD, Portal, somewhere},
    registration, share_accounts,
    sign_in::testing::signs_in,
};

#[sqlx::test(migrations = "../migrations")]
async fn d4_a_user_id_that_is_or_ever_was_somebodys_is_never_handed_on(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let deleted = portal.share(&shop, "demoshare01").await;
    share_accounts::testing::delete(&portal, &parent, deleted).await;
    let changer = portal.share(&shop, "demoshare02").await;
    let proven = portal.proven(&shop, changer).await;
    change(&portal, &proven, "members12345", "")
        .await
        .expect("changed");
    let member = portal.proven(&shop, shop.parent).await;

    for user_id in ["demoshare01", "demoshare02", "members12345", "MEMBERS12345"] {
        assert_eq!(
            change(&portal, &member, user_id, "").await,
            Err(refused(TAKEN)),
            "{user_id}"
        );
    }

    assert_eq!(portal.user_id_of(shop.parent).await, "demoparent");
}

#[sqlx::test(migrations = "../migrations")]
async fn d4_ones_own_earlier_user_id_may_be_taken_back(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    change(&portal, &member, "members12345", "")
        .await
        .expect("changed");
    let member = portal.proven(&shop, shop.parent).await;

    assert_eq!(check(&portal, &member, "demoparent").await.1, Checked::Free);
    change(&portal, &member, "demoparent", "")
        .await
        .expect("changed");

    assert!(signs_in(&portal, "demoparent", PASSWORD).await);
    assert!(!signs_in(&portal, "members12345", PASSWORD).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d4_of_two_sessions_at_once_one_wins_and_the_other_is_told(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let (one, other) = (
        portal.proven(&shop, shop.parent).await,
        portal.proven(&shop, shop.parent).await,
    );

    let from = somewhere();
    let answers: [_; 2] = tokio::join!(
        service::change(&portal.services, &one, "members11111", "", &from),
        service::change(&portal.services, &other, "members22222", "", &from),
    )
    .into();

    // the one that lost is signed out by it, and the sign-in page says why
    let winner = match answers {
        [Ok(()), Err(Error::Ended(_))] => one,
        [Err(Error::Ended(_)), Ok(())] => other,
        answers => panic!("{answers:?}"),
    };
    // a second press in the session that won comes too late as well
    assert_eq!(
        change(&portal, &winner, "members33333", "").await,
        Err(refused(NewUserIdRejection::ChangedMeanwhile))
    );
    // what the other one wanted is not used up by it
    assert_eq!(portal.ask::<i64>("select count(*) from user_ids").await, 2);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn d4_what_an_invitee_is_about_to_take_is_given_to_whoever_is_first(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    share_accounts::testing::invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");
    registration::testing::enter(&portal, &token, "members12345").await;
    let member = portal.proven(&shop, shop.parent).await;

    change(&portal, &member, "members12345", "")
        .await
        .expect("changed");
    registration::testing::confirm(&portal, &token).await;

    assert_eq!(
        registration::testing::enter(&portal, &token, "members12345").await,
        registration::testing::Outcome::UserIdTaken
    );
}
