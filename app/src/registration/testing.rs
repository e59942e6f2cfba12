//! What the tests of other features do with an invitation's link.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

pub use super::service::Next;
use super::{
    model::{Entry, Gone, Link, Registration, UserIdRemark},
    service,
};
use crate::{
    platform::testing::{PASSWORD, Portal, somewhere},
    share_accounts::Refusal,
    text::Language,
    values::UserIdRejection,
};

/// What a link, or an entry with it, came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The link is good.
    Live,
    /// It is too old.
    Expired,
    /// Somebody registered with it.
    Used,
    /// A newer mail took its place.
    Replaced {
        /// When that was sent.
        sent_at: Option<time::OffsetDateTime>,
    },
    /// The invitation was withdrawn.
    Withdrawn,
    /// The invitee declined.
    Declined,
    /// The parent may not act.
    Suspended,
    /// The shop's contracts have ended.
    Ended,
    /// There never was such a link.
    Malformed,
    /// The user ID is somebody's.
    UserIdTaken,
}

/// What a link leads to.
pub async fn look_up(portal: &Portal, token: &str) -> Outcome {
    match service::look_up(&portal.services, token)
        .await
        .expect("looked up")
    {
        Link::Live(_) => Outcome::Live,
        Link::Gone(Gone::Expired { .. } | Gone::InPersonExpired { .. }) => Outcome::Expired,
        Link::Gone(Gone::Used { .. }) => Outcome::Used,
        Link::Gone(Gone::Replaced { sent_at, .. }) => Outcome::Replaced { sent_at },
        Link::Gone(Gone::Withdrawn) => Outcome::Withdrawn,
        Link::Gone(Gone::Declined { .. }) => Outcome::Declined,
        Link::Gone(Gone::Suspended { .. }) => Outcome::Suspended,
        Link::Gone(Gone::Ended { .. }) => Outcome::Ended,
        Link::Gone(Gone::Malformed) => Outcome::Malformed,
    }
}

/// Step 1 with a good password, and what its page says about the user ID.
pub async fn enter(portal: &Portal, token: &str, user_id: &str) -> Outcome {
    let entry = Entry {
        user_id: user_id.to_owned(),
        password: PASSWORD.to_owned(),
        password_confirmation: PASSWORD.to_owned(),
    };
    service::enter(&portal.services, token, entry)
        .await
        .expect("entered");
    let remark = registration(portal, token)
        .await
        .and_then(|found| found.draft?.remarks.user_id);
    match remark {
        Some(UserIdRemark::Rejected(UserIdRejection::Taken)) => Outcome::UserIdTaken,
        _ => look_up(portal, token).await,
    }
}

/// The registration behind a live link.
pub async fn registration(portal: &Portal, token: &str) -> Option<Registration> {
    match service::look_up(&portal.services, token)
        .await
        .expect("looked up")
    {
        Link::Live(registration) => Some(*registration),
        Link::Gone(_) => None,
    }
}

/// Step 2, of what step 1 has just kept.
pub async fn confirm(portal: &Portal, token: &str) -> Next {
    let version = registration(portal, token)
        .await
        .and_then(|found| found.draft)
        .map_or(0, |draft| draft.version);
    confirm_version(portal, token, &version.to_string()).await
}

/// Step 2, of the draft of this version.
pub async fn confirm_version(portal: &Portal, token: &str, version: &str) -> Next {
    service::confirm(
        &portal.services,
        token,
        version,
        Language::Japanese,
        None,
        &somewhere(),
    )
    .await
    .expect("confirmed")
}

/// The invitee asks for a new mail, from a link that has ended.
pub async fn ask_again(portal: &Portal, token: &str) {
    service::ask_again(&portal.services, token, &somewhere())
        .await
        .expect("asked");
}

/// The invitee declines.
pub async fn decline(portal: &Portal, token: &str, because: Refusal) {
    service::decline(&portal.services, token, because, &somewhere())
        .await
        .expect("declined");
}

/// All steps, to the end.
pub async fn register(portal: &Portal, token: &str, user_id: &str) {
    assert_eq!(enter(portal, token, user_id).await, Outcome::Live);
    assert!(matches!(
        confirm(portal, token).await,
        Next::Done {
            registered: Some(_)
        }
    ));
}
