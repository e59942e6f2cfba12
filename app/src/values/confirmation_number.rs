//! The number that stands beside a link in its mail.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// 確認番号: four digits beside a link in its mail, for the person who reads it (X3).
///
/// Which number belongs to which link is the server's business. It never prints by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfirmationNumber(String);

/// Why a press on the page behind a link was not taken for a person's (X3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberRejection {
    /// No number was typed.
    Empty,
    /// It is not the one in the mail.
    Wrong,
    /// Too many wrong ones.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
    /// One of these; a browser without cookies is not told which.
    Unsaid,
}

impl ConfirmationNumber {
    /// How many digits it has.
    pub const DIGITS: usize = 4;

    /// Reads a number, full-width digits included. Whoever copies the whole line of the mail has copied the number as
    /// well: only digits count.
    ///
    /// # Errors
    ///
    /// [`NumberRejection::Empty`], or [`NumberRejection::Wrong`] for what is the number of no link.
    pub fn parse(typed: &str) -> Result<Self, NumberRejection> {
        if typed.trim().is_empty() {
            return Err(NumberRejection::Empty);
        }
        let digits: String = typed.nfkc().filter(char::is_ascii_digit).collect();
        if digits.len() == Self::DIGITS {
            Ok(Self(digits))
        } else {
            Err(NumberRejection::Wrong)
        }
    }
}

impl fmt::Display for ConfirmationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ConfirmationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConfirmationNumber")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x3_four_digits_are_a_number_however_they_are_typed() {
        for typed in [
            "0123",
            " 0123\n",
            "01 23",
            "０１２３",
            "0\u{3000}1\u{3000}2\u{3000}3",
            "確認番号：0123",
        ] {
            let parsed = ConfirmationNumber::parse(typed);
            assert_eq!(
                parsed.map(|number| number.to_string()),
                Ok("0123".to_owned()),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn x3_anything_else_is_none() {
        for typed in ["", " ", "\u{3000}", "\n"] {
            let parsed = ConfirmationNumber::parse(typed);
            assert_eq!(parsed, Err(NumberRejection::Empty), "{typed:?}");
        }
        for typed in ["123", "12345", "一二三四", "٠١٢٣", "\0", "abcd"] {
            let parsed = ConfirmationNumber::parse(typed);
            assert_eq!(parsed, Err(NumberRejection::Wrong), "{typed:?}");
        }
    }

    #[test]
    fn debug_says_nothing_of_it() {
        let number = ConfirmationNumber::parse("0123");

        assert_eq!(format!("{number:?}"), "Ok(ConfirmationNumber)");
    }
}
