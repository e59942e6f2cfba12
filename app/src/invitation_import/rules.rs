//! Pure rules of an import: what a row says, and which rows say the same.

use std::collections::HashMap;

use super::model::{Outcome, Reason};
use crate::{
    share_accounts::Invitee,
    values::{EmailAddress, PersonName},
};

/// What a row says.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Whom to invite, or why nobody.
    pub invitee: Result<Invitee, Reason>,
    /// An earlier row with the same address and another name.
    pub same_address: Option<i32>,
}

/// Reads the rows of a file: their numbers, names and addresses, as typed.
pub fn read<'a>(rows: impl IntoIterator<Item = (i32, &'a str, &'a str)>) -> Vec<Reading> {
    let mut people = HashMap::new();
    let mut addresses = HashMap::new();
    rows.into_iter()
        .map(|(number, name, email)| {
            let (name, email) = match (PersonName::parse(name), EmailAddress::parse(email)) {
                (Ok(name), Ok(email)) => (name, email),
                (name, email) => {
                    return Reading {
                        invitee: Err(Reason::Malformed {
                            name: name.err(),
                            email: email.err(),
                        }),
                        same_address: None,
                    };
                }
            };
            let mailbox = email.key();
            let person = (mailbox.clone(), name.key());
            let first_of_mailbox = *addresses.entry(mailbox).or_insert(number);
            let first = *people.entry(person).or_insert(number);
            if first == number {
                Reading {
                    invitee: Ok(Invitee { name, email }),
                    same_address: (first_of_mailbox != number).then_some(first_of_mailbox),
                }
            } else {
                Reading {
                    invitee: Err(Reason::Repeated { number: first }),
                    same_address: None,
                }
            }
        })
        .collect()
}

/// The address as typed, where full-width characters in it were made half-width ones: others do not pass the parser.
pub fn repaired_from(typed: &str) -> Option<String> {
    (!typed.is_ascii()).then(|| typed.to_owned())
}

/// Whether characters of a name seem to be lost: where an encoding has none for them, spreadsheet programs write `?`
/// without a word, as for 𠮷 in `Shift_JIS`.
pub fn seems_lost(name: &str) -> bool {
    name.contains('?')
}

/// Where a row comes in the list: first those that are not invited. Their order stays when the mails go out.
pub fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Skipped(_) => 0,
        Outcome::Invite | Outcome::Invited(_) => 1,
    }
}
