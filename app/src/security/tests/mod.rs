//! Devices against a real database (X6, R11, R52).

mod alerts;
mod devices;

use time::Duration;

use crate::{
    platform::{
        request::Origin,
        session::{Member, Proven},
        testing::{PASSWORD, Portal, Shop, somewhere},
    },
    security::{
        model::Device,
        service::{self, Error},
    },
    sign_in::testing::sign_in_from,
};

const EMAIL: &str = "demoparent@example.com";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 \
                      (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

async fn list(portal: &Portal, member: &Member) -> Vec<Device> {
    service::list(&portal.services, member)
        .await
        .expect("a list")
}

/// Signs in with the account's password on an iPhone that nobody knows.
async fn sign_in_on_an_iphone(portal: &Portal, user_id: &str) {
    let origin = Origin {
        user_agent: Some(IPHONE.to_owned()),
        ..somewhere()
    };
    sign_in_from(portal, user_id, PASSWORD, None, &origin)
        .await
        .expect("signed in");
}

/// The token in the mail about a new device.
async fn alert(portal: &Portal) -> String {
    sign_in_on_an_iphone(portal, "demoparent").await;
    portal.deliver().await;
    portal.postbox.newest_token(EMAIL)
}

async fn sign_out(portal: &Portal, member: &Proven, handle: &str) -> bool {
    match service::sign_out(&portal.services, member, handle, &somewhere()).await {
        Ok(()) => true,
        Err(Error::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

/// The same account in two sessions, of which the first is the member's own.
async fn in_two_sessions(portal: &Portal) -> (Shop, Proven, tower_sessions::session::Id) {
    let shop = portal.shop("demoparent").await;
    let other = portal.begin_session(shop.parent).await;
    portal.wait(Duration::MINUTE);
    let member = portal.proven(&shop, shop.parent).await;
    (shop, member, other)
}
