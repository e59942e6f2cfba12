//! The key with which a member signs in.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::CustomerCode;

/// ユーザーID: 8 to 64 ASCII letters and digits, kept in lower case, so that equal
/// IDs are equal text (D4, R46).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserId(String);

/// Why a text is no [`UserId`] (D4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum UserIdError {
    /// Nothing was typed.
    #[error("the user ID is empty")]
    Empty,
    /// Fewer than [`UserId::MIN`] characters.
    #[error("the user ID is too short")]
    TooShort,
    /// More than [`UserId::MAX`] characters.
    #[error("the user ID is too long")]
    TooLong,
    /// A character other than an ASCII letter or digit.
    #[error("a user ID has only ASCII letters and digits")]
    Character,
}

/// Why a user ID cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserIdRejection {
    /// It is not a user ID (D4).
    Malformed(UserIdError),
    /// It is, or once was, somebody's (D4).
    Taken,
}

impl UserId {
    /// The fewest characters (M54, D4).
    pub const MIN: usize = 8;

    /// The most characters (D4).
    pub const MAX: usize = 64;

    /// Reads what a person typed: full-width forms become half-width ones, capitals
    /// small ones (D4).
    ///
    /// # Errors
    ///
    /// See [`UserIdError`].
    pub fn parse(typed: &str) -> Result<Self, UserIdError> {
        let mut id: String = typed.trim().nfkc().collect();
        if id.is_empty() {
            return Err(UserIdError::Empty);
        }
        // `char::is_alphanumeric` would let other scripts through (R46).
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(UserIdError::Character);
        }
        if id.len() < Self::MIN {
            return Err(UserIdError::TooShort);
        }
        if id.len() > Self::MAX {
            return Err(UserIdError::TooLong);
        }
        id.make_ascii_lowercase();
        Ok(Self(id))
    }

    /// The whole ID in lower case (D4).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The beginning of the ID, for places where others may look on: `demo***` (D8).
    pub fn masked(&self) -> String {
        format!("{}***", &self.0[..4])
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for UserId {
    type Error = UserIdError;

    fn try_from(typed: String) -> Result<Self, Self::Error> {
        Self::parse(&typed)
    }
}

impl From<UserId> for String {
    fn from(id: UserId) -> Self {
        id.0
    }
}

impl From<&CustomerCode> for UserId {
    fn from(code: &CustomerCode) -> Self {
        // Nine digits satisfy every rule above.
        Self(code.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_accepted_and_lower_cased() {
        let longest = "a".repeat(64);
        for (typed, id) in [
            ("members12345", "members12345"),
            ("MEMBERS12345", "members12345"),
            ("12345678", "12345678"),
            ("  members12345\t", "members12345"),
            ("ｍｅｍｂｅｒｓ１２３４５", "members12345"),
            ("\u{3000}ＭＥＭＢＥＲＳ12345\u{3000}", "members12345"),
            (&longest, &longest),
        ] {
            assert_eq!(
                UserId::parse(typed).map(String::from),
                Ok(id.to_owned()),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn each_mistake_has_its_own_answer() {
        let too_long = "a".repeat(65);
        for (typed, error) in [
            ("", UserIdError::Empty),
            (" \u{3000}\t", UserIdError::Empty),
            ("a", UserIdError::TooShort),
            ("members", UserIdError::TooShort),
            (&too_long, UserIdError::TooLong),
            ("members-12345", UserIdError::Character),
            ("members 12345", UserIdError::Character),
            ("members_12345", UserIdError::Character),
            ("name@example.com", UserIdError::Character),
            ("ありがとう12345", UserIdError::Character),
            ("member\u{200b}s12345", UserIdError::Character),
            ("members\u{0}12345", UserIdError::Character),
            ("membérs12345", UserIdError::Character),
            ("mеmbers12345", UserIdError::Character), // a Cyrillic е
            ("dıgital12345", UserIdError::Character), // a dotless ı
            ("members１２３①⑴", UserIdError::Character),
        ] {
            assert_eq!(UserId::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn look_alikes_that_unicode_calls_the_same_become_the_plain_letter() {
        for typed in ["\u{212a}elvin12345", "Kelvin12345", "kelvin12345"] {
            assert_eq!(
                UserId::parse(typed).map(String::from),
                Ok("kelvin12345".to_owned()),
                "{typed:?}"
            );
        }
        assert_eq!(
            UserId::parse("member\u{17f}12345"),
            UserId::parse("members12345")
        );
    }

    #[test]
    fn a_masked_id_never_shows_the_whole() {
        for (typed, masked) in [("demoparent", "demo***"), ("12345678", "1234***")] {
            assert_eq!(UserId::parse(typed).expect("valid").masked(), masked);
        }
    }

    #[test]
    fn the_longest_and_shortest_id_pass_and_come_back_unchanged() {
        for length in [UserId::MIN, UserId::MAX] {
            let id = UserId::parse(&"Z".repeat(length)).expect("valid");

            assert_eq!(UserId::parse(id.as_str()), Ok(id.clone()));
        }
    }
}
