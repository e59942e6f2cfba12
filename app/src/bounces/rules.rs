//! What a delivery status report says (RFC 3464, RFC 6522, RFC 6533), read from whatever arrives in a mailbox.

use std::collections::BTreeSet;

use mail_parser::{Address, Header, HeaderValue, Message, MessageParser, MessagePart, PartType};
use uuid::Uuid;

/// What a mail server reports of a mail that it had taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Our number of the mail, out of its Message-ID; nothing where it is none of ours.
    pub mail: Option<Uuid>,
    /// Whom the mail was addressed to, as its returned header says.
    pub addressed_to: Vec<String>,
    /// What became of it, receiver by receiver.
    pub recipients: Vec<Recipient>,
}

/// What became of a mail to one receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// What the mail server did.
    pub action: Action,
    /// The receiver, as sent and after whatever rewrote it; nobody where the report does not say.
    pub addresses: Vec<String>,
    /// The enhanced status code (RFC 3463).
    pub status: Option<String>,
    /// What the last mail server said.
    pub diagnostic: Option<String>,
}

/// What a mail server did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It gave up.
    Failed,
    /// It goes on trying, has handed the mail on, or delivered it.
    Other,
}

/// Why there is nothing to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No message at all.
    #[error("this is no message with a sender (RFC 5322)")]
    NoMessage,
    /// A report that says nothing of any receiver.
    #[error("the delivery status names no recipient with an action (RFC 3464 2.3)")]
    NoRecipient,
}

impl Report {
    /// Reads a message; nothing where it is a message, and no report.
    ///
    /// # Errors
    ///
    /// See [`Unreadable`].
    pub fn read(raw: &[u8]) -> Result<Option<Self>, Unreadable> {
        let message = MessageParser::new()
            .parse(raw)
            .filter(|message| {
                // every message has a sender, a report as well (RFC 5322 3.6, RFC 3464 2)
                headers(message)
                    .iter()
                    .any(|header| header.name().eq_ignore_ascii_case("from"))
            })
            .ok_or(Unreadable::NoMessage)?;
        let Some(status) = message.parts.iter().find(|part| {
            is_of_type(
                part,
                "message",
                &["delivery-status", "global-delivery-status"],
            )
        }) else {
            return Ok(None);
        };

        let fields = groups(&String::from_utf8_lossy(status.contents()));
        let recipients: Vec<Recipient> = fields.iter().filter_map(Recipient::read).collect();
        if recipients.is_empty() {
            return Err(Unreadable::NoRecipient);
        }
        let returned = message.parts.iter().find_map(returned);
        let about_mail = fields.iter().find_map(|group| {
            ["original-message-id", "x-original-message-id"]
                .into_iter()
                .find_map(|name| own_number(group.get(name)?))
        });
        let addressed_to = returned
            .as_ref()
            .map(|returned| returned.addressed_to.clone())
            .unwrap_or_default();
        Ok(Some(Self {
            mail: returned
                .and_then(|returned| returned.mail)
                .or(about_mail)
                .or_else(|| {
                    ["X-Original-Message-ID", "In-Reply-To", "References"]
                        .into_iter()
                        .find_map(|name| number_in(&message, name))
                }),
            addressed_to,
            recipients,
        }))
    }

    /// What failed of a mail to this address, if anything did.
    pub fn failure_to(&self, address: &str) -> Option<&Recipient> {
        let own: BTreeSet<String> = self
            .addressed_to
            .iter()
            .map(String::as_str)
            .chain([address])
            .map(comparable)
            .collect();
        self.recipients.iter().find(|recipient| {
            let is_ours = |address: &String| own.contains(&comparable(address));
            recipient.action == Action::Failed
                && (recipient.addresses.is_empty() || recipient.addresses.iter().any(is_ours))
        })
    }
}

impl Recipient {
    fn read(group: &Fields) -> Option<Self> {
        let action = group.get("action")?;
        let word: String = action
            .chars()
            .take_while(char::is_ascii_alphabetic)
            .collect();
        Some(Self {
            action: if word.eq_ignore_ascii_case("failed") {
                Action::Failed
            } else {
                Action::Other
            },
            addresses: ["original-recipient", "final-recipient"]
                .into_iter()
                .filter_map(|name| group.get(name))
                .map(|typed| without_type(typed).trim_matches(['<', '>']).to_owned())
                .filter(|address| address.contains('@'))
                .collect(),
            status: group
                .get("status")
                .and_then(|status| status.split([' ', '(']).next())
                .filter(|code| is_status(code))
                .map(str::to_owned),
            diagnostic: group
                .get("diagnostic-code")
                .map(|typed| without_type(typed).to_owned())
                .filter(|text| !text.is_empty()),
        })
    }

