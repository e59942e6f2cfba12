//! Points held for an order, used, and given back.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    platform::{db::PgConnection, services::Services},
    points::{
        db,
        model::{Cause, Entry, Hold, Refusal, Reservation},
    },
    values::{AccountId, CustomerId, Points},
};

use super::{Error, book, ready, refused, write};

/// How long points are held for an order.
const HELD_FOR: Duration = Duration::minutes(30);

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
