//! The rules of points. Every operation belongs into a transaction of its caller's, and waits for those before it on the
//! same shop.

mod orders;
mod reading;

use time::OffsetDateTime;

use super::{
    db,
    model::{Balance, Cause, Entry, Refusal},
};
use crate::{
    platform::{
        audit,
        db::PgConnection,
        failure::{Failure, Inner},
        request::Origin,
        services::Services,
    },
    values::{AccountId, CustomerCode, CustomerId, Points},
};

pub use orders::{capture, give_back, release, reserve};
pub use reading::{ReadError, load_file, overview};

/// Given when use starts (M96).
const START: Points = Points::new(1_000);
/// Given for the first purchase (M97).
const FIRST_PURCHASE: Points = Points::new(500);

/// Why nothing was booked or held.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// By the rules.
    #[error("{0}")]
    Refused(Refusal),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl Inner for Error {
    fn failure(&self) -> Failure {
        match self {
            Self::Refused(_) => Failure::BadRequest,
            Self::Database(error) => error.failure(),
        }
    }
}

fn refused<T>(refusal: Refusal) -> Result<T, Error> {
    Err(Error::Refused(refusal))
}

/// What a shop has: the sum of all entries (D12), and what of it is held for orders.
///
/// # Errors
///
/// When the database does not answer.
pub async fn balance(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
) -> sqlx::Result<Balance> {
    db::balance(conn, customer, services.clock.now()).await
}

/// Gives what a shop gets when it starts, once (M96).
///
/// # Errors
///
/// When the database does not answer.
pub async fn give_start(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<(), Error> {
    let entry = Entry {
        customer,
        points: START,
        cause: Cause::Start,
        idempotency_key: "start",
        account: None,
        note: None,
        expires_at: None,
    };
    book(services, conn, &entry).await?;
    Ok(())
}

/// Gives what a shop gets for its first purchase, once, whoever made it (M97). Tells whether it was for this order.
///
/// # Errors
///
/// When the database does not answer.
pub async fn give_for_first_purchase(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
    account: Option<AccountId>,
    order: &str,
) -> sqlx::Result<bool> {
    let (_, now) = ready(services, conn, customer).await?;
    let entry = Entry {
        customer,
        points: FIRST_PURCHASE,
        cause: Cause::FirstPurchase,
        idempotency_key: "first purchase",
        account,
        note: Some(order),
        expires_at: None,
    };
    if let Some(booked) = db::find_entry(conn, customer, entry.idempotency_key).await? {
        return Ok(booked.note.as_deref() == Some(order));
    }
    write(services, conn, &entry, now).await?;
    Ok(true)
}

/// Books an entry, once; tells the balance after it.
///
/// # Errors
///
/// [`Refusal::NotEnough`] where it would take what is held or not there, [`Refusal::KeyUsed`], [`Refusal::Amount`].
pub async fn book(
    services: &Services,
    conn: &mut PgConnection,
    entry: &Entry<'_>,
) -> Result<Points, Error> {
    let (balance, now) = ready(services, conn, entry.customer).await?;
    let booked = db::find_entry(conn, entry.customer, entry.idempotency_key).await?;
    if let Some(booked) = booked {
        let is_same = booked.points == entry.points.yen()
            && booked.cause == entry.cause.as_str()
            && booked.note.as_deref() == entry.note
            && booked.expires_at == entry.expires_at;
        return if is_same {
            Ok(Points::new(booked.balance))
        } else {
            refused(Refusal::KeyUsed)
        };
    }
    if entry.points == Points::ZERO {
        return refused(Refusal::Amount);
    }
    let available = balance.available();
    if entry.points < Points::ZERO && -entry.points > available {
        return refused(Refusal::NotEnough { available });
    }
    Ok(write(services, conn, entry, now).await?)
}

/// Puts a shop's points right, once for each key; tells the balance after it. The shop reads the reason, and finds it in
/// its history (X5).
///
/// # Errors
///
/// As [`book`]; [`Refusal::Unknown`] where there is no such shop.
pub async fn correct(
    services: &Services,
    code: &CustomerCode,
    points: Points,
    reason: &str,
    key: &str,
) -> Result<Points, Error> {
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    let Some(customer) = db::find_customer(&mut tx, code.as_str()).await? else {
        return refused(Refusal::Unknown);
    };
    let customer = CustomerId::from(customer);
    let entry = Entry {
        customer,
        points,
        cause: Cause::Correction,
        idempotency_key: &format!("correction {key}"),
        account: None,
        note: Some(reason),
        expires_at: None,
    };
    let is_new = db::find_entry(&mut tx, customer, entry.idempotency_key)
        .await?
        .is_none();
    let balance = book(services, &mut tx, &entry).await?;
    if is_new {
        let entry = audit::Entry {
            event: audit::Event::PointsCorrected,
            actor: None,
            customer: Some(customer),
            account: None,
            origin: &Origin::default(),
        };
        audit::record(&mut tx, entry, now).await?;
    }
    tx.commit().await?;
    Ok(balance)
}

/// A shop by its customer code.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find_customer(
    conn: &mut PgConnection,
    code: &str,
) -> sqlx::Result<Option<CustomerId>> {
    Ok(db::find_customer(conn, code).await?.map(CustomerId::from))
}

/// Books what was not used in time, in every shop.
///
/// # Errors
///
/// When the database does not answer.
pub async fn expire(services: &Services) -> sqlx::Result<()> {
    loop {
        let shops = {
            let mut conn = services.db.acquire().await?;
            db::shops_with_due(&mut conn, services.clock.now()).await?
        };
        if shops.is_empty() {
            return Ok(());
        }
        for shop in shops {
            let mut tx = services.db.begin().await?;
            ready(services, &mut tx, CustomerId::from(shop)).await?;
            tx.commit().await?;
        }
    }
}

/// Waits for those before it, ends what was held or could be used for long enough, and tells what there is now, and when
/// that is.
async fn ready(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
) -> sqlx::Result<(Balance, OffsetDateTime)> {
    db::lock(conn, customer).await?;
    let now = services.clock.now();
    db::end_overdue(conn, customer, now).await?;
    let mut balance = db::balance(conn, customer, now).await?;
    for due in db::due(conn, customer, now).await? {
        // what an order holds is left to it
        let points = Points::new(due.remaining).min(balance.available());
        if points == Points::ZERO {
            break;
        }
        let entry = Entry {
            customer,
            points: -points,
            cause: Cause::Expiry,
            idempotency_key: &format!("expiry {} of {}", due.remaining, due.entry_id),
            account: None,
            note: None,
            expires_at: None,
        };
        balance.total = write(services, conn, &entry, now).await?;
    }
    Ok((balance, now))
}

/// Writes an entry, and what it does to the points that expire.
async fn write(
    services: &Services,
    conn: &mut PgConnection,
    entry: &Entry<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<Points> {
    let id = services.randomness.uuid();
    let balance = db::insert_entry(conn, id, entry, now).await?;
    if entry.points < Points::ZERO {
        db::use_expiring(conn, entry.customer, -entry.points.yen()).await?;
    } else if let Some(expires_at) = entry.expires_at {
        db::insert_expiring(conn, id, entry, expires_at).await?;
    }
    Ok(Points::new(balance))
}
