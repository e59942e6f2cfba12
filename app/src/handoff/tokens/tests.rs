//! What codes and tokens are worth, against a real database.

use sqlx::PgPool;
use time::Duration;
use tower_sessions::SessionStore as _;

use super::{
    model::{TokenAnswer, TokenRequest},
    service,
};
use crate::{
    handoff::{
        error::Refusal,
        testing::{claims_of, code, redeem, redeeming, shop_with_share, tokens},
    },
    platform::{
        session::{Member, Method},
        session_store,
        testing::{NOW, Portal},
    },
    points, share_accounts,
    values::Points,
};

async fn user_info(portal: &Portal, token: &str) -> Option<super::model::Claims> {
    service::user_info(&portal.services, token)
        .await
        .expect("answered")
}

fn refreshing(token: &TokenAnswer) -> TokenRequest {
    TokenRequest {
        grant_type: Some("refresh_token".to_owned()),
        refresh_token: token.refresh_token.clone(),
        ..TokenRequest::default()
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m60_x11_the_cart_learns_who_comes_with_which_rights_and_points(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let entry = points::Entry {
        customer: shop.customer,
        points: Points::new(87_187),
        cause: points::Cause::Campaign,
        idempotency_key: "test",
        account: None,
        note: None,
        expires_at: None,
    };
    points::book(&portal.services, &mut conn, &entry)
        .await
        .expect("booked");
    drop(conn);

    let granted = tokens(&portal, &member).await;
    let told = user_info(&portal, &granted.access_token)
        .await
        .expect("told");

    let claims = claims_of(&granted.id_token.expect("an ID token"));
    assert_eq!(
        (
            granted.token_type,
            granted.expires_in,
            granted.scope.as_str()
        ),
        ("Bearer", 600, "openid profile shop points")
    );
    for (name, expected) in [
        ("iss", serde_json::json!("https://members.example.com")),
        ("aud", serde_json::json!("cart")),
        ("nonce", serde_json::json!("the cart's nonce")),
        ("iat", serde_json::json!(NOW.unix_timestamp())),
        ("exp", serde_json::json!(NOW.unix_timestamp() + 300)),
        ("auth_time", serde_json::json!(NOW.unix_timestamp())),
        ("name", serde_json::json!("demoshare01さん")),
        ("customer_code", serde_json::json!(shop.code)),
        ("shop_name", serde_json::json!(shop.name)),
        ("account_kind", serde_json::json!("share")),
        ("rights", serde_json::json!(["account_management", "cart"])),
        ("points", serde_json::json!(87_187)),
        ("sub", serde_json::json!(told.sub)),
    ] {
        assert_eq!(claims[name], expected, "{name}");
    }
    assert_eq!(told.points, Some(87_187));
    assert_ne!(told.sub, member.account.to_string());
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_a_scope_tells_its_claims_and_no_others(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let told = async |scope: &str| {
        let request = crate::handoff::testing::AuthorizationRequest {
            scope: Some(scope.to_owned()),
            ..crate::handoff::testing::asking()
        };
        let address = crate::handoff::testing::answer(&portal, &member, &request).await;
        let code = crate::handoff::testing::parameter(&address, "code").expect("a code");
        let granted = redeem(&portal, &redeeming(&code)).await.expect("tokens");
        let info = user_info(&portal, &granted.access_token)
            .await
            .expect("told");
        let names = |claims: &serde_json::Value| {
            let claims = claims.as_object().expect("an object");
            claims
                .keys()
                .cloned()
                .collect::<std::collections::BTreeSet<_>>()
        };
        let id_token = claims_of(&granted.id_token.expect("an ID token"));
        let hash = crate::platform::tokens::hash_of(granted.access_token.as_bytes());
        assert_eq!(
            id_token["at_hash"],
            base64::Engine::encode(
                &base64::engine::general_purpose::URL_SAFE_NO_PAD,
                &hash[..16]
            )
        );
        (
            names(&id_token),
            names(&serde_json::to_value(info).expect("JSON")),
        )
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();

    let (id_token, info) = told("openid").await;
    let always = [
        "acr",
        "amr",
        "at_hash",
        "aud",
        "auth_time",
        "exp",
        "iat",
        "iss",
        "nonce",
        "sid",
        "sub",
    ];
    assert_eq!((id_token, info), (names(&always), names(&["sub"])));
    let (_, info) = told("openid profile").await;
    assert_eq!(info, names(&["name", "sub"]));
    let (_, info) = told("openid shop").await;
    let shop = [
        "account_kind",
        "customer_code",
        "rights",
        "shop_name",
        "sub",
    ];
    assert_eq!(info, names(&shop));
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_an_account_has_one_name_at_a_client_and_another_at_the_next(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    let again = portal.member(&shop, member.account).await;
    let sub = async |member: &Member| {
        let id_token = tokens(&portal, member).await.id_token;
        claims_of(&id_token.expect("an ID token"))["sub"].clone()
    };

    let (first, second) = (sub(&member).await, sub(&again).await);
    portal
        .run(
            "update clients set removed_at = created_at;
             insert into clients (id, name, kind, needs, secret_hash, redirect_uris, post_logout_redirect_uris,
                                  initiate_login_uri, target_link_uri, scopes, created_at)
             select 'next', name, kind, needs, secret_hash, redirect_uris, post_logout_redirect_uris,
                    initiate_login_uri, target_link_uri, scopes, created_at from clients",
        )
        .await;
    let next = crate::handoff::testing::AuthorizationRequest {
        client_id: Some("next".to_owned()),
        ..crate::handoff::testing::asking()
    };
    crate::handoff::testing::answer(&portal, &member, &next).await;
    let elsewhere: String = portal
        .ask("select subject from client_subjects where client_id = 'next'")
        .await;

    assert_eq!(first, second);
    assert_ne!(first, serde_json::json!(elsewhere));
}

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
async fn rfc_9700_a_refresh_token_is_good_once_and_its_reuse_ends_all_of_its_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let first = tokens(&portal, &member).await;

    let second = redeem(&portal, &refreshing(&first)).await.expect("tokens");
    assert_ne!(first.access_token, second.access_token);
    assert_eq!(second.scope, first.scope);
    assert_eq!(second.id_token, None);
    assert!(user_info(&portal, &second.access_token).await.is_some());

    assert_eq!(
        redeem(&portal, &refreshing(&first)).await,
        Err(Refusal::InvalidGrant)
    );
    assert!(user_info(&portal, &second.access_token).await.is_none());
    assert_eq!(
        redeem(&portal, &refreshing(&second)).await,
        Err(Refusal::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6749_a_refresh_may_ask_for_less_and_not_for_more(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let first = tokens(&portal, &member).await;
    let asking_for = |token: &TokenAnswer, scope: &str| TokenRequest {
        scope: Some(scope.to_owned()),
        ..refreshing(token)
    };

    let more = redeem(&portal, &asking_for(&first, "openid email")).await;
    let less = redeem(&portal, &asking_for(&first, "openid")).await;

    assert_eq!(more, Err(Refusal::InvalidScope));
    let less = less.expect("tokens: the other try used nothing up");
    assert_eq!(less.scope, "openid");
    let told = user_info(&portal, &less.access_token).await.expect("told");
    assert_eq!((told.shop_name, told.points), (None, None));
    let all = redeem(&portal, &refreshing(&less)).await.expect("tokens");
    assert_eq!(all.scope, "openid profile shop points");
}

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

    portal.wait(portal.services.settings.lifetimes.session_idle);

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
async fn openid_how_somebody_proved_who_they_are_is_told(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let mut seen = Vec::new();

    for proved_by in [None, Some(Method::Password), Some(Method::Passkey)] {
        let session = portal.begin_session(shop.parent).await;
        sqlx::query("update sessions set proved_by = $2 where id_hash = $1")
            .bind(session_store::hash_of_id(session).as_slice())
            .bind(proved_by.map(Method::as_str))
            .execute(&portal.pool)
            .await
            .expect("written");
        let member = portal.member_in(&shop, shop.parent, session).await;
        let id_token = tokens(&portal, &member).await.id_token;
        let claims = claims_of(&id_token.expect("an ID token"));
        seen.push((claims["acr"].clone(), claims["amr"].clone()));
    }

    assert_eq!(
        serde_json::json!(seen),
        serde_json::json!([["0", []], ["1", ["pwd"]], ["phr", ["pop", "user"]]])
    );
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
