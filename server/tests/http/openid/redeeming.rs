//! Clients call from server to server.

use app::platform::testing::CART_SECRET;
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;

use super::{basic, body, cart, code, from_server, json, redeem, send, text, tokens, user_info};
use crate::{Site, two_shops};

#[sqlx::test(migrations = "../migrations")]
async fn m83_the_cart_learns_who_comes(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut browser = site.signed_in("demoshare01").await;

    let code = code(&mut browser).await;
    let answer = redeem(&site, Some(&cart()), body(&code)).await;

    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (StatusCode::OK, "no-store"),
        "{}",
        answer.text
    );
    assert!(answer.set_cookies().is_empty());
    let granted = json(&answer);
    assert_eq!(granted["token_type"], "Bearer");
    let bearer = format!("Bearer {}", text(&granted, "access_token"));
    let told = user_info(&site, &bearer).await;
    assert_eq!(
        (told.status, told.header("cache-control")),
        (StatusCode::OK, "no-store")
    );
    let told = json(&told);
    assert_eq!(told["customer_code"], shop.code);
    assert_eq!(told["account_kind"], "share");
    assert_eq!(
        told["rights"],
        serde_json::json!(["account_management", "cart"])
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6749_the_client_proves_itself_in_one_way_and_not_in_two(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let code = code(&mut browser).await;
    let secret = url::form_urlencoded::byte_serialize(CART_SECRET.as_bytes()).collect::<String>();
    let posted = format!("&client_id=cart&client_secret={secret}");
    let posted = posted.as_str();
    let assertion = "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
                     &client_assertion=e30.e30.e30";

    for (authorization, more) in [
        (None, ""),
        (None, "&client_id=cart"),
        (None, posted),
        (None, assertion),
        (Some(cart()), assertion),
        (Some(cart()), posted),
        (Some(cart()), "&client_id=other"),
        (Some(basic("cart", "wrong")), ""),
        (Some(basic("other", CART_SECRET)), ""),
        (Some("Basic !!!".to_owned()), ""),
        // no text of the database's (F20)
        (Some(basic("\0", "x")), ""),
        (Some("Bearer x".to_owned()), ""),
    ] {
        let answer = redeem(&site, authorization.as_deref(), body(&code) + more).await;

        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{authorization:?} {more}"
        );
        assert_eq!(answer.text, r#"{"error":"invalid_client"}"#);
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
    let named = redeem(&site, Some(&cart()), body(&code) + "&client_id=cart").await;
    assert_eq!(named.status, StatusCode::OK, "{}", named.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6749_a_repeated_parameter_is_refused_and_uses_nothing_up(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let code = code(&mut browser).await;

    for name in ["grant_type", "code", "redirect_uri", "code_verifier"] {
        let answer = redeem(&site, Some(&cart()), format!("{}&{name}=x", body(&code))).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (StatusCode::BAD_REQUEST, r#"{"error":"invalid_request"}"#),
            "{name}"
        );
    }
    let good = redeem(&site, Some(&cart()), body(&code)).await;
    assert_eq!(good.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_after_sign_out_codes_and_tokens_are_worth_nothing(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let granted = tokens(&site, &mut browser).await;
    let code = code(&mut browser).await;

    browser.post("/api/sign-in/sign-out", &[]).await;

    let answer = redeem(&site, Some(&cart()), body(&code)).await;
    assert_eq!(answer.text, r#"{"error":"invalid_grant"}"#);
    let bearer = format!("Bearer {}", text(&granted, "access_token"));
    assert_eq!(
        user_info(&site, &bearer).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6750_userinfo_takes_a_token_in_its_header_only(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let granted = tokens(&site, &mut browser).await;
    let token = text(&granted, "access_token");
    let id_token = text(&granted, "id_token");

    for wrong in [
        "Bearer".to_owned(),
        "Bearer x".to_owned(),
        format!("Bearer {id_token}"),
        format!("Bearer {}", text(&granted, "refresh_token")),
        format!("Basic {token}"),
        cart(),
    ] {
        let answer = user_info(&site, &wrong).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        assert!(!answer.text.contains("sub"));
    }
    let in_query = from_server(
        Method::GET,
        &format!("/oauth/userinfo?access_token={token}"),
    );
    let in_query = send(&site, in_query, Body::empty()).await;
    assert_eq!(in_query.status, StatusCode::UNAUTHORIZED);
    // the cookie of who is signed in is no token
    let by_cookie = browser.get("/oauth/userinfo").await;
    assert_eq!(by_cookie.status, StatusCode::UNAUTHORIZED);
    let in_body = from_server(Method::POST, "/oauth/userinfo")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let in_body = send(&site, in_body, format!("access_token={token}")).await;
    assert_eq!(in_body.status, StatusCode::UNAUTHORIZED);
    assert!(in_body.header("www-authenticate").starts_with("Bearer"));
    let posted = from_server(Method::POST, "/oauth/userinfo")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    let posted = send(&site, posted, Body::empty()).await;
    assert_eq!(posted.status, StatusCode::OK, "{}", posted.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_the_database_nothing_is_granted(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let granted = tokens(&site, &mut browser).await;
    let bearer = format!("Bearer {}", text(&granted, "access_token"));
    site.portal.services.db.close().await;

    let answers = [
        redeem(&site, Some(&cart()), body("x")).await,
        user_info(&site, &bearer).await,
        browser.get(super::AUTHORIZE).await,
        site.browser().get("/oauth/jwks").await,
    ];

    for answer in answers {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    }
}
