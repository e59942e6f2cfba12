//! What the share account pages show, and what can keep a form from being accepted.

mod list;

use serde::{Deserialize, Serialize};

use crate::{
    reauthentication::ProofRejection,
    values::{AccountId, EmailAddress, EmailError, PersonName, PersonNameError},
};

pub use list::{
    Delivery, Failed, Filter, Invitation, LIST, List, PAGE, Query, Refusal, SEARCH_FROM,
    ShareAccount, Sort, Status,
};

/// The form シェアアカウント追加 as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddForm {
    /// ユーザー氏名.
    pub name: String,
    /// メールアドレス.
    pub email: String,
    /// Anything, when the parent confirms to invite somebody who declined before.
    pub anew: String,
}

/// Somebody to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// ユーザー氏名.
    pub name: PersonName,
    /// メールアドレス.
    pub email: EmailAddress,
}

/// What becomes of an invitee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are invited.
    Invite,
    /// The shop has a share account with this name and address.
    AlreadyInvited,
    /// They declined an invitation of this shop.
    Declined,
    /// The parent has as many share accounts as it may (D13).
    Full,
    /// Too many were invited in a short time.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
    /// Too many invitations went to this mailbox, from whichever shop (X7).
    MailboxFull {
        /// How long to wait.
        minutes: i64,
    },
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
    /// A rejection of the address.
    pub fn email(why: EmailRejection) -> Self {
        Self {
            email: Some(why),
            ..Self::default()
        }
    }

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
    /// Whoever reads it declined an invitation of this shop, and the parent did not confirm to ask again.
    Declined,
    /// It is the address that the invitation goes to already.
    Unchanged,
    /// Too many invitations went there, from whichever shop (X7).
    MailboxFull {
        /// How long to wait.
        minutes: i64,
    },
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

/// Why a name was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RenameRejection {
    /// The name is none.
    Name(NameRejection),
    /// Somebody else changed it since it was shown (R62).
    ChangedMeanwhile {
        /// What it is now.
        name: String,
    },
}

/// Why the address of an invitation was not corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CorrectRejection {
    /// The new address.
    Email(EmailRejection),
    /// The invitee has registered meanwhile: the address is theirs to change (M63).
    AlreadyRegistered,
    /// Too many were invited in a short time.
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
    /// It was sent a moment ago (X7).
    TooSoon {
        /// How long to wait.
        seconds: i64,
    },
    /// It was sent often today, or the parent sent many in this hour (X7).
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
    /// Too many invitations went to its mailbox, from whichever shop (X7).
    MailboxFull {
        /// How long to wait.
        minutes: i64,
    },
    /// The invitee declined, and the parent did not confirm to ask again.
    Declined,
}

/// What to do with several share accounts at once (D13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// 再送信.
    Resend,
    /// 削除.
    Delete,
}

impl Deed {
    /// Its word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Delete => "delete",
        }
    }

    /// The deed with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Resend, Self::Delete]
            .into_iter()
            .find(|deed| deed.as_str() == word)
    }
}

/// What came of a deed for one of several share accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spared {
    /// Whose it is.
    pub name: String,
    /// Why the invitation was not sent again.
    pub why: ResendRejection,
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
        why: RenameRejection,
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
        /// Whose it is.
        name: String,
        /// Where the invitation goes.
        email: String,
    },
    /// The invitation was not sent again.
    ResendRejected(Spared),
    /// The invitation went to a wrong address and goes to the right one now (X2).
    Corrected {
        /// The new row.
        account: AccountId,
        /// Where the invitation goes.
        email: String,
    },
    /// The address was not corrected.
    CorrectRejected {
        /// The row.
        account: AccountId,
        /// What was typed.
        email: String,
        /// Why.
        why: CorrectRejection,
    },
    /// Several invitations were sent again.
    ResentSeveral {
        /// How many.
        count: i64,
        /// Which were not; the first few.
        spared: Vec<Spared>,
        /// How many more were not.
        more: i64,
    },
    /// Several share accounts were deleted.
    DeletedSeveral {
        /// How many.
        count: i64,
    },
    /// Nothing was selected to do something with.
    NothingSelected,
    /// Several were not deleted: whoever asked did not prove who they are (D10).
    SeveralRejected {
        /// Why.
        why: ProofRejection,
    },
}

impl Told {
    /// How many of those whose invitation was not sent again are named: a cookie carries it.
    const NAMED: usize = 8;

    /// What came of sending several invitations again.
    pub fn resent_several(count: i64, mut spared: Vec<Spared>) -> Self {
        let more = spared.len().saturating_sub(Self::NAMED);
        spared.truncate(Self::NAMED);
        Self::ResentSeveral {
            count,
            spared,
            more: i64::try_from(more).unwrap_or(i64::MAX),
        }
    }
}

/// The topic under which it is told.
pub const TOPIC: &str = "share-accounts";
