//! What the provider's tests have in common: a client that asks and redeems.

use serde_json::Value;
use url::Url;

use super::{
    authorization::testing::{Next, authorize},
    clients::{Client, find},
    error::{Error, Refusal},
    tokens::testing::{TokenAnswer, TokenRequest, grant},
};
use crate::platform::{
    session::Member,
    testing::{Portal, Shop},
};

pub use super::authorization::testing::AuthorizationRequest;

/// RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The cart's.
pub const REDIRECT: &str = "https://cart.example.com/callback";

/// What the cart asks for.
pub fn asking() -> AuthorizationRequest {
    AuthorizationRequest {
        response_type: Some("code".to_owned()),
        client_id: Some("cart".to_owned()),
        redirect_uri: Some(REDIRECT.to_owned()),
        scope: Some("openid profile shop points".to_owned()),
        state: Some("the cart's state".to_owned()),
        nonce: Some("the cart's nonce".to_owned()),
        code_challenge: Some(CHALLENGE.to_owned()),
        code_challenge_method: Some("S256".to_owned()),
        ..AuthorizationRequest::default()
    }
}

/// A parameter of an address.
pub fn parameter(address: &Url, name: &str) -> Option<String> {
    address
        .query_pairs()
        .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

/// The address that takes the answer to the client.
pub async fn answer(portal: &Portal, member: &Member, request: &AuthorizationRequest) -> Url {
    match authorize(portal, Some(member), request, None).await {
        Some(Next::Client(address)) => address,
        other => panic!("{other:?}"),
    }
}

/// A code for the cart.
pub async fn code(portal: &Portal, member: &Member) -> String {
    let address = answer(portal, member, &asking()).await;
    parameter(&address, "code").expect("a code")
}

/// How the cart redeems it.
pub fn redeeming(code: &str) -> TokenRequest {
    TokenRequest {
        grant_type: Some("authorization_code".to_owned()),
        code: Some(code.to_owned()),
        redirect_uri: Some(REDIRECT.to_owned()),
        code_verifier: Some(VERIFIER.to_owned()),
        ..TokenRequest::default()
    }
}

/// A client as it is registered.
pub async fn client(portal: &Portal, id: &str) -> Client {
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let found = find(&mut conn, id, portal.services.clock.now()).await;
    found.expect("readable").expect("registered")
}

/// What the cart gets.
pub async fn redeem(portal: &Portal, request: &TokenRequest) -> Result<TokenAnswer, Refusal> {
    let cart = client(portal, "cart").await;
    match grant(&portal.services, &cart, request).await {
        Ok(token) => Ok(token),
        Err(Error::Refused(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

/// What the cart gets for a new code.
pub async fn tokens(portal: &Portal, member: &Member) -> TokenAnswer {
    let code = code(portal, member).await;
    redeem(portal, &redeeming(&code)).await.expect("tokens")
}

/// What an ID token says; its signature is for others to look at.
pub fn claims_of(token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode_claims(token).expect("a JSON Web Token")
}

/// A shop, and its share account signed in.
pub async fn shop_with_share(portal: &Portal) -> (Shop, Member) {
    let shop = portal.shop("demoparent").await;
    let account = portal.share(&shop, "demoshare01").await;
    let member = portal.member(&shop, account).await;
    (shop, member)
}
