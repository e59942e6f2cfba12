//! What the history shows.

use time::OffsetDateTime;

use crate::{
    platform::{audit::Event, devices::Description},
    values::AccountId,
};

/// How many entries a page has.
pub const PAGE: i64 = 50;
/// How many entries a file has at most; the newest.
pub const FILE: i64 = 20_000;

/// What a history is narrowed down to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What one person did, or what was done to them.
    pub person: Option<AccountId>,
    /// One kind of events.
    pub kind: Option<Kind>,
}

/// Kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Signing in and out, devices.
    SignIn,
    /// User ID, address, password, passkeys.
    Account,
    /// Share accounts and invitations.
    ShareAccounts,
    /// USEN CART.
    Cart,
}

impl Kind {
    /// All of them, as the filter lists them.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::Account, Self::ShareAccounts, Self::Cart];

    /// The kind of an event.
    pub fn of(event: Event) -> Self {
        match event {
            Event::SignedIn
            | Event::SignInFailed
            | Event::SignInLimited
            | Event::SignedOut
            | Event::RememberedReused
            | Event::NewDevice
            | Event::ProofFailed
            | Event::DeviceSignedOut
            | Event::OthersSignedOut
            | Event::AllSignedOut => Self::SignIn,
            Event::PasswordResetRequested
            | Event::PasswordChanged
            | Event::UserIdChanged
            | Event::EmailChangeRequested
            | Event::EmailChangeWithdrawn
            | Event::EmailChanged
            | Event::EmailRestored
            | Event::EmailConfirmed
            | Event::PasskeyAdded
            | Event::PasskeyRenamed
            | Event::PasskeyRemoved => Self::Account,
            Event::ShareAccountInvited
            | Event::InvitationResent
            | Event::InvitationRequested
            | Event::InvitationDeclined
            | Event::InvitationCorrected
            | Event::ShareAccountRenamed
            | Event::ShareAccountDeleted
            | Event::InPersonStarted
            | Event::InPersonNumberWrong
            | Event::ShareAccountAddedInPerson
            | Event::InPersonStopped
            | Event::Registered
            | Event::MailBounced => Self::ShareAccounts,
            Event::CartOpened | Event::ServiceOpened | Event::PointsCorrected => Self::Cart,
        }
    }

    /// Its word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Account => "account",
            Self::ShareAccounts => "share-accounts",
            Self::Cart => "cart",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub recorded_at: OffsetDateTime,
    /// What.
    pub event: Event,
    /// Who; nobody where that is not known.
    pub actor: Option<String>,
    /// To whom, where that is somebody else.
    pub target: Option<String>,
    /// On what, as far as known.
    pub description: Option<Description>,
    /// From which network, as far as known.
    pub network: Option<String>,
}

/// Somebody whom the history can be narrowed down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// Whether the account is gone; its entries remain.
    pub is_deleted: bool,
}

/// A page of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// How many there are in all.
    pub found: i64,
    /// Which page this is, from 1 on.
    pub page: i64,
    /// What it is narrowed down to.
    pub filter: Filter,
    /// Whom it can be narrowed down to; nobody for a share account.
    pub people: Vec<Person>,
}

impl History {
    /// How many pages there are.
    pub fn pages(&self) -> i64 {
        ((self.found + PAGE - 1) / PAGE).max(1)
    }
}
