//! Pure rules of registration.

use time::OffsetDateTime;

use crate::values::AccountState;

/// What the database knows about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The account's state.
    pub account: AccountState,
    /// The state of the parent, which its share accounts follow (D11).
    pub parent: AccountState,
    /// Whether the invitee declined.
    pub declined: bool,
    /// Until when the link is valid.
    pub expires_at: OffsetDateTime,
    /// Whether a newer mail took its place.
    pub replaced: bool,
    /// Whether somebody registered with it.
    pub used: bool,
}

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Registering.
    Live,
    /// See `model::Gone`.
    Expired,
    /// See `model::Gone`.
    Used,
    /// See `model::Gone`.
    Replaced,
    /// See `model::Gone`.
    Withdrawn,
    /// See `model::Gone`.
    Declined,
    /// See `model::Gone`.
    Suspended,
    /// See `model::Gone`.
    Ended,
}

/// What a link is good for. The cause that helps most is told: a person who has registered can sign in,
/// whatever else became of the link (D9).
pub fn standing(facts: Facts, now: OffsetDateTime) -> Standing {
    match (facts.account, facts.parent) {
        (AccountState::Deleted, _) | (_, AccountState::Deleted) => Standing::Withdrawn,
        (_, AccountState::Expired) => Standing::Ended,
        (AccountState::AwaitingRegistration, AccountState::Active) => invitation(facts, now),
        (_, AccountState::Active) => Standing::Used,
        (_, AccountState::Suspended | AccountState::AwaitingRegistration) => Standing::Suspended,
    }
}

fn invitation(facts: Facts, now: OffsetDateTime) -> Standing {
    if facts.used {
        Standing::Used
    } else if facts.declined {
        Standing::Declined
    } else if facts.replaced {
        Standing::Replaced
    } else if facts.expires_at <= now {
        Standing::Expired
    } else {
        Standing::Live
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 03:00 UTC);
    const LIVE: Facts = Facts {
        account: AccountState::AwaitingRegistration,
        parent: AccountState::Active,
        declined: false,
        expires_at: datetime!(2026-11-28 03:00 UTC),
        replaced: false,
        used: false,
    };

    #[test]
    fn d9_each_end_of_a_link_has_its_own_standing() {
        let cases = [
            (LIVE, Standing::Live),
            (
                Facts {
                    expires_at: NOW,
                    ..LIVE
                },
                Standing::Expired,
            ),
            (
                Facts {
                    expires_at: NOW + Duration::NANOSECOND,
                    ..LIVE
                },
                Standing::Live,
            ),
            (
                Facts {
                    replaced: true,
                    expires_at: NOW,
                    ..LIVE
                },
                Standing::Replaced,
            ),
            (
                Facts {
                    used: true,
                    account: AccountState::Active,
                    ..LIVE
                },
                Standing::Used,
            ),
            (
                Facts {
                    replaced: true,
                    account: AccountState::Active,
                    ..LIVE
                },
                Standing::Used,
            ),
            (
                Facts {
                    account: AccountState::Deleted,
                    used: true,
                    ..LIVE
                },
                Standing::Withdrawn,
            ),
            (
                Facts {
                    parent: AccountState::Suspended,
                    ..LIVE
                },
                Standing::Suspended,
            ),
            (
                Facts {
                    parent: AccountState::Expired,
                    replaced: true,
                    ..LIVE
                },
                Standing::Ended,
            ),
            (
                Facts {
                    declined: true,
                    replaced: true,
                    ..LIVE
                },
                Standing::Declined,
            ),
        ];

        for (facts, expected) in cases {
            assert_eq!(standing(facts, NOW), expected, "{facts:?}");
        }
    }
}
