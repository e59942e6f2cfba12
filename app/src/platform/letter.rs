//! The frame of every mail: the same content once as text and once as plain, narrow HTML that needs no image.

use std::fmt::Write as _;

use crate::text::Language;

/// A mail's content.
#[derive(Clone, Debug)]
pub struct LetterText {
    /// The subject.
    pub subject: String,
    /// What it says, language after language; the first is the main one.
    pub parts: Vec<(Language, Vec<Block>)>,
}

/// A piece of a mail.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// The number that the page behind the next link may ask for, to be found at a glance (X3).
    Number {
        /// What it is, and the number.
        number: String,
        /// What it is for.
        note: String,
    },
    /// The one thing to do: a button, and the bare address on a line of its own.
    Action {
        /// The button's label.
        label: String,
        /// Where it leads.
        link: String,
        /// Lines that belong to the link.
        notes: Vec<String>,
    },
    /// Small print, a line each.
    Notes(Vec<String>),
}

impl LetterText {
    /// The same with each language's content put into a frame.
    #[must_use]
    pub fn framed(&self, frame: impl Fn(Language, &[Block]) -> Vec<Block>) -> Self {
        Self {
            subject: self.subject.clone(),
            parts: self
                .parts
                .iter()
                .map(|(language, blocks)| (*language, frame(*language, blocks)))
                .collect(),
        }
    }

    /// The text part.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (number, (_, blocks)) in self.parts.iter().enumerate() {
            if number > 0 {
                text.push_str("\n----------------------------------------\n\n");
            }
            for (number, block) in blocks.iter().enumerate() {
                if number > 0 {
                    text.push('\n');
                }
                let lines: Vec<&str> = match block {
                    Block::Paragraph(paragraph) => vec![paragraph],
                    Block::Number { number, note } => vec![number, note],
                    Block::Action { link, notes, .. } => std::iter::once(link.as_str())
                        .chain(notes.iter().map(String::as_str))
                        .collect(),
                    Block::Notes(notes) => notes.iter().map(String::as_str).collect(),
                };
                for line in lines {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
        text
    }

    /// The HTML part. Styles stand in the elements, since mail programs drop style sheets.
    pub fn html(&self) -> String {
        let language = self
            .parts
            .first()
            .map_or("ja", |(language, _)| language.tag());
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{subject}</title></head>\n\
             <body style=\"margin:0;padding:24px 16px;font:16px/1.7 sans-serif\">\n\
             <table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" align=\"center\" \
             style=\"width:100%;max-width:600px\"><tr><td>\n",
            subject = escape(&self.subject),
        );
        for (number, (language, blocks)) in self.parts.iter().enumerate() {
            if number > 0 {
                html.push_str(
                    "<hr style=\"margin:32px 0;border:0;border-top:1px solid #999999\">\n",
                );
            }
            // writing to a string cannot fail
            let _ = writeln!(html, "<div lang=\"{}\">", language.tag());
            for block in blocks {
                write_block(&mut html, block);
            }
            html.push_str("</div>\n");
        }
        html.push_str("</td></tr></table>\n</body></html>\n");
        html
    }
}

fn write_block(html: &mut String, block: &Block) {
    // writing to a string cannot fail
    let _ = match block {
        Block::Paragraph(paragraph) => writeln!(
            html,
            "<p style=\"margin:0 0 16px\">{}</p>",
            escape(paragraph)
        ),
        Block::Number { number, note } => writeln!(
            html,
            "<p style=\"margin:24px 0 0;font-size:20px;font-weight:bold\">{}</p>\n\
             <p style=\"margin:0 0 16px;font-size:14px\">{}</p>",
            escape(number),
            escape(note)
        ),
        Block::Action { label, link, notes } => {
            let href = escape(link);
            let _ = writeln!(
                html,
                "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:24px 0 16px\">\
                 <tr><td align=\"center\" bgcolor=\"#0055ad\" style=\"border-radius:8px;background:#0055ad\">\
                 <a href=\"{href}\" style=\"display:inline-block;padding:12px 24px;font-weight:bold;color:#ffffff;\
                 text-decoration:none\">{label}</a></td></tr></table>\n\
                 <p style=\"margin:0 0 16px;overflow-wrap:anywhere;word-break:break-all\"><a href=\"{href}\">{href}</a></p>",
                label = escape(label),
            );
            write_lines(html, notes)
        }
        Block::Notes(notes) => write_lines(html, notes),
    };
}

fn write_lines(html: &mut String, lines: &[String]) -> std::fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    writeln!(
        html,
        "<p style=\"margin:0 0 16px;font-size:14px\">{}</p>",
        lines.join("<br>")
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A moment as people in Japan write it, for mails and pages (D14).
pub fn date_time(language: Language, moment: time::OffsetDateTime) -> String {
    let local = moment.to_offset(super::clock::JAPAN);
    language.date_time(
        local.year(),
        local.month().into(),
        local.day(),
        local.hour(),
        local.minute(),
    )
}

/// The same without the year.
pub fn short_date_time(language: Language, moment: time::OffsetDateTime) -> String {
    let local = moment.to_offset(super::clock::JAPAN);
    language.date_time_short(
        local.month().into(),
        local.day(),
        local.hour(),
        local.minute(),
    )
}

/// The time of day of a moment that is near.
pub fn time(moment: time::OffsetDateTime) -> String {
    let local = moment.to_offset(super::clock::JAPAN);
    format!("{}:{:02}", local.hour(), local.minute())
}
