//! What the tests of other features know of 本人確認.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

use super::{
    model::ProofForm,
    service::{self, Error},
};
use crate::platform::{
    session::Member,
    testing::{Portal, somewhere},
    webauthn::Answer,
};

/// Whether the use of a passkey proves that a member is who they are.
pub async fn proves(portal: &Portal, member: &Member, answer: &Answer) -> bool {
    let form = ProofForm {
        password: String::new(),
        ceremony: answer.ceremony.clone(),
        credential: answer.credential.clone(),
    };
    match service::check(&portal.services, member, &form, &somewhere()).await {
        Ok(_) => true,
        Err(Error::Rejected(_)) => false,
        Err(error) => panic!("{error}"),
    }
}
