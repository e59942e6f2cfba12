//! What people see of the ledger.

use crate::{
    platform::{
        failure::{Failure, Inner},
        services::Services,
        session::Member,
    },
    points::{
        db,
        model::{Booked, Expiring, FILE, Ledger, Overview, PAGE},
    },
    rights::Right,
    values::{CustomerId, Points, UnknownName},
};

/// Why the ledger could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored name that is none of ours.
    #[error("stored: {0}")]
    Stored(#[from] UnknownName),
}

impl Inner for ReadError {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::Stored(_) => Failure::Internal,
        }
    }
}

/// What a member sees: the balance, and what became of the points for who may see the shop's bills. A page that is not
/// there is the last one.
///
/// # Errors
///
/// When the database does not answer, or holds what it cannot.
pub async fn overview(
    services: &Services,
    member: &Member,
    page: i64,
) -> Result<Overview, ReadError> {
    let now = services.clock.now();
    let customer = member.customer;
    let mut conn = services.db.acquire().await?;
    let ledger = if member.may(Right::Billing) {
        let mut ledger = Ledger {
            entries: Vec::new(),
            found: db::count(&mut conn, customer).await?,
            page: 1,
        };
        ledger.page = page.clamp(1, ledger.pages());
        let offset = (ledger.page - 1) * PAGE;
        ledger.entries = shown(db::list(&mut conn, customer, PAGE, offset).await?)?;
        Some(ledger)
    } else {
        None
    };
    let next = db::next_to_expire(&mut conn, customer, now).await?;
    Ok(Overview {
        balance: db::balance(&mut conn, customer, now).await?,
        next_to_expire: next.map(|next| Expiring {
            points: Points::new(next.points),
            at: next.expires_at,
        }),
        ledger,
    })
}

/// What became of a shop's points, as far as a file holds it.
///
/// # Errors
///
/// When the database does not answer, or holds what it cannot.
pub async fn load_file(
    services: &Services,
    customer: CustomerId,
) -> Result<Vec<Booked>, ReadError> {
    let mut conn = services.db.acquire().await?;
    shown(db::list(&mut conn, customer, FILE, 0).await?)
}

fn shown(rows: Vec<db::Shown>) -> Result<Vec<Booked>, ReadError> {
    rows.into_iter()
        .map(|row| {
            Ok(Booked {
                created_at: row.created_at,
                cause: row.cause.parse()?,
                note: row.note,
                points: Points::new(row.points),
                balance: Points::new(row.balance),
                who: row.who,
                expires_at: row.expires_at,
            })
        })
        .collect()
}
