//! What the tests of other features do about devices.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

use super::service;
use crate::platform::{
    mailed_links::press::Press,
    testing::{Portal, somewhere},
};

/// Presses the button behind the link in a mail about a new device, with the number in the mail; tells whether that
/// did it.
pub async fn end_everything(portal: &Portal, token: &str) -> bool {
    let number = portal.postbox.number_beside(token);
    let press = Press {
        token,
        typed: &number,
        viewer: None,
    };
    service::end_everything(&portal.services, &press, &somewhere())
        .await
        .expect("pressed")
        .is_ok()
}
