//! What the cart sends, and what it gets.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{points, values::Points};

/// A shop's points.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BalanceAnswer {
    /// The sum of all entries.
    pub total: Points,
    /// What is held for orders of it.
    pub held: Points,
    /// What can be used.
    pub available: Points,
}

/// Points are to be held for an order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveRequest {
    /// How many.
    pub points: i64,
    /// The cart's number of the order.
    pub order: String,
    /// Who orders, where that is known: the `sub` of the ID token.
    #[serde(default)]
    pub sub: Option<String>,
}

/// Held points are to be used, or given back.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountRequest {
    /// How many.
    pub points: i64,
}

/// Points are to be given.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case", deny_unknown_fields)]
pub enum GrantRequest {
    /// For the shop's first purchase (M97): once, and how many is the portal's to know.
    FirstPurchase {
        /// The cart's number of the order.
        order: String,
        /// Who made it.
        #[serde(default)]
        sub: Option<String>,
    },
    /// By a campaign.
    Campaign {
        /// How many.
        points: i64,
        /// Which campaign, as the shop reads it.
        note: String,
        /// Until when they can be used, where that ends.
        #[serde(default, with = "time::serde::rfc3339::option")]
        expires_at: Option<OffsetDateTime>,
    },
}

/// Points that are, or were, held for an order.
#[derive(Clone, Debug, Serialize)]
pub struct ReservationAnswer {
    /// Which.
    pub id: Uuid,
    /// How many.
    pub points: Points,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// What was used of them.
    pub captured: Points,
    /// What was given back of that.
    pub returned: Points,
}

impl From<points::Reservation> for ReservationAnswer {
    fn from(reservation: points::Reservation) -> Self {
        Self {
            id: reservation.id,
            points: reservation.points,
            expires_at: reservation.expires_at,
            captured: reservation.captured,
            returned: reservation.returned,
        }
    }
}

/// The balance after points were booked.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BookedAnswer {
    /// The sum of all entries.
    pub balance: Points,
}

/// What came of points that were to be given.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GrantAnswer {
    /// Whether they were, now or when it was asked before: not where another purchase was the first.
    pub granted: bool,
    /// The sum of all entries.
    pub balance: Points,
}
