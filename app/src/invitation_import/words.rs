//! What came of a row, in words: on the page and in the file.

use super::model::{Mail, Outcome, Reason};
use crate::{
    share_accounts::{Delivery, Status},
    text::Language,
};

/// What becomes of a row, or what became of it once its file was run.
pub fn outcome(language: Language, outcome: &Outcome, has_run: bool) -> &'static str {
    match outcome {
        Outcome::Invite => language.import_outcome_invite(),
        Outcome::Invited(_) => language.import_outcome_invited(),
        Outcome::Skipped(_) if has_run => language.import_outcome_skipped(),
        Outcome::Skipped(_) => language.import_outcome_skip(),
    }
}

/// How the share account that was made of a row stands: its mail, or what came after it.
pub fn mail(language: Language, outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Invited(None) => Some(language.import_delivery_gone()),
        Outcome::Invited(Some(Status::Registered | Status::Unconfirmed { .. })) => {
            Some(language.share_status_done())
        }
        Outcome::Invited(Some(Status::Declined { .. })) => {
            Some(language.import_delivery_declined())
        }
        Outcome::Invite | Outcome::Invited(_) | Outcome::Skipped(_) => {
            outcome.mail().map(|mail| match mail {
                Mail::Waiting => language.import_delivery_waiting(),
                Mail::Sent => language.import_delivery_sent(),
                Mail::Failed => language.import_delivery_failed(),
            })
        }
    }
}

/// Why it is so, sentence by sentence: what the person can do something about.
pub fn because(language: Language, outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Skipped(why) => Some(reason(language, *why)),
        Outcome::Invited(Some(Status::Waiting(invitation))) => match invitation.delivery {
            Delivery::Failed(failed) => Some(failed.reason.text(language).to_owned()),
            Delivery::Queued { reason, .. } => {
                reason.map(|reason| reason.text(language).to_owned())
            }
            Delivery::Sent { .. } | Delivery::Expired { .. } | Delivery::InPerson => None,
        },
        Outcome::Invite | Outcome::Invited(_) => None,
    }
}

fn reason(language: Language, why: Reason) -> String {
    match why {
        Reason::Malformed { name, email } => {
            let name = name.map(|error| language.person_name_error(error));
            let email = email.map(|error| language.email_error(error));
            match (name, email) {
                (Some(name), Some(email)) => language.import_both(name, email),
                (one, other) => one.or(other).unwrap_or_default().to_owned(),
            }
        }
        Reason::Repeated { number } => language.import_reason_repeated(number),
        Reason::AlreadyInvited => language.import_reason_already().to_owned(),
        Reason::Declined => language.import_reason_declined().to_owned(),
        Reason::Full { limit } => language.import_reason_full(limit.unsigned_abs()),
        Reason::TooMany { minutes } => {
            language.import_both(language.import_reason_too_many(), again(language, minutes))
        }
        Reason::MailboxFull { minutes } => language.import_both(
            language.import_reason_mailbox_full(),
            again(language, minutes),
        ),
    }
}

/// When to send the file again.
fn again(language: Language, minutes: Option<i64>) -> String {
    minutes.map_or_else(
        || language.import_again_later().to_owned(),
        |minutes| language.import_again_in(language.wait(minutes)),
    )
}
