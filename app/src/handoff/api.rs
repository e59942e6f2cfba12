//! The button 注文する.

use leptos::prelude::*;

use super::service;
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        request::Origin,
        respond,
        services::Services,
        session,
    },
    rights::Right,
};

/// Goes on to the cart (M60, M83): its entry page starts the sign-in, which asks no question of who is signed in here.
/// Who has to confirm their address first is told so (X10).
#[server(endpoint = "handoff/open-cart")]
pub async fn open_cart() -> Result<(), Failure> {
    let member = session::member_with(Right::Cart)?;
    if !member.email_confirmed {
        respond::see(paths::ACCOUNT_EMAIL_CONFIRM);
        return Ok(());
    }
    let services = Services::current();
    service::record_opening(&services, &member, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    respond::see(services.settings.cart.entry_url.as_str());
    Ok(())
}
