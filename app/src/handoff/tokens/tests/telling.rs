//! What a client is told about who is signed in.

use sqlx::PgPool;

use super::user_info;
use crate::{
    handoff::testing::{claims_of, redeem, redeeming, shop_with_share, tokens},
    platform::{
        session::{Member, Method},
        session_store,
        testing::{NOW, Portal},
    },
    points,
    values::Points,
};

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
