//! What tests do on the parent's screen and on the phone.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

use time::Duration;
use uuid::Uuid;

use super::{
    model::{Entry, Gone, Showing, Stage, Told, Visit},
    service::{self, Next},
};
use crate::{
    paths,
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
    },
    text::Language,
};

/// What the parent's screen shows to the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which registration.
    pub id: Uuid,
    /// The token in the QR code.
    pub token: String,
    /// The number.
    pub number: String,
}

/// Shows a new code, a moment after whatever was done before.
pub async fn show(portal: &Portal, parent: &Parent) -> Shown {
    portal.wait(Duration::SECOND);
    service::start(&portal.services, parent, &somewhere())
        .await
        .expect("started");
    shown(portal, parent).await.expect("a code is shown")
}

/// What the screen shows, if it shows a code.
pub async fn shown(portal: &Portal, parent: &Parent) -> Option<Shown> {
    let showing = screen(portal, parent).await?;
    let Stage::Waiting(code) = showing.stage else {
        return None;
    };
    Some(Shown {
        id: showing.id,
        token: code.path.strip_prefix(paths::IN_PERSON_LINK)?.to_owned(),
        number: code.number,
    })
}

/// The parent's screen.
pub async fn screen(portal: &Portal, parent: &Parent) -> Option<Showing> {
    service::current(&portal.services, parent)
        .await
        .expect("looked up")
}

/// How the registration on the parent's screen stands.
pub async fn stage(portal: &Portal, parent: &Parent) -> Option<Stage> {
    screen(portal, parent).await.map(|showing| showing.stage)
}

/// Stops it.
pub async fn stop(portal: &Portal, parent: &Parent, registration: Uuid) -> Told {
    service::stop(&portal.services, parent, registration, &somewhere())
        .await
        .expect("stopped")
}

/// The phone's form, filled in by 有線 太郎 with what the screen shows.
pub fn entry(shown: &Shown, email: &str) -> Entry {
    Entry {
        name: "有線 太郎".to_owned(),
        email: email.to_owned(),
        number: shown.number.clone(),
    }
}

/// Sends the phone's form.
pub async fn send(portal: &Portal, token: &str, entry: &Entry) -> Next {
    service::enter(
        &portal.services,
        token,
        entry,
        Language::Japanese,
        &somewhere(),
    )
    .await
    .expect("entered")
}

/// 有線 太郎 enters with this address; tells the token of the link that leads on.
pub async fn enter(portal: &Portal, shown: &Shown, email: &str) -> String {
    match send(portal, &shown.token, &entry(shown, email)).await {
        Next::Register { link } => link.as_str().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// What the phone finds behind the QR code.
pub async fn visit(portal: &Portal, token: &str, draft: &str) -> Visit {
    service::look_up(&portal.services, token, draft)
        .await
        .expect("looked up")
}

/// Why the phone finds no form; nothing where it finds one.
pub async fn gone(portal: &Portal, token: &str) -> Option<Gone> {
    match visit(portal, token, "").await {
        Visit::Gone(gone) => Some(gone),
        Visit::Open(_) => None,
    }
}
