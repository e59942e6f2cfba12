//! Why a mail did not arrive, out of what mail servers say about it (X2).
//!
//! They say it with a reply code (RFC 5321), an enhanced status code (RFC 3463), and words. The enhanced code is the
//! most reliable where it says anything; words decide where it does not, or where well-known servers use it wrongly.

use std::iter;

use super::{EXPIRED, TIMED_OUT};
use crate::text::Language;

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

/// What did not come from a mail server: our own words, and lettre's for a connection that does not work.
const BEGINNINGS: [(&str, Reason); 7] = [
    (EXPIRED, Reason::TooOld),
    (TIMED_OUT, Reason::Unreachable),
    ("connection error", Reason::Unreachable),
    ("network error", Reason::Unreachable),
    ("response error", Reason::Unreachable),
    ("tls error", Reason::Unreachable),
    ("transport has been shut down", Reason::Unreachable),
];

/// Mobile carriers that answer "user unknown" for a telephone that refuses mail from computers, too.
const CARRIERS: [&str; 4] = ["@docomo.ne.jp", "@ezweb.ne.jp", "@au.com", "@uqmobile.jp"];

/// Words that mean the same whatever code stands beside them.
const CERTAIN: &[(&str, Reason)] = &[
    // the receiving server is not responsible for the domain, or wants to know us better
    ("relay access denied", Reason::Other),
    ("relaying denied", Reason::Other),
    ("unable to relay", Reason::Other),
    ("authentication required", Reason::Other),
    ("null mx", Reason::UnknownDomain),
    ("does not accept mail", Reason::UnknownDomain),
    // KDDI, without an address: filtered by the receiver's settings
    ("550 : user unknown", Reason::UnknownOrRefused),
    ("(550): : user unknown", Reason::UnknownOrRefused),
];

/// Words that mean this where a code of permanent failure says nothing better.
const PERMANENT: &[(&str, Reason)] = &[
    ("no such domain", Reason::UnknownDomain),
    ("domain does not exist", Reason::UnknownDomain),
    ("domain not found", Reason::UnknownDomain),
    ("host not found", Reason::UnknownDomain),
    ("host or domain name not found", Reason::UnknownDomain),
    ("host unknown", Reason::UnknownDomain),
    ("name service error", Reason::UnknownDomain),
    ("unrouteable", Reason::UnknownDomain),
    ("account is disabled", Reason::MailboxDisabled),
    ("account disabled", Reason::MailboxDisabled),
    ("account inactive", Reason::MailboxDisabled),
    ("account is inactive", Reason::MailboxDisabled),
    ("deactivated", Reason::MailboxDisabled),
    ("mailbox disabled", Reason::MailboxDisabled),
    ("mailbox is disabled", Reason::MailboxDisabled),
    ("suspended", Reason::MailboxDisabled),
    ("user disabled", Reason::MailboxDisabled),
    ("account does not exist", Reason::UnknownMailbox),
    ("address does not exist", Reason::UnknownMailbox),
    ("address unknown", Reason::UnknownMailbox),
    ("doesn't have a", Reason::UnknownMailbox),
    ("invalid mailbox", Reason::UnknownMailbox),
    ("invalid recipient", Reason::UnknownMailbox),
    ("mailbox does not exist", Reason::UnknownMailbox),
    ("mailbox not found", Reason::UnknownMailbox),
    ("mailbox unavailable", Reason::UnknownMailbox),
    ("no mailbox here", Reason::UnknownMailbox),
    ("no such mailbox", Reason::UnknownMailbox),
    ("no such recipient", Reason::UnknownMailbox),
    ("no such user", Reason::UnknownMailbox),
    ("recipient not found", Reason::UnknownMailbox),
    ("recipientnotfound", Reason::UnknownMailbox),
    ("recipient unknown", Reason::UnknownMailbox),
    ("unknown address", Reason::UnknownMailbox),
    ("unknown recipient", Reason::UnknownMailbox),
    ("unknown user", Reason::UnknownMailbox),
    ("user does not exist", Reason::UnknownMailbox),
    ("user not found", Reason::UnknownMailbox),
    ("user unknown", Reason::UnknownMailbox),
    ("blacklist", Reason::RefusedAsSpam),
    ("block list", Reason::RefusedAsSpam),
    ("blocked", Reason::RefusedAsSpam),
    ("blocklist", Reason::RefusedAsSpam),
    ("dmarc", Reason::RefusedAsSpam),
    ("policy", Reason::RefusedAsSpam),
    ("reputation", Reason::RefusedAsSpam),
    ("spam", Reason::RefusedAsSpam),
    ("unsolicited", Reason::RefusedAsSpam),
];

