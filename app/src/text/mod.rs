//! The text catalogue: every text that a person sees, in Japanese and English (D18).
//!
//! A text is a method of [`Language`], so a missing or misspelt one does not compile:
//! `language.sign_in_heading()`, `language.greeting(&shop)`. One file an area. A doc
//! comment with a number (M16) marks a text whose Japanese wording is fixed to the letter.

use serde::{Deserialize, Serialize};

/// Makes methods of [`Language`] from lines of three forms, told here by example:
///
/// ```text
/// sign_out: "ログアウト" / "Sign out";
/// greeting(company): "ようこそ {company} さま" / "Welcome, {company}";
/// wait(minutes): "{minutes}分" / "{minutes} minute" | "{minutes} minutes";
/// ```
///
/// The third has a number of its own for one: its first argument is a `u64`, and the
/// English text follows it. Every argument must stand in both languages.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $(($($argument:ident),+))?: $ja:literal / $en:literal $(| $many:literal)?;)+) => {
        impl $crate::text::Language {$(
            texts! { @method [$(#[$doc])*] $name [$($($argument)+)?] $ja $en [$($many)?] }
        )+}

        /// All texts of this area, for the tests of the catalogue.
        #[cfg(test)]
        pub(super) const TEXTS: &[$crate::text::tests::Text] = &[$(
            (stringify!($name), $ja, &[$en $(, $many)?]),
        )+];
    };
    (@method [$($doc:tt)*] $name:ident [] $ja:literal $en:literal []) => {
        #[doc = concat!("`", stringify!($name), "`: ", $ja)]
        ///
        $($doc)*
        pub const fn $name(self) -> &'static str {
            match self {
                Self::Japanese => $ja,
                Self::English => $en,
            }
        }
    };
    (@method [$($doc:tt)*] $name:ident [$($argument:ident)+] $ja:literal $en:literal []) => {
        #[doc = concat!("`", stringify!($name), "`: ", $ja)]
        ///
        $($doc)*
        pub fn $name(self, $($argument: impl std::fmt::Display),+) -> String {
            match self {
                Self::Japanese => format!($ja, $($argument = $argument),+),
                Self::English => format!($en, $($argument = $argument),+),
            }
        }
    };
    (@method [$($doc:tt)*] $name:ident [$count:ident $($argument:ident)*] $ja:literal $one:literal [$many:literal]) => {
        #[doc = concat!("`", stringify!($name), "`: ", $ja)]
        ///
        $($doc)*
        pub fn $name(self, $count: u64 $(, $argument: impl std::fmt::Display)*) -> String {
            match (self, $count) {
                (Self::Japanese, _) => format!($ja, $count = $count $(, $argument = $argument)*),
                (Self::English, 1) => format!($one, $count = $count $(, $argument = $argument)*),
                (Self::English, _) => format!($many, $count = $count $(, $argument = $argument)*),
            }
        }
    };
}

mod accessibility;
mod account;
mod address_confirmation;
mod common;
mod confirmation_number;
mod deliveries;
mod documents;
mod errors;
mod guide;
mod help;
mod in_person;
mod invitation_import;
mod mails;
mod points;
mod recovery;
mod registration;
mod security;
mod share_accounts;
mod sign_in;
mod sign_in_guide;
mod top;

pub use guide::{Chapter, Passage, Picture};
pub use help::Question;

/// The languages of the portal; Japanese comes first (D18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// 日本語.
    #[default]
    #[serde(rename = "ja")]
    Japanese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both languages, the first one first (D18).
    pub const ALL: [Self; 2] = [Self::Japanese, Self::English];

    /// The tag for the `lang` attribute, the cookie and the database (D18).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// The language with this tag; regions are ignored, so `en-GB` is English (D18).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The language that suits an `Accept-Language` header best: the one with the highest
    /// weight, of equal ones the first; Japanese when neither is asked for (D18).
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (Self::Japanese, 0.0);
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let language = match parts.next().unwrap_or_default().trim() {
                "*" => Some(Self::Japanese),
                tag => Self::from_tag(tag),
            };
            if let (Some(language), Some(weight)) = (language, weight(parts.next()))
                && weight > best.1
            {
                best = (language, weight);
            }
        }
        best.0
    }

    /// The other language, which the visible switch offers (D18).
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Japanese => Self::English,
            Self::English => Self::Japanese,
        }
    }
}

/// The weight in `q=0.8`; 1 when there is none, nothing when it cannot be read.
fn weight(parameter: Option<&str>) -> Option<f32> {
    let Some(parameter) = parameter else {
        return Some(1.0);
    };
    let (name, value) = parameter.split_once('=')?;
    let weight: f32 = value.trim().parse().ok()?;
    (name.trim().eq_ignore_ascii_case("q") && (0.0..=1.0).contains(&weight)).then_some(weight)
}

#[cfg(test)]
mod tests;
