//! What the pages show.

use serde::{Deserialize, Serialize};

/// The topic under which the member's page is told.
pub const TOPIC: &str = "address-confirmation";

/// What the member's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The address that waits.
    pub email: String,
    /// Whether the mail server has refused it for good.
    pub is_undeliverable: bool,
}

/// What came of 再送信.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// The mail is on its way.
    Sent {
        /// To which address.
        email: String,
    },
    /// Not so soon again.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
}

/// What a link in such a mail leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A press still confirms.
    Live {
        /// The address.
        email: String,
        /// Whose it is, for the owner alone: the mail may have reached a stranger. Anybody else types the user ID.
        owner: Option<Owner>,
    },
    /// The address is confirmed, by this link or another way.
    Confirmed,
    /// It leads to nothing any more, or never did.
    Gone,
}

/// Whose address it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The user ID.
    pub user_id: String,
    /// The shop.
    pub shop_name: String,
}
