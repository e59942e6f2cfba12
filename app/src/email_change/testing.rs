//! What the tests of other features do about e-mail addresses.

#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "tests are sentences, and panic when one is not true"
)]

use super::{
    model::{EmailRejection, Link, Outcome},
    service::{self, Error},
};
use crate::platform::{
    mailed_links::{
        Kind,
        press::{Press, PressRejection},
    },
    session::{Member, Proven},
    testing::{Portal, somewhere},
};

/// Asks for a change.
pub async fn request(portal: &Portal, member: &Proven, email: &str) -> Result<(), EmailRejection> {
    match service::request(&portal.services, member, email, &somewhere()).await {
        Ok(_) => Ok(()),
        Err(Error::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

/// The links that a change has.
#[derive(Clone, Debug)]
pub struct Links {
    /// In the new mailbox.
    pub confirm: String,
    /// In the old one.
    pub undo: String,
}

/// Asks for a change and has the mails sent; tells the links in them.
pub async fn pending(portal: &Portal, member: &Proven, email: &str) -> Links {
    request(portal, member, email).await.expect("taken");
    portal.deliver().await;
    Links {
        confirm: portal.postbox.newest_token(email),
        undo: portal.postbox.newest_token(&member.email),
    }
}

/// Asks for a change and confirms it; tells the link for undoing it that the old mailbox then gets.
pub async fn change(portal: &Portal, member: &Proven, email: &str) -> String {
    let links = pending(portal, member, email).await;
    let confirmed = confirm(portal, &links.confirm, None).await;
    assert_eq!(confirmed, Some(Outcome::Confirmed));
    portal.deliver().await;
    portal.postbox.newest_token(&member.email)
}

/// Presses the button behind a link in the new mailbox, with the number in its mail; nothing where it leads to nothing.
pub async fn confirm(portal: &Portal, token: &str, viewer: Option<&Member>) -> Option<Outcome> {
    let number = portal.postbox.number_beside(token);
    let press = Press {
        token,
        typed: &number,
        viewer,
    };
    pressed(service::confirm(&portal.services, &press, &somewhere()).await)
}

/// Presses the button behind a link in the old mailbox, with the number in its mail; nothing where it leads to nothing.
pub async fn undo(portal: &Portal, token: &str) -> Option<Outcome> {
    let number = portal.postbox.number_beside(token);
    let press = Press {
        token,
        typed: &number,
        viewer: None,
    };
    pressed(service::undo(&portal.services, &press, &somewhere()).await)
}

fn pressed(outcome: Result<Outcome, Error<PressRejection>>) -> Option<Outcome> {
    match outcome {
        Ok(outcome) => Some(outcome),
        Err(Error::Rejected(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

/// Whether a link still leads to its button.
pub async fn is_live(portal: &Portal, kind: Kind, token: &str) -> bool {
    let link = service::look_up(&portal.services, kind, token, None).await;
    matches!(link.expect("looked up"), Link::Live(_))
}

/// The address of the change that waits for its confirmation.
pub async fn pending_address(portal: &Portal, member: &Member) -> Option<String> {
    let pending = service::pending(&portal.services, member).await;
    pending.expect("looked up").map(|pending| pending.email)
}
