//! The buttons that lead to the clients.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    handoff::{
        clients::{self, Client, ClientKind},
        issuer,
    },
    paths,
    platform::{
        failure::{self, Failure},
        flash, respond,
        services::Services,
        session::{self, Member},
    },
    rights::Right,
};

/// What the page says where there is no cart to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoCart;

/// Goes on to the cart (M60, M83): its own sign-in starts from there, which asks no question of who is signed in here.
/// Who has to confirm their address first is told so (X10).
#[server(endpoint = "handoff/open-cart")]
pub async fn open_cart() -> Result<(), Failure> {
    let member = session::member_with(Right::Cart)?;
    let services = Services::current();
    if let Some(address) = cart_entrance(&services).await? {
        lead_to(&member, &address);
    } else {
        flash::leave(paths::TOP, &NoCart);
        respond::see(paths::TOP);
    }
    Ok(())
}

/// Opens one of the services in the same way (M145).
#[server(endpoint = "handoff/open-service")]
pub async fn open_service(
    /// The client's id.
    #[server(default)]
    client: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::LinkedServices)?;
    let services = Services::current();
    let found = services_of(&services, &member)
        .await?
        .into_iter()
        .find(|known| known.id == client)
        .ok_or_else(|| Failure::NotFound.answered())?;
    lead_to(&member, found.entrance(&issuer(&services)).as_str());
    Ok(())
}

fn lead_to(member: &Member, address: &str) {
    if member.email_confirmed {
        respond::see(address);
    } else {
        respond::see(paths::ACCOUNT_EMAIL_CONFIRM);
    }
}

/// The services that a member may open, in the order in which they were added. Not an endpoint.
///
/// # Errors
///
/// When something inside fails.
pub async fn services_of(services: &Services, member: &Member) -> Result<Vec<Client>, Failure> {
    let mut clients = clients::list(services)
        .await
        .map_err(|error| failure::internal(&error))?;
    clients.retain(|client| client.kind == ClientKind::Service && member.may(client.needs));
    Ok(clients)
}

/// The address that takes somebody to the cart who is signed in here; nothing where there is no cart. Not an endpoint.
///
/// # Errors
///
/// When something inside fails.
pub async fn cart_entrance(services: &Services) -> Result<Option<String>, Failure> {
    let clients = clients::list(services)
        .await
        .map_err(|error| failure::internal(&error))?;
    Ok(clients
        .iter()
        .find(|client| client.kind == ClientKind::Cart)
        .map(|cart| cart.entrance(&issuer(services)).into()))
}
