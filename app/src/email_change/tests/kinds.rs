//! A link is good for what its mail says, and for nothing else (D7).

use sqlx::PgPool;

use crate::{
    email_change::testing::{confirm, pending, undo},
    platform::testing::{PASSWORD, Portal},
    recovery::testing::{NEW_PASSWORD, link_of, set_password},
    registration,
    security::testing::end_everything,
    share_accounts::testing::invite,
    sign_in::testing::signs_in,
};

#[sqlx::test(migrations = "../migrations")]
async fn d7_a_token_of_one_kind_is_refused_for_every_other_kind(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    invite(&portal, &portal.parent(&shop).await, "taro@example.com").await;
    assert!(signs_in(&portal, "demoparent", PASSWORD).await);
    portal.deliver().await;
    let alert = portal.postbox.newest_token("demoparent@example.com");
    let invitation = portal.postbox.newest_token("taro@example.com");
    let links = pending(&portal, &member, "changed@example.com").await;
    let reset = link_of(&portal, "demoparent").await;
    let before = portal.snapshot().await;

    for token in [&alert, &invitation, &links.confirm, &links.undo] {
        assert!(set_password(&portal, token, NEW_PASSWORD).await.is_err());
    }
    for token in [&alert, &invitation, &reset, &links.undo] {
        assert_eq!(confirm(&portal, token, None).await, None);
    }
    for token in [&alert, &invitation, &reset, &links.confirm] {
        assert_eq!(undo(&portal, token).await, None);
    }
    for token in [&invitation, &reset, &links.confirm, &links.undo] {
        assert!(!end_everything(&portal, token).await);
    }
    for token in [&alert, &reset, &links.confirm, &links.undo] {
        assert_eq!(
            registration::testing::look_up(&portal, token).await,
            registration::testing::Outcome::Malformed
        );
    }

    assert_eq!(portal.snapshot().await, before);
    assert!(set_password(&portal, &reset, NEW_PASSWORD).await.is_ok());
}
