//! How a session begins, and how it goes on under another identifier.

use tower_sessions::Session;

use super::{Member, Method, Proven, Stay, viewer};
use crate::{
    platform::{
        cookies,
        failure::{self, Failure},
        remembered::{self, Remembered},
        request::{self, Origin},
        respond,
        services::Services,
        session_store::{self, ACCOUNT, BEGINNING, Beginning, REMEMBERED},
        tokens,
    },
    values::{AccountId, Token},
};

/// Begins a session for an account that just proved who it is by `method`, on a browser with this mark, under a new identifier (R9).
/// `epoch` is the account's when the proof was looked at: what ended everything since then ends this, too (R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn begin(
    services: &Services,
    account: AccountId,
    epoch: i32,
    method: Method,
    device: &Token,
    stay: Stay,
) -> Result<(), Failure> {
    let secure = services.settings.secure_cookies();
    let now = services.clock.now();
    let session = of_request()?;
    // who only proves again who they are stays signed in elsewhere (prompt and max_age of OpenID Connect)
    let goes_on = match viewer().filter(|member| member.account == account) {
        Some(member)
            if give_up(services, &member)
                .await
                .map_err(|error| failure::internal(&error))? =>
        {
            Some(member.sign_in)
        }
        _ => None,
    };
    session.cycle_id().await.map_err(|error| lost(&error))?;
    session.clear().await;
    let beginning = Beginning {
        sign_in: goes_on,
        proved_at: Some(now),
        proved_by: Some(method),
        shared_device: stay == Stay::SharedDevice,
        device: Some(tokens::hash(device).to_vec()),
        epoch: Some(epoch),
        ..here(&Origin::current())
    };
    let earlier = request::parts()
        .and_then(|parts| cookies::read(&parts.headers, cookies::Name::Remembered, secure));
    let remembered = (stay == Stay::Remembered).then(|| Remembered::mint(services));
    let kept = async {
        let mut conn = services.db.acquire().await?;
        // ticked again or not: an earlier remembered sign-in of this browser ends
        if let Some(earlier) = &earlier {
            remembered::end_presented(&mut conn, earlier, now).await?;
        }
        if let Some(fresh) = &remembered {
            remembered::insert(&mut conn, fresh, account, &beginning, now).await?;
        }
        Ok(())
    };
    kept.await
        .map_err(|error: sqlx::Error| failure::internal(&error))?;
    let selector = remembered.as_ref().map(|fresh| fresh.selector.as_slice());
    belongs_to(&session, account, selector, &beginning)
        .await
        .map_err(|error| lost(&error))?;
    respond::set_cookie(match remembered {
        Some(fresh) => fresh.cookie(services.settings.lifetimes.remembered, secure),
        None => cookies::remove(cookies::Name::Remembered, secure),
    });
    Ok(())
}

/// Notes that the member has just proved who they are by `method`, and gives the session a new identifier (R9): from here on
/// the old one, whoever may know it, is worth nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn prove(
    services: &Services,
    member: &Member,
    method: Method,
) -> Result<Proven, Failure> {
    let now = services.clock.now();
    let session = of_request()?;
    // one that was ended meanwhile does not go on under another identifier (R10)
    if !give_up(services, member)
        .await
        .map_err(|error| failure::internal(&error))?
    {
        return Err(Failure::SessionEnded.answered());
    }
    session.cycle_id().await.map_err(|error| lost(&error))?;
    session.clear().await;
    let beginning = Beginning {
        epoch: Some(member.epoch),
        began_at: Some(member.began_at),
        sign_in: Some(member.sign_in),
        proved_at: Some(now),
        proved_by: Some(method),
        shared_device: member.shared_device_idle.is_some(),
        device: member.device.clone(),
        ..here(&Origin::current())
    };
    let renewed = async {
        belongs_to(
            &session,
            member.account,
            member.remembered.as_deref(),
            &beginning,
        )
        .await?;
        session.save().await
    };
    renewed.await.map_err(|error| lost(&error))?;
    let id = session.id().ok_or_else(|| Failure::Internal.answered())?;
    let mut identity = member.0.clone();
    identity.session = session_store::hash_of_id(id);
    identity.proved_at = Some(now);
    identity.proved_by = Some(method);
    identity.authenticated_at = now;
    Ok(Proven(Member(identity)))
}

/// Ends the identifier that a session had so far, for another one; false when it had ended already.
async fn give_up(services: &Services, member: &Member) -> sqlx::Result<bool> {
    let mut conn = services.db.acquire().await?;
    let given_up = sqlx::query!(
        "update sessions
            set revoked_at = $2,
                renewed_at = $2
          where id_hash = $1
            and revoked_at is null",
        member.session.as_slice(),
        services.clock.now(),
    )
    .execute(&mut *conn)
    .await?;
    Ok(given_up.rows_affected() == 1)
}

/// Where a session is used from.
pub(super) fn here(origin: &Origin) -> Beginning {
    Beginning {
        user_agent: origin.user_agent.clone(),
        address: origin.address.map(|address| address.to_string()),
        ..Beginning::default()
    }
}

/// Says whose session it is: all that a session holds.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that others are sent to"
)]
pub(super) async fn belongs_to(
    session: &Session,
    account: AccountId,
    remembered: Option<&[u8]>,
    beginning: &Beginning,
) -> Result<(), tower_sessions::session::Error> {
    session.insert(ACCOUNT, account).await?;
    session.insert(BEGINNING, beginning).await?;
    if let Some(selector) = remembered {
        session.insert(REMEMBERED, selector).await?;
    }
    Ok(())
}

pub(super) fn of_request() -> Result<Session, Failure> {
    request::parts()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| Failure::Internal.answered())
}

pub(super) fn lost(error: &tower_sessions::session::Error) -> Failure {
    tracing::error!(request_id = request::reference(), %error, "the session could not be kept");
    Failure::Unavailable.answered()
}
