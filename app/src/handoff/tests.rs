//! The hand-off against a real database.

use sqlx::PgPool;
use time::Duration;
use tower_sessions::SessionStore as _;
use url::Url;

use super::{
    model::{AuthorizationRequest, GrantError, TokenAnswer, TokenRequest},
    service::{self, TokenError},
};
use crate::{
    platform::{
        session::Member,
        testing::{CART_SECRET, Portal, Shop},
    },
    points, share_accounts,
    values::Points,
};

/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "https://cart.example.com/callback";

fn asking() -> AuthorizationRequest {
    AuthorizationRequest {
        response_type: Some("code".to_owned()),
        client_id: Some("cart".to_owned()),
        redirect_uri: Some(REDIRECT.to_owned()),
        state: Some("the cart's state".to_owned()),
        code_challenge: Some(CHALLENGE.to_owned()),
        code_challenge_method: Some("S256".to_owned()),
    }
}

fn parameter(address: &Url, name: &str) -> Option<String> {
    address
        .query_pairs()
        .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

async fn grant(portal: &Portal, member: &Member, request: &AuthorizationRequest) -> Url {
    let from_cart = service::from_cart(&portal.services, request).expect("from the cart");
    service::grant(&portal.services, member, &from_cart)
        .await
        .expect("answered")
}

async fn code(portal: &Portal, member: &Member) -> String {
    parameter(&grant(portal, member, &asking()).await, "code").expect("a code")
}

fn redeeming(code: &str) -> TokenRequest {
    TokenRequest {
        grant_type: Some("authorization_code".to_owned()),
        code: Some(code.to_owned()),
        redirect_uri: Some(REDIRECT.to_owned()),
        code_verifier: Some(VERIFIER.to_owned()),
    }
}

async fn redeem(portal: &Portal, request: &TokenRequest) -> Result<TokenAnswer, GrantError> {
    match service::redeem(&portal.services, request).await {
        Ok(token) => Ok(token),
        Err(TokenError::Refused(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

async fn shop_with_share(portal: &Portal) -> (Shop, Member) {
    let shop = portal.shop("demoparent").await;
    let account = portal.share(&shop, "demoshare01").await;
    let member = portal.member(&shop, account).await;
    (shop, member)
}

#[sqlx::test(migrations = "../migrations")]
async fn m60_a_code_tells_the_cart_who_comes_with_which_rights_and_points(pool: PgPool) {
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

    let address = grant(&portal, &member, &asking()).await;
    let token = redeem(
        &portal,
        &redeeming(&parameter(&address, "code").expect("a code")),
    )
    .await
    .expect("a token");

    assert!(
        address
            .as_str()
            .starts_with("https://cart.example.com/callback?")
    );
    assert_eq!(
        parameter(&address, "state").as_deref(),
        Some("the cart's state")
    );
    assert_eq!(
        parameter(&address, "iss").as_deref(),
        Some("https://members.example.com")
    );
    assert_eq!(
        (token.customer_code, token.shop_name),
        (shop.code, shop.name)
    );
    assert_eq!(
        (token.account_kind.as_str(), token.display_name.as_str()),
        ("share", "demoshare01さん")
    );
    assert_eq!(
        (token.points, token.token_type.as_str()),
        (87_187, "Bearer")
    );
    assert_eq!(token.rights, ["account_management", "cart"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_a_code_is_good_once_also_for_fifty_at_a_time(pool: PgPool) {
    let portal = Portal::on(pool).as_served(20);
    let (_, member) = shop_with_share(&portal).await;
    let code = code(&portal, &member).await;

    let tries = (0..50).map(|_| {
        let (portal, request) = (portal.clone(), redeeming(&code));
        tokio::spawn(async move { redeem(&portal, &request).await })
    });
    let mut redeemed = 0;
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.expect("ran") {
            Ok(_) => redeemed += 1,
            Err(why) => assert_eq!(why, GrantError::InvalidGrant),
        }
    }

    assert_eq!(redeemed, 1);
    portal.services.db.close().await;
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
        Err(GrantError::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_a_wrong_verifier_or_address_uses_the_code_up(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;

    for wrong in [
        |request: &mut TokenRequest| request.code_verifier = Some("x".repeat(43)),
        |request: &mut TokenRequest| {
            request.redirect_uri = Some("https://cart.example.com/other".to_owned());
        },
    ] {
        let code = code(&portal, &member).await;
        let mut request = redeeming(&code);
        wrong(&mut request);

        assert_eq!(
            redeem(&portal, &request).await,
            Err(GrantError::InvalidGrant)
        );
        assert_eq!(
            redeem(&portal, &redeeming(&code)).await,
            Err(GrantError::InvalidGrant)
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_what_is_missing_or_another_grant_is_refused_and_uses_nothing_up(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let code = code(&portal, &member).await;
    let good = redeeming(&code);
    let cases = [
        (
            TokenRequest {
                grant_type: None,
                ..good.clone()
            },
            GrantError::InvalidRequest,
        ),
        (
            TokenRequest {
                code_verifier: None,
                ..good.clone()
            },
            GrantError::InvalidRequest,
        ),
        (
            TokenRequest {
                redirect_uri: None,
                ..good.clone()
            },
            GrantError::InvalidRequest,
        ),
        (
            TokenRequest {
                code: None,
                ..good.clone()
            },
            GrantError::InvalidRequest,
        ),
        (
            TokenRequest {
                code: Some("short".to_owned()),
                ..good.clone()
            },
            GrantError::InvalidGrant,
        ),
        (
            TokenRequest {
                grant_type: Some("password".to_owned()),
                ..good.clone()
            },
            GrantError::UnsupportedGrantType,
        ),
    ];

    for (request, expected) in cases {
        assert_eq!(redeem(&portal, &request).await, Err(expected));
    }
    assert!(redeem(&portal, &good).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_a_code_dies_with_the_session_it_came_from(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let session = portal.begin_session(shop.parent).await;
    let mut identity = (*portal.member(&shop, shop.parent).await).clone();
    identity.session = crate::platform::session_store::hash_of_id(session);
    let code = code(&portal, &Member::for_test(identity)).await;

    portal
        .session_store()
        .delete(&session)
        .await
        .expect("signed out");

    assert_eq!(
        redeem(&portal, &redeeming(&code)).await,
        Err(GrantError::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r11_a_code_dies_with_its_account_and_with_its_parents_suspension(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    let parent = portal.parent(&shop).await;
    let (first, second) = (code(&portal, &member).await, code(&portal, &member).await);

    portal.set_state(shop.parent, "suspended").await;
    assert_eq!(
        redeem(&portal, &redeeming(&first)).await,
        Err(GrantError::InvalidGrant)
    );
    portal.set_state(shop.parent, "active").await;
    share_accounts::testing::delete(&portal, &parent, member.account).await;

    assert_eq!(
        redeem(&portal, &redeeming(&second)).await,
        Err(GrantError::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_only_the_registered_client_and_address_are_answered_at_all(pool: PgPool) {
    let portal = Portal::on(pool);
    let good = asking();
    let from_cart =
        |request: &AuthorizationRequest| service::from_cart(&portal.services, request).is_some();

    assert!(from_cart(&good));
    for redirect_uri in [
        None,
        Some(format!("{REDIRECT}/")),
        Some(format!("{REDIRECT}?x=1")),
        Some("https://CART.example.com/callback".to_owned()),
        Some("https://cart.example.com.evil.example/callback".to_owned()),
        Some("http://cart.example.com/callback".to_owned()),
    ] {
        assert!(!from_cart(&AuthorizationRequest {
            redirect_uri,
            ..good.clone()
        }));
    }
    assert!(!from_cart(&AuthorizationRequest {
        client_id: Some("Cart".to_owned()),
        ..good.clone()
    }));
    assert!(!from_cart(&AuthorizationRequest {
        client_id: None,
        ..good
    }));
    assert!(service::is_cart(&portal.services, "cart", CART_SECRET));
    assert!(!service::is_cart(&portal.services, "cart", "wrong"));
    assert!(!service::is_cart(&portal.services, "other", CART_SECRET));
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_7636_a_request_without_s256_gets_an_error_and_no_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let good = asking();
    let cases = [
        (
            AuthorizationRequest {
                response_type: Some("token".to_owned()),
                ..good.clone()
            },
            "unsupported_response_type",
        ),
        (
            AuthorizationRequest {
                response_type: None,
                ..good.clone()
            },
            "unsupported_response_type",
        ),
        (
            AuthorizationRequest {
                code_challenge: None,
                ..good.clone()
            },
            "invalid_request",
        ),
        (
            AuthorizationRequest {
                code_challenge: Some("short".to_owned()),
                ..good.clone()
            },
            "invalid_request",
        ),
        (
            AuthorizationRequest {
                code_challenge_method: Some("plain".to_owned()),
                ..good.clone()
            },
            "invalid_request",
        ),
        (
            AuthorizationRequest {
                code_challenge_method: None,
                ..good.clone()
            },
            "invalid_request",
        ),
    ];

    for (request, error) in cases {
        let address = grant(&portal, &member, &request).await;

        assert_eq!(parameter(&address, "error").as_deref(), Some(error));
        assert_eq!(parameter(&address, "state"), good.state);
        assert_eq!(parameter(&address, "code"), None);
    }
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from authorization_codes")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r16_no_table_holds_a_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;

    let code = code(&portal, &member).await;

    assert!(!portal.dump_everything().await.contains(&code));
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_no_code_for_whoever_has_not_confirmed_their_address(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    portal
        .run("update accounts set email_unconfirmed_since = registered_at where kind = 'share'")
        .await;
    let unconfirmed = portal.member(&shop, member.account).await;

    let address = grant(&portal, &unconfirmed, &asking()).await;

    assert_eq!(
        parameter(&address, "error").as_deref(),
        Some("access_denied")
    );
    assert_eq!(parameter(&address, "code"), None);
}
