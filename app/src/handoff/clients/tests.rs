//! How clients are added and prove themselves, against a real database.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use p256::{SecretKey, pkcs8::EncodePrivateKey as _};
use serde_json::{Value, json};
use sqlx::PgPool;
use time::Duration;

use super::{
    AddError, ClientKind, KeySet, NewClient, NewProof, Presented, add, authenticate, list, remove,
    rotate_secret,
};
use crate::{
    handoff::{
        Scope, Scopes,
        error::{Error, Refusal},
    },
    platform::testing::{CART_SECRET, Portal, cart},
    rights::Right,
};

const ISSUER: &str = "https://members.example.com";

fn key(seed: u8) -> EncodingKey {
    let der = SecretKey::from_slice(&[seed; 32])
        .expect("a key")
        .to_pkcs8_der()
        .expect("DER");
    EncodingKey::from_ec_der(der.as_bytes())
}

fn key_set(seed: u8) -> KeySet {
    let key = Jwk::from_encoding_key(&key(seed), Algorithm::ES256).expect("a public key");
    KeySet { keys: vec![key] }
}

fn service(proof: NewProof) -> NewClient {
    NewClient {
        id: "otoraku".to_owned(),
        name: "OTORAKU".to_owned(),
        kind: ClientKind::Service,
        needs: Right::LinkedServices,
        proof,
        scopes: [Scope::OpenId, Scope::Shop].into_iter().collect(),
        ..cart()
    }
}

async fn is_accepted(portal: &Portal, presented: Presented) -> bool {
    match authenticate(&portal.services, &presented).await {
        Ok(_) => true,
        Err(Error::Refused(Refusal::InvalidClient)) => false,
        Err(error) => panic!("{error}"),
    }
}

fn secret(id: &str, secret: &str) -> Presented {
    Presented::Secret {
        id: id.to_owned(),
        secret: secret.to_owned(),
    }
}

