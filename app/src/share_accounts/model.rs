//! What the share account pages show, and what can keep a form from being accepted.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    reauthentication::ProofRejection,
    values::{AccountId, AccountState, EmailError, PersonNameError},
};

/// How many rows a page of the list has (D13).
pub const PAGE: i64 = 50;
/// From how many share accounts on the list has a search box (D13).
pub const SEARCH_FROM: i64 = 20;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareAccount {
    /// Which account.
    pub id: AccountId,
    /// ユーザー氏名 (M28).
    pub name: String,
    /// メールアドレス (M32).
    pub email: String,
    /// ステータス (M29).
    pub status: Status,
}

/// ステータス of a share account in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 登録完了済み (M30).
    Registered,
    /// 初回登録待ち (M31), and how the invitation stands.
    Waiting(Invitation),
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invitation {
    /// The mail is on its way.
    Queued,
    /// The link may be used until then.
    ValidUntil(OffsetDateTime),
    /// The link is too old.
    Expired,
    /// The mail could not be delivered.
    Undeliverable,
}

impl Status {
    /// Whether 再送信 is offered (M37, D17).
    pub fn may_resend(self) -> bool {
        matches!(self, Self::Waiting(_))
    }

    pub(super) fn of(state: AccountState, invitation: Invitation) -> Self {
        match state {
            AccountState::AwaitingRegistration => Self::Waiting(invitation),
            AccountState::Active
            | AccountState::Suspended
            | AccountState::Expired
            | AccountState::Deleted => Self::Registered,
        }
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The rows, newest first (M39).
    pub rows: Vec<ShareAccount>,
    /// How many there are that match the search.
    pub found: i64,
    /// How many there are.
    pub total: i64,
    /// Which page this is, from 1 on.
    pub page: i64,
    /// What was searched for.
    pub search: String,
}

impl List {
    /// How many pages there are.
    pub fn pages(&self) -> i64 {
        ((self.found + PAGE - 1) / PAGE).max(1)
    }

    /// The number of the first row on this page, counted from 1; 0 when there is none.
    pub fn first(&self) -> i64 {
        if self.rows.is_empty() {
            0
        } else {
            (self.page - 1) * PAGE + 1
        }
    }

    /// The number of the last row on this page.
    pub fn last(&self) -> i64 {
        (self.page - 1) * PAGE + i64::try_from(self.rows.len()).unwrap_or(PAGE)
    }
}

/// The form シェアアカウント追加 as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddForm {
    /// ユーザー氏名.
    pub name: String,
    /// メールアドレス.
    pub email: String,
}

/// Why nothing was added; each field tells for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddRejection {
    /// What is wrong with the name.
    pub name: Option<NameRejection>,
    /// What is wrong with the address.
    pub email: Option<EmailRejection>,
    /// What is wrong with neither.
    pub form: Option<FormRejection>,
}

impl AddRejection {
    /// A rejection of the form as a whole.
    pub fn form(why: FormRejection) -> Self {
        Self {
            form: Some(why),
            ..Self::default()
        }
    }
}

/// What is wrong with a ユーザー氏名.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameRejection {
    /// There is none.
    Empty,
    /// It has more than 50 characters.
    TooLong,
    /// It holds a character that no name has.
    Character,
    /// It holds a link, which would end up in a mail of ours (R45).
    Link,
}

impl From<PersonNameError> for NameRejection {
    fn from(error: PersonNameError) -> Self {
        match error {
            PersonNameError::Empty => Self::Empty,
            PersonNameError::TooLong => Self::TooLong,
            PersonNameError::Character => Self::Character,
            PersonNameError::Link => Self::Link,
        }
    }
}

/// What is wrong with a メールアドレス.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailRejection {
    /// There is none.
    Empty,
    /// It is no address.
    Form,
}

impl From<EmailError> for EmailRejection {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Empty => Self::Empty,
            EmailError::Form => Self::Form,
        }
    }
}

/// What is wrong with neither field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormRejection {
    /// The parent has as many share accounts as it may (D13).
    Full {
        /// How many that is.
        limit: i64,
    },
    /// Too many were added in a short time.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
}

/// Why an invitation was not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResendRejection {
    /// The account was deleted meanwhile.
    Gone,
    /// The invitee has registered meanwhile.
    AlreadyRegistered,
    /// It was sent just now, or often today (X7).
    TooSoon {
        /// How long to wait.
        minutes: i64,
    },
}

/// What the pages have to say after a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// シェアアカウントを追加し…
    Added {
        /// The row.
        account: AccountId,
        /// Where the invitation goes.
        email: String,
    },
    /// シェアアカウント追加 was not accepted.
    AddRejected {
        /// What was typed.
        form: AddForm,
        /// Why.
        why: AddRejection,
    },
    /// ユーザー名を変更しました。
    Renamed {
        /// The row.
        account: AccountId,
    },
    /// ユーザー名変更 was not accepted.
    RenameRejected {
        /// The row.
        account: AccountId,
        /// What was typed.
        name: String,
        /// Why.
        why: NameRejection,
    },
    /// One was not deleted: whoever asked did not prove who they are (D10).
    DeleteRejected {
        /// Why.
        why: ProofRejection,
    },
    /// {氏名} を削除しました。
    Deleted {
        /// Whose it was.
        name: String,
    },
    /// 対象のシェアアカウントは、すでに削除済みです。
    Gone,
    /// メールを送信しました。
    Resent {
        /// The row.
        account: AccountId,
        /// Where the invitation goes.
        email: String,
    },
    /// The invitation was not sent again.
    ResendRejected(ResendRejection),
}

/// The topic under which it is told.
pub const TOPIC: &str = "share-accounts";
