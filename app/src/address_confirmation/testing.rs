//! What the tests of other features do about the confirmation of an address.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

use super::{
    model::Link,
    service::{self, Error},
};
use crate::{
    platform::{
        mailed_links::press::{Press, PressRejection},
        outbox::{self, Letter},
        session::Member,
        testing::{Portal, Shop, somewhere},
    },
    values::{AccountId, NumberRejection},
};

/// A share account that registered in person, whose mail is on its way.
pub async fn unconfirmed(portal: &Portal, shop: &Shop, user_id: &str) -> AccountId {
    let account = portal.share(shop, user_id).await;
    portal
        .run("update accounts set email_unconfirmed_since = registered_at where kind = 'share'")
        .await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let randomness = portal.services.randomness.as_ref();
    let now = portal.services.clock.now();
    outbox::enqueue(
        &mut conn,
        randomness,
        Letter::AddressConfirmation,
        account,
        now,
    )
    .await
    .expect("queued");
    account
}

/// What a link leads to.
pub async fn look_up(portal: &Portal, token: &str) -> Link {
    service::look_up(&portal.services, token, None)
        .await
        .expect("looked up")
}

/// Whether a link still leads to its button.
pub async fn is_live(portal: &Portal, token: &str) -> bool {
    matches!(look_up(portal, token).await, Link::Live { .. })
}

/// Presses the button, with the user ID. Whoever is second finds it done, and whoever presses on and on has
/// to wait.
pub async fn confirm(portal: &Portal, token: &str) {
    let pressed = press(portal, token, "demoshare01", None).await;
    assert!(
        matches!(
            pressed,
            Ok(())
                | Err(
                    PressRejection::Gone | PressRejection::Number(NumberRejection::TooMany { .. })
                )
        ),
        "{pressed:?}"
    );
}

/// Presses the button, with a user ID or as who is signed in.
///
/// # Errors
///
/// Why nothing was done.
pub async fn press(
    portal: &Portal,
    token: &str,
    typed: &str,
    viewer: Option<&Member>,
) -> Result<(), PressRejection> {
    let press = Press {
        token,
        typed,
        viewer,
    };
    service::confirm(&portal.services, &press, &somewhere())
        .await
        .expect("answered")
}

/// Asks for the mail again; tells whether it goes out.
pub async fn resend(portal: &Portal, member: &Member) -> bool {
    match service::resend(&portal.services, member).await {
        Ok(_) => true,
        Err(Error::TooMany(_) | Error::Confirmed) => false,
        Err(error) => panic!("{error}"),
    }
}
