//! What the ledger is told, and what it tells.

use std::str::FromStr;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::values::{AccountId, CustomerId, Points, UnknownName};

/// Why points came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Given when use starts (M96).
    Start,
    /// Given for the first purchase (M97).
    FirstPurchase,
    /// Given by a campaign.
    Campaign,
    /// Paid with.
    Use,
    /// Given back for an order that was returned.
    Return,
    /// Put right by an operator.
    Correction,
    /// Not used in time.
    Expiry,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Start,
        Self::FirstPurchase,
        Self::Campaign,
        Self::Use,
        Self::Return,
        Self::Correction,
        Self::Expiry,
    ];

    /// The name under which the database and the cart know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::FirstPurchase => "first_purchase",
            Self::Campaign => "campaign",
            Self::Use => "use",
            Self::Return => "return",
            Self::Correction => "correction",
            Self::Expiry => "expiry",
        }
    }
}

impl FromStr for Cause {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|cause| cause.as_str() == name)
            .ok_or_else(|| UnknownName::new(name, "a cause"))
    }
}

/// An entry that is about to be booked.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Whose points.
    pub customer: CustomerId,
    /// How many; fewer than none when they are used.
    pub points: Points,
    /// Why.
    pub cause: Cause,
    /// Names the event: booking it again books nothing (D12).
    pub idempotency_key: &'a str,
    /// Who caused it, where somebody did.
    pub account: Option<AccountId>,
    /// An operator's reason, or the cart's number of the order.
    pub note: Option<&'a str>,
    /// Until when they can be used, where that ends.
    pub expires_at: Option<OffsetDateTime>,
}

/// What a shop has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The sum of all entries (D12).
    pub total: Points,
    /// What is held for orders of it.
    pub held: Points,
}

impl Balance {
    /// What can be used.
    pub fn available(self) -> Points {
        self.total - self.held
    }
}

/// Points to be held for an order.
#[derive(Clone, Copy, Debug)]
pub struct Hold<'a> {
    /// Whose points.
    pub customer: CustomerId,
    /// How many.
    pub points: Points,
    /// Who orders.
    pub account: Option<AccountId>,
    /// The cart's number of the order.
    pub note: &'a str,
    /// Names the request: asking again holds nothing more (D12).
    pub idempotency_key: &'a str,
}

/// Points that are, or were, held for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// Which.
    pub id: Uuid,
    /// Whose points.
    pub customer: CustomerId,
    /// How many.
    pub points: Points,
    /// Until when.
    pub expires_at: OffsetDateTime,
    /// What was used of them; nothing as long as they are held, and where they were given up.
    pub captured: Points,
    /// What was given back of that.
    pub returned: Points,
}

/// How many entries a page has.
pub const PAGE: i64 = 50;
/// How many entries a file has at most; the newest.
pub const FILE: i64 = 20_000;

/// An entry as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// When.
    pub created_at: OffsetDateTime,
    /// Why.
    pub cause: Cause,
    /// An operator's reason, or the cart's number of the order.
    pub note: Option<String>,
    /// How many came, or went.
    pub points: Points,
    /// What there was then.
    pub balance: Points,
    /// Who caused it, where somebody did.
    pub who: Option<String>,
    /// Until when they can be used, where that ends.
    pub expires_at: Option<OffsetDateTime>,
}

/// Points that expire together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// How many are left of them.
    pub points: Points,
    /// When.
    pub at: OffsetDateTime,
}

/// A page of what became of the points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Newest first.
    pub entries: Vec<Booked>,
    /// How many there are in all.
    pub found: i64,
    /// Which page this is, from 1 on.
    pub page: i64,
}

impl Ledger {
    /// How many pages there are.
    pub fn pages(&self) -> i64 {
        ((self.found + PAGE - 1) / PAGE).max(1)
    }
}

/// What a member sees of the shop's points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// What there is.
    pub balance: Balance,
    /// Those that expire next, if any do.
    pub next_to_expire: Option<Expiring>,
    /// What became of them; for who may see the shop's bills.
    pub ledger: Option<Ledger>,
}

/// Why nothing was booked or held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There are not so many.
    #[error("only {available} points can be used")]
    NotEnough {
        /// How many can be used.
        available: Points,
    },
    /// No such shop, or no such reservation of it.
    #[error("there is no such shop or reservation")]
    Unknown,
    /// The reservation has ended: it was used, given up, or too old.
    #[error("the points are not held any more")]
    Ended,
    /// Another event goes by this key.
    #[error("the key stands for something else")]
    KeyUsed,
    /// Fewer than one, or more than were held or used.
    #[error("the number of points is none, or more than were held or used")]
    Amount,
}
