//! A mail server that remembers, and how tests read its mails: by a parser that is not ours.

use std::sync::Mutex;

use async_trait::async_trait;
use lettre::Message;
use mail_parser::MessageParser;

use super::locked;
use crate::{
    platform::outbox::{Handed, Postman},
    values::Token,
};

/// A mail server that keeps what it takes, and can be down, refuse, or be left before it has answered.
#[derive(Debug, Default)]
pub struct Postbox {
    taken: Mutex<Vec<Message>>,
    manner: Mutex<Manner>,
}

/// How a [`Postbox`] answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// It takes every mail.
    #[default]
    Accepting,
    /// It takes none now.
    Down,
    /// It is not there.
    Gone,
    /// It never will.
    Refusing,
    /// It takes the mail, and its answer never arrives.
    Silent,
}

impl Postbox {
    /// From now on it answers so.
    pub fn answer(&self, manner: Manner) {
        *locked(&self.manner) = manner;
    }

    /// Every mail that it has taken.
    pub fn mails(&self) -> Vec<Message> {
        locked(&self.taken).clone()
    }

    /// The mails to one address, oldest first.
    pub fn mails_to(&self, address: &str) -> Vec<Message> {
        let is_for = |mail: &Message| {
            mail.envelope()
                .to()
                .iter()
                .any(|to| AsRef::<str>::as_ref(to) == address)
        };
        self.mails().into_iter().filter(is_for).collect()
    }

    /// The token in the newest mail to an address.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn newest_token(&self, address: &str) -> String {
        token_in(
            self.mails_to(address)
                .last()
                .expect("a mail to this address"),
        )
    }

    /// The number in the mail that has the link with this token; nothing where there is neither.
    pub fn number_beside(&self, token: &str) -> String {
        self.mails()
            .iter()
            .map(text_of)
            .filter(|text| text.contains(token))
            .find_map(|text| {
                let mut lines = text.lines();
                lines.find_map(|line| line.strip_prefix("確認番号：").map(str::to_owned))
            })
            .unwrap_or_default()
    }
}

#[async_trait]
impl Postman for Postbox {
    async fn hand_over(&self, message: Message) -> Handed {
        let manner = *locked(&self.manner);
        match manner {
            Manner::Down => return Handed::Later("421 try again later".to_owned()),
            Manner::Gone => return Handed::Unreachable("Connection error: refused".to_owned()),
            Manner::Refusing => return Handed::Never("550 no such mailbox".to_owned()),
            Manner::Accepting | Manner::Silent => locked(&self.taken).push(message),
        }
        if manner == Manner::Silent {
            std::future::pending::<()>().await;
        }
        Handed::Accepted
    }

    async fn is_there(&self) -> bool {
        *locked(&self.manner) != Manner::Gone
    }
}

/// The token in a mail's link, read by a parser that is not ours.
///
/// # Panics
///
/// When the mail cannot be read, or has no link.
pub fn token_in(mail: &Message) -> String {
    let raw = mail.formatted();
    let parsed = MessageParser::default().parse(&raw).expect("a mail");
    let text = parsed.body_text(0).expect("a part in plain text");
    text.split(['/', '\n', '\r'])
        .find_map(|part| Token::parse(part.trim()).ok())
        .expect("a link with a token")
        .as_str()
        .to_owned()
}

/// A mail's text, read by a parser that is not ours.
///
/// # Panics
///
/// When the mail cannot be read.
pub fn text_of(mail: &Message) -> String {
    let raw = mail.formatted();
    let parsed = MessageParser::default().parse(&raw).expect("a mail");
    let text = parsed.body_text(0).expect("a part in plain text");
    text.replace("\r\n", "\n").trim_end().to_owned()
}

/// A mail's HTML, read by a parser that is not ours.
///
/// # Panics
///
/// When the mail cannot be read.
pub fn html_of(mail: &Message) -> String {
    let raw = mail.formatted();
    let parsed = MessageParser::default().parse(&raw).expect("a mail");
    let html = parsed.body_html(0).expect("a part in HTML");
    html.into_owned()
}

/// A mail's subject.
///
/// # Panics
///
/// When the mail cannot be read, or has none.
pub fn subject_of(mail: &Message) -> String {
    let raw = mail.formatted();
    let parsed = MessageParser::default().parse(&raw).expect("a mail");
    parsed.subject().expect("a subject").to_owned()
}

/// Every link in a mail's text, in their order.
pub fn links_in(mail: &Message) -> Vec<String> {
    text_of(mail)
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("http"))
        .map(str::to_owned)
        .collect()
}

/// The tokens of those links.
pub fn tokens_in(mail: &Message) -> Vec<String> {
    links_in(mail)
        .iter()
        .filter_map(|link| Token::parse(link.rsplit('/').next()?).ok())
        .map(|token| token.as_str().to_owned())
        .collect()
}

/// A mail's text with the word `token` in the place of each token, and `0000` for the number of its link, so that it
/// can be compared.
pub fn text_without_tokens(mail: &Message) -> String {
    let mut text = text_of(mail);
    for token in tokens_in(mail) {
        text = text.replace(&token, "token");
    }
    let lines = text.lines().map(|line| {
        let numbered = ["確認番号：", "Confirmation number: "];
        let label = numbered.into_iter().find(|label| line.starts_with(label));
        label.map_or_else(|| line.to_owned(), |label| format!("{label}0000"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A mail's Message-ID.
///
/// # Panics
///
/// When it has none.
pub fn message_id(mail: &Message) -> String {
    let raw = mail.formatted();
    MessageParser::default()
        .parse(&raw)
        .expect("a mail")
        .message_id()
        .expect("a Message-ID")
        .to_owned()
}