/// Words that mean this where no code says anything better, whether it is for now or for good.
const ANYTIME: &[(&str, Reason)] = &[
    ("delivery time expired", Reason::TooOld),
    ("message expired", Reason::TooOld),
    ("queue.expired", Reason::TooOld),
    ("exceeded storage allocation", Reason::MailboxFull),
    ("full mailbox", Reason::MailboxFull),
    ("mailbox full", Reason::MailboxFull),
    ("mailbox is full", Reason::MailboxFull),
    ("out of storage", Reason::MailboxFull),
    ("over quota", Reason::MailboxFull),
    ("overquota", Reason::MailboxFull),
    ("quota exceeded", Reason::MailboxFull),
    ("quotaexceeded", Reason::MailboxFull),
    ("too much mail data", Reason::MailboxFull),
    ("message size", Reason::TooLarge),
    ("message too big", Reason::TooLarge),
    ("message too large", Reason::TooLarge),
    ("size limit", Reason::TooLarge),
    ("connection refused", Reason::Unreachable),
    ("connection reset", Reason::Unreachable),
    ("connection timed out", Reason::Unreachable),
    ("lost connection", Reason::Unreachable),
    ("network is unreachable", Reason::Unreachable),
    ("no route to host", Reason::Unreachable),
];

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

/// What a mail server said, in lower case, taken apart.
struct Reply<'a> {
    words: &'a str,
    statuses: Vec<Status>,
    basic: Option<u16>,
}

impl<'a> Reply<'a> {
    fn read(words: &'a str) -> Self {
        Self {
            words,
            statuses: numbers(words).filter_map(Status::parse).collect(),
            basic: numbers(words).find_map(basic_code),
        }
    }

