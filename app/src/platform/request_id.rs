//! The name of one request, shown on error pages and in every log line about it (R41).

use std::fmt;

/// Digits and letters that nobody mistakes for another on the telephone (Crockford's base 32).
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Ten characters: 50 random bits, enough to tell all requests of some months apart.
const LENGTH: usize = 10;

/// A request's name, new for each and never taken from outside (R41).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId([u8; LENGTH]);

impl RequestId {
    /// A fresh random name.
    ///
    /// # Errors
    ///
    /// When the operating system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut id = [0; LENGTH];
        getrandom::fill(&mut id)?;
        Ok(Self(
            id.map(|byte| ALPHABET[usize::from(byte) % ALPHABET.len()]),
        ))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|&character| write!(f, "{}", char::from(character)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_ten_readable_characters_and_new_each_time() -> Result<(), getrandom::Error> {
        let (one, other) = (
            RequestId::random()?.to_string(),
            RequestId::random()?.to_string(),
        );

        assert_eq!(one.len(), 10);
        assert!(
            one.bytes().all(|character| ALPHABET.contains(&character)),
            "{one}"
        );
        assert_ne!(one, other);
        Ok(())
    }
}
