//! What a code is worth: once, soon, to whom it was made for.

use sqlx::PgPool;
use time::Duration;

use super::{refreshing, user_info};
use crate::{
    handoff::{
        error::Refusal,
        testing::{code, redeem, redeeming, shop_with_share, tokens},
        tokens::{model::TokenRequest, service},
    },
    platform::testing::Portal,
};

#[sqlx::test(migrations = "../migrations")]
async fn r1_r49_a_code_is_good_once_also_for_fifty_at_a_time(pool: PgPool) {
    let portal = Portal::on(pool).as_served(20);
    let (_, member) = shop_with_share(&portal).await;
    let code = code(&portal, &member).await;

    let tries = (0..50).map(|_| {
        let (portal, request) = (portal.clone(), redeeming(&code));
        tokio::spawn(async move { redeem(&portal, &request).await })
    });
    let mut redeemed = Vec::new();
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.expect("ran") {
            Ok(token) => redeemed.push(token),
            Err(why) => assert_eq!(why, Refusal::InvalidGrant),
        }
    }

    assert_eq!(redeemed.len(), 1);
    // one of the fifty was not who the code was for
    assert!(
        user_info(&portal, &redeemed[0].access_token)
            .await
            .is_none()
    );
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_a_code_used_twice_ends_the_tokens_made_from_it_also_long_after(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let code = code(&portal, &member).await;
    let first = redeem(&portal, &redeeming(&code)).await.expect("tokens");
    let renewed = redeem(&portal, &refreshing(&first)).await.expect("tokens");
    let bystander = tokens(&portal, &member).await;
    portal.wait(Duration::minutes(5));

    let second = redeem(&portal, &redeeming(&code)).await;

    assert_eq!(second, Err(Refusal::InvalidGrant));
    for ended in [&first, &renewed] {
        assert!(user_info(&portal, &ended.access_token).await.is_none());
        let refreshed = redeem(&portal, &refreshing(ended)).await;
        assert_eq!(refreshed, Err(Refusal::InvalidGrant));
    }
    assert!(user_info(&portal, &bystander.access_token).await.is_some());
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_a_code_lives_for_sixty_seconds(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let (early, late) = (code(&portal, &member).await, code(&portal, &member).await);

    portal.wait(Duration::seconds(59));
    assert!(redeem(&portal, &redeeming(&early)).await.is_ok());
    portal.wait(Duration::seconds(2));
    assert_eq!(
        redeem(&portal, &redeeming(&late)).await,
        Err(Refusal::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_a_wrong_verifier_or_address_uses_the_code_up(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;

    for wrong in [
        |request: &mut TokenRequest| request.code_verifier = Some("x".repeat(43)),
        // the challenge itself, as if the method had been "plain"
        |request: &mut TokenRequest| {
            request.code_verifier = crate::handoff::testing::asking().code_challenge;
        },
        |request: &mut TokenRequest| {
            request.redirect_uri = Some("https://cart.example.com/other".to_owned());
        },
    ] {
        let code = code(&portal, &member).await;
        let mut request = redeeming(&code);
        wrong(&mut request);

        assert_eq!(redeem(&portal, &request).await, Err(Refusal::InvalidGrant));
        assert_eq!(
            redeem(&portal, &redeeming(&code)).await,
            Err(Refusal::InvalidGrant)
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_what_is_missing_or_another_grant_is_refused_and_uses_nothing_up(pool: PgPool) {
    type Change = fn(&mut TokenRequest);
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let code = code(&portal, &member).await;
    let cases: [(Change, Refusal); 9] = [
        (|r| r.grant_type = None, Refusal::InvalidRequest),
        (|r| r.code = None, Refusal::InvalidRequest),
        (|r| r.redirect_uri = None, Refusal::InvalidRequest),
        (|r| r.code_verifier = None, Refusal::InvalidRequest),
        (|r| r.code = Some("short".into()), Refusal::InvalidGrant),
        (|r| r.code = Some("A".repeat(43)), Refusal::InvalidGrant),
        (
            |r| r.grant_type = Some("password".into()),
            Refusal::UnsupportedGrantType,
        ),
        (
            |r| r.grant_type = Some("implicit".into()),
            Refusal::UnsupportedGrantType,
        ),
        (
            |r| r.grant_type = Some("refresh_token".into()),
            Refusal::InvalidRequest,
        ),
    ];

    for (change, expected) in cases {
        let mut request = redeeming(&code);
        change(&mut request);

        assert_eq!(redeem(&portal, &request).await, Err(expected));
    }
    assert!(redeem(&portal, &redeeming(&code)).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_a_code_is_for_the_client_it_was_made_for(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let code = code(&portal, &member).await;
    let first = redeem(&portal, &redeeming(&code)).await.expect("tokens");
    let mut other = crate::handoff::testing::client(&portal, "cart").await;
    other.id = "other".to_owned();
    portal
        .run(
            "insert into clients (id, name, kind, needs, secret_hash, redirect_uris, post_logout_redirect_uris,
                                  initiate_login_uri, target_link_uri, scopes, created_at)
             select 'other', name, 'service', needs, secret_hash, redirect_uris, post_logout_redirect_uris,
                    initiate_login_uri, target_link_uri, scopes, created_at from clients",
        )
        .await;
    let fresh = crate::handoff::testing::code(&portal, &member).await;

    for request in [redeeming(&fresh), redeeming(&code), refreshing(&first)] {
        let answered = service::grant(&portal.services, &other, &request).await;
        assert!(matches!(
            answered,
            Err(crate::handoff::Error::Refused(Refusal::InvalidGrant))
        ));
    }

    // a stranger's tries end nothing
    assert!(redeem(&portal, &redeeming(&fresh)).await.is_ok());
    assert!(user_info(&portal, &first.access_token).await.is_some());
    assert!(redeem(&portal, &refreshing(&first)).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r16_no_table_holds_a_token(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;

    let granted = tokens(&portal, &member).await;

    let dump = portal.dump_everything().await;
    for token in [
        Some(granted.access_token),
        granted.refresh_token,
        granted.id_token,
    ] {
        assert!(!dump.contains(&token.expect("a token")));
    }
}
