//! What the tests of other features do about devices.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

use super::service;
use crate::platform::testing::{Portal, somewhere};

/// Presses the button behind the link in a mail about a new device; tells whether that did it.
pub async fn end_everything(portal: &Portal, token: &str) -> bool {
    service::end_everything(&portal.services, token, &somewhere())
        .await
        .expect("pressed")
}
