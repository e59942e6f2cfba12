//! What mail servers, carriers and reports say, and what people are told (X2).

use super::{
    super::{EXPIRED, TIMED_OUT},
    *,
};

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