    /// Code and words, as the outbox keeps the answer of a mail server.
    pub fn told(&self) -> String {
        let told: Vec<&str> = [&self.status, &self.diagnostic]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if told.is_empty() {
            "failed".to_owned()
        } else {
            told.join(" ")
        }
    }
}

/// What is known of the mail that came back.
struct Returned {
    mail: Option<Uuid>,
    addressed_to: Vec<String>,
}

/// The mail, or its header, in a part of the report.
fn returned(part: &MessagePart<'_>) -> Option<Returned> {
    let of = |message: &Message<'_>| Returned {
        mail: number_in(message, "Message-ID"),
        addressed_to: headers(message)
            .iter()
            .filter(|header| header.name().eq_ignore_ascii_case("to"))
            .filter_map(|header| header.value().as_address())
            .flat_map(Address::iter)
            .filter_map(|to| to.address())
            .map(str::to_owned)
            .collect(),
    };
    match &part.body {
        PartType::Message(message) => Some(of(message)),
        _ if is_of_type(part, "text", &["rfc822-headers"])
            || is_of_type(part, "message", &["rfc822", "global", "global-headers"]) =>
        {
            MessageParser::new()
                .parse_headers(&closed(part.contents()))
                .map(|message| of(&message))
        }
        _ => None,
    }
}

/// Headers as the parser wants them: with the empty line that ends them.
fn closed(headers: &[u8]) -> Vec<u8> {
    [headers, b"\r\n\r\n"].concat()
}

/// The headers of a message; a broken one has no part to hold them.
fn headers<'a, 'x>(message: &'a Message<'x>) -> &'a [Header<'x>] {
    message.parts.first().map_or(&[], |part| &part.headers)
}

fn is_of_type(part: &MessagePart<'_>, kind: &str, subtypes: &[&str]) -> bool {
    let content_type = part
        .headers
        .iter()
        .filter(|header| header.name().eq_ignore_ascii_case("content-type"))
        .find_map(|header| header.value().as_content_type());
    content_type.is_some_and(|given| {
        given.ctype().eq_ignore_ascii_case(kind)
            && given.subtype().is_some_and(|given| {
                subtypes
                    .iter()
                    .any(|subtype| given.eq_ignore_ascii_case(subtype))
            })
    })
}

/// The first of our numbers in a header of a message.
fn number_in(message: &Message<'_>, name: &str) -> Option<Uuid> {
    headers(message)
        .iter()
        .filter(|header| header.name().eq_ignore_ascii_case(name))
        .find_map(|header| match header.value() {
            HeaderValue::Text(id) => own_number(id),
            HeaderValue::TextList(ids) => ids.iter().find_map(|id| own_number(id)),
            _ => None,
        })
}

/// The number that a Message-ID of ours is made of; the host behind it may have changed since.
fn own_number(ids: &str) -> Option<Uuid> {
    ids.split_whitespace().find_map(|id| {
        let (number, _host) = id.trim_matches(['<', '>']).split_once('@')?;
        // hyphenated only, as we write it
        (number.len() == 36)
            .then(|| Uuid::parse_str(number).ok())
            .flatten()
    })
}

/// The fields of one receiver, or of the mail as a whole.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// A field by its name in lower case; the first, where it is there twice.
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The groups of fields that empty lines separate (RFC 3464 2.1), unfolded.
fn groups(text: &str) -> Vec<Fields> {
    let mut groups = Vec::new();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            groups.push(Fields(std::mem::take(&mut fields)));
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups.push(Fields(fields));
    groups
}

/// What stands behind the type in `rfc822;taro@example.com` and `smtp; 550 …`.
fn without_type(typed: &str) -> &str {
    match typed.split_once(';') {
        Some((kind, rest)) if !kind.trim().contains(char::is_whitespace) => rest.trim(),
        _ => typed,
    }
}

/// `5.1.1`
fn is_status(code: &str) -> bool {
    let parts: Vec<&str> = code.split('.').collect();
    let [class, subject, detail] = parts[..] else {
        return false;
    };
    matches!(class, "2" | "4" | "5")
        && [subject, detail].iter().all(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Addresses are the same however a mail server quotes or spells them.
fn comparable(address: &str) -> String {
    address
        .trim()
        .chars()
        .filter(|character| !matches!(character, '"' | '\\'))
        .flat_map(char::to_lowercase)
        .collect()
}
