//! What the registration pages show, and what can keep an entry from being accepted.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    share_accounts::Outlook,
    values::{AccountId, PasswordRejection, UserIdRejection},
};

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The registration.
    Live(Box<Registration>),
    /// Nothing any more.
    Gone(Gone),
}

/// Why a link leads to nothing (D9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It is too old.
    Expired {
        /// Who can invite again.
        shop_name: String,
        /// How long links are valid.
        days: i64,
        /// The way to a new mail.
        again: Again,
    },
    /// It is too old, and came from the parent's screen (X10).
    InPersonExpired {
        /// Who can show another code.
        shop_name: String,
        /// The way to a mail.
        again: Again,
    },
    /// Somebody registered with it.
    Used {
        /// Which account that made.
        account: AccountId,
    },
    /// A newer mail took its place.
    Replaced {
        /// When that was sent, once it was.
        sent_at: Option<OffsetDateTime>,
        /// The way to yet another mail.
        again: Again,
    },
    /// The invitation was withdrawn.
    Withdrawn,
    /// The invitee said that it is not for them.
    Declined {
        /// Who could invite again.
        shop_name: String,
    },
    /// The parent may not act at the moment (D11).
    Suspended {
        /// Whose parent.
        shop_name: String,
    },
    /// The shop's contracts have ended (D11).
    Ended {
        /// Which shop's.
        shop_name: String,
    },
    /// There never was such a link.
    Malformed,
}

/// How somebody whose link has ended comes to a new mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The link that has ended.
    pub token: String,
    /// Where the mail goes; masked, for whoever else looks on.
    pub masked_email: String,
    /// What can be expected.
    pub outlook: Outlook,
}

/// A registration that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The account that is to be registered.
    pub account: AccountId,
    /// The parent's shop (M52).
    pub shop_name: String,
    /// The invitee, as the parent called them.
    pub name: String,
    /// Where the invitation went; masked (R18).
    pub masked_email: String,
    /// Whether it went there at all: who registers in person has no mail (X10).
    pub by_mail: bool,
    /// What was entered so far.
    pub draft: Option<Draft>,
}

/// What was entered so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The user ID; in its one form once it was accepted, until then as typed.
    pub user_id: String,
    /// Whether a password was accepted; itself it is never shown again.
    pub has_password: bool,
    /// What the form says about it.
    pub remarks: Remarks,
    /// Names this state of the draft, so that a person confirms what they were shown and nothing else.
    pub version: i64,
}

impl Draft {
    /// Whether step 2 can be shown.
    pub fn is_complete(&self) -> bool {
        self.has_password && self.remarks.rejects_nothing()
    }
}

/// What the form says about an entry, field by field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    /// About the user ID.
    pub user_id: Option<UserIdRemark>,
    /// About the password.
    pub password: Option<PasswordRejection>,
    /// Whether the confirmation is another password.
    pub mismatch: bool,
    /// Too many tries; how many minutes to wait.
    pub too_many_minutes: Option<i64>,
}

impl Remarks {
    /// Whether everything was accepted.
    pub fn rejects_nothing(&self) -> bool {
        !matches!(self.user_id, Some(UserIdRemark::Rejected(_)))
            && self.password.is_none()
            && !self.mismatch
            && self.too_many_minutes.is_none()
    }
}

/// What the form says about a user ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserIdRemark {
    /// このユーザーIDは登録できます。
    Free,
    /// It cannot be taken.
    Rejected(UserIdRejection),
}

/// Step 1 as typed. Never stored or printed as it is.
pub struct Entry {
    /// The user ID.
    pub user_id: String,
    /// The password.
    pub password: String,
    /// The password again.
    pub password_confirmation: String,
}

/// The topic under which the pages tell what came of a form.
pub const TOPIC: &str = "registration";

/// What the pages have to say after a form. What was entered is kept with the invitation, and not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// 辞退 was pressed, and no reason chosen.
    ReasonMissing,
}
