//! What is read out of a message.

use super::messages::{
    DELAYED, EXCHANGE, GMAIL, JAPANESE, NUMBER, OUT_OF_OFFICE, POSTFIX, RECEIVER, REPORTS, SEVERAL,
    on_the_wire, with,
};
use crate::{
    bounces::rules::{Recipient, Report, Unreadable},
    platform::outbox::Reason,
};

fn read(message: &[u8]) -> Report {
    Report::read(message)
        .expect("readable")
        .expect("a delivery status report")
}

/// What a message tells of our receiver.
fn told(message: &[u8]) -> Option<String> {
    read(message).failure_to(RECEIVER).map(Recipient::told)
}

#[test]
fn x2_reports_of_well_known_mail_servers_are_understood() {
    for (message, expected, reason) in [
        (
            POSTFIX,
            "5.1.1 550 5.1.1 <taro@example.com>: Recipient address rejected: User unknown in local recipient table",
            Reason::UnknownMailbox,
        ),
        (
            EXCHANGE,
            "5.1.10 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient taro@example.com not found by SMTP address \
             lookup",
            Reason::UnknownMailbox,
        ),
        (
            GMAIL,
            "5.2.2 552-5.2.2 The email account that you tried to reach is over quota. 552 5.2.2 Please direct the \
             recipient to https://support.example.com/mail/?p=OverQuotaPerm",
            Reason::MailboxFull,
        ),
        (
            JAPANESE,
            "5.2.2 552 5.2.2 <taro@example.com>... Mailbox is full",
            Reason::MailboxFull,
        ),
        (
            SEVERAL,
            "5.7.1 550-5.7.1 This message was refused by the receiver's 550-policy. 550 5.7.1 See \
             https://example.com/policy",
            Reason::RefusedAsSpam,
        ),
    ] {
        for message in [message, &on_the_wire(message)] {
            let told = told(message).expect("a failure");

            assert_eq!(told, expected);
            assert_eq!(Reason::of(&told), reason, "{told}");
        }
    }
}

#[test]
fn x2_the_mail_is_known_by_its_message_id_wherever_a_report_names_it() {
    for message in REPORTS {
        assert_eq!(
            read(message).mail.map(|mail| mail.to_string()).as_deref(),
            Some(NUMBER)
        );
    }

    let in_the_returned_mail = format!("Message-ID: <{NUMBER}@members.example.com>");
    for report in [EXCHANGE, GMAIL] {
        // only "In-Reply-To" and "X-Original-Message-ID" are left
        let elsewhere = with(
            report,
            &in_the_returned_mail,
            "Message-ID: <1.2@relay.example.com>",
        );
        assert!(read(&elsewhere).mail.is_some());
    }
    let nowhere = with(
        POSTFIX,
        &in_the_returned_mail,
        "Message-ID: <20261121.1@shop.example.com>",
    );
    assert_eq!(read(&nowhere).mail, None);
}

#[test]
fn x2_what_is_late_or_has_arrived_is_no_failure() {
    assert_eq!(told(DELAYED), None);
    for action in ["delivered", "relayed", "expanded", "Delayed", "failedish"] {
        let other = with(POSTFIX, "Action: failed", &format!("Action: {action}"));
        assert_eq!(told(&other), None, "{action}");
    }
    for action in ["Failed", "FAILED", "failed (permanently)"] {
        let other = with(POSTFIX, "Action: failed", &format!("Action: {action}"));
        assert!(told(&other).is_some(), "{action}");
    }
}

