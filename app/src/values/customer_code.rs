//! The number by which a customer is known.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::UserId;

const DIGITS: usize = 9;

/// お客様番号, the 9-digit 顧客CD of the contract system (M71, M106).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CustomerCode(String);

/// Why a text is no [`CustomerCode`] (M71).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum CustomerCodeError {
    /// Nothing was typed.
    #[error("the customer code is empty")]
    Empty,
    /// Something other than nine digits was typed.
    #[error("a customer code has nine digits")]
    Form,
}

impl CustomerCode {
    /// Reads a customer code, full-width digits included (M71).
    ///
    /// # Errors
    ///
    /// See [`CustomerCodeError`].
    pub fn parse(typed: &str) -> Result<Self, CustomerCodeError> {
        let code: String = typed.trim().nfkc().collect();
        if code.is_empty() {
            return Err(CustomerCodeError::Empty);
        }
        if code.len() != DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CustomerCodeError::Form);
        }
        Ok(Self(code))
    }

    /// The nine digits (M71).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The user ID that the customer's parent account starts with (M106, D4).
    pub fn first_user_id(&self) -> UserId {
        UserId::from(self)
    }
}

impl fmt::Display for CustomerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for CustomerCode {
    type Error = CustomerCodeError;

    fn try_from(typed: String) -> Result<Self, Self::Error> {
        Self::parse(&typed)
    }
}

impl From<CustomerCode> for String {
    fn from(code: CustomerCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_digits_are_a_customer_code() {
        for (typed, code) in [
            ("010100161", "010100161"),
            (" 750900812 ", "750900812"),
            ("７５０９００８１２", "750900812"),
            ("\u{3000}750900812\n", "750900812"),
        ] {
            assert_eq!(
                CustomerCode::parse(typed).map(String::from),
                Ok(code.to_owned()),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for (typed, error) in [
            ("", CustomerCodeError::Empty),
            ("　 ", CustomerCodeError::Empty),
            ("75090081", CustomerCodeError::Form),
            ("7509008123", CustomerCodeError::Form),
            ("75090081a", CustomerCodeError::Form),
            ("750-900-8", CustomerCodeError::Form),
            ("٧٥٠٩٠٠٨١٢", CustomerCodeError::Form),
        ] {
            assert_eq!(CustomerCode::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn the_first_user_id_is_the_code() {
        let code = CustomerCode::parse("010100161").expect("nine digits");

        assert_eq!(code.first_user_id().as_str(), "010100161");
    }
}
