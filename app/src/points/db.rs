//! SQL of points.

use time::OffsetDateTime;
use uuid::Uuid;

use super::model::{Balance, Entry, Hold, Reservation};
use crate::{
    platform::db::PgConnection,
    values::{AccountId, CustomerId, Points},
};

/// Keeps everybody else from the shop's points until the transaction ends.
pub async fn lock(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into points_accounts (customer_id, balance, entries)
         values ($1, 0, 0)
         on conflict on constraint points_accounts_pkey do nothing",
        customer.into_uuid(),
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "select from points_accounts where customer_id = $1 for update",
        customer.into_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends what was held for longer than it may be: from here on it is nobody's, whatever another server's clock says.
pub async fn end_overdue(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update points_reservations
            set settled_at = $2
          where customer_id = $1 and settled_at is null and expires_at <= $2",
        customer.into_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn balance(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: OffsetDateTime,
) -> sqlx::Result<Balance> {
    let found = sqlx::query!(
        r#"select coalesce((select balance from points_accounts where customer_id = $1), 0) as "total!",
                  coalesce((select sum(points)
                              from points_reservations
                             where customer_id = $1 and settled_at is null and expires_at > $2), 0)::bigint as "held!""#,
        customer.into_uuid(),
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(Balance {
        total: Points::new(found.total),
        held: Points::new(found.held),
    })
}

/// What was booked under a key.
pub struct Booked {
    pub points: i64,
    pub cause: String,
    pub note: Option<String>,
    pub balance: i64,
    pub expires_at: Option<OffsetDateTime>,
}

pub async fn find_entry(
    conn: &mut PgConnection,
    customer: CustomerId,
    key: &str,
) -> sqlx::Result<Option<Booked>> {
    sqlx::query_as!(
        Booked,
        "select points, cause, note, balance, expires_at
           from points_ledger
          where customer_id = $1 and idempotency_key = $2",
        customer.into_uuid(),
        key,
    )
    .fetch_optional(conn)
    .await
}

/// Books an entry on a locked account; tells the balance after it.
pub async fn insert_entry(
    conn: &mut PgConnection,
    id: Uuid,
    entry: &Entry<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "with account as (
                update points_accounts
                   set balance = balance + $3,
                       entries = entries + 1
                 where customer_id = $2
             returning balance, entries
         )
         insert into points_ledger
                (id, customer_id, number, points, balance, cause, idempotency_key, account_id, note, expires_at, created_at)
         select $1, $2, account.entries, $3, account.balance, $4, $5, $6, $7, $8, $9
           from account
      returning balance",
        id,
        entry.customer.into_uuid(),
        entry.points.yen(),
        entry.cause.as_str(),
        entry.idempotency_key,
        entry.account.map(AccountId::into_uuid),
        entry.note,
        entry.expires_at,
        now,
    )
    .fetch_one(conn)
    .await
}

pub async fn insert_expiring(
    conn: &mut PgConnection,
    id: Uuid,
    entry: &Entry<'_>,
    expires_at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into points_expiring (entry_id, customer_id, remaining, expires_at)
         values ($1, $2, $3, $4)",
        id,
        entry.customer.into_uuid(),
        entry.points.yen(),
        expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes so many from the points that expire, those that expire first at the head, as far as there are any.
pub async fn use_expiring(
    conn: &mut PgConnection,
    customer: CustomerId,
    points: i64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with part as (
                select entry_id, remaining,
                       (sum(remaining) over (order by expires_at, entry_id) - remaining)::bigint as before
                  from points_expiring
                 where customer_id = $1
         ), used_up as (
                delete from points_expiring
                 using part
                 where points_expiring.entry_id = part.entry_id and part.before + part.remaining <= $2
         )
         update points_expiring
            set remaining = part.before + part.remaining - $2
           from part
          where points_expiring.entry_id = part.entry_id
            and part.before < $2
            and part.before + part.remaining > $2",
        customer.into_uuid(),
        points,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An entry as it is shown.
pub struct Shown {
    pub created_at: OffsetDateTime,
    pub cause: String,
    pub note: Option<String>,
    pub points: i64,
    pub balance: i64,
    pub who: Option<String>,
    pub expires_at: Option<OffsetDateTime>,
}

/// Entries of a shop, newest first.
pub async fn list(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<Shown>> {
    sqlx::query_as!(
        Shown,
        r#"select entry.created_at, entry.cause, entry.note, entry.points, entry.balance, account.name as "who?",
                  entry.expires_at
             from points_ledger entry
             left join accounts account on account.id = entry.account_id
            where entry.customer_id = $1
            order by entry.number desc
            limit $2
           offset $3"#,
        customer.into_uuid(),
        limit,
        offset,
    )
    .fetch_all(conn)
    .await
}

/// How many entries a shop has.
pub async fn count(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select coalesce((select entries from points_accounts where customer_id = $1), 0) as "count!""#,
        customer.into_uuid(),
    )
    .fetch_one(conn)
    .await
}

/// Points that expire together, the next ones.
pub struct Next {
    pub points: i64,
    pub expires_at: OffsetDateTime,
}

pub async fn next_to_expire(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Next>> {
    sqlx::query_as!(
        Next,
        r#"select sum(remaining)::bigint as "points!", expires_at
             from points_expiring
            where customer_id = $1 and expires_at > $2
            group by expires_at
            order by expires_at
            limit 1"#,
        customer.into_uuid(),
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Points whose time is over.
pub struct Due {
    pub entry_id: Uuid,
    pub remaining: i64,
}

/// Those of one shop, in the order in which they expire.
pub async fn due(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        "select entry_id, remaining
           from points_expiring
          where customer_id = $1 and expires_at <= $2
          order by expires_at, entry_id",
        customer.into_uuid(),
        now,
    )
    .fetch_all(conn)
    .await
}

/// Some shops with points whose time is over and that nothing holds.
pub async fn shops_with_due(
    conn: &mut PgConnection,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select distinct expiring.customer_id
           from points_expiring expiring
           join points_accounts account on account.customer_id = expiring.customer_id
          where expiring.expires_at <= $1
            and account.balance > coalesce((select sum(points)
                                              from points_reservations held
                                             where held.customer_id = expiring.customer_id
                                               and held.settled_at is null
                                               and held.expires_at > $1), 0)
          limit 100",
        now,
    )
    .fetch_all(conn)
    .await
}

/// A reservation as it is stored.
struct Stored {
    id: Uuid,
    customer_id: Uuid,
    points: i64,
    expires_at: OffsetDateTime,
    settled_at: Option<OffsetDateTime>,
    captured: i64,
    returned: i64,
}

/// A reservation, and when it was settled.
pub type Found = (Reservation, Option<OffsetDateTime>);

fn found(stored: &Stored) -> Found {
    let reservation = Reservation {
        id: stored.id,
        customer: CustomerId::from(stored.customer_id),
        points: Points::new(stored.points),
        expires_at: stored.expires_at,
        captured: Points::new(stored.captured),
        returned: Points::new(stored.returned),
    };
    (reservation, stored.settled_at)
}

pub async fn find_reservation(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: Uuid,
) -> sqlx::Result<Option<Found>> {
    let stored = sqlx::query_as!(
        Stored,
        "select id, customer_id, points, expires_at, settled_at, captured, returned
           from points_reservations
          where customer_id = $1 and id = $2",
        customer.into_uuid(),
        id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(stored.map(|stored| found(&stored)))
}

pub async fn find_reservation_by_key(
    conn: &mut PgConnection,
    customer: CustomerId,
    key: &str,
) -> sqlx::Result<Option<Found>> {
    let stored = sqlx::query_as!(
        Stored,
        "select id, customer_id, points, expires_at, settled_at, captured, returned
           from points_reservations
          where customer_id = $1 and idempotency_key = $2",
        customer.into_uuid(),
        key,
    )
    .fetch_optional(conn)
    .await?;
    Ok(stored.map(|stored| found(&stored)))
}

pub async fn insert_reservation(
    conn: &mut PgConnection,
    id: Uuid,
    hold: &Hold<'_>,
    expires_at: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into points_reservations
                (id, customer_id, points, account_id, note, idempotency_key, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        hold.customer.into_uuid(),
        hold.points.yen(),
        hold.account.map(AccountId::into_uuid),
        hold.note,
        hold.idempotency_key,
        now,
        expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn settle(
    conn: &mut PgConnection,
    reservation: Uuid,
    captured: Points,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update points_reservations
            set settled_at = $3,
                captured = $2
          where id = $1",
        reservation,
        captured.yen(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who ordered, and the number of the order.
pub struct Order {
    pub account_id: Option<Uuid>,
    pub note: String,
}

pub async fn order_of(conn: &mut PgConnection, reservation: Uuid) -> sqlx::Result<Order> {
    sqlx::query_as!(
        Order,
        "select account_id, note from points_reservations where id = $1",
        reservation,
    )
    .fetch_one(conn)
    .await
}

pub async fn add_returned(
    conn: &mut PgConnection,
    reservation: Uuid,
    points: Points,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update points_reservations set returned = returned + $2 where id = $1",
        reservation,
        points.yen(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find_customer(conn: &mut PgConnection, code: &str) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("select id from customers where code = $1", code)
        .fetch_optional(conn)
        .await
}
