//! Who calls: found out once a request, before anything else is done.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use time::Duration;
use tower_sessions::{Session, session::Id};

use super::{
    Identity, Member,
    beginning::{belongs_to, here},
};
use crate::{
    platform::{
        cookies,
        db::PgConnection,
        failure::Failure,
        remembered::{self, Redeemed},
        request::Origin,
        respond,
        services::Services,
        session_store::{self, ACCOUNT, Beginning},
        tokens::Hash,
    },
    values::{AccountId, CustomerCode, CustomerId},
};

/// Finds out who calls and puts the proof into the request; signs a remembered browser in again.
///
/// Runs once a request, inside the session layer. When the database is not there, nobody is signed in by mistake:
/// the request is answered with 503 (R42).
pub async fn identify(
    State(services): State<Services>,
    mut request: Request,
    next: Next,
) -> Response {
    match recognise(&services, &mut request).await {
        Ok(changed) => {
            let mut response = next.run(request).await;
            for cookie in changed {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => {
            tracing::error!(
                error = error.as_ref() as &dyn std::error::Error,
                "could not find out who calls"
            );
            Failure::Unavailable.status().into_response()
        }
    }
}

/// Whether a session has ended by more than the passing of time.
async fn ended_elsewhere(services: &Services, session: &Hash) -> sqlx::Result<bool> {
    let mut conn = services.db.acquire().await?;
    let ended = sqlx::query_scalar!(
        r#"select session.revoked_at is not null or session.session_epoch <> account.session_epoch as "ended!"
             from sessions session
             join accounts account on account.id = session.account_id
            where session.id_hash = $1"#,
        session.as_slice(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    Ok(ended.unwrap_or(false))
}

type Inner = Box<dyn std::error::Error + Send + Sync>;

/// Puts the proof into the request; tells which cookies change by it.
async fn recognise(services: &Services, request: &mut Request) -> Result<Vec<HeaderValue>, Inner> {
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        return Ok(Vec::new());
    };
    let secure = services.settings.secure_cookies();
    let mut changed = Vec::new();
    let mut account: Option<AccountId> = session.get(ACCOUNT).await?;
    // what a page asks by itself neither signs in again nor uses up what a person is to be told
    let somebody_asks = request.method() != Method::HEAD && !session_store::is_unattended();
    if account.is_none() && somebody_asks {
        // the session layer removes the cookie of an ended session without `Secure`, which browsers refuse (R35)
        if let Some(value) = cookies::read(request.headers(), cookies::Name::Session, secure) {
            changed.push(cookies::remove(cookies::Name::Session, secure));
            // by now the session itself has forgotten the identifier that led nowhere
            if let Ok(id) = value.parse::<Id>()
                && ended_elsewhere(services, &session_store::hash_of_id(id)).await?
            {
                request.extensions_mut().insert(respond::EndedElsewhere);
            }
        }
        if let Some(value) = cookies::read(request.headers(), cookies::Name::Remembered, secure) {
            let origin = Origin::of(request.extensions(), request.headers());
            let (remembered, cookie) =
                sign_in_remembered(services, &value, &origin, &session).await?;
            account = remembered;
            changed.extend(cookie);
        }
    }
    let Some(account) = account else {
        return Ok(changed);
    };

    // a session that is just beginning has its identifier only when it is saved
    if session.id().is_none() {
        session.save().await?;
    }
    let Some(id) = session.id() else {
        return Ok(changed);
    };
    let mut conn = services.db.acquire().await?;
    if let Some(member) = find_member(&mut conn, account, session_store::hash_of_id(id)).await? {
        request.extensions_mut().insert(member);
    }
    Ok(changed)
}

async fn sign_in_remembered(
    services: &Services,
    value: &str,
    origin: &Origin,
    session: &Session,
) -> Result<(Option<AccountId>, Option<HeaderValue>), Inner> {
    let secure = services.settings.secure_cookies();
    match remembered::redeem(services, value, origin).await? {
        Redeemed::Rotated {
            account,
            fresh,
            device,
            epoch,
        } => {
            let beginning = Beginning {
                device,
                epoch: Some(epoch),
                ..here(origin)
            };
            belongs_to(session, account, Some(&fresh.selector), &beginning).await?;
            let max_age = services.settings.lifetimes.remembered - fresh.age;
            Ok((Some(account), Some(fresh.cookie(max_age, secure))))
        }
        Redeemed::RotatedJustNow {
            account,
            selector,
            device,
            epoch,
        } => {
            let beginning = Beginning {
                device,
                epoch: Some(epoch),
                ..here(origin)
            };
            belongs_to(session, account, Some(&selector), &beginning).await?;
            Ok((Some(account), None))
        }
        Redeemed::Refused => Ok((
            None,
            Some(cookies::remove(cookies::Name::Remembered, secure)),
        )),
    }
}

async fn find_member(
    conn: &mut PgConnection,
    account: AccountId,
    session: Hash,
) -> Result<Option<Member>, Inner> {
    let row = sqlx::query!(
        r#"select account.customer_id as "customer_id!", account.kind as "kind!", account.name as "name!",
                  account.email as "email!", account.email_unconfirmed_since is null as "email_confirmed!",
                  account.user_id as "user_id!",
                  customer.name as shop_name, customer.code,
                  session.created_at, session.proved_at, session.proved_by, session.remembered, session.device_hash,
                  session.session_epoch, session.sign_in_id,
                  case when session.shared_device then extract(epoch from session.idle_limit)::bigint end as shared_idle,
                  remembered.created_at as "remembered_at?",
                  exists (select from passkeys where passkeys.account_id = account.id) as "has_passkeys!"
             from active_accounts account
             join customers customer on customer.id = account.customer_id
             join sessions session on session.account_id = account.id
             left join remembered_sign_ins remembered on remembered.selector = session.remembered
            where account.id = $1
              and session.id_hash = $2"#,
        account.into_uuid(),
        session.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Member(Identity {
        account,
        customer: CustomerId::from(row.customer_id),
        kind: row.kind.parse()?,
        user_id: row.user_id,
        name: row.name,
        email: row.email,
        email_confirmed: row.email_confirmed,
        shop_name: row.shop_name,
        customer_code: CustomerCode::parse(&row.code)?,
        session,
        sign_in: row.sign_in_id,
        began_at: row.created_at,
        proved_at: row.proved_at,
        proved_by: row.proved_by.map(|name| name.parse()).transpose()?,
        authenticated_at: row
            .proved_at
            .or(row.remembered_at)
            .unwrap_or(row.created_at),
        remembered: row.remembered,
        device: row.device_hash,
        shared_device_idle: row.shared_idle.map(Duration::seconds),
        has_passkeys: row.has_passkeys,
        epoch: row.session_epoch,
    })))
}