fn assertion(header: &Header, claims: &Value, key: &EncodingKey) -> Presented {
    Presented::Assertion {
        id: Some("otoraku".to_owned()),
        assertion: encode(header, claims, key).expect("signed"),
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_a_client_proves_itself_by_its_secret_only(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.cart().await;

    assert!(is_accepted(&portal, secret("cart", CART_SECRET)).await);
    for wrong in [
        secret("cart", "wrong"),
        secret("cart", ""),
        secret("Cart", CART_SECRET),
        secret("other", CART_SECRET),
        assertion(&Header::new(Algorithm::ES256), &good(&portal, "1"), &key(7)),
    ] {
        assert!(!is_accepted(&portal, wrong).await);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_another_secret_takes_over_without_a_gap(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.cart().await;

    let fresh = rotate_secret(&portal.services, "cart", Duration::DAY).await;

    let fresh = fresh.expect("answered").expect("a secret");
    assert!(is_accepted(&portal, secret("cart", fresh.as_str())).await);
    assert!(is_accepted(&portal, secret("cart", CART_SECRET)).await);
    portal.wait(Duration::DAY);
    assert!(is_accepted(&portal, secret("cart", fresh.as_str())).await);
    assert!(!is_accepted(&portal, secret("cart", CART_SECRET)).await);
    assert!(!portal.dump_everything().await.contains(fresh.as_str()));
    let nobodys = rotate_secret(&portal.services, "other", Duration::DAY).await;
    assert!(nobodys.expect("answered").is_none());
}

fn good(portal: &Portal, jti: &str) -> Value {
    let now = portal.services.clock.now().unix_timestamp();
    json!({
        "iss": "otoraku", "sub": "otoraku", "aud": ISSUER, "jti": jti,
        "iat": now, "nbf": now, "exp": now + 60,
    })
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_7523_a_proof_by_key_is_good_once(pool: PgPool) {
    let portal = Portal::on(pool);
    let new = service(NewProof::Keys(key_set(7)));
    assert!(add(&portal.services, &new).await.expect("added").is_none());
    let header = Header::new(Algorithm::ES256);

    let first = assertion(&header, &good(&portal, "1"), &key(7));
    assert!(is_accepted(&portal, first.clone()).await);
    assert!(!is_accepted(&portal, first).await);
    let next = assertion(&header, &good(&portal, "2"), &key(7));
    assert!(is_accepted(&portal, next).await);
    let mut listed = good(&portal, "3");
    listed["aud"] = json!([ISSUER]);
    assert!(is_accepted(&portal, assertion(&header, &listed, &key(7))).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_7523_a_proof_by_key_that_is_not_exactly_right_is_none(pool: PgPool) {
    let portal = Portal::on(pool);
    let new = service(NewProof::Keys(key_set(7)));
    add(&portal.services, &new).await.expect("added");
    let now = portal.services.clock.now().unix_timestamp();
    let header = Header::new(Algorithm::ES256);
    let changes = [
        ("iss", json!("cart")),
        ("iss", json!(null)),
        ("sub", json!("cart")),
        ("aud", json!("https://members.example.com/")),
        ("aud", json!("https://members.example.com/oauth/token")),
        ("aud", json!([ISSUER, "https://other.example"])),
        ("aud", json!([])),
        ("aud", json!(null)),
        ("exp", json!(now)),
        ("exp", json!(now - 1)),
        ("exp", json!(now + 311)),
        ("exp", json!(null)),
        ("exp", json!("soon")),
        ("exp", json!(i64::MAX)),
        ("nbf", json!(now + 11)),
        ("iat", json!(now + 11)),
        ("jti", json!("")),
        ("jti", json!(null)),
    ];

    for (number, (name, value)) in changes.into_iter().enumerate() {
        let mut claims = good(&portal, &number.to_string());
        claims[name] = value;
        let presented = assertion(&header, &claims, &key(7));
        assert!(!is_accepted(&portal, presented).await, "{name} {claims}");
    }

    // another key; the public key as a shared secret; no signature at all; another client's name beside it
    let claims = good(&portal, "forged");
    let public = serde_json::to_vec(&key_set(7).keys[0]).expect("JSON");
    let signed = assertion(&header, &claims, &key(7));
    let Presented::Assertion {
        assertion: text, ..
    } = &signed
    else {
        panic!("an assertion");
    };
    let payload = text.split('.').nth(1).expect("claims");
    let forged = [
        assertion(&header, &claims, &key(8)),
        assertion(
            &Header::new(Algorithm::HS256),
            &claims,
            &EncodingKey::from_secret(&public),
        ),
        Presented::Assertion {
            id: None,
            assertion: format!("eyJhbGciOiJub25lIn0.{payload}."),
        },
        Presented::Assertion {
            id: Some("cart".to_owned()),
            assertion: text.clone(),
        },
        Presented::Assertion {
            id: None,
            assertion: "no token".to_owned(),
        },
    ];
    for presented in forged {
        assert!(!is_accepted(&portal, presented).await);
    }
    assert!(is_accepted(&portal, signed).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_what_is_added_is_listed_until_it_is_removed(pool: PgPool) {
    let portal = Portal::on(pool);
    let ids = async || {
        let clients = list(&portal.services).await.expect("listed");
        clients
            .into_iter()
            .map(|client| client.id)
            .collect::<Vec<_>>()
    };

    let made = add(&portal.services, &service(NewProof::MadeSecret)).await;
    let made = made.expect("added").expect("a secret");
    portal.wait(Duration::SECOND);
    portal.cart().await;

    assert_eq!(ids().await, ["otoraku", "cart"]);
    assert!(is_accepted(&portal, secret("otoraku", made.as_str())).await);
    assert!(remove(&portal.services, "otoraku").await.expect("answered"));
    assert!(!remove(&portal.services, "otoraku").await.expect("answered"));
    assert_eq!(ids().await, ["cart"]);
    assert!(!is_accepted(&portal, secret("otoraku", made.as_str())).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_what_cannot_be_a_client_is_not_added(pool: PgPool) {
    type Change = fn(&mut NewClient);
    let portal = Portal::on(pool);
    portal.cart().await;
    let url = |text: &str| text.parse().expect("an address");
    let cases: [(Change, &str); 9] = [
        (|new| new.id = String::new(), "the id"),
        (|new| new.id = "Otoraku".to_owned(), "the id"),
        (|new| new.id = "cart".to_owned(), "the id is taken"),
        (|new| new.kind = ClientKind::Cart, "the id is taken"),
        (|new| new.name = " ".to_owned(), "the name"),
        (|new| new.redirect_uris.clear(), "there is no redirect"),
        (|new| new.scopes = Scopes::default(), "the scopes"),
        (
            |new| new.proof = NewProof::Keys(KeySet { keys: Vec::new() }),
            "the key set",
        ),
        (
            |new| new.redirect_uris = vec!["http://otoraku.example/callback".parse().expect("one")],
            "http://otoraku",
        ),
    ];

    for (change, expected) in cases {
        let mut new = service(NewProof::MadeSecret);
        change(&mut new);
        let error = add(&portal.services, &new).await.expect_err("refused");
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    for address in [
        "https://otoraku.example/callback#part",
        "https://user@otoraku.example/callback",
        "javascript:alert(1)",
        "http://localhost.example/",
    ] {
        let new = NewClient {
            backchannel_logout_uri: Some(url(address)),
            ..service(NewProof::MadeSecret)
        };
        let error = add(&portal.services, &new).await.expect_err("refused");
        assert!(matches!(error, AddError::Address(_)), "{error}");
    }
    let local = NewClient {
        redirect_uris: vec![url("http://127.0.0.1:3002/callback")],
        ..service(NewProof::MadeSecret)
    };
    assert!(add(&portal.services, &local).await.is_ok());
}
