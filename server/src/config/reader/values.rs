//! One setting of any kind: given, or its default, or a mistake that is noted.

use std::ops::RangeInclusive;

use super::{Noted, Reader};
use crate::config::{
    Mistake, Mode, Secret,
    table::{Fallback, TABLE},
};

impl Reader<'_> {
    /// A text as it is given, or its default; `None` is for the caller to work out.
    pub(super) fn text(&mut self, name: &'static str) -> Result<Option<String>, Noted> {
        let Some(setting) = TABLE.iter().find(|setting| setting.name == name) else {
            return self.mistake(name, "is missing in the table of settings");
        };
        // An empty variable is what compose files and unit files leave behind for "not given".
        let given = (self.lookup)(name)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        if given.is_some() {
            return Ok(given);
        }

        match (setting.fallback, self.mode) {
            (Fallback::Value(value), _) | (Fallback::Demonstration(value), Mode::Demonstration) => {
                Ok(Some(value.to_owned()))
            }
            (Fallback::WorkedOut(_), _)
            | (Fallback::DemonstrationWorksOut(_), Mode::Demonstration) => Ok(None),
            (Fallback::Required, _)
            | (Fallback::Demonstration(_) | Fallback::DemonstrationWorksOut(_), Mode::Serve) => {
                self.mistake(name, "is not set")
            }
        }
    }

    /// A setting that is required, or has its default in the table.
    pub(in crate::config) fn parse<T, E: Into<String>>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Noted> {
        self.optional(name, parse, || Err(Noted))
    }

    /// A setting whose default is worked out.
    pub(super) fn optional<T, E: Into<String>>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        otherwise: impl FnOnce() -> Result<T, Noted>,
    ) -> Result<T, Noted> {
        match self.text(name)? {
            Some(text) => parse(&text).or_else(|problem| self.mistake(name, problem)),
            None => otherwise(),
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<T, Noted> {
        self.parse(name, |text| {
            text.parse::<i64>()
                .ok()
                .filter(|number| range.contains(number))
                .and_then(|number| T::try_from(number).ok())
                .ok_or_else(|| {
                    format!("must be a number from {} to {}", range.start(), range.end())
                })
        })
    }

    /// One line that people see.
    pub(super) fn line(&mut self, name: &'static str) -> Result<String, Noted> {
        self.parse(name, |text| {
            let fits = text.chars().count() <= 100 && !text.chars().any(char::is_control);
            if fits {
                Ok(text.to_owned())
            } else {
                Err("must be one line of at most 100 characters")
            }
        })
    }

    pub(super) fn random<const N: usize>(&mut self, name: &'static str) -> Result<[u8; N], Noted> {
        let mut bytes = [0; N];
        match getrandom::fill(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => self.mistake(name, format!("cannot be drawn at random: {error}")),
        }
    }

    /// Random letters and digits that nobody misreads, five bits each; at most 64.
    pub(super) fn random_text(
        &mut self,
        name: &'static str,
        length: usize,
    ) -> Result<Secret, Noted> {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let bytes = self.random::<64>(name)?;
        Ok(Secret(
            bytes
                .iter()
                .take(length)
                .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
                .collect(),
        ))
    }

    pub(super) fn mistake<T>(
        &mut self,
        setting: &'static str,
        problem: impl Into<String>,
    ) -> Result<T, Noted> {
        self.mistakes.push(Mistake {
            setting,
            problem: problem.into(),
        });
        Err(Noted)
    }
}
