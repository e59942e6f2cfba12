//! What the pages of recovery show, and what can keep a form from being accepted.

use serde::{Deserialize, Serialize};

use crate::values::{EmailError, PasswordRejection};

/// The topic under which the pages are told.
pub const TOPIC: &str = "recovery";

/// The forms パスワード再設定 and ユーザーIDとパスワードを忘れた方, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestForm {
    /// ログインID; nothing where it is forgotten, too.
    pub user_id: Option<String>,
    /// メールアドレス.
    pub email: String,
    /// お客様番号.
    pub customer_code: String,
}

/// Why a request was not taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRejection {
    /// There is no user ID.
    pub user_id_empty: bool,
    /// About the address.
    pub email: Option<EmailProblem>,
    /// The customer number is none.
    pub customer_code: bool,
    /// Too many requests; how many minutes to wait.
    pub too_many_minutes: Option<i64>,
}

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailProblem {
    /// Nothing was typed.
    Empty,
    /// It is no address, or several.
    Form,
}

impl From<EmailError> for EmailProblem {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Empty => Self::Empty,
            EmailError::Form => Self::Form,
        }
    }
}

/// What a link for a new password leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The form.
    Live {
        /// Whose password it is.
        user_id: String,
        /// The shop.
        shop_name: String,
    },
    /// A password was set with it.
    Used,
    /// Nothing any more, or never.
    Gone,
}

/// Why a new password was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewPasswordRejection {
    /// The password.
    Password(PasswordRejection),
    /// The link has ended meanwhile.
    Gone,
}

/// What the pages have to say after a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// A request was not taken.
    RequestRejected {
        /// As typed.
        form: RequestForm,
        /// Why.
        why: RequestRejection,
    },
    /// A new password was not set.
    PasswordRejected {
        /// Why.
        why: PasswordRejection,
    },
    /// A link was mailed to the registered address.
    LinkSent {
        /// The address, masked.
        email: String,
    },
    /// It was not, for now.
    LinkTooMany {
        /// How long to wait.
        minutes: i64,
    },
}
