//! What the ledger is told.

use crate::values::{AccountId, CustomerId, Points};

/// An entry of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Whose points.
    pub customer: CustomerId,
    /// How many; fewer than none when they are used.
    pub points: Points,
    /// Why.
    pub cause: &'a str,
    /// Names the event: booking it again books nothing (D12).
    pub idempotency_key: &'a str,
    /// Who caused it, where somebody did.
    pub account: Option<AccountId>,
}
