//! The endpoints. Each looks up who calls and about which shop, and does one thing in one transaction.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    db,
    model::{
        AmountRequest, BalanceAnswer, BookedAnswer, GrantAnswer, GrantRequest, ReservationAnswer,
        ReserveRequest,
    },
    problem::Problem,
};
use crate::{
    handoff::{
        clients::{Client, ClientKind},
        tokens::{acting_client, bearer},
    },
    platform::{db::PgConnection, services::Services},
    points::{self, Cause, Entry, Hold, Refusal},
    values::{AccountId, CustomerId, Points, Token},
};

/// Most points in one request: far more than any shop has, and far from where numbers end.
const MOST_POINTS: i64 = 1_000_000_000;
/// Longest key, order number and note, in characters.
const LONGEST_TEXT: usize = 100;
/// Names the request (IETF draft "The Idempotency-Key HTTP Header Field").
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What a shop has.
///
/// # Errors
///
/// See [`Problem`].
pub async fn points_balance(
    State(services): State<Services>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Json<BalanceAnswer>, Problem> {
    cart(&services, &headers).await?;
    let mut conn = services.db.acquire().await?;
    let customer = customer(&mut conn, &code).await?;
    let balance = points::balance(&services, &mut conn, customer).await?;
    Ok(Json(BalanceAnswer {
        total: balance.total,
        held: balance.held,
        available: balance.available(),
    }))
}

/// Holds points for an order, for half an hour.
///
/// # Errors
///
/// See [`Problem`].
pub async fn reserve_points(
    State(services): State<Services>,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<ReservationAnswer>), Problem> {
    let cart = cart(&services, &headers).await?;
    let request: ReserveRequest = read(&body)?;
    let key = key(&headers)?;
    let mut tx = services.db.begin().await?;
    let customer = customer(&mut tx, &code).await?;
    let account = account(&mut tx, &cart, request.sub.as_deref(), customer).await?;
    let hold = Hold {
        customer,
        points: amount(request.points)?,
        account,
        note: text(&request.order)?,
        idempotency_key: &key,
    };
    let reservation = points::reserve(&services, &mut tx, &hold).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(reservation.into())))
}

