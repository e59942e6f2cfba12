//! Words of mail servers, and what they mean.

use super::{
    super::{EXPIRED, TIMED_OUT},
    Reason,
};

/// What did not come from a mail server: our own words, and lettre's for a connection that does not work.
pub(super) const BEGINNINGS: [(&str, Reason); 7] = [
    (EXPIRED, Reason::TooOld),
    (TIMED_OUT, Reason::Unreachable),
    ("connection error", Reason::Unreachable),
    ("network error", Reason::Unreachable),
    ("response error", Reason::Unreachable),
    ("tls error", Reason::Unreachable),
    ("transport has been shut down", Reason::Unreachable),
];

/// Mobile carriers that answer "user unknown" for a telephone that refuses mail from computers, too.
pub(super) const CARRIERS: [&str; 4] = ["@docomo.ne.jp", "@ezweb.ne.jp", "@au.com", "@uqmobile.jp"];

/// Words that mean the same whatever code stands beside them.
pub(super) const CERTAIN: &[(&str, Reason)] = &[
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
pub(super) const PERMANENT: &[(&str, Reason)] = &[
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
pub(super) const ANYTIME: &[(&str, Reason)] = &[
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
