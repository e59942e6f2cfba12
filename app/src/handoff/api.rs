//! The button 注文する.

use leptos::prelude::*;

use super::service;
use crate::{
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
#[server(endpoint = "handoff/open-cart")]
pub async fn open_cart() -> Result<(), Failure> {
    let member = session::member_with(Right::Cart)?;
    let services = Services::current();
    service::record_opening(&services, &member, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    respond::see(services.settings.cart.entry_url.as_str());
    Ok(())
}
