//! What the pages of an import show, and what can keep a file from being read.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    share_accounts::{Delivery, Status},
    values::{EmailError, ImportId, PersonNameError},
};

/// Most rows of a file, as many as share accounts may be added in an hour.
pub const MOST_ROWS: usize = 500;
/// How many rows a page has.
pub const PAGE: usize = 100;

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileRejection {
    /// None was chosen.
    Missing,
    /// There is nobody in it.
    Empty,
    /// It is larger than any list of that many people: it was not let in at all.
    TooLarge,
    /// It is a workbook, not a CSV file.
    Workbook,
    /// It is no text in an encoding that we read.
    NotText,
    /// It has more rows than are taken at once.
    TooManyRows {
        /// How many it has.
        rows: u64,
    },
    /// It is not clear which column holds what.
    Columns,
    /// A quotation mark is open, and what follows would be lost in one cell.
    OpenQuote {
        /// In which row it was found.
        row: i32,
    },
    /// Too many files were sent in a short time.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
}

/// A file that was sent, row by row, with what would become or became of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Which.
    pub id: ImportId,
    /// What the file was called.
    pub file_name: String,
    /// When its invitations were made, if they were.
    pub run_at: Option<OffsetDateTime>,
    /// Its rows: first those that need a look, each kind in the order of the file.
    pub lines: Vec<Line>,
}

impl Import {
    /// How many rows are invited, or would be.
    pub fn invited(&self) -> usize {
        self.lines.len() - self.skipped()
    }

    /// How many are not.
    pub fn skipped(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Skipped(_)))
    }

    /// Whether everybody in it is a share account, whichever row or file that came of: there is nothing to correct.
    pub fn is_all_there(&self) -> bool {
        self.count(|outcome| match outcome {
            Outcome::Invite => true,
            Outcome::Invited(_) => false,
            Outcome::Skipped(why) => {
                !matches!(why, Reason::AlreadyInvited | Reason::Repeated { .. })
            }
        }) == 0
    }

    /// Whether rows are left that a corrected file, or the same one later, invites.
    pub fn is_worth_sending_again(&self) -> bool {
        self.count(|outcome| {
            matches!(
                outcome,
                Outcome::Skipped(
                    Reason::Malformed { .. } | Reason::TooMany { .. } | Reason::MailboxFull { .. }
                )
            )
        }) > 0
    }

    /// How many of the invitations' mails stand so.
    pub fn mails(&self, mail: Mail) -> usize {
        self.count(|outcome| outcome.mail() == Some(mail))
    }

    fn count(&self, is_so: impl Fn(&Outcome) -> bool) -> usize {
        let lines = self.lines.iter();
        lines.filter(|line| is_so(&line.outcome)).count()
    }
}

/// A row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the spreadsheet.
    pub number: i32,
    /// The name, as typed.
    pub name: String,
    /// The address, as it is used.
    pub email: String,
    /// The address as typed, where full-width characters were made half-width ones.
    pub repaired_from: Option<String>,
    /// An earlier row with the same address and another name: staff share mailboxes (M9), or somebody slipped.
    pub same_address: Option<i32>,
    /// The name has a question mark, as programs write for a character that their encoding does not have.
    pub seems_lost: bool,
    /// What became or would become of it.
    pub outcome: Outcome,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It would be invited.
    Invite,
    /// It was invited; and how its share account stands by now, if that was not deleted.
    Invited(Option<Status>),
    /// It is not invited.
    Skipped(Reason),
}

impl Outcome {
    /// How its mail stands, where there is one.
    pub fn mail(&self) -> Option<Mail> {
        let Self::Invited(Some(status)) = self else {
            return None;
        };
        Some(match status {
            Status::Waiting(invitation) => match invitation.delivery {
                Delivery::Queued { .. } => Mail::Waiting,
                Delivery::Failed { .. } => Mail::Failed,
                Delivery::Sent { .. } | Delivery::Expired { .. } | Delivery::InPerson => Mail::Sent,
            },
            Status::Registered | Status::Unconfirmed { .. } | Status::Declined { .. } => Mail::Sent,
        })
    }
}

/// How an invitation's mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// 送信待ち.
    Waiting,
    /// 送信済み.
    Sent,
    /// 送信失敗.
    Failed,
}

/// Why a row is not invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Name or address are none.
    Malformed {
        /// What is wrong with the name.
        name: Option<PersonNameError>,
        /// What is wrong with the address.
        email: Option<EmailError>,
    },
    /// An earlier row says the same.
    Repeated {
        /// Which.
        number: i32,
    },
    /// A share account with this name and address is there already.
    AlreadyInvited,
    /// Whoever reads this mailbox wants no invitation from the shop.
    Declined,
    /// The parent has as many share accounts as it may (D13).
    Full {
        /// How many that is.
        limit: i64,
    },
    /// Too many were invited in a short time.
    TooMany {
        /// How long to wait, where that is known.
        minutes: Option<i64>,
    },
    /// Too many invitations went to this mailbox, from whichever shop (X7).
    MailboxFull {
        /// How long to wait, where that is known.
        minutes: Option<i64>,
    },
}

/// A file that was sent lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Which.
    pub id: ImportId,
    /// What it was called.
    pub file_name: String,
    /// When it was sent.
    pub created_at: OffsetDateTime,
    /// How many rows it has.
    pub rows: i64,
    /// How many of them were invited, once it was run.
    pub invited: Option<i64>,
}

/// What the pages have to say after a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// The file was not read.
    Rejected(FileRejection),
    /// There is no such file, or not any more.
    Gone,
    /// {n}件の招待を受け付けました。
    Ran {
        /// How many were invited.
        invited: u64,
    },
}

/// The topic under which it is told.
pub const TOPIC: &str = "invitation-import";
