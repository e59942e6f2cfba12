//! The name of a person as the parent account entered it.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// ユーザー氏名 of a share account: one line of 1 to 50 characters that can stand in a
/// mail (M28, M41, R45).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// Why a text is no [`PersonName`] (M41, R45).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PersonNameError {
    /// Nothing visible was typed.
    #[error("the name is empty")]
    Empty,
    /// More than [`PersonName::MAX`] characters.
    #[error("the name is too long")]
    TooLong,
    /// A line break, a control character or one that changes the direction of the text.
    #[error("the name has a character that cannot be used")]
    Character,
    /// Something that mail programs would turn into a link.
    #[error("the name contains a link")]
    Link,
}

impl PersonName {
    /// The most characters (M41).
    pub const MAX: usize = 50;

    /// Reads a name; spaces at its ends, full-width ones too, are dropped (M41).
    ///
    /// # Errors
    ///
    /// See [`PersonNameError`].
    pub fn parse(typed: &str) -> Result<Self, PersonNameError> {
        let name: String = typed.trim().nfc().collect();
        if name.chars().all(is_joiner) {
            return Err(PersonNameError::Empty);
        }
        if name.chars().any(is_refused) {
            return Err(PersonNameError::Character);
        }
        if name.chars().count() > Self::MAX {
            return Err(PersonNameError::TooLong);
        }
        if looks_like_link(&name) {
            return Err(PersonNameError::Link);
        }
        Ok(Self(name))
    }

    /// The name (M28).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for all ways to write the name, as the database's `search_key` has it: width, case, spaces, hiragana
    /// and katakana make no difference (X8).
    pub fn key(&self) -> String {
        let plain = self.0.nfkc().collect::<String>().to_lowercase();
        plain
            .chars()
            .filter(|character| *character != ' ')
            .map(hiragana)
            .collect()
    }
}

/// The hiragana of a katakana that has one; anything else as it is.
fn hiragana(character: char) -> char {
    match character {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => {
            char::from_u32(u32::from(character) - 0x60).unwrap_or(character)
        }
        _ => character,
    }
}

/// Characters that shape their neighbours and show nothing by themselves. Names need
/// them: many Japanese ones are written with a variation selector.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_refused(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' // line and paragraph separator
            | '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // direction
            | '\u{200b}' | '\u{2060}' | '\u{feff}' // no width
            | '\u{e0000}'..='\u{e007f}' // tags
            | '\u{fffd}' // what was left of a character that could not be read
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' // private: other devices show nothing
        )
}

/// Judged in half width and lower case, so that `ｈｔｔｐｓ：／／` is found too.
fn looks_like_link(name: &str) -> bool {
    let plain = name.nfkc().collect::<String>().to_lowercase();
    plain.contains("://") || plain.contains("www.")
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for PersonName {
    type Error = PersonNameError;

    fn try_from(typed: String) -> Result<Self, Self::Error> {
        Self::parse(&typed)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_typed_but_for_the_spaces_around_it() {
        let longest = "有".repeat(50);
        for (typed, name) in [
            ("有線 太郎", "有線 太郎"),
            ("有線\u{3000}太郎", "有線\u{3000}太郎"),
            ("\u{3000} 有線花子 \u{3000}\r\n", "有線花子"),
            ("USENカフェ007", "USENカフェ007"),
            ("ﾕｳｾﾝ", "ﾕｳｾﾝ"),
            ("カ\u{3099}", "ガ"),
            ("O'Brien <b>&amp;", "O'Brien <b>&amp;"),
            ("葛\u{e0100}城", "葛\u{e0100}城"),
            ("店長：佐藤（wwwではない）", "店長：佐藤（wwwではない）"),
            (&longest, &longest),
        ] {
            assert_eq!(
                PersonName::parse(typed).map(String::from),
                Ok(name.to_owned()),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn x8_however_a_name_is_written_its_key_is_the_same() {
        let key = |name: &str| PersonName::parse(name).expect("a name").key();
        for (one, other) in [
            ("有線 太郎", "有線\u{3000}太郎"),
            ("有線 太郎", "有線太郎"),
            ("ＵＳＥＮカフェ", "usenｶﾌｪ"),
            ("ガーデン", "ｶﾞｰﾃﾞﾝ"),
            ("さとう みすゞ", "サトウ ミスヾ"),
            ("ヴィヶ", "ゔぃゖ"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        for (one, other) in [
            ("有線 太郎", "有線 花子"),
            ("渡辺", "渡邊"),
            ("ハ", "バ"),
            ("一", "ー"),
        ] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn each_mistake_has_its_own_answer() {
        let too_long = "あ".repeat(51);
        let far_too_long = "a".repeat(5_000);
        for (typed, error) in [
            ("", PersonNameError::Empty),
            (" \u{3000}\t\n", PersonNameError::Empty),
            ("\u{200d}\u{fe0f}", PersonNameError::Empty),
            (&too_long, PersonNameError::TooLong),
            (&far_too_long, PersonNameError::TooLong),
            ("有線\n太郎", PersonNameError::Character),
            ("有線\t太郎", PersonNameError::Character),
            ("x\r\nBcc: evil@example.com", PersonNameError::Character),
            ("x\n.\ny", PersonNameError::Character),
            ("x\u{0}y", PersonNameError::Character),
            ("x\u{85}y", PersonNameError::Character),
            ("x\u{2028}y", PersonNameError::Character),
            ("x\u{202e}y", PersonNameError::Character),
            ("x\u{2066}y", PersonNameError::Character),
            ("x\u{200b}y", PersonNameError::Character),
            ("x\u{feff}y", PersonNameError::Character),
            ("http://evil.example", PersonNameError::Link),
            ("当選 HTTPS://evil.example", PersonNameError::Link),
            ("ｈｔｔｐｓ：／／ｅｖｉｌ", PersonNameError::Link),
            ("www.evil.example", PersonNameError::Link),
            ("ＷＷＷ．evil", PersonNameError::Link),
        ] {
            assert_eq!(PersonName::parse(typed), Err(error), "{typed:?}");
        }
    }
}