    fn reason(&self) -> Reason {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_reasons(cases: &[(&str, Reason)]) {
        for (told, reason) in cases {
            assert_eq!(Reason::of(told), *reason, "{told}");
        }
    }

    #[test]
    fn x2_what_the_carriers_say() {
        assert_reasons(&[
            (
                "permanent error (550): Unknown user taro@docomo.ne.jp",
                Reason::UnknownOrRefused,
            ),
            (
                "5.2.0 smtp; 550 Unknown user taro@docomo.ne.jp",
                Reason::UnknownOrRefused,
            ),
            (
                "permanent error (552): Too much mail data taro@docomo.ne.jp",
                Reason::MailboxFull,
            ),
            (
                "permanent error (550): <taro@ezweb.ne.jp>: User unknown",
                Reason::UnknownOrRefused,
            ),
            (
                "permanent error (550): : User unknown",
                Reason::UnknownOrRefused,
            ),
            ("5.0.0 smtp; 550 : User unknown", Reason::UnknownOrRefused),
            (
                "permanent error (554): <taro@au.com>: Relay access denied",
                Reason::Other,
            ),
            (
                "permanent error (550): Invalid recipient: <taro@softbank.ne.jp>",
                Reason::UnknownMailbox,
            ),
            // about our own domain
            (
                "permanent error (553): members.example.com does not exist",
                Reason::Other,
            ),
        ]);
    }

    #[test]
    fn x2_what_gmail_says() {
        assert_reasons(&[
            (
                "permanent error (550): 5.1.1 The email account that you tried to reach does not exist. Please try \
                 double-checking the recipient's email address for typos or unnecessary spaces. For more information, \
                 go to 5.1.1  https://support.google.com/mail/?p=NoSuchUser a1-20020a170902gsmtp",
                Reason::UnknownMailbox,
            ),
            (
                "permanent error (550): 5.2.1 The email account that you tried to reach is disabled.",
                Reason::MailboxDisabled,
            ),
            (
                "permanent error (552): 5.2.2 The email account that you tried to reach is over quota.",
                Reason::MailboxFull,
            ),
            (
                "transient error (452): 4.2.2 The recipient's inbox is out of storage space.",
                Reason::MailboxFull,
            ),
            (
                "permanent error (552): 5.3.4 Your message exceeded Google's message size limits.",
                Reason::TooLarge,
            ),
            (
                "permanent error (550): 5.7.26 Your email has been blocked because the sender is unauthenticated.",
                Reason::RefusedAsSpam,
            ),
            (
                "transient error (421): 4.7.0 [192.0.2.5 15] Our system has detected an unusual rate of unsolicited mail",
                Reason::TemporarilyUnavailable,
            ),
            (
                "transient error (450): 4.2.1 The user you are trying to contact is receiving mail at a rate that \
                 prevents additional messages from being delivered.",
                Reason::TemporarilyUnavailable,
            ),
        ]);
    }

    #[test]
    fn x2_what_outlook_and_exchange_say() {
        assert_reasons(&[
            (
                "permanent error (550): 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).",
                Reason::UnknownMailbox,
            ),
            (
                "5.1.10 smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
                Reason::UnknownMailbox,
            ),
            (
                "permanent error (550): 5.4.1 Recipient address rejected: Access denied. [TY2.apc01.prod.example.com]",
                Reason::UnknownMailbox,
            ),
            (
                "5.2.2 smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException",
                Reason::MailboxFull,
            ),
            (
                "permanent error (550): 5.7.1 Unfortunately, messages from [192.0.2.5] weren't sent. Please contact your \
                 Internet service provider since part of their network is on our block list (S3140).",
                Reason::RefusedAsSpam,
            ),
            (
                "5.4.310 smtp;550 5.4.310 DNS domain sample.example.com does not exist [Message=InfoDomainNonexistent]",
                Reason::UnknownDomain,
            ),
            (
                "4.4.7 smtp;550 4.4.7 QUEUE.Expired; message expired",
                Reason::TooOld,
            ),
            (
                "5.4.300 smtp;550 5.4.300 Message expired -> 451 4.4.4 Mail received",
                Reason::TooOld,
            ),
            (
                "transient error (451): 4.7.500 Server busy. Please try again later from [192.0.2.5]. (S77719)",
                Reason::TemporarilyUnavailable,
            ),
        ]);
    }

    #[test]
    fn x2_what_postfix_and_others_say() {
        assert_reasons(&[
            (
                "permanent error (550): 5.1.1 <x@example.com>: Recipient address rejected: User unknown in local \
                 recipient table",
                Reason::UnknownMailbox,
            ),
            (
                "permanent error (550): 5.7.1 <x@example.com>: Recipient address rejected: user unknown",
                Reason::UnknownMailbox,
            ),
            (
                "transient error (450): 4.2.0 <x@example.com>: Recipient address rejected: Greylisted, see \
                 http://postgrey.example.com/help/example.com.html",
                Reason::TemporarilyUnavailable,
            ),
            (
                "permanent error (550): 5.1.2 <x@example.jp>: Recipient address rejected: Domain not found",
                Reason::UnknownDomain,
            ),
            (
                "transient error (450): 4.1.2 <x@example.jp>: Recipient address rejected: Domain not found",
                Reason::UnknownDomain,
            ),
            (
                "5.4.4 X-Postfix; Host or domain name not found. Name service error for name=sample.example.com \
                 type=AAAA: Host not found",
                Reason::UnknownDomain,
            ),
            (
                "4.4.3 X-Postfix; Host or domain name not found. Name service error for name=sample.example.com type=MX: \
                 Host not found, try again",
                Reason::TemporarilyUnavailable,
            ),
            (
                "4.4.1 X-Postfix; connect to mx.example.com[192.0.2.9]:25: Connection timed out",
                Reason::Unreachable,
            ),
            (
                "permanent error (550): 5.1.10 <x@example.com>: Recipient address rejected: Domain example.com does not \
                 accept mail (null MX)",
                Reason::UnknownDomain,
            ),
            (
                "permanent error (552): 5.3.4 Message size exceeds fixed limit",
                Reason::TooLarge,
            ),
            (
                "permanent error (554): 5.7.1 <client.example.com[192.0.2.1]>: Client host rejected: blocked using a \
                 list",
                Reason::RefusedAsSpam,
            ),
            (
                "permanent error (550): 5.1.8 <info@members.example.com>: Sender address rejected: Domain not found",
                Reason::Other,
            ),
            (
                "transient error (452): 4.3.1 Insufficient system storage",
                Reason::TemporarilyUnavailable,
            ),
            (
                "permanent error (554): delivery error: dd This user doesn't have a yahoo account (x@example.com) [-5]",
                Reason::UnknownMailbox,
            ),
            (
                "permanent error (550): 5.1.1 <x@icloud.example.com>: user does not exist",
                Reason::UnknownMailbox,
            ),
            ("550 no such mailbox", Reason::UnknownMailbox),
            ("552 mailbox is full", Reason::MailboxFull),
            (
                "permanent error (552): Requested mail action aborted: exceeded storage allocation",
                Reason::MailboxFull,
            ),
            (
                "permanent error (552): Message size exceeds maximum permitted",
                Reason::TooLarge,
            ),
            (
                "permanent error (554): Message rejected because of unacceptable content, spam",
                Reason::RefusedAsSpam,
            ),
            (
                "permanent error (535): 5.7.8 Authentication required",
                Reason::Other,
            ),
            (
                "transient error (450): Requested mail action not taken: mailbox unavailable",
                Reason::TemporarilyUnavailable,
            ),
            (
                "transient error (421): mail.example.com closing transmission channel",
                Reason::TemporarilyUnavailable,
            ),
            ("permanent error (554): Transaction failed", Reason::Other),
            ("", Reason::Other),
        ]);
    }

    #[test]
    fn x2_what_we_and_the_connection_say() {
        assert_reasons(&[
            (EXPIRED, Reason::TooOld),
            (TIMED_OUT, Reason::Unreachable),
            (
                "Connection error: Connection refused (os error 111)",
                Reason::Unreachable,
            ),
            (
                "network error: Connection reset by peer",
                Reason::Unreachable,
            ),
            ("response error: incomplete response", Reason::Unreachable),
            (
                "tls error: invalid peer certificate: Expired",
                Reason::Unreachable,
            ),
        ]);
    }

    #[test]
    fn x2_numbers_in_names_and_addresses_are_no_codes() {
        assert_reasons(&[
            (
                "permanent error (550): <spam.4.2.2@example.com>: refused by 5.1.1.1",
                Reason::Other,
            ),
            (
                "permanent error (554): refused, see http://5.2.2/spam",
                Reason::Other,
            ),
            (
                "permanent error (554): mx5.2.2 4.94.2 3.5.25 s550 5.99999.1",
                Reason::Other,
            ),
        ]);
    }

    #[test]
    fn x2_every_reason_has_a_text_of_its_own() {
        let reasons = [
            Reason::UnknownMailbox,
            Reason::UnknownOrRefused,
            Reason::UnknownDomain,
            Reason::MailboxFull,
            Reason::MailboxDisabled,
            Reason::TooLarge,
            Reason::RefusedAsSpam,
            Reason::TemporarilyUnavailable,
            Reason::Unreachable,
            Reason::TooOld,
            Reason::Other,
        ];
        for language in Language::ALL {
            let texts: std::collections::HashSet<&str> =
                reasons.iter().map(|reason| reason.text(language)).collect();
            assert_eq!(texts.len(), reasons.len());
        }
    }
}
