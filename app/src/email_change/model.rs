//! What the pages of an e-mail change show, and what can keep one from being made.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{reauthentication::ProofRejection, values::EmailError};

/// The topic under which the pages are told.
pub const TOPIC: &str = "email-change";

/// A change that waits for its confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The new address.
    pub email: String,
    /// What became of its mail.
    pub mail: ConfirmationMail,
}

/// What became of the mail to the new address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationMail {
    /// It is on its way.
    Queued,
    /// Its link works until then.
    ValidUntil(OffsetDateTime),
    /// Its link is too old.
    Expired,
    /// The mail server refused it for good.
    Undeliverable,
}

/// Why a change was not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailRejection {
    /// Nothing was typed.
    Empty,
    /// It is no address, or several.
    Form,
    /// It is the present one.
    Same,
    /// Too many mails.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
    /// Whoever asked did not prove who they are (D10).
    Proof(ProofRejection),
}

impl From<EmailError> for EmailRejection {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Empty => Self::Empty,
            EmailError::Form => Self::Form,
        }
    }
}

/// What マイ・アカウント has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// The mail is on its way.
    Sent {
        /// To which address.
        email: String,
    },
    /// The request was taken back.
    Withdrawn,
    /// There was none any more.
    NothingPending,
    /// It was not sent again, for now.
    ResendTooMany {
        /// How long to wait.
        minutes: i64,
    },
    /// The request was not taken.
    Rejected {
        /// As typed.
        email: String,
        /// Why.
        why: EmailRejection,
        /// Whether it was typed in the dialog.
        in_dialog: bool,
    },
}

/// What a link in a mail about an e-mail change leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A press still does what the mail says.
    Live(Box<Live>),
    /// A press did it, and so it still is.
    Done(Outcome),
    /// It does not, or never did.
    Gone,
}

/// What a press would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Whose address it is.
    pub user_id: String,
    /// The shop.
    pub shop_name: String,
    /// The address before.
    pub old_email: String,
    /// The address after.
    pub new_email: String,
    /// Whether the change still waits for its confirmation.
    pub is_pending: bool,
    /// Whether it takes the number in the mail (X3).
    pub asks_number: bool,
}

/// What a press on a link came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The address is the new one.
    Confirmed,
    /// The address is the old one again.
    Undone,
    /// The change was called off before it was confirmed.
    CalledOff,
}
