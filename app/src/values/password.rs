//! A password as it was typed, on its way to being hashed.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Enough for [`PlainPassword::MAX`] characters of any script; what is longer was never
/// accepted as a password, and hashing it would only cost time.
const SIGN_IN_BYTES: usize = 1_024;

/// A password in NFKC (D6).
///
/// It is neither shown nor serialised. Whether it is common, guessable or made of the
/// user ID is judged on the server.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainPassword(String);

/// Why a text cannot be a new password (D6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was typed.
    #[error("the password is empty")]
    Empty,
    /// Fewer characters than the setting asks for.
    #[error("the password has fewer than {min} characters")]
    TooShort {
        /// The fewest characters.
        min: usize,
    },
    /// More characters than [`PlainPassword::MAX`].
    #[error("the password has more than {max} characters")]
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// A control character, which nobody can type.
    #[error("the password has a control character")]
    Character,
}

/// Why a password is not accepted although its length and characters are right (D6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weakness {
    /// It is among the first that anybody tries.
    Common,
    /// It can be guessed.
    Guessable,
    /// It contains the user ID or the e-mail address.
    ContainsUserId,
    /// It contains the shop's name or number.
    ContainsShop,
}

/// Why a new password cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordRejection {
    /// Its length or a character (D6).
    Malformed(PasswordError),
    /// It is easy to guess (D6).
    Weak(Weakness),
}

impl From<PasswordError> for PasswordRejection {
    fn from(error: PasswordError) -> Self {
        Self::Malformed(error)
    }
}

impl PlainPassword {
    /// The most characters (D6).
    pub const MAX: usize = 128;

    /// Reads a new password of at least `min` characters (D6).
    ///
    /// Spaces count, at the ends too: nothing is cut off.
    ///
    /// # Errors
    ///
    /// See [`PasswordError`].
    pub fn parse(typed: &str, min: usize) -> Result<Self, PasswordError> {
        let text: String = typed.nfkc().collect();
        if text.is_empty() {
            return Err(PasswordError::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(PasswordError::Character);
        }
        let length = text.chars().count();
        if length < min {
            return Err(PasswordError::TooShort { min });
        }
        if length > Self::MAX {
            return Err(PasswordError::TooLong { max: Self::MAX });
        }
        Ok(Self(text))
    }

    /// Reads a password to be compared with a stored one: the rules for new passwords
    /// may have changed since and do not count. `None` when it is longer than any
    /// password can be (D6).
    pub fn for_sign_in(typed: &str) -> Option<Self> {
        let mut text = String::new();
        for character in typed.nfkc() {
            text.push(character);
            if text.len() > SIGN_IN_BYTES {
                return None;
            }
        }
        Some(Self(text))
    }

    /// What is hashed (D6).
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// What is judged for strength (D6).
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PlainPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainPassword")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_to_128_characters_of_any_script_are_a_password() {
        let shortest = "あ".repeat(12);
        let longest = "漢".repeat(128);
        for (typed, kept) in [
            ("correct horse battery", "correct horse battery"),
            (" space at the ends ", " space at the ends "),
            ("ｐａｓｓ　ｗｏｒｄ１２３", "pass word123"),
            (
                "パスワードパスワードパスワード",
                "パスワードパスワードパスワード",
            ),
            (&shortest, &shortest),
            (&longest, &longest),
        ] {
            let password = PlainPassword::parse(typed, 12).expect("accepted");

            assert_eq!(password.as_bytes(), kept.as_bytes(), "{typed:?}");
        }
    }

    #[test]
    fn each_mistake_has_its_own_answer() {
        let too_long = "a".repeat(129);
        let expands = "\u{fdfa}".repeat(8); // 18 characters each after NFKC
        for (typed, error) in [
            ("", PasswordError::Empty),
            ("elevenchars", PasswordError::TooShort { min: 12 }),
            ("ｶﾞｶﾞｶﾞｶﾞｶﾞｶﾞ", PasswordError::TooShort { min: 12 }), // six characters after NFKC
            (&too_long, PasswordError::TooLong { max: 128 }),
            (&expands, PasswordError::TooLong { max: 128 }),
            ("twelve\ncharacters", PasswordError::Character),
            ("twelve\u{0}characters", PasswordError::Character),
        ] {
            assert_eq!(PlainPassword::parse(typed, 12), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn the_least_length_is_a_setting() {
        assert_eq!(
            PlainPassword::parse("fourteen chars", 15),
            Err(PasswordError::TooShort { min: 15 })
        );
        assert!(PlainPassword::parse("fourteen chars", 14).is_ok());
    }

    #[test]
    fn signing_in_takes_any_length_up_to_a_bound_and_the_same_normal_form() {
        let at_the_bound = "a".repeat(1_024);
        let over_it = "a".repeat(1_025);
        let expands = "\u{fdfa}".repeat(1_000);

        assert_eq!(
            PlainPassword::for_sign_in("ｐａｓｓ　ｗｏｒｄ１２３"),
            PlainPassword::parse("pass word123", 12).ok()
        );
        assert!(PlainPassword::for_sign_in("").is_some());
        assert!(PlainPassword::for_sign_in(&at_the_bound).is_some());
        assert_eq!(PlainPassword::for_sign_in(&over_it), None);
        assert_eq!(PlainPassword::for_sign_in(&expands), None);
    }

    #[test]
    fn every_password_that_can_be_set_can_be_used_to_sign_in() {
        let widest = "😀".repeat(PlainPassword::MAX);

        assert_eq!(
            PlainPassword::for_sign_in(&widest),
            PlainPassword::parse(&widest, 12).ok()
        );
    }

    #[test]
    fn debug_says_nothing_of_it() {
        let password = PlainPassword::parse("correct horse battery", 12);

        assert_eq!(format!("{password:?}"), "Ok(PlainPassword)");
    }
}
