//! The rules of points. Every operation belongs into a transaction of its caller's, and waits for those before it on the
//! same shop.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    db,
    model::{
        Balance, Booked, Cause, Entry, Expiring, FILE, Hold, Ledger, Overview, PAGE, Refusal,
        Reservation,
    },
};
use crate::{
    platform::{
        audit,
        db::PgConnection,
        failure::{Failure, Inner},
        request::Origin,
        services::Services,
        session::Member,
    },
    rights::Right,
    values::{AccountId, CustomerCode, CustomerId, Points, UnknownName},
};

/// How long points are held for an order.
const HELD_FOR: Duration = Duration::minutes(30);
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

/// Holds points for an order, for half an hour; asked again with the same key, tells the same.
///
/// # Errors
///
/// [`Refusal::NotEnough`], [`Refusal::KeyUsed`], [`Refusal::Amount`].
pub async fn reserve(
    services: &Services,
    conn: &mut PgConnection,
    hold: &Hold<'_>,
) -> Result<Reservation, Error> {
    let (balance, now) = ready(services, conn, hold.customer).await?;
    let known = db::find_reservation_by_key(conn, hold.customer, hold.idempotency_key).await?;
    if let Some((reservation, _)) = known {
        let order = db::order_of(conn, reservation.id).await?;
        return if reservation.points == hold.points && order.note == hold.note {
            Ok(reservation)
        } else {
            refused(Refusal::KeyUsed)
        };
    }
    if hold.points <= Points::ZERO {
        return refused(Refusal::Amount);
    }
    let available = balance.available();
    if hold.points > available {
        return refused(Refusal::NotEnough { available });
    }
    let id = services.randomness.uuid();
    let expires_at = now + HELD_FOR;
    db::insert_reservation(conn, id, hold, expires_at, now).await?;
    Ok(Reservation {
        id,
        customer: hold.customer,
        points: hold.points,
        expires_at,
        captured: Points::ZERO,
        returned: Points::ZERO,
    })
}

/// Uses what is held, or less; the rest is free again. Done again with as many, it does nothing more.
///
/// # Errors
///
/// [`Refusal::Unknown`], [`Refusal::Ended`] where the half hour is over or it was given up, [`Refusal::KeyUsed`] where
/// other points were used of it, [`Refusal::Amount`].
pub async fn capture(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
    reservation: Uuid,
    points: Points,
) -> Result<Reservation, Error> {
    let ((held, settled_at), now) = find(services, conn, customer, reservation).await?;
    if points <= Points::ZERO || points > held.points {
        return refused(Refusal::Amount);
    }
    if settled_at.is_some() {
        return match held.captured {
            captured if captured == points => Ok(held),
            Points::ZERO => refused(Refusal::Ended),
            _ => refused(Refusal::KeyUsed),
        };
    }
    let order = db::order_of(conn, reservation).await?;
    let entry = Entry {
        customer,
        points: -points,
        cause: Cause::Use,
        idempotency_key: &format!("use {reservation}"),
        account: order.account_id.map(AccountId::from),
        note: Some(&order.note),
        expires_at: None,
    };
    db::settle(conn, reservation, points, now).await?;
    write(services, conn, &entry, now).await?;
    Ok(Reservation {
        captured: points,
        ..held
    })
}

/// Gives up what is held; done again, or after the half hour, it does nothing more.
///
/// # Errors
///
/// [`Refusal::Unknown`], [`Refusal::Ended`] where it was used.
pub async fn release(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
    reservation: Uuid,
) -> Result<Reservation, Error> {
    let ((held, settled_at), now) = find(services, conn, customer, reservation).await?;
    if held.captured > Points::ZERO {
        return refused(Refusal::Ended);
    }
    if settled_at.is_none() {
        db::settle(conn, reservation, Points::ZERO, now).await?;
    }
    Ok(held)
}

/// Gives back points of an order that was returned, in one or several parts, each by a key of its own. They do not
/// expire, whatever those did that were used.
///
/// # Errors
///
/// [`Refusal::Unknown`], [`Refusal::KeyUsed`], [`Refusal::Amount`] where more would come back than was used.
pub async fn give_back(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
    reservation: Uuid,
    points: Points,
    key: &str,
) -> Result<Points, Error> {
    let ((held, _), _) = find(services, conn, customer, reservation).await?;
    let order = db::order_of(conn, reservation).await?;
    // the same key for another order is another event
    let key = &format!("return {key} of {reservation}");
    let entry = Entry {
        customer,
        points,
        cause: Cause::Return,
        idempotency_key: key,
        account: order.account_id.map(AccountId::from),
        note: Some(&order.note),
        expires_at: None,
    };
    if db::find_entry(conn, customer, key).await?.is_none() {
        if points <= Points::ZERO || held.returned + points > held.captured {
            return refused(Refusal::Amount);
        }
        db::add_returned(conn, reservation, points).await?;
    }
    book(services, conn, &entry).await
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

async fn find(
    services: &Services,
    conn: &mut PgConnection,
    customer: CustomerId,
    reservation: Uuid,
) -> Result<(db::Found, OffsetDateTime), Error> {
    let (_, now) = ready(services, conn, customer).await?;
    let found = db::find_reservation(conn, customer, reservation).await?;
    found
        .map(|found| (found, now))
        .ok_or(Error::Refused(Refusal::Unknown))
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
