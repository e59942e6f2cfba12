//! What マイ・アカウント shows, and what can keep a user ID from being changed.

use serde::{Deserialize, Serialize};

use crate::{
    reauthentication::ProofRejection,
    values::{PasswordRejection, UserIdRejection},
};

/// The topic under which the pages are told.
pub const TOPIC: &str = "account";

/// Why a user ID was not changed, field by field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserIdChangeRejection {
    /// About 現在のパスワード (D3).
    pub proof: Option<ProofRejection>,
    /// About 変更するユーザーID.
    pub user_id: Option<NewUserIdRejection>,
    /// About 新しいパスワード.
    pub password: Option<PasswordRejection>,
}

/// Why a user ID cannot be the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewUserIdRejection {
    /// It is none, or somebody else's.
    Rejected(UserIdRejection),
    /// It is the present one.
    Same,
    /// Another session of the account was quicker.
    ChangedMeanwhile,
}

/// What was found out about a user ID that was asked for (M75).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Checked {
    /// このユーザーIDは登録できます。
    Free,
    /// It cannot be taken.
    Rejected(NewUserIdRejection),
    /// Too many questions.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
}

/// What the pages have to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// The user ID was changed, and the password with it or not.
    Changed {
        /// Whether the password was, too.
        password: bool,
    },
    /// It was not.
    Rejected {
        /// The user ID as typed.
        user_id: String,
        /// Why.
        why: UserIdChangeRejection,
        /// Whether it was typed in the dialog.
        in_dialog: bool,
    },
    /// What 登録可能か確認する answers.
    Checked {
        /// The user ID; in its one form where it is one.
        user_id: String,
        /// The answer.
        checked: Checked,
        /// Whether it was asked in the dialog.
        in_dialog: bool,
    },
}
