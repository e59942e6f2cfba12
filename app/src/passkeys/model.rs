//! What the passkey pages show, and what can keep a passkey from being added.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{reauthentication::ProofRejection, values::PersonNameError};

/// How many passkeys an account may have.
pub const MOST: usize = 10;
/// The topic under which the security page is told what came of a form.
pub const TOPIC: &str = "passkeys";

/// A passkey of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Which.
    pub id: Uuid,
    /// What the person calls it.
    pub name: String,
    /// When it was added.
    pub created_at: OffsetDateTime,
    /// When it was last used.
    pub last_used_at: Option<OffsetDateTime>,
}

/// Why a passkey was not added, renamed or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyRejection {
    /// Its name.
    Name(NameProblem),
    /// The browser's answer was not good, or came too late.
    Refused,
    /// There are as many as there may be.
    TooMany,
    /// Whoever asked did not prove who they are (D10).
    Proof(ProofRejection),
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameProblem {
    /// Nothing was typed.
    Empty,
    /// It is too long.
    TooLong,
    /// It has a character that cannot be shown.
    Character,
}

impl From<PersonNameError> for NameProblem {
    fn from(error: PersonNameError) -> Self {
        match error {
            PersonNameError::Empty => Self::Empty,
            PersonNameError::TooLong => Self::TooLong,
            PersonNameError::Character | PersonNameError::Link => Self::Character,
        }
    }
}

/// What the security page has to say about passkeys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// One was added.
    Added {
        /// Its name.
        name: String,
    },
    /// One was renamed.
    Renamed,
    /// One was removed.
    Removed {
        /// Its name.
        name: String,
    },
    /// It did not work.
    Rejected {
        /// The name as typed.
        name: String,
        /// Why.
        why: PasskeyRejection,
    },
}
