//! What kind of account there is, and which state it is in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The two kinds of account (M1, M2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// 親アカウント, the "USEN MEMBERS ID" of a customer (M1).
    Parent,
    /// USEN CARTシェアアカウント, made by a parent account for its staff (M2).
    Share,
}

impl AccountKind {
    /// Both kinds, in the order of the rights matrix (M3).
    pub const ALL: [Self; 2] = [Self::Parent, Self::Share];

    /// The name under which the database knows this kind (M1, M2).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Share => "share",
        }
    }
}

/// The states of an account (D11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// 初回登録待ち: no ID and password chosen yet (M31).
    AwaitingRegistration,
    /// 有効 (M144); in the parent's list 登録完了済み (M30).
    Active,
    /// 停止, by an operator (D11).
    Suspended,
    /// 失効, because the customer's contracts ended (M169).
    Expired,
    /// 削除済み, by the parent (M65).
    Deleted,
}

impl AccountState {
    /// Every state, in the order of an account's life (D11).
    pub const ALL: [Self; 5] = [
        Self::AwaitingRegistration,
        Self::Active,
        Self::Suspended,
        Self::Expired,
        Self::Deleted,
    ];

    /// The name under which the database knows this state (D11).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingRegistration => "awaiting_registration",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Deleted => "deleted",
        }
    }
}

/// A name that nothing of its kind has, such as no [`AccountKind`] or [`AccountState`] (D11).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not {expected}")]
pub struct UnknownName {
    name: String,
    expected: &'static str,
}

impl UnknownName {
    /// A name that is not, say, "a kind of account".
    pub fn new(name: &str, expected: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            expected,
        }
    }
}

impl FromStr for AccountKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownName::new(name, "a kind of account"))
    }
}

impl FromStr for AccountState {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == name)
            .ok_or_else(|| UnknownName::new(name, "a state of an account"))
    }
}

impl fmt::Display for AccountKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for AccountState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_states_have_the_names_of_the_database() {
        let kinds = AccountKind::ALL.map(AccountKind::as_str);
        let states = AccountState::ALL.map(AccountState::as_str);

        assert_eq!(kinds, ["parent", "share"]);
        assert_eq!(
            states,
            [
                "awaiting_registration",
                "active",
                "suspended",
                "expired",
                "deleted"
            ]
        );
    }

    #[test]
    fn a_name_gives_back_its_kind_or_state() {
        for kind in AccountKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for state in AccountState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }

    #[test]
    fn an_unknown_name_is_refused() {
        for name in ["", "Parent", "parents", " active", "active "] {
            assert!(name.parse::<AccountKind>().is_err(), "{name:?}");
            assert!(name.parse::<AccountState>().is_err(), "{name:?}");
        }
    }
}
