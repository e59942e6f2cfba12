//! The grant for the cart over HTTP (RFC 6749, RFC 7636, R49).

use app::platform::testing::CART_SECRET;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sqlx::PgPool;

use crate::{Answer, Browser, Site, two_shops};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const AUTHORIZE: &str = "/oauth/authorize?response_type=code&client_id=cart&state=s%26t\
                         &redirect_uri=https%3A%2F%2Fcart.example.com%2Fcallback\
                         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

async fn code(browser: &mut Browser) -> String {
    let answer = browser.get(AUTHORIZE).await;
    let address = url::Url::parse(answer.location()).expect("an address");
    let code = address
        .query_pairs()
        .find_map(|(name, value)| (name == "code").then(|| value.into_owned()));
    code.expect("a code")
}

fn body(code: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", "https://cart.example.com/callback")
        .append_pair("code_verifier", VERIFIER)
        .finish()
}

/// As a server calls: no cookie, no origin.
async fn redeem(site: &Site, authorization: Option<&str>, body: String) -> Answer {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/oauth/token")
        .header(header::HOST, "members.example.com")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    site.browser()
        .send(request.body(Body::from(body)).expect("a request"))
        .await
}

fn basic(id: &str, secret: &str) -> String {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", encode(id), encode(secret)))
    )
}

#[sqlx::test(migrations = "../migrations")]
async fn m83_the_cart_learns_who_comes_and_the_code_goes_nowhere_else(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut browser = site.signed_in("demoshare01").await;

    let answer = browser.get(AUTHORIZE).await;
    let token = redeem(
        &site,
        Some(&basic("cart", CART_SECRET)),
        body(&code(&mut browser).await),
    )
    .await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(
        answer
            .location()
            .starts_with("https://cart.example.com/callback?code="),
        "{}",
        answer.location()
    );
    assert!(
        answer
            .location()
            .ends_with("&state=s%26t&iss=https%3A%2F%2Fmembers.example.com"),
        "{}",
        answer.location()
    );
    assert_eq!(
        (
            answer.header("referrer-policy"),
            answer.header("cache-control")
        ),
        ("no-referrer", "no-store")
    );
    assert_eq!(
        (token.status, token.header("cache-control")),
        (StatusCode::OK, "no-store"),
        "{}",
        token.text
    );
    let told: serde_json::Value = serde_json::from_str(&token.text).expect("JSON");
    assert_eq!(told["customer_code"], shop.code);
    assert_eq!(told["account_kind"], "share");
    assert_eq!(
        told["rights"],
        serde_json::json!(["account_management", "cart"])
    );
    assert!(token.set_cookies().is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6749_the_client_proves_itself_in_one_way_and_not_in_two(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let right = basic("cart", CART_SECRET);
    let code = code(&mut browser).await;
    let posted = format!(
        "&client_id=cart&client_secret={}",
        CART_SECRET
            .replace(' ', "+")
            .replace('\'', "%27")
            .replace(',', "%2C")
    );

    for (authorization, more) in [
        (None, ""),
        (None, "&client_id=cart"),
        (None, "&client_id=cart&client_secret=wrong"),
        (Some(basic("cart", "wrong")), ""),
        (Some(basic("other", CART_SECRET)), ""),
        (Some("Basic !!!".to_owned()), ""),
        (Some("Bearer x".to_owned()), ""),
        (Some(right.clone()), posted.as_str()),
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
    let answer = redeem(&site, None, body(&code) + &posted).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6749_a_repeated_parameter_is_refused_at_both_ends(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let right = basic("cart", CART_SECRET);
    let code = code(&mut browser).await;

    let asked = browser.get(&format!("{AUTHORIZE}&state=x")).await;
    let redeemed = redeem(&site, Some(&right), body(&code) + "&code=x").await;

    assert_eq!(
        (asked.status, asked.location()),
        (StatusCode::BAD_REQUEST, "")
    );
    assert_eq!(
        (redeemed.status, redeemed.text.as_str()),
        (StatusCode::BAD_REQUEST, r#"{"error":"invalid_request"}"#)
    );
    assert_eq!(
        redeem(&site, Some(&right), body(&code)).await.status,
        StatusCode::OK
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_9700_nothing_is_sent_to_an_address_that_is_not_registered(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;

    for address in [
        AUTHORIZE.replace("%2Fcallback", "%2Fcallback%2F.."),
        AUTHORIZE.replace("cart.example.com", "evil.example"),
        AUTHORIZE.replace("client_id=cart", "client_id=evil"),
        "/oauth/authorize".to_owned(),
    ] {
        let answer = browser.get(&address).await;

        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::BAD_REQUEST, ""),
            "{address}"
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m84_who_is_not_signed_in_does_that_first_and_goes_on_to_the_cart(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    let to_sign_in = browser.get(AUTHORIZE).await;
    let fields = [
        ("user_id", "demoshare01"),
        ("password", "correct-horse-battery"),
        ("to", "cart"),
    ];
    let signed_in = browser.post("/api/sign-in/sign-in", &fields).await;

    assert_eq!(to_sign_in.location(), "/login?to=cart");
    assert_eq!(signed_in.location(), "https://cart.example.com/sign-in");
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_after_sign_out_a_code_is_worth_nothing(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let code = code(&mut browser).await;

    browser.post("/api/sign-in/sign-out", &[]).await;

    let answer = redeem(&site, Some(&basic("cart", CART_SECRET)), body(&code)).await;
    assert_eq!(answer.text, r#"{"error":"invalid_grant"}"#);
}
