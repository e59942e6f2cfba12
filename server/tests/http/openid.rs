//! The OpenID provider over HTTP, as browsers and clients call it (RFC 6749, OpenID Connect Core, R49).

mod authorizing;
mod points_interface;
mod redeeming;
mod signing_out;

use app::platform::testing::CART_SECRET;
use axum::{
    body::Body,
    http::{Method, Request, header, request::Builder},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{Answer, Browser, Site};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// What the cart asks for.
pub const AUTHORIZE: &str = "/oauth/authorize?response_type=code&client_id=cart&scope=openid+profile+shop+points\
                             &state=s%26t&nonce=n&redirect_uri=https%3A%2F%2Fcart.example.com%2Fcallback\
                             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// A parameter of where an answer leads.
fn parameter(answer: &Answer, name: &str) -> Option<String> {
    let address = url::Url::parse(answer.location()).expect("an address");
    address
        .query_pairs()
        .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

async fn code(browser: &mut Browser) -> String {
    parameter(&browser.get(AUTHORIZE).await, "code").expect("a code")
}

fn body(code: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", "https://cart.example.com/callback")
        .append_pair("code_verifier", VERIFIER)
        .finish()
}

/// A request as a server sends it: no cookie, no origin.
fn from_server(method: Method, path: &str) -> Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "members.example.com")
}

async fn send(site: &Site, request: Builder, body: impl Into<Body>) -> Answer {
    let request = request.body(body.into()).expect("a request");
    site.browser().send(request).await
}

/// A call of the token endpoint.
async fn redeem(site: &Site, authorization: Option<&str>, body: String) -> Answer {
    let mut request = from_server(Method::POST, "/oauth/token")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    send(site, request, body).await
}

fn basic(id: &str, secret: &str) -> String {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", encode(id), encode(secret)))
    )
}

fn cart() -> String {
    basic("cart", CART_SECRET)
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).expect("JSON")
}

/// What the cart gets for who is signed in on this browser.
pub async fn tokens(site: &Site, browser: &mut Browser) -> Value {
    let code = code(browser).await;
    json(&redeem(site, Some(&cart()), body(&code)).await)
}

/// A call of the UserInfo endpoint.
pub async fn user_info(site: &Site, authorization: &str) -> Answer {
    let request =
        from_server(Method::GET, "/oauth/userinfo").header(header::AUTHORIZATION, authorization);
    send(site, request, Body::empty()).await
}

pub fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name} in {tokens}"))
}

/// What an ID token says; its signature is for others to look at.
fn claims(tokens: &Value) -> Value {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let payload = text(tokens, "id_token").split('.').nth(1).expect("claims");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    serde_json::from_slice(&payload).expect("JSON")
}
