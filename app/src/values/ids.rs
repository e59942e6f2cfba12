//! Ids of rows; one type a table, so that they cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id as the database knows it.
            pub const fn into_uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// An account, parent or share (M1, M2).
    AccountId;
    /// A customer: the shop with its contracts (M1).
    CustomerId;
    /// A file with names and addresses of whom to invite (X8).
    ImportId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_writes() {
        let id = AccountId::from(Uuid::from_u128(0x0123_4567_89ab_cdef));

        assert_eq!(id.to_string(), "00000000-0000-0000-0123-456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(AccountId::from(id.into_uuid()), id);
    }

    #[test]
    fn other_text_is_no_id() {
        for text in [
            "",
            "1",
            "00000000-0000-0000-0123-456789abcdeg",
            "' or 1=1 --",
        ] {
            assert!(text.parse::<AccountId>().is_err(), "{text:?}");
        }
    }
}
