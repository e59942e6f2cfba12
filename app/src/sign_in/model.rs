//! The sign-in form, and what can keep it from being accepted.

use serde::{Deserialize, Serialize};

use crate::platform::session::Stay;

/// The form ログイン as typed. The password is not part of it: it is never shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInForm {
    /// ユーザーID.
    pub user_id: String,
    /// 次回から自動的にログインする.
    pub remember: bool,
    /// この端末は共用です (X18).
    pub shared_device: bool,
}

impl SignInForm {
    /// What becomes of the sign-in: what others share is never remembered (X18).
    pub fn stay(&self) -> Stay {
        match (self.shared_device, self.remember) {
            (true, _) => Stay::SharedDevice,
            (false, true) => Stay::Remembered,
            (false, false) => Stay::Usual,
        }
    }
}

/// Why nobody was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInRejection {
    /// A field is empty.
    Empty {
        /// ユーザーID is.
        user_id: bool,
        /// パスワード is.
        password: bool,
    },
    /// The pair is wrong, for whatever cause: one answer for all (R5).
    Wrong,
    /// Too many tries (R25–R27).
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
    /// The passkey was not accepted (X9).
    Passkey,
    /// The password is right, but the account may not be used (D11).
    NotUsable,
}

/// What the sign-in page has to say after a try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// What was typed.
    pub form: SignInForm,
    /// Why it was not accepted.
    pub why: SignInRejection,
}

/// The topic under which it is told.
pub const TOPIC: &str = "sign-in";
