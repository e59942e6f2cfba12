//! The secret part of a mailed link.

use std::fmt;

/// 256 random bits as base64url text (D7).
///
/// Making and hashing one is the server's business. It never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// The text is no [`Token`]; the link was probably cut off (D9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token has 43 base64url characters")]
pub struct MalformedToken;

impl Token {
    /// Characters that 256 bits take without padding (D7).
    pub const LENGTH: usize = 43;

    /// Reads the last part of a mailed link (D7).
    ///
    /// # Errors
    ///
    /// [`MalformedToken`] when it cannot be one.
    pub fn parse(text: &str) -> Result<Self, MalformedToken> {
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if text.len() == Self::LENGTH && text.bytes().all(is_base64url) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedToken)
        }
    }

    /// What stands in the link, and what is hashed (D7).
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_three_base64url_characters_are_a_token() {
        for text in [
            "A".repeat(43),
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0189-_Q".to_owned(),
        ] {
            assert_eq!(
                Token::parse(&text).map(|token| token.as_str().to_owned()),
                Ok(text)
            );
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let rest = "A".repeat(42);
        for text in [
            String::new(),
            rest.clone(),
            format!("{rest}AA"),
            format!("{rest}="),
            format!("{rest}+"),
            format!("{rest}/"),
            format!("{rest} "),
            format!("{rest}\n"),
            format!("{}あ", "A".repeat(40)),
            "あ".repeat(43),
        ] {
            assert_eq!(Token::parse(&text), Err(MalformedToken), "{text:?}");
        }
    }

    #[test]
    fn debug_says_nothing_of_it() {
        assert_eq!(format!("{:?}", Token::parse(&"s".repeat(43))), "Ok(Token)");
    }
}
