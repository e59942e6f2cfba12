//! What is shown in place of a page: what happened, what to do, whom to ask; no codes, no red.

use leptos::prelude::*;

use super::{
    controls::{button_link, phone_link},
    layout::{self, Head, Section},
    surroundings::language,
};
use crate::paths;

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The account has no right to it (403).
    Forbidden,
    /// There is no such page (404).
    NotFound,
    /// Too often (429).
    TooMany {
        /// How long to wait.
        minutes: u64,
    },
    /// What was sent is too large, or took too long to arrive (408, 413).
    NotReceived,
    /// The request could not be understood, or came from elsewhere (400, 403, 405, 415 …).
    Outdated,
    /// The portal cannot answer now (503).
    Unavailable,
    /// Something broke (500).
    Broken {
        /// The number under which the log has it.
        reference: String,
    },
}

/// The page for a reason.
pub fn failure_page(reason: &Reason) -> impl IntoView + use<> {
    let language = language();
    let (heading, paragraph) = match reason {
        Reason::Forbidden => (
            language.error_403_heading(),
            language.error_403_paragraph().to_owned(),
        ),
        Reason::NotFound => (
            language.error_404_heading(),
            language.error_404_paragraph().to_owned(),
        ),
        Reason::TooMany { minutes } => (
            language.error_429_heading(),
            language.error_429_paragraph(*minutes),
        ),
        Reason::NotReceived => (
            language.error_413_heading(),
            language.error_413_paragraph().to_owned(),
        ),
        Reason::Outdated => (
            language.error_500_heading(),
            language.error_page_outdated().to_owned(),
        ),
        Reason::Unavailable => (
            language.error_503_heading(),
            language.error_503_paragraph_open().to_owned(),
        ),
        Reason::Broken { reference } => (
            language.error_500_heading(),
            language.error_500_paragraph(reference),
        ),
    };
    let body = view! {
        <h1 tabindex="-1">{heading}</h1>
        <p>{paragraph}</p>
        <p>{phone_link()}</p>
        <div class="um-actions">
            {button_link(
                paths::TOP.to_owned(),
                "um-btn um-btn--secondary",
                language.error_404_link(),
            )}
        </div>
    };
    layout::everyone(Head::new(heading), Section::Elsewhere, body)
}
