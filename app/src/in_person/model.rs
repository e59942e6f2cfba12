//! What the two pages show: the parent's and the phone's; and what can keep an entry from being accepted.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    share_accounts::in_person::Refused,
    values::{EmailError, PersonNameError},
};

/// The topic under which the parent's page is told.
pub const TOPIC: &str = "in-person";

/// What the parent's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// Which registration.
    pub id: Uuid,
    /// How it stands.
    pub stage: Stage,
}

/// How a registration stands, for the parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The code is shown, and nobody has entered yet.
    Waiting(Code),
    /// Somebody has, and chooses user ID and password.
    Entered(Person),
    /// Somebody has registered.
    Done(Person),
    /// Somebody has entered, and not registered in time: their account is in the list, and can be invited by mail.
    Unfinished(Person),
    /// Nobody has entered in time.
    Expired,
    /// It was stopped, or its account deleted.
    Stopped,
    /// Too many wrong numbers.
    Locked,
}

/// What the screen shows to the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The path of the address in the QR code.
    pub path: String,
    /// The number to compare.
    pub number: String,
    /// Until when it may be used.
    pub expires_at: OffsetDateTime,
    /// How long that is from now, in minutes begun.
    pub minutes_left: i64,
    /// How many wrong numbers were entered.
    pub wrong_numbers: i16,
}

/// Who entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// ユーザー氏名.
    pub name: String,
    /// メールアドレス.
    pub email: String,
}

/// What came of a press on the parent's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// It was stopped before anybody entered.
    Stopped,
    /// It was stopped, and the account that had come of it is deleted.
    Withdrawn {
        /// Whose it was to be.
        name: String,
    },
    /// It was too late to stop it: the person has registered.
    TooLate {
        /// Who.
        name: String,
    },
    /// There was nothing left to stop.
    Over,
    /// No new code while somebody registers.
    Underway,
}

/// What the phone finds behind the QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The form.
    Open(Box<Form>),
    /// Nothing any more.
    Gone(Gone),
}

/// The phone's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The shop that registers.
    pub shop_name: String,
    /// What was typed and not accepted.
    pub draft: Option<Draft>,
}

/// Why a QR code leads to nothing any more; each has its next step (D9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It is too old.
    Expired,
    /// The parent's screen shows a newer one.
    Replaced,
    /// The parent stopped it.
    Stopped,
    /// Too many wrong numbers were entered.
    Locked,
    /// Somebody has entered with it.
    Taken,
    /// There never was such a code.
    Malformed,
}

/// The phone's form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// ユーザー氏名.
    pub name: String,
    /// メールアドレス.
    pub email: String,
    /// 確認番号.
    pub number: String,
}

/// What was typed, and why it was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// As typed.
    pub entry: Entry,
    /// What the form says about it.
    pub remarks: Remarks,
}

/// What the form says about an entry, field by field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    /// About the name.
    pub name: Option<PersonNameError>,
    /// About the address.
    pub email: Option<EmailError>,
    /// About the number.
    pub number: Option<NumberRejection>,
    /// About none of them.
    pub refused: Option<Refused>,
}

/// Why a number was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberRejection {
    /// Nothing was typed.
    Empty,
    /// It has not six digits.
    Form,
    /// It is not the one on the parent's screen.
    Wrong {
        /// How many more tries there are.
        left: i16,
    },
}
