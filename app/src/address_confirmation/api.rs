//! Server functions of the confirmation, and what its pages load.

use leptos::prelude::*;

use super::{
    model::{Link, TOPIC, Told, Waiting},
    service::{self, Error},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        flash,
        mailed_links::press::Press,
        request::Origin,
        respond,
        services::Services,
        session,
    },
};

/// The address that waits; whoever has none to confirm is led on. Not an endpoint.
pub(super) async fn load_waiting() -> Result<Option<Waiting>, Failure> {
    let member = session::member()?;
    let waiting = service::waiting(&Services::current(), &member)
        .await
        .map_err(|error| failure::internal(&error))?;
    if waiting.is_none() {
        respond::see(paths::TOP);
    }
    Ok(waiting)
}

/// What a link leads to, and its token. Not an endpoint.
pub(super) async fn load_link(token: String) -> Result<(String, Link), Failure> {
    let viewer = session::viewer();
    let link = service::look_up(&Services::current(), &token, viewer.as_ref())
        .await
        .map_err(|error| failure::internal(&error))?;
    Ok((token, link))
}

/// Sends the mail again.
#[server(endpoint = "address-confirmation/resend")]
pub async fn resend_address_confirmation() -> Result<(), Failure> {
    let member = session::member()?;
    let told = match service::resend(&Services::current(), &member).await {
        Ok(email) => Some(Told::Sent { email }),
        Err(Error::TooMany(wait)) => Some(Told::TooMany {
            minutes: wait.minutes(),
        }),
        // the page leads on by itself
        Err(Error::Confirmed) => None,
        Err(Error::Ended(_)) => return Err(Failure::SessionEnded.answered()),
        Err(Error::Database(error)) => return Err(failure::internal(&error)),
    };
    if let Some(told) = told {
        flash::leave(TOPIC, &told);
    }
    respond::see(paths::ACCOUNT_EMAIL_CONFIRM);
    Ok(())
}

/// The press in the mailbox. Whoever holds the link may call it; see [`Press::by_owner`] for what shows that it is the
/// account's own person. The page behind it tells what came of it, without any cookie (D8).
#[server(endpoint = "address-confirmation/confirm")]
pub async fn confirm_address(
    /// The token of the link.
    #[server(default)]
    token: String,
    /// The user ID, as typed, where it was asked for.
    #[server(default)]
    user_id: String,
) -> Result<(), Failure> {
    let viewer = session::viewer();
    let press = Press {
        token: &token,
        typed: &user_id,
        viewer: viewer.as_ref(),
    };
    let pressed = service::confirm(&Services::current(), &press, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    press.lead_on(paths::address_confirmation, pressed)
}
