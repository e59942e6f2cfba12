//! An authenticator in software, and what the tests of other features do with passkeys.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::service::{self, Error};
use crate::platform::{
    session::Proven,
    testing::{Portal, somewhere},
    webauthn::{Answer, Ceremony},
};

const ORIGIN: &str = "https://members.example.com";
const USER_PRESENT_AND_VERIFIED: u8 = 0b101;
const WITH_CREDENTIAL: u8 = 0b100_0000;

/// An authenticator with one passkey.
#[derive(Clone, Debug)]
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    user: String,
    origin: &'static str,
    verifies: bool,
}

impl Authenticator {
    /// One of many, told apart by a number.
    pub fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).expect("a scalar"),
            id: vec![number; 20],
            user: String::new(),
            origin: ORIGIN,
            verifies: true,
        }
    }

    /// The same, on a page of somebody else's.
    #[must_use]
    pub fn on(mut self, origin: &'static str) -> Self {
        self.origin = origin;
        self
    }

    /// The same, which asks for neither finger nor face nor code.
    #[must_use]
    pub fn without_verification(mut self) -> Self {
        self.verifies = false;
        self
    }

    /// The same, but for its key.
    #[must_use]
    pub fn with_key_of(mut self, other: &Self) -> Self {
        self.key = other.key.clone();
        self
    }

    /// Makes its passkey.
    pub fn create(&mut self, ceremony: &Ceremony) -> Answer {
        let options = options(ceremony);
        options["user"]["id"]
            .as_str()
            .expect("a user")
            .clone_into(&mut self.user);
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut data = self.data(WITH_CREDENTIAL);
        data.extend([0; 16]);
        data.extend([0, 20]);
        data.extend(&self.id);
        // a COSE key: EC2, ES256, P-256
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(point.x().expect("a point"));
        data.extend([0x22, 0x58, 32]);
        data.extend(point.y().expect("a point"));
        // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).expect("short"));
        attestation.extend(data);
        let client_data = self.client_data("webauthn.create", &options);
        self.answer(
            ceremony,
            &json!({
                "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            }),
        )
    }

    /// Uses its passkey.
    pub fn get(&self, ceremony: &Ceremony) -> Answer {
        let data = self.data(0);
        let client_data = self.client_data("webauthn.get", &options(ceremony));
        let signed = [data.clone(), Sha256::digest(&client_data).to_vec()].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(
            ceremony,
            &json!({
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "signature": URL_SAFE_NO_PAD.encode(signature.to_der()),
                "userHandle": self.user,
            }),
        )
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest("members.example.com").to_vec();
        let verified = if self.verifies {
            USER_PRESENT_AND_VERIFIED
        } else {
            1
        };
        data.push(verified | flags);
        data.extend([0; 4]);
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn answer(&self, ceremony: &Ceremony, response: &Value) -> Answer {
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        let credential = json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        });
        Answer {
            ceremony: ceremony.ceremony.clone(),
            credential: credential.to_string(),
        }
    }
}

fn options(ceremony: &Ceremony) -> Value {
    let options: Value = serde_json::from_str(&ceremony.options).expect("JSON");
    options["publicKey"].clone()
}

/// Begins the creation of a passkey.
pub async fn start(portal: &Portal, member: &Proven) -> Ceremony {
    service::start_creation(&portal.services, member)
        .await
        .expect("begun")
}

/// Adds the passkey of an authenticator.
pub async fn add(portal: &Portal, member: &Proven, authenticator: &mut Authenticator) {
    let ceremony = start(portal, member).await;
    let answer = authenticator.create(&ceremony);
    let added = service::add(
        &portal.services,
        member,
        "店長のiPhone",
        &answer,
        &somewhere(),
    )
    .await;
    assert!(added.is_ok(), "{:?}", added.map_err(|error: Error| error));
}
