//! What sensitive server functions begin with.

use leptos::prelude::*;

use super::{
    model::{ProofForm, ProofRejection},
    service::{self, Error},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        request::Origin,
        respond,
        services::Services,
        session::{self, Member, Proven},
        webauthn::{self, Ceremony},
    },
    rights::Right,
};

/// Begins a proof by passkey.
#[server(endpoint = "reauthentication/start-passkey")]
pub async fn start_passkey_proof() -> Result<Ceremony, Failure> {
    session::member_with(Right::AccountManagement)?;
    respond::for_scripts_only(paths::SECURITY);
    webauthn::start_assertion(&Services::current(), &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))
}

/// The proof that a sensitive change needs: the last one, if it is young enough, else the one in the form.
/// Where there is none, the form is shown again with what was typed, asks for it, and says why. Not an endpoint.
///
/// A password that was given counts even where it was not needed: a mistyped one changes nothing (D3).
///
/// # Errors
///
/// When something inside fails.
pub async fn require(
    services: &Services,
    member: &Member,
    form: &ProofForm,
) -> Result<Result<Proven, ProofRejection>, Failure> {
    if form.is_empty()
        && let Some(proven) = session::proven(services, member)
    {
        return Ok(Ok(proven));
    }
    match service::check(services, member, form, &Origin::current()).await {
        Ok(method) => session::prove(services, member, method).await.map(Ok),
        Err(Error::Rejected(why)) => Ok(Err(why)),
        Err(error) => Err(failure::internal(&error)),
    }
}
