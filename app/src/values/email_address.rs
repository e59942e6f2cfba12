//! E-mail addresses: what is taken, how it is kept, and how it is written into a mail.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// An e-mail address that has passed [`EmailAddress::parse`] (D5, R45).
///
/// It has no `Display`, and its `Debug` is masked, so that no log shows it by accident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a text is no [`EmailAddress`] (D5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("the e-mail address is empty")]
    Empty,
    /// Not one plain address.
    #[error("the e-mail address has not the right form")]
    Form,
}

impl EmailAddress {
    /// Reads one plain address: full-width characters become half-width ones, the domain
    /// lower case; the local part stays as typed (D5).
    ///
    /// Old docomo addresses with `..` or a dot before `@` are taken. Several addresses,
    /// display names, quotes, comments, spaces and line breaks are refused (R45), and so
    /// are domains that are not ASCII; their punycode form is taken.
    ///
    /// # Errors
    ///
    /// See [`EmailError`].
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let address: String = typed.trim().chars().map(half_width).collect();
        if address.is_empty() {
            return Err(EmailError::Empty);
        }
        let (local, domain) = address.split_once('@').ok_or(EmailError::Form)?;
        if address.len() > LONGEST || !is_local_part(local) || !is_domain(domain) {
            return Err(EmailError::Form);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The whole address, as it is shown and stored (D5).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`, as typed (D5).
    pub fn local(&self) -> &str {
        self.parts().0
    }

    /// What stands after the `@`, in lower case (D5).
    pub fn domain(&self) -> &str {
        self.parts().1
    }

    /// The address as two are compared: capitals make no difference (R47). Never to be sent to.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address with most of its local part left out: `ma***@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.parts();
        let shown = local.len().saturating_sub(1).min(2);
        format!("{}***@{domain}", &local[..shown])
    }

    /// The address as it must stand in a header or an SMTP command: a local part that
    /// is no dot-atom is quoted, `"a..b"@docomo.ne.jp` (D5).
    pub fn to_smtp(&self) -> Cow<'_, str> {
        let (local, domain) = self.parts();
        if local.split('.').all(|atom| !atom.is_empty()) {
            Cow::Borrowed(&self.0)
        } else {
            // Neither a quote nor a backslash passes `parse`: there is nothing to escape.
            Cow::Owned(format!("\"{local}\"@{domain}"))
        }
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once('@').unwrap_or((&self.0, ""))
    }
}

/// The half-width form of a full-width ASCII character; anything else as it is.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        _ => character,
    }
}

fn is_local_part(local: &str) -> bool {
    (1..=LONGEST_LOCAL).contains(&local.len())
        && !local.starts_with('.')
        && local
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte))
}

fn is_domain(domain: &str) -> bool {
    let mut labels = domain.rsplit('.');
    let top = labels.next().unwrap_or_default();
    let top_is_a_name = top.bytes().any(|byte| byte.is_ascii_alphabetic());
    top_is_a_name && is_label(top) && domain.contains('.') && labels.all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.masked())
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailError;

    fn try_from(typed: String) -> Result<Self, Self::Error> {
        Self::parse(&typed)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).expect("a valid address")
    }

    #[test]
    fn an_address_is_kept_with_its_domain_in_lower_case() {
        for (typed, kept) in [
            ("name@example.com", "name@example.com"),
            ("  name@example.com\r\n", "name@example.com"),
            ("\u{3000}name@example.com\u{3000}", "name@example.com"),
            (
                "First.Last+Tag@Example.CO.JP",
                "First.Last+Tag@example.co.jp",
            ),
            ("ｎａｍｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "name@example.com"),
            ("o'brien/x=y@example.com", "o'brien/x=y@example.com"),
            (
                "name@xn--eckwd4c7c.xn--zckzah",
                "name@xn--eckwd4c7c.xn--zckzah",
            ),
            ("name@mail.1and1.com", "name@mail.1and1.com"),
            ("a@b.jp", "a@b.jp"),
            ("a..b@docomo.ne.jp", "a..b@docomo.ne.jp"),
            ("abc.@docomo.ne.jp", "abc.@docomo.ne.jp"),
        ] {
            assert_eq!(
                EmailAddress::parse(typed).map(String::from),
                Ok(kept.to_owned()),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn nothing_typed_is_empty() {
        for typed in ["", " ", "\u{3000}", "\r\n"] {
            assert_eq!(
                EmailAddress::parse(typed),
                Err(EmailError::Empty),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn everything_but_one_plain_address_is_refused() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_label = format!("a@{}.com", "b".repeat(64));
        let long_whole = format!("{}@{}com", "a".repeat(64), "b.".repeat(94));
        for typed in [
            "name",
            "@example.com",
            "name@",
            "name@example",
            "name@localhost",
            "name@@example.com",
            "name@example@example.com",
            "name@.com",
            "name@example.",
            "name@example..com",
            "name@-example.com",
            "name@example-.com",
            "name@exa_mple.com",
            "name@127.0.0.1",
            "name@[127.0.0.1]",
            ".name@example.com",
            "na me@example.com",
            "name@exam ple.com",
            "na\u{3000}me@example.com",
            "\"name\"@example.com",
            "\"na me\"@example.com",
            "na\\me@example.com",
            "name(comment)@example.com",
            "Name <name@example.com>",
            "<name@example.com>",
            "a@example.com,b@example.com",
            "a@example.com;b@example.com",
            "a@example.com b@example.com",
            "mailto:name@example.com",
            "name@example.com\r\nBcc: evil@example.com",
            "name\r\nBcc:evil@example.com",
            "name@example.com\n.\n",
            "name\u{0}@example.com",
            "name\u{7f}@example.com",
            "name\u{200b}@example.com",
            "na\u{202e}me@example.com",
            "名前@example.com",
            "name@例え.jp",
            "name@example。com",
            &long_local,
            &long_label,
            &long_whole,
        ] {
            assert_eq!(
                EmailAddress::parse(typed),
                Err(EmailError::Form),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn the_longest_address_is_taken() {
        let longest = format!(
            "{}@{}.com",
            "a".repeat(64),
            ["b".repeat(61), "c".repeat(61), "d".repeat(61)].join(".")
        );

        assert_eq!(longest.len(), 254);
        assert!(EmailAddress::parse(&longest).is_ok());
    }

    #[test]
    fn an_address_has_two_parts() {
        let address = address("Taro.Yusen@Example.com");

        assert_eq!(address.local(), "Taro.Yusen");
        assert_eq!(address.domain(), "example.com");
    }

    #[test]
    fn a_masked_address_never_shows_the_whole_local_part() {
        for (whole, masked) in [
            ("manager@example.com", "ma***@example.com"),
            ("abc@example.com", "ab***@example.com"),
            ("ab@example.com", "a***@example.com"),
            ("a@example.com", "***@example.com"),
        ] {
            assert_eq!(address(whole).masked(), masked);
            assert_eq!(
                format!("{:?}", address(whole)),
                format!("EmailAddress({masked})")
            );
        }
    }

    #[test]
    fn a_local_part_that_is_no_dot_atom_is_quoted_when_sent() {
        for (kept, sent) in [
            ("name@example.com", "name@example.com"),
            ("first.last@example.com", "first.last@example.com"),
            ("a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"),
            ("abc.@docomo.ne.jp", "\"abc.\"@docomo.ne.jp"),
        ] {
            assert_eq!(address(kept).to_smtp(), sent);
        }
    }
}
