//! Tokens end with what they came from; and what a client may do for itself.

use sqlx::PgPool;
use time::Duration;
use tower_sessions::SessionStore as _;

use super::{refreshing, user_info};
use crate::{
    handoff::{
        error::Refusal,
        testing::{code, redeem, redeeming, shop_with_share, tokens},
        tokens::{model::TokenRequest, service},
    },
    platform::testing::Portal,
    share_accounts,
};

#[sqlx::test(migrations = "../migrations")]
async fn m5_rights_are_asked_again_for_every_token_and_every_look(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let granted = tokens(&portal, &member).await;
    let code = code(&portal, &member).await;
    portal
        .run("update clients set needs = 'linked_services'")
        .await;

    assert!(user_info(&portal, &granted.access_token).await.is_none());
    for request in [redeeming(&code), refreshing(&granted)] {
        assert_eq!(redeem(&portal, &request).await, Err(Refusal::InvalidGrant));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r11_codes_and_tokens_end_with_the_session(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let session = portal.begin_session(shop.parent).await;
    let member = portal.member_in(&shop, shop.parent, session).await;
    let granted = tokens(&portal, &member).await;
    let code = code(&portal, &member).await;

    portal
        .session_store()
        .delete(&session)
        .await
        .expect("signed out");

    assert!(user_info(&portal, &granted.access_token).await.is_none());
    for request in [redeeming(&code), refreshing(&granted)] {
        assert_eq!(redeem(&portal, &request).await, Err(Refusal::InvalidGrant));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r11_codes_and_tokens_end_with_the_account_and_with_its_parents_suspension(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    let parent = portal.parent(&shop).await;
    let granted = tokens(&portal, &member).await;
    let code = code(&portal, &member).await;

    portal.set_state(shop.parent, "suspended").await;
    assert!(user_info(&portal, &granted.access_token).await.is_none());
    portal.set_state(shop.parent, "active").await;
    assert!(user_info(&portal, &granted.access_token).await.is_some());
    share_accounts::testing::delete(&portal, &parent, member.account).await;

    assert!(user_info(&portal, &granted.access_token).await.is_none());
    for request in [redeeming(&code), refreshing(&granted)] {
        assert_eq!(redeem(&portal, &request).await, Err(Refusal::InvalidGrant));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_use_at_the_cart_is_use_of_the_session_which_ends_in_its_time(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let mut granted = tokens(&portal, &member).await;

    for _ in 0..14 {
        portal.wait(Duration::minutes(50));
        granted = redeem(&portal, &refreshing(&granted))
            .await
            .expect("tokens");
    }
    // 11 h 40 min after the sign-in
    portal.wait(Duration::minutes(19));
    granted = redeem(&portal, &refreshing(&granted))
        .await
        .expect("tokens");
    portal.wait(Duration::MINUTE);

    assert!(user_info(&portal, &granted.access_token).await.is_none());
    assert_eq!(
        redeem(&portal, &refreshing(&granted)).await,
        Err(Refusal::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_a_session_nobody_uses_ends_at_both_sites(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let granted = tokens(&portal, &member).await;

    portal.wait(portal.services.settings.lifetimes.session.idle);

    assert_eq!(
        redeem(&portal, &refreshing(&granted)).await,
        Err(Refusal::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_a_renewed_session_is_the_same_sign_in(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let granted = tokens(&portal, &member).await;

    // between the two steps of the renewal, and after them
    portal
        .run("update sessions set revoked_at = created_at, renewed_at = created_at")
        .await;
    assert!(user_info(&portal, &granted.access_token).await.is_some());
    portal
        .run(
            "insert into sessions (id_hash, account_id, session_epoch, created_at, last_seen_at, sign_in_id)
             select '\\x00', account_id, session_epoch, created_at, last_seen_at, sign_in_id from sessions",
        )
        .await;
    portal.wait(Duration::minutes(1));
    assert!(user_info(&portal, &granted.access_token).await.is_some());

    portal
        .run("update sessions set revoked_at = created_at where renewed_at is null")
        .await;
    assert!(user_info(&portal, &granted.access_token).await.is_none());
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_the_cart_acts_for_itself_with_points_only_and_a_service_not_at_all(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let acting = |scope: Option<&str>| TokenRequest {
        grant_type: Some("client_credentials".to_owned()),
        scope: scope.map(str::to_owned),
        ..TokenRequest::default()
    };

    let own = redeem(&portal, &acting(Some("points")))
        .await
        .expect("a token");
    let somebodys = tokens(&portal, &member).await;

    assert_eq!((own.id_token, own.refresh_token), (None, None));
    let acts = async |token: &str| {
        let client = service::acting_client(&portal.services, token).await;
        client.expect("answered").map(|client| client.id)
    };
    assert_eq!(acts(&own.access_token).await.as_deref(), Some("cart"));
    assert_eq!(acts(&somebodys.access_token).await, None);
    assert!(user_info(&portal, &own.access_token).await.is_none());
    for scope in [None, Some("openid"), Some("openid points"), Some("shop")] {
        assert_eq!(
            redeem(&portal, &acting(scope)).await,
            Err(Refusal::InvalidScope)
        );
    }
    portal.wait(Duration::minutes(10));
    assert_eq!(acts(&own.access_token).await, None);
    portal.run("update clients set kind = 'service'").await;
    assert_eq!(
        redeem(&portal, &acting(Some("points"))).await,
        Err(Refusal::UnauthorizedClient)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_a_client_that_was_removed_gets_nothing_and_opens_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let granted = tokens(&portal, &member).await;

    let removed = crate::handoff::clients::remove(&portal.services, "cart").await;

    assert!(removed.expect("answered"));
    assert!(user_info(&portal, &granted.access_token).await.is_none());
    let request = crate::handoff::testing::asking();
    let asked =
        crate::handoff::authorization::testing::authorize(&portal, Some(&member), &request, None);
    assert_eq!(asked.await, None);
}
