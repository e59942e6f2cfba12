//! The kinds of letters, and what follows from a kind.

use time::Duration;

/// Nobody waits longer for a mail (RFC 5321 4.5.4.1).
const GIVE_UP: Duration = Duration::days(5);

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// The first invitation to register (M43–M51).
    Invitation,
    /// The invitation sent again (M67).
    InvitationAgain,
    /// The same, because the invitee asked for it from a link that has ended. It ends no other link (X3).
    InvitationRequested,
    /// A link for setting a new password (M22, M81).
    PasswordReset,
    /// The password was changed.
    PasswordChanged,
    /// The user ID was changed.
    UserIdChanged,
    /// Every user ID of a mailbox (M24, X4).
    UserIdReminder,
    /// To the new address: the link that confirms it (M78).
    EmailConfirmation,
    /// To the old address: a change was asked for.
    EmailChangeRequested,
    /// To the new address: it is the account's now.
    EmailChanged,
    /// To the old address: it is the account's no more, and how to undo that (X1).
    EmailChangedFrom,
    /// To the old address: it is the account's again.
    EmailRestored,
    /// To the address that an account registered in person has: the link that confirms it (X10).
    AddressConfirmation,
    /// A sign-in from a new device (X6).
    NewDevice,
    /// A passkey was added (X9).
    PasskeyAdded,
    /// A passkey was removed (X9).
    PasskeyRemoved,
}

/// What a mail with a link for a new password is of no use after: whoever asked has asked again, or called.
const RECOVERY_GIVE_UP: Duration = Duration::hours(2);

impl Letter {
    /// Its word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::InvitationAgain => "invitation_again",
            Self::InvitationRequested => "invitation_requested",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::UserIdChanged => "user_id_changed",
            Self::UserIdReminder => "user_id_reminder",
            Self::EmailConfirmation => "email_confirmation",
            Self::EmailChangeRequested => "email_change_requested",
            Self::EmailChanged => "email_changed",
            Self::EmailChangedFrom => "email_changed_from",
            Self::EmailRestored => "email_restored",
            Self::AddressConfirmation => "address_confirmation",
            Self::NewDevice => "new_device",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
        }
    }

    /// The letter with this word in the database.
    pub fn from_stored(text: &str) -> Option<Self> {
        [
            Self::Invitation,
            Self::InvitationAgain,
            Self::InvitationRequested,
            Self::PasswordReset,
            Self::PasswordChanged,
            Self::UserIdChanged,
            Self::UserIdReminder,
            Self::EmailConfirmation,
            Self::EmailChangeRequested,
            Self::EmailChanged,
            Self::EmailChangedFrom,
            Self::EmailRestored,
            Self::AddressConfirmation,
            Self::NewDevice,
            Self::PasskeyAdded,
            Self::PasskeyRemoved,
        ]
        .into_iter()
        .find(|letter| letter.as_str() == text)
    }

    /// Which letters are out of date once this one is queued (R15); a notice of what happened never is.
    pub(super) fn replaces(self) -> &'static [Self] {
        match self {
            Self::Invitation | Self::InvitationAgain => &[
                Self::Invitation,
                Self::InvitationAgain,
                Self::InvitationRequested,
            ],
            Self::InvitationRequested => &[Self::InvitationRequested],
            Self::PasswordReset => &[Self::PasswordReset],
            Self::UserIdReminder => &[Self::UserIdReminder],
            Self::EmailConfirmation => &[Self::EmailConfirmation],
            Self::AddressConfirmation => &[Self::AddressConfirmation],
            Self::PasswordChanged
            | Self::UserIdChanged
            | Self::EmailChangeRequested
            | Self::EmailChanged
            | Self::EmailChangedFrom
            | Self::EmailRestored
            | Self::NewDevice
            | Self::PasskeyAdded
            | Self::PasskeyRemoved => &[],
        }
    }

    /// Whether shops take turns with it: nobody waits at a screen for an invitation, and many may be queued at once.
    pub(super) fn takes_turns(self) -> bool {
        matches!(self, Self::Invitation | Self::InvitationAgain)
    }

    /// How long there is any use in delivering it.
    pub(super) fn useful_for(self) -> Duration {
        match self {
            Self::PasswordReset | Self::UserIdReminder => RECOVERY_GIVE_UP,
            _ => GIVE_UP,
        }
    }
}
