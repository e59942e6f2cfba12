//! Secrets that travel in links and cookies: minted from 256 random bits, stored as a hash only (D7, R16, R20).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::randomness::Randomness;
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
        let tokens: std::collections::HashSet<String> = (0..1000)
            .map(|_| mint(&SystemRandomness).as_str().to_owned())
            .collect();

        assert_eq!(tokens.len(), 1000);
        assert!(tokens.iter().all(|token| token.len() == 43));
    }
}
