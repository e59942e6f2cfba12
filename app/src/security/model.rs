//! What the pages about devices show, and what can keep one from being signed out.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{platform::devices::Description, reauthentication::ProofRejection};

/// The topic under which the pages are told.
pub const TOPIC: &str = "security";

/// A device that the account is signed in on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Names it in addresses and forms.
    pub handle: String,
    /// What the person calls it.
    pub name: Option<String>,
    /// What it is, as far as known.
    pub description: Option<Description>,
    /// The network address it was last used from, the last part left out.
    pub network: Option<String>,
    /// When somebody signed in on it.
    pub first_used_at: OffsetDateTime,
    /// When it was last used.
    pub last_used_at: OffsetDateTime,
    /// Whether it is the one that this request comes from.
    pub is_this: bool,
    /// Whether 次回から自動的にログインする is on.
    pub is_remembered: bool,
    /// Whether several people use it, as was said at sign-in (X18).
    pub is_shared: bool,
}

/// What the pages have to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// A device was named.
    Named,
    /// A device was signed out.
    SignedOut,
    /// All others were.
    OthersSignedOut,
    /// It was not there any more.
    Gone,
    /// The name is no name.
    NameRejected {
        /// As typed.
        name: String,
        /// Whether it is too long, or has a character that cannot be shown.
        too_long: bool,
    },
    /// Whoever asked did not prove who they are (D10).
    ProofRejected(ProofRejection),
}

/// What the link in a mail about a new device leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alert {
    /// A press still ends everything.
    Live(Box<LiveAlert>),
    /// A press has ended everything.
    Done,
    /// It does not, or never did.
    Gone,
}

/// The sign-in that a press would answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveAlert {
    /// Whose account it is.
    pub user_id: String,
    /// The shop.
    pub shop_name: String,
    /// When somebody signed in.
    pub signed_in_at: OffsetDateTime,
    /// On what.
    pub description: Option<Description>,
    /// Whether a press takes the number in the mail (X3).
    pub asks_number: bool,
}
