//! The rules of points.

use super::db;
use crate::{
    platform::{db::PgConnection, services::Services},
    values::{AccountId, CustomerId, Points},
};

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

/// The balance: the sum of all entries (D12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn balance(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<Points> {
    db::sum(conn, customer).await.map(Points::new)
}

/// Books an entry, once.
///
/// # Errors
///
/// When the database does not answer.
pub async fn book(services: &Services, conn: &mut PgConnection, entry: &Entry<'_>) -> sqlx::Result<()> {
    db::insert(conn, services.randomness.uuid(), entry, services.clock.now()).await
}
