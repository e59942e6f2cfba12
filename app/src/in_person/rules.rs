//! Pure rules of registration in person.

use time::OffsetDateTime;
use unicode_normalization::UnicodeNormalization;

use super::model::NumberRejection;
use crate::values::AccountState;

/// How many wrong numbers end a registration: of a million numbers five are tried at most.
pub const TRIES: i16 = 5;
/// How many digits a number has.
const DIGITS: usize = 6;

/// A number for the parent's screen, out of random bytes.
pub fn number(random: [u8; 8]) -> String {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000)
}

/// Reads a number as typed: full-width digits and spaces are fine.
///
/// # Errors
///
/// [`NumberRejection::Empty`] or [`NumberRejection::Form`]; neither counts as a try.
pub fn read_number(typed: &str) -> Result<String, NumberRejection> {
    // no more than anybody types by mistake
    let digits: String = typed
        .chars()
        .take(100)
        .nfkc()
        .filter(|character| !character.is_whitespace())
        .collect();
    if digits.is_empty() {
        Err(NumberRejection::Empty)
    } else if digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(NumberRejection::Form)
    }
}

/// What the database keeps of how a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The code may be used.
    Open,
    /// A newer code is shown on the same screen.
    Replaced,
    /// Somebody has entered.
    Entered,
    /// The parent stopped it.
    Stopped,
    /// Too many wrong numbers.
    Locked,
}

impl State {
    /// The name under which the database knows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Replaced => "replaced",
            Self::Entered => "entered",
            Self::Stopped => "stopped",
            Self::Locked => "locked",
        }
    }

    /// The state with this name.
    pub fn from_stored(name: &str) -> Option<Self> {
        [
            Self::Open,
            Self::Replaced,
            Self::Entered,
            Self::Stopped,
            Self::Locked,
        ]
        .into_iter()
        .find(|state| state.as_str() == name)
    }
}

/// All that decides how a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What its own row says.
    pub state: State,
    /// Whether the parent's sessions of then still stand, and the parent may act (R12, D11).
    pub host_stands: bool,
    /// Until when the code may be used.
    pub expires_at: OffsetDateTime,
    /// The state of the account that came of it.
    pub account: Option<AccountState>,
    /// Until when its person may go on; nothing where they cannot.
    pub link_expires_at: Option<OffsetDateTime>,
}

/// How a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The code may be used.
    Waiting,
    /// Somebody has entered, and may go on.
    Entered,
    /// Somebody has registered.
    Done,
    /// It is too late.
    Expired,
    /// See [`State::Replaced`].
    Replaced,
    /// It was stopped, or the account deleted.
    Stopped,
    /// See [`State::Locked`].
    Locked,
}

/// How a registration stands. What became of the account tells more than the row, which knows nothing of it.
pub fn standing(facts: Facts, now: OffsetDateTime) -> Standing {
    match facts.state {
        State::Open if !facts.host_stands => Standing::Stopped,
        State::Open if facts.expires_at <= now => Standing::Expired,
        State::Open => Standing::Waiting,
        State::Replaced => Standing::Replaced,
        State::Stopped => Standing::Stopped,
        State::Locked => Standing::Locked,
        State::Entered => match facts.account {
            None | Some(AccountState::Deleted) => Standing::Stopped,
            Some(AccountState::AwaitingRegistration) => {
                if facts.link_expires_at.is_some_and(|until| until > now) {
                    Standing::Entered
                } else {
                    Standing::Expired
                }
            }
            Some(AccountState::Active | AccountState::Suspended | AccountState::Expired) => {
                Standing::Done
            }
        },
    }
}

/// How many minutes are left, the one that has begun included.
pub fn minutes_left(expires_at: OffsetDateTime, now: OffsetDateTime) -> i64 {
    ((expires_at - now).whole_seconds().max(0) + 59) / 60
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 03:00 UTC);
    const OPEN: Facts = Facts {
        state: State::Open,
        host_stands: true,
        expires_at: datetime!(2026-11-21 03:15 UTC),
        account: None,
        link_expires_at: None,
    };
    const ENTERED: Facts = Facts {
        state: State::Entered,
        account: Some(AccountState::AwaitingRegistration),
        link_expires_at: Some(datetime!(2026-11-21 04:00 UTC)),
        ..OPEN
    };

    #[test]
    fn x10_each_end_has_its_own_standing() {
        let cases = [
            (OPEN, Standing::Waiting),
            (
                Facts {
                    expires_at: NOW,
                    ..OPEN
                },
                Standing::Expired,
            ),
            (
                Facts {
                    host_stands: false,
                    expires_at: NOW,
                    ..OPEN
                },
                Standing::Stopped,
            ),
            (ENTERED, Standing::Entered),
            // the code is needed no more, nor is the parent's session
            (
                Facts {
                    expires_at: NOW,
                    host_stands: false,
                    ..ENTERED
                },
                Standing::Entered,
            ),
            (
                Facts {
                    link_expires_at: Some(NOW),
                    ..ENTERED
                },
                Standing::Expired,
            ),
            // an invitation by mail took its place
            (
                Facts {
                    link_expires_at: None,
                    ..ENTERED
                },
                Standing::Expired,
            ),
            (
                Facts {
                    account: Some(AccountState::Active),
                    link_expires_at: None,
                    ..ENTERED
                },
                Standing::Done,
            ),
            (
                Facts {
                    account: Some(AccountState::Deleted),
                    ..ENTERED
                },
                Standing::Stopped,
            ),
            (
                Facts {
                    state: State::Stopped,
                    ..ENTERED
                },
                Standing::Stopped,
            ),
            (
                Facts {
                    state: State::Locked,
                    ..OPEN
                },
                Standing::Locked,
            ),
            (
                Facts {
                    state: State::Replaced,
                    ..OPEN
                },
                Standing::Replaced,
            ),
        ];

        for (facts, expected) in cases {
            assert_eq!(standing(facts, NOW), expected, "{facts:?}");
        }
    }

    #[test]
    fn x10_a_number_has_six_digits_however_it_is_typed() {
        assert_eq!(number([0; 8]), "000000");
        assert_eq!(number([0xff; 8]), "551615");
        for typed in ["012345", " 012 345 ", "０１２３４５", "０１２　３４５"] {
            assert_eq!(read_number(typed), Ok("012345".to_owned()), "{typed}");
        }
    }

    #[test]
    fn x10_what_is_no_number_is_no_try() {
        for typed in ["", "  ", "　"] {
            assert_eq!(read_number(typed), Err(NumberRejection::Empty), "{typed:?}");
        }
        let long = "1".repeat(1_000_000);
        for typed in ["12345", "1234567", "12345a", "\0", "一二三四五六", &long] {
            assert_eq!(read_number(typed), Err(NumberRejection::Form));
        }
    }

    #[test]
    fn time_left_is_told_in_minutes_begun() {
        let left = |left| minutes_left(NOW + left, NOW);

        assert_eq!(left(Duration::minutes(15)), 15);
        assert_eq!(left(Duration::seconds(61)), 2);
        assert_eq!(left(Duration::seconds(1)), 1);
        assert_eq!(left(Duration::seconds(-5)), 0);
    }
}
