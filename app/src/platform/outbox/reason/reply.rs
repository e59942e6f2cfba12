//! What a mail server said, taken apart: its codes and its words.

use std::iter;

use super::{
    Reason,
    words::{ANYTIME, CERTAIN, PERMANENT},
};

/// What a mail server said, in lower case, taken apart.
pub(super) struct Reply<'a> {
    words: &'a str,
    statuses: Vec<Status>,
    basic: Option<u16>,
}

impl<'a> Reply<'a> {
    pub(super) fn read(words: &'a str) -> Self {
        Self {
            words,
            statuses: numbers(words).filter_map(Status::parse).collect(),
            basic: numbers(words).find_map(basic_code),
        }
    }

    pub(super) fn reason(&self) -> Reason {
        let permanent = !self.is_transient();
        self.says(CERTAIN)
            .or_else(|| {
                self.statuses
                    .iter()
                    .find_map(|status| self.meaning(*status))
            })
            .or_else(|| self.says(ANYTIME))
            .or_else(|| permanent.then(|| self.says(PERMANENT)).flatten())
            .or_else(|| self.statuses.iter().find_map(|status| status.subject()))
            .or_else(|| self.basic.and_then(basic_reason))
            .unwrap_or(if permanent {
                Reason::Other
            } else {
                Reason::TemporarilyUnavailable
            })
    }

    fn says(&self, meanings: &[(&str, Reason)]) -> Option<Reason> {
        meanings
            .iter()
            .find(|(words, _)| self.words.contains(words))
            .map(|(_, reason)| *reason)
    }

    fn is_transient(&self) -> bool {
        match (self.statuses.first(), self.basic) {
            (Some(status), _) => status.class == 4,
            (None, Some(code)) => code / 100 == 4,
            (None, None) => false,
        }
    }

    /// What an enhanced code means that says anything (RFC 3463), with what Exchange Online made of it.
    fn meaning(&self, status: Status) -> Option<Reason> {
        let Status {
            class,
            subject,
            detail,
        } = status;
        Some(match (class, subject, detail) {
            // 5.4.310 is Exchange Online's
            (_, 1, 2) | (5, 4, 310) => Reason::UnknownDomain,
            (_, 1, 7 | 8) => Reason::Other, // about the sender
            (5, 1, 1 | 3 | 6 | 10) => Reason::UnknownMailbox,
            (5, 2, 1) => Reason::MailboxDisabled,
            (_, 2, 2) => Reason::MailboxFull,
            (_, 2, 3) | (_, 3, 4) => Reason::TooLarge,
            // Exchange Online, about an address that it does not know
            (5, 4, 1) if self.words.contains("recipient address rejected") => {
                Reason::UnknownMailbox
            }
            (_, 4, 7 | 300 | 316) => Reason::TooOld,
            (_, 4, 1 | 2) => Reason::Unreachable,
            (4, 1 | 2 | 3 | 7, _) | (4, 4, 3 | 5) => Reason::TemporarilyUnavailable,
            // Postfix, about an address that its next server does not know
            (5, 7, 1) if self.words.contains("user unknown") => Reason::UnknownMailbox,
            (5, 7, _) => Reason::RefusedAsSpam,
            _ => return None,
        })
    }
}

/// An enhanced status code (RFC 3463).
#[derive(Clone, Copy)]
struct Status {
    class: u16,
    subject: u16,
    detail: u16,
}

impl Status {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse().ok());
        let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
        let known = matches!(class, 4 | 5) && subject <= 7 && detail <= 999;
        (known && parts.next().is_none()).then_some(Self {
            class,
            subject,
            detail,
        })
    }

    /// What its subject alone means.
    fn subject(self) -> Option<Reason> {
        match (self.class, self.subject) {
            (5, 1) => Some(Reason::UnknownMailbox),
            (_, 4) => Some(Reason::Unreachable),
            _ => None,
        }
    }
}

/// What a basic code means by itself (RFC 5321 4.2.3, RFC 7504).
fn basic_reason(code: u16) -> Option<Reason> {
    match code {
        551 => Some(Reason::UnknownMailbox),
        552 => Some(Reason::MailboxFull),
        521 | 556 => Some(Reason::UnknownDomain),
        _ => None,
    }
}

fn basic_code(text: &str) -> Option<u16> {
    let code = text.parse().ok()?;
    (text.len() == 3 && (400..600).contains(&code)).then_some(code)
}

/// Everything that looks like a number with or without dots, in its order.
fn numbers(words: &str) -> impl Iterator<Item = &str> {
    let mut rest = words;
    iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_digit())?;
        // `mx4` and `s2017` are names
        let whole = rest[..start]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_ascii_alphanumeric());
        let end = rest[start..]
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .map_or(rest.len(), |length| start + length);
        let number = rest[start..end].trim_end_matches('.');
        rest = &rest[end..];
        Some(if whole { number } else { "" })
    })
}
