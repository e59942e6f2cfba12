//! Secrets that travel in links and cookies: minted from 256 random bits, stored as a hash only (D7, R16, R20).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{randomness::Randomness, settings::Key};
use crate::values::Token;

/// SHA-256 of a secret, as it is stored and looked up.
pub type Hash = [u8; 32];

/// A new token.
///
/// # Panics
///
/// Never: 32 bytes always make 43 characters of the alphabet.
pub fn mint(randomness: &dyn Randomness) -> Token {
    Token::parse(&URL_SAFE_NO_PAD.encode(randomness.bytes::<32>()))
        .expect("32 bytes in base64url are a token")
}

/// What a derived token is for; one made for one thing is worth nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The address in the QR code of a registration in person (X10).
    InPersonCode,
    /// The link that such a registration goes on with (X10).
    InPersonLink,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::InPersonCode => "in-person code",
            Self::InPersonLink => "in-person link",
        }
    }
}

/// The token of an id: the same whenever it is asked for, so that it can be shown again without being stored, and
/// known to nobody without the key.
///
/// # Panics
///
/// Never: HMAC takes a key of any length, and 32 bytes always make 43 characters of the alphabet.
pub fn derive(key: &Key, purpose: Purpose, id: Uuid) -> Token {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.signing()).expect("HMAC takes a key of any length");
    mac.update(purpose.as_str().as_bytes());
    mac.update(id.as_bytes());
    Token::parse(&URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
        .expect("32 bytes in base64url are a token")
}

/// What the database keeps of a token.
pub fn hash(token: &Token) -> Hash {
    hash_of(token.as_str().as_bytes())
}

/// SHA-256 of any bytes.
pub fn hash_of(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::randomness::SystemRandomness;

    #[test]
    fn r20_tokens_are_43_characters_and_never_repeat() {
        let tokens: std::collections::HashSet<String> = (0..10_000)
            .map(|_| mint(&SystemRandomness).as_str().to_owned())
            .collect();

        assert_eq!(tokens.len(), 10_000);
        assert!(tokens.iter().all(|token| token.len() == 43));
    }

    #[test]
    fn a_derived_token_is_bound_to_key_purpose_and_id() {
        let (key, other) = (Key::from(&[7; 64]), Key::from(&[8; 64]));
        let (id, next) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let token = derive(&key, Purpose::InPersonCode, id);

        assert_eq!(derive(&key, Purpose::InPersonCode, id), token);
        assert_ne!(derive(&other, Purpose::InPersonCode, id), token);
        assert_ne!(derive(&key, Purpose::InPersonLink, id), token);
        assert_ne!(derive(&key, Purpose::InPersonCode, next), token);
    }
}