/// Uses what is held, or less of it.
///
/// # Errors
///
/// See [`Problem`].
pub async fn capture_points(
    State(services): State<Services>,
    Path((code, reservation)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<ReservationAnswer>, Problem> {
    cart(&services, &headers).await?;
    let request: AmountRequest = read(&body)?;
    let mut tx = services.db.begin().await?;
    let customer = customer(&mut tx, &code).await?;
    let captured = points::capture(
        &services,
        &mut tx,
        customer,
        id(&reservation)?,
        amount(request.points)?,
    )
    .await?;
    tx.commit().await?;
    Ok(Json(captured.into()))
}

/// Gives up what is held.
///
/// # Errors
///
/// See [`Problem`].
pub async fn release_points(
    State(services): State<Services>,
    Path((code, reservation)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<ReservationAnswer>, Problem> {
    cart(&services, &headers).await?;
    let mut tx = services.db.begin().await?;
    let customer = customer(&mut tx, &code).await?;
    let released = points::release(&services, &mut tx, customer, id(&reservation)?).await?;
    tx.commit().await?;
    Ok(Json(released.into()))
}

/// Gives back what was used, for an order that was returned.
///
/// # Errors
///
/// See [`Problem`].
pub async fn give_points_back(
    State(services): State<Services>,
    Path((code, reservation)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<BookedAnswer>, Problem> {
    cart(&services, &headers).await?;
    let request: AmountRequest = read(&body)?;
    let key = key(&headers)?;
    let mut tx = services.db.begin().await?;
    let customer = customer(&mut tx, &code).await?;
    let balance = points::give_back(
        &services,
        &mut tx,
        customer,
        id(&reservation)?,
        amount(request.points)?,
        &key,
    )
    .await?;
    tx.commit().await?;
    Ok(Json(BookedAnswer { balance }))
}

/// Gives points: for the first purchase, or by a campaign.
///
/// # Errors
///
/// See [`Problem`].
pub async fn grant_points(
    State(services): State<Services>,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<GrantAnswer>, Problem> {
    let cart = cart(&services, &headers).await?;
    let request: GrantRequest = read(&body)?;
    let key = key(&headers)?;
    let mut tx = services.db.begin().await?;
    let customer = customer(&mut tx, &code).await?;
    let granted = match request {
        GrantRequest::FirstPurchase { order, sub } => {
            let account = account(&mut tx, &cart, sub.as_deref(), customer).await?;
            points::give_for_first_purchase(&services, &mut tx, customer, account, text(&order)?)
                .await?
        }
        GrantRequest::Campaign {
            points,
            note,
            expires_at,
        } => {
            if expires_at.is_some_and(|ends| ends <= services.clock.now()) {
                return Err(Problem::Malformed("The points would have expired already."));
            }
            let entry = Entry {
                customer,
                points: amount(points)?,
                cause: Cause::Campaign,
                idempotency_key: &key,
                account: None,
                note: Some(text(&note)?),
                expires_at,
            };
            points::book(&services, &mut tx, &entry).await?;
            true
        }
    };
    let balance = points::balance(&services, &mut tx, customer).await?.total;
    tx.commit().await?;
    Ok(Json(GrantAnswer { granted, balance }))
}

/// The cart that acts for itself here.
async fn cart(services: &Services, headers: &HeaderMap) -> Result<Client, Problem> {
    let token = bearer(headers).ok_or(Problem::NoToken)?;
    match acting_client(services, token).await? {
        None => Err(Problem::Unauthorized),
        Some(client) if client.kind == ClientKind::Cart => Ok(client),
        // it was the cart when it got the token
        Some(_) => Err(Problem::Forbidden),
    }
}

async fn customer(conn: &mut PgConnection, code: &str) -> Result<CustomerId, Problem> {
    let found = points::find_customer(conn, code).await?;
    found.ok_or(Problem::Refused(Refusal::Unknown))
}

async fn account(
    conn: &mut PgConnection,
    cart: &Client,
    subject: Option<&str>,
    customer: CustomerId,
) -> Result<Option<AccountId>, Problem> {
    let Some(subject) = subject else {
        return Ok(None);
    };
    // the database refuses some texts
    let found = match Token::parse(subject) {
        Ok(_) => db::find_account(conn, &cart.id, subject, customer).await?,
        Err(_) => None,
    };
    found
        .map(AccountId::from)
        .map(Some)
        .ok_or(Problem::Malformed(
            "Nobody of this shop is known under this sub.",
        ))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body)
        .map_err(|_| Problem::Malformed("The body is not the JSON that this takes."))
}

/// The cart's keys are kept apart from those that the portal itself makes.
fn key(headers: &HeaderMap) -> Result<String, Problem> {
    let malformed = Problem::Malformed("Idempotency-Key is missing, repeated or too long.");
    let mut keys = headers.get_all(IDEMPOTENCY_KEY).iter();
    let (Some(key), None) = (keys.next(), keys.next()) else {
        return Err(malformed);
    };
    match key.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_TEXT => Ok(format!("cart {key}")),
        _ => Err(malformed),
    }
}

fn text(text: &str) -> Result<&str, Problem> {
    if text.is_empty() || text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control)
    {
        return Err(Problem::Malformed("A text is empty or too long."));
    }
    Ok(text)
}

fn amount(points: i64) -> Result<Points, Problem> {
    if (1..=MOST_POINTS).contains(&points) {
        Ok(Points::new(points))
    } else {
        Err(Problem::Refused(Refusal::Amount))
    }
}

fn id(reservation: &str) -> Result<Uuid, Problem> {
    reservation
        .parse()
        .map_err(|_| Problem::Refused(Refusal::Unknown))
}
