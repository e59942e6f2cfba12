//! The rules of points.

use super::{db, model::Entry};
use crate::{
    platform::{db::PgConnection, services::Services},
    values::{CustomerId, Points},
};

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
pub async fn book(
    services: &Services,
    conn: &mut PgConnection,
    entry: &Entry<'_>,
) -> sqlx::Result<()> {
    db::insert(
        conn,
        services.randomness.uuid(),
        entry,
        services.clock.now(),
    )
    .await
}
