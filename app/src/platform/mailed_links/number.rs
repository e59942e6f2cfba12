//! The number beside a link in its mail: read by a person, and not to be foreseen by a script that has the link (X3).
//!
//! It is worked out from the token with a secret of ours, so that nothing more is stored than before.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::{
    platform::{letter::Block, settings::Settings},
    text::Language,
    values::{ConfirmationNumber, Token},
};

/// Keeps these numbers apart from whatever else the key signs.
const PURPOSE: &[u8] = b"confirmation number";
/// How many numbers of four digits there are.
const NUMBERS: u64 = 10_000;

/// The number that belongs to a link of any kind.
///
/// # Panics
///
/// Never: HMAC takes a key of any length, and four digits are a number.
pub fn of(settings: &Settings, token: &Token) -> ConfirmationNumber {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(settings.secret_key.signing()).expect("a key of any length");
    mac.update(PURPOSE);
    mac.update(token.as_str().as_bytes());
    let bytes: [u8; 32] = mac.finalize().into_bytes().into();
    // of 2^64 values each number has as many as any other, give or take one
    let value = bytes
        .iter()
        .take(8)
        .fold(0, |value, byte| value << 8 | u64::from(*byte));
    let digits = format!(
        "{:0width$}",
        value % NUMBERS,
        width = ConfirmationNumber::DIGITS
    );
    ConfirmationNumber::parse(&digits).expect("four digits are a number")
}

/// How a mail shows the number of its link, right before the link.
pub fn block(language: Language, number: &ConfirmationNumber) -> Block {
    Block::Number {
        number: language.mail_number(number),
        note: language.mail_number_note().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::platform::{randomness::SystemRandomness, settings::Key, testing::settings, tokens};

    fn number(settings: &Settings, token: &Token) -> String {
        of(settings, token).to_string()
    }

    #[test]
    fn x3_a_link_has_one_number_and_a_secret_of_ours_is_in_it() {
        let (own, mut other) = (settings(), settings());
        other.secret_key = Key::from(&[8; 64]);
        let tokens: Vec<Token> = (0..1_000)
            .map(|_| tokens::mint(&SystemRandomness))
            .collect();

        let numbers: Vec<String> = tokens.iter().map(|token| number(&own, token)).collect();

        let again: Vec<String> = tokens.iter().map(|token| number(&own, token)).collect();
        assert_eq!(numbers, again);
        let elsewhere = tokens.iter().map(|token| number(&other, token));
        let same = elsewhere.zip(&numbers).filter(|(one, two)| one == *two);
        assert!(same.count() < 10, "they hardly ever agree");
        assert!(numbers.iter().collect::<HashSet<_>>().len() > 900);
    }
}
