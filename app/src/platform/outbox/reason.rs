//! Why a mail did not arrive, out of what mail servers say about it (X2).
//!
//! They say it with a reply code (RFC 5321), an enhanced status code (RFC 3463), and words. The enhanced code is the
//! most reliable where it says anything; words decide where it does not, or where well-known servers use it wrongly.

mod reply;
#[cfg(test)]
mod tests;
mod words;

use crate::text::Language;
use reply::Reply;
use words::{BEGINNINGS, CARRIERS};

/// Why a mail did not arrive, as far as it helps the person who asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// There is no such mailbox.
    UnknownMailbox,
    /// There is no such mailbox, or its telephone does not take mail from computers: some mobile carriers say the
    /// same of both.
    UnknownOrRefused,
    /// Nothing takes mail for what stands behind the `@`.
    UnknownDomain,
    /// The mailbox is full.
    MailboxFull,
    /// The mailbox is there and takes nothing.
    MailboxDisabled,
    /// The mail is too large.
    TooLarge,
    /// The mail server did not want it: taken for spam, or against a rule of the receiver's.
    RefusedAsSpam,
    /// The mail server takes it later, perhaps.
    TemporarilyUnavailable,
    /// The mail server did not answer, or the connection broke.
    Unreachable,
    /// It could not be delivered for too long.
    TooOld,
    /// Something else.
    Other,
}

impl Reason {
    /// What a mail server's answer, a delivery status report, or a word of our own means.
    pub fn of(told: &str) -> Self {
        let told = told.to_lowercase();
        if let Some((_, reason)) = BEGINNINGS
            .iter()
            .find(|(beginning, _)| told.starts_with(beginning))
        {
            return *reason;
        }

        let words = without_addresses(&told);
        let reason = Reply::read(&words).reason();
        if reason == Self::UnknownMailbox && CARRIERS.iter().any(|carrier| told.contains(carrier)) {
            return Self::UnknownOrRefused;
        }
        reason
    }

    /// Whether another address may help, and the same one hardly.
    pub fn is_about_the_address(self) -> bool {
        matches!(
            self,
            Self::UnknownMailbox
                | Self::UnknownOrRefused
                | Self::UnknownDomain
                | Self::MailboxDisabled
        )
    }

    /// What it means, to a person who knows nothing about mail servers.
    pub fn text(self, language: Language) -> &'static str {
        match self {
            Self::UnknownMailbox => language.delivery_unknown_mailbox(),
            Self::UnknownOrRefused => language.delivery_unknown_or_refused(),
            Self::UnknownDomain => language.delivery_unknown_domain(),
            Self::MailboxFull => language.delivery_mailbox_full(),
            Self::MailboxDisabled => language.delivery_mailbox_disabled(),
            Self::TooLarge => language.delivery_too_large(),
            Self::RefusedAsSpam => language.delivery_refused(),
            Self::TemporarilyUnavailable => language.delivery_temporarily_unavailable(),
            Self::Unreachable => language.delivery_unreachable(),
            Self::TooOld => language.delivery_too_old(),
            Self::Other => language.delivery_other(),
        }
    }
}

/// The words without mail addresses and links: people have names like `spam4.2.2@example.com`.
fn without_addresses(told: &str) -> String {
    told.split_whitespace()
        .map(|word| {
            if word.contains("://") {
                return "";
            }
            // what stands behind an address belongs to the sentence: `<taro@example.com>:`
            word.rfind('@').map_or(word, |at| {
                let rest = &word[at..];
                rest.find(['>', ':', ',', ';', ')'])
                    .map_or("", |end| rest[end..].trim_start_matches('>'))
            })
        })
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
