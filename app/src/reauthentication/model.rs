//! What proves who somebody is, and why it may not.

use serde::{Deserialize, Serialize};

/// The fields of 本人確認 as they came: a password, or the answer to a passkey's ceremony. Never stored or printed.
#[derive(Clone, Default)]
pub struct ProofForm {
    /// 現在のパスワード.
    pub password: String,
    /// The ceremony of a passkey.
    pub ceremony: String,
    /// The browser's answer to it.
    pub credential: String,
}

impl ProofForm {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.password.is_empty() && (self.ceremony.is_empty() || self.credential.is_empty())
    }
}

/// Why a proof was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProofRejection {
    /// There is none, and the last one is too old.
    Missing,
    /// The password is wrong.
    WrongPassword,
    /// The passkey is.
    WrongPasskey,
    /// Too many tries.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
}
