//! Server functions of registration. Whoever holds the link may call them; they work without any cookie (D8).

use leptos::prelude::*;

use super::{
    model::{Entry, TOPIC, Told},
    service::{self, Next},
};
use crate::{
    paths,
    platform::{
        devices,
        failure::{self, Failure},
        flash,
        request::{self, Origin},
        respond,
        services::Services,
        session::{self, Method, Stay},
    },
    share_accounts::Refusal,
};

/// Step 1: the entry is checked and kept (M57).
#[server(endpoint = "registration/enter")]
pub async fn enter_registration(
    /// The token of the invitation.
    #[server(default)]
    token: String,
    /// ユーザーID, as typed.
    #[server(default)]
    user_id: String,
    /// パスワード, as typed.
    #[server(default)]
    password: String,
    /// The password again, as typed.
    #[server(default)]
    password_confirmation: String,
) -> Result<(), Failure> {
    if session::viewer().is_some() {
        return lead_on(&token, &Next::Enter);
    }
    let entry = Entry {
        user_id,
        password,
        password_confirmation,
    };
    let next = service::enter(&Services::current(), &token, entry)
        .await
        .map_err(|error| failure::internal(&error))?;
    lead_on(&token, &next)
}

/// Says whether a user ID may be taken (R48).
#[server(endpoint = "registration/check-user-id")]
pub async fn check_user_id(
    /// The token of the invitation.
    #[server(default)]
    token: String,
    /// ユーザーID, as typed.
    #[server(default)]
    user_id: String,
) -> Result<(), Failure> {
    if session::viewer().is_none() {
        service::check_user_id(&Services::current(), &token, &user_id, &Origin::current())
            .await
            .map_err(|error| failure::internal(&error))?;
    }
    lead_on(&token, &Next::Enter)
}

/// Step 2: the account is registered (M61), and the person who just proved to hold the invitation and chose
/// the password is signed in.
#[server(endpoint = "registration/confirm")]
pub async fn confirm_registration(
    /// The token of the invitation.
    #[server(default)]
    token: String,
    /// Names the draft that was shown.
    #[server(default)]
    version: String,
) -> Result<(), Failure> {
    // an account signed in already is never merged with the new one (R18)
    if session::viewer().is_some() {
        return lead_on(&token, &Next::Enter);
    }
    let services = Services::current();
    let device = devices::of_request(&services);
    let next = service::confirm(
        &services,
        &token,
        &version,
        request::language(),
        device.as_ref(),
        &Origin::current(),
    )
    .await
    .map_err(|error| failure::internal(&error))?;
    if let Next::Done {
        registered: Some((account, device)),
    } = &next
    {
        // nothing can have ended an account that is a moment old
        let stay = if devices::is_shared(&services) {
            Stay::SharedDevice
        } else {
            Stay::Usual
        };
        session::begin(&services, *account, 0, Method::Password, device, stay).await?;
        devices::mark(&services, device);
    }
    lead_on(&token, &next)
}

/// Signs out whoever is signed in on this browser, and comes back to the invitation (D8).
#[server(endpoint = "registration/sign-out")]
pub async fn sign_out_for_registration(
    /// The token of the invitation.
    #[server(default)]
    token: String,
) -> Result<(), Failure> {
    session::end(&Services::current()).await?;
    lead_on(&token, &Next::Enter)
}

/// Mails a new link to the invitation's address, from a link that has ended (D9).
#[server(endpoint = "registration/ask-again")]
pub async fn ask_again(
    /// The token of the link that has ended.
    #[server(default)]
    token: String,
) -> Result<(), Failure> {
    service::ask_again(&Services::current(), &token, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    lead_on(&token, &Next::Enter)
}

/// The invitee says that the invitation is not for them.
#[server(endpoint = "registration/decline")]
pub async fn decline_invitation(
    /// The token of the invitation.
    #[server(default)]
    token: String,
    /// Why, in the word of a [`Refusal`].
    #[server(default)]
    because: String,
) -> Result<(), Failure> {
    let Some(because) = Refusal::from_word(&because) else {
        lead_on(&token, &Next::Enter)?;
        flash::leave(TOPIC, &Told::ReasonMissing);
        respond::see(&paths::invitation_decline(&token));
        return Ok(());
    };
    service::decline(&Services::current(), &token, because, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    lead_on(&token, &Next::Enter)
}

fn lead_on(token: &str, next: &Next) -> Result<(), Failure> {
    if crate::values::Token::parse(token).is_err() {
        return Err(Failure::NotFound.answered());
    }
    respond::see(&match next {
        Next::Enter => paths::invitation(token),
        Next::Check => paths::invitation_confirm(token),
        Next::Done { .. } => paths::invitation_done(token),
    });
    Ok(())
}