#[test]
fn x2_a_failure_to_somebody_else_is_not_ours_however_a_mail_server_spells_addresses() {
    let report = read(SEVERAL);
    assert!(report.failure_to("hanako@example.com").is_some());
    assert_eq!(
        report.failure_to("TARO@example.com"),
        report.failure_to(RECEIVER)
    );

    // forwarded by the receiver, and failed there
    let elsewhere = with(
        &with(POSTFIX, "Original-Recipient: rfc822;taro@example.com\n", ""),
        "Final-Recipient: rfc822; taro@example.com",
        "Final-Recipient: rfc822; other@elsewhere.example.com",
    );
    assert_eq!(told(&elsewhere), None);

    // rewritten on its way: the address that we sent to counts
    let rewritten = with(
        POSTFIX,
        "Final-Recipient: rfc822; taro@example.com",
        "Final-Recipient: rfc822; taro@internal.example.com",
    );
    assert!(told(&rewritten).is_some());

    for nobody in [
        "Final-Recipient: rfc822;",
        "Final-Recipient: local; taro",
        "X-Nothing: x",
    ] {
        let report = with(
            &with(POSTFIX, "Original-Recipient: rfc822;taro@example.com\n", ""),
            "Final-Recipient: rfc822; taro@example.com",
            nobody,
        );
        assert!(told(&report).is_some(), "{nobody}");
    }
}

#[test]
fn x2_the_returned_header_says_whom_a_mail_was_addressed_to() {
    let report = read(POSTFIX);

    assert_eq!(report.addressed_to, [RECEIVER]);
    // the account has another address by now
    assert!(report.failure_to("renamed@example.com").is_some());
}

#[test]
fn x2_a_report_without_a_reason_is_a_failure_all_the_same() {
    let bare = with(
        &with(POSTFIX, "Status: 5.1.1", "Status: none"),
        "Diagnostic-Code: smtp; 550 5.1.1 <taro@example.com>: Recipient address\n    rejected: User unknown in local recipient table\n",
        "",
    );

    assert_eq!(told(&bare).as_deref(), Some("failed"));
}

#[test]
fn x2_an_answer_of_a_person_is_no_report_and_noise_is_no_message() {
    assert_eq!(Report::read(OUT_OF_OFFICE), Ok(None));
    for noise in [&b""[..], b"\0\0\0", b"\r\n\r\n", b"hello", &[0xff; 1_000]] {
        assert_eq!(Report::read(noise), Err(Unreadable::NoMessage), "{noise:?}");
    }
    let silent = with(POSTFIX, "Action: failed", "X-Action: failed");
    assert_eq!(Report::read(&silent), Err(Unreadable::NoRecipient));
}

/// Numbers that look random and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        // xorshift64 (Marsaglia 2003)
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("small")).expect("small")
    }
}

#[test]
fn x2_no_message_however_broken_breaks_the_reader() {
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let pieces: [&[u8]; 12] = [
        b"\r\n",
        b"\n\n",
        b"--",
        b"\0",
        b"\x1b$B",
        b"=?utf-8?b?",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Content-Type: message/rfc822\n\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Message-ID: <",
        b";;;\"",
        &[0xff, 0xfe, 0x80],
    ];
    for message in REPORTS {
        for length in (0..message.len()).step_by(7) {
            Report::read(&message[..length]).ok();
            Report::read(&message[length..]).ok();
        }
        for _ in 0..1_000 {
            let mut changed = message.to_vec();
            for _ in 0..=chance.below(8) {
                let at = chance.below(changed.len());
                match chance.below(4) {
                    0 => changed[at] = u8::try_from(chance.below(256)).expect("a byte"),
                    1 => {
                        let end = (at + chance.below(200)).min(changed.len());
                        changed.drain(at..end);
                    }
                    2 => {
                        let from = chance.below(changed.len());
                        let end = (from + chance.below(500)).min(changed.len());
                        let copy = changed[from..end].to_vec();
                        changed.splice(at..at, copy);
                    }
                    _ => {
                        let piece = pieces[chance.below(pieces.len())];
                        changed.splice(at..at, piece.iter().copied());
                    }
                }
                if changed.is_empty() {
                    changed.push(b'\n');
                }
            }
            if let Ok(Some(report)) = Report::read(&changed) {
                report.failure_to(RECEIVER).map(Recipient::told);
            }
        }
    }
}

#[test]
fn x2_messages_within_messages_end_the_reading_at_some_depth() {
    for beginning in [
        "Content-Type: message/rfc822\n\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        "Content-Type: multipart/report; boundary=\n\n--\n",
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n",
    ] {
        let nested = beginning.repeat(256 * 1024 / beginning.len());
        assert!(matches!(Report::read(nested.as_bytes()), Ok(None) | Err(_)));
    }
}
