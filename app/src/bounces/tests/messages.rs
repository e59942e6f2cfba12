//! Messages as they arrive at the sender's address: true to their makers, with names and numbers of our own.

/// Whom each of them is about.
pub const RECEIVER: &str = "taro@example.com";
/// The number in each of them.
pub const NUMBER: &str = "00000000-0000-4000-8000-000000000000";

pub const POSTFIX: &[u8] = include_bytes!("messages/postfix.eml");
pub const EXCHANGE: &[u8] = include_bytes!("messages/exchange.eml");
pub const GMAIL: &[u8] = include_bytes!("messages/gmail.eml");
/// With a part for people in ISO-2022-JP.
pub const JAPANESE: &[u8] = include_bytes!("messages/japanese.eml");
/// It goes on trying.
pub const DELAYED: &[u8] = include_bytes!("messages/delayed.eml");
/// About three receivers, of which one is ours.
pub const SEVERAL: &[u8] = include_bytes!("messages/several.eml");
/// No report at all, although it looks like one.
pub const OUT_OF_OFFICE: &[u8] = include_bytes!("messages/out-of-office.eml");

/// Everything that is a report.
pub const REPORTS: [&[u8]; 6] = [POSTFIX, EXCHANGE, GMAIL, JAPANESE, DELAYED, SEVERAL];

/// A message with another text in the place of one.
pub fn with(message: &[u8], text: &str, other: &str) -> Vec<u8> {
    let mut changed = Vec::new();
    let mut rest = message;
    while let Some(at) = rest
        .windows(text.len())
        .position(|window| window == text.as_bytes())
    {
        changed.extend_from_slice(&rest[..at]);
        changed.extend_from_slice(other.as_bytes());
        rest = &rest[at + text.len()..];
    }
    changed.extend_from_slice(rest);
    assert_ne!(changed, message, "{text} is not in it");
    changed
}

/// A message about the mail with this Message-ID.
pub fn about(message: &[u8], message_id: &str) -> Vec<u8> {
    let number = message_id.split('@').next().expect("a number");
    with(message, NUMBER, number)
}

/// A message with line ends as SMTP has them.
pub fn on_the_wire(message: &[u8]) -> Vec<u8> {
    with(message, "\n", "\r\n")
}
