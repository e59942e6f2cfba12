//! The keys through the years, against a real database.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Value, json};
use sqlx::PgPool;
use time::Duration;

use super::service::{Rotation, published, rotate, rotate_when_due, sign, verify};
use crate::platform::testing::Portal;

async fn signed(portal: &Portal) -> String {
    let claims = json!({ "iss": "https://members.example.com" });
    sign(&portal.services, "JWT", &claims)
        .await
        .expect("signed")
}

async fn keys(portal: &Portal) -> JwkSet {
    published(&portal.services).await.expect("published")
}

fn id_of(token: &str) -> String {
    let header = decode_header(token).expect("a header");
    header.kid.expect("a key id")
}

/// As a client does it that knows nothing of the portal but its key set.
fn is_good(keys: &JwkSet, token: &str) -> bool {
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    keys.find(&id_of(token)).is_some_and(|key| {
        let key = DecodingKey::from_jwk(key).expect("a key");
        decode::<Value>(token, &key, &validation).is_ok()
    })
}

async fn verified(portal: &Portal, token: &str) -> bool {
    let claims = verify::<Value>(&portal.services, "JWT", token).await;
    claims.expect("answered").is_some()
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_tokens_are_signed_by_a_published_key_that_tells_nothing_private(pool: PgPool) {
    let portal = Portal::on(pool);

    let token = signed(&portal).await;
    let set = keys(&portal).await;

    assert!(is_good(&set, &token) && verified(&portal, &token).await);
    let text = serde_json::to_value(&set).expect("JSON");
    let key = &text["keys"][0];
    assert_eq!(
        (&key["kty"], &key["crv"], &key["alg"], &key["use"]),
        (
            &json!("EC"),
            &json!("P-256"),
            &json!("ES256"),
            &json!("sig")
        )
    );
    assert_eq!(key.get("d"), None);
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_a_new_key_is_published_for_a_day_before_it_is_used_and_the_old_one_after(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let first = signed(&portal).await;

    portal.wait(Duration::days(58));
    rotate_when_due(&portal.services).await.expect("looked at");
    assert_eq!(keys(&portal).await.keys.len(), 1);
    portal.wait(Duration::DAY);
    rotate_when_due(&portal.services).await.expect("looked at");
    rotate_when_due(&portal.services).await.expect("looked at");

    let announced = keys(&portal).await;
    assert_eq!(announced.keys.len(), 2);
    assert_eq!(id_of(&signed(&portal).await), id_of(&first));

    portal.wait(Duration::DAY);
    let second = signed(&portal).await;
    assert_ne!(id_of(&second), id_of(&first));
    // who keeps the key set from a day ago knows the new key; who is shown an old token looks it up in the new set
    assert!(is_good(&announced, &second) && is_good(&keys(&portal).await, &first));

    portal.wait(Duration::days(2));
    rotate_when_due(&portal.services).await.expect("looked at");
    let set = keys(&portal).await;
    assert!(set.find(&id_of(&first)).is_none() && is_good(&set, &second));
    assert!(!verified(&portal, &first).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_a_key_that_became_known_is_believed_no_more_at_once(pool: PgPool) {
    let portal = Portal::on(pool);
    let first = signed(&portal).await;
    let announced = rotate(&portal.services, Rotation::Announced).await;
    let (announced, used_from) = announced.expect("rotated");
    assert_eq!(used_from, portal.services.clock.now() + Duration::DAY);
    assert_eq!(id_of(&signed(&portal).await), id_of(&first));

    let now = rotate(&portal.services, Rotation::AtOnce).await;

    let (id, _) = now.expect("rotated");
    assert_eq!(id_of(&signed(&portal).await), id);
    assert!(!verified(&portal, &first).await);
    assert!(keys(&portal).await.find(&announced).is_none());
}

#[sqlx::test(migrations = "../migrations")]
async fn x20_processes_that_start_at_once_sign_with_one_key(pool: PgPool) {
    let portal = Portal::on(pool).as_served(8);

    let signers = (0..8).map(|_| {
        let portal = portal.clone();
        tokio::spawn(async move { id_of(&signed(&portal).await) })
    });
    let mut ids = std::collections::BTreeSet::new();
    for signer in signers.collect::<Vec<_>>() {
        ids.insert(signer.await.expect("signed"));
    }

    assert_eq!(ids.len(), 1);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r16_a_copy_of_the_database_signs_nothing(pool: PgPool) {
    let portal = Portal::on(pool.clone());
    let first = signed(&portal).await;
    let mut settings = crate::platform::testing::settings();
    settings.secret_key = crate::platform::settings::Key::from(&[8; 64]);
    let mut thief = Portal::with(pool, settings);
    thief.services.randomness =
        std::sync::Arc::new(crate::platform::testing::SeededRandomness::new(2));

    let other = signed(&thief).await;

    // a process with another key makes one of its own
    assert_ne!(id_of(&other), id_of(&first));
    assert!(is_good(&keys(&thief).await, &first));
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_8725_nothing_but_our_own_signature_is_believed(pool: PgPool) {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let portal = Portal::on(pool);
    let token = signed(&portal).await;
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    let kid = id_of(&token);
    let with_header = |header: Value, signature: &str| {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        format!("{header}.{claims}.{signature}")
    };
    let public = serde_json::to_string(&keys(&portal).await.keys[0]).expect("JSON");
    let symmetric = jsonwebtoken::encode(
        &jsonwebtoken::Header {
            kid: Some(kid.clone()),
            ..jsonwebtoken::Header::new(Algorithm::HS256)
        },
        &json!({ "iss": "https://members.example.com" }),
        &jsonwebtoken::EncodingKey::from_secret(public.as_bytes()),
    )
    .expect("signed");
    let other_claims = URL_SAFE_NO_PAD.encode(r#"{"iss":"https://evil.example"}"#);

    let other_kind = verify::<Value>(&portal.services, "logout+jwt", &token).await;
    assert!(other_kind.expect("answered").is_none());
    for forged in [
        with_header(json!({ "alg": "none", "kid": kid }), ""),
        with_header(json!({ "alg": "ES384", "kid": kid }), signature),
        with_header(json!({ "alg": "ES256", "kid": "another" }), signature),
        with_header(json!({ "alg": "ES256" }), signature),
        format!("{header}.{other_claims}.{signature}"),
        format!("{header}.{claims}."),
        symmetric,
        "e30".to_owned(),
        String::new(),
    ] {
        assert!(!verified(&portal, &forged).await, "{forged}");
    }
}
