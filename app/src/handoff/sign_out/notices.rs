//! Clients are told that somebody is signed out, until they have heard it.

use time::Duration;

use super::{
    db,
    model::{Answer, BackChannel, Events, LogoutToken},
};
use crate::{
    handoff::{error::Error, issuer, keys},
    platform::services::Services,
};

/// How long a logout token is good: each try has one of its own.
const LOGOUT_TOKEN: Duration = Duration::minutes(2);
/// How long it is tried; a client's own session will have ended by then.
const TRIED_FOR: Duration = Duration::days(5);

/// Ends what was signed in at clients by sign-ins that have ended here: by sign-out, from another device, by a new
/// password, by deletion, suspension or expiry of the account, or by time. Looks at what is, so that no way to end a
/// sign-in can be forgotten. Tells how many ended.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_client_sessions(services: &Services) -> sqlx::Result<i64> {
    let mut tx = services.db.begin().await?;
    // one process at a time is enough
    if !db::try_lock(&mut tx).await? {
        return Ok(0);
    }
    let ended = db::end_client_sessions(&mut tx, services.clock.now()).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Tells a client what has been due for longest; false when nothing is.
///
/// # Errors
///
/// When the database does not answer, or the token cannot be signed.
pub async fn deliver_next(services: &Services, clients: &dyn BackChannel) -> Result<bool, Error> {
    let mut conn = services.db.acquire().await?;
    let Some(notice) = db::claim_notice(&mut conn, services.clock.now()).await? else {
        return Ok(false);
    };
    // no connection is held while a client thinks
    drop(conn);

    let answer = match notice.address.as_deref().map(str::parse) {
        Some(Ok(address)) => {
            let token = logout_token(services, &notice).await?;
            clients.post_logout_token(&address, &token).await
        }
        Some(Err(_)) | None => Answer::Unknown("the client has no such address".to_owned()),
    };

    let now = services.clock.now();
    let (outcome, is_over) = match answer {
        Answer::Done => ("done".to_owned(), true),
        Answer::Unknown(why) => (why, now - notice.created_at >= TRIED_FOR),
    };
    tracing::info!(
        client = notice.client,
        attempt = notice.attempts,
        outcome,
        is_over,
        "a client was told of a sign-out"
    );
    let mut conn = services.db.acquire().await?;
    db::record_outcome(&mut conn, notice.id, &outcome, is_over.then_some(now)).await?;
    Ok(true)
}

async fn logout_token(services: &Services, notice: &db::Notice) -> Result<String, Error> {
    let now = services.clock.now();
    let token = LogoutToken {
        iss: &issuer(services),
        aud: &notice.client,
        iat: now.unix_timestamp(),
        exp: (now + LOGOUT_TOKEN).unix_timestamp(),
        jti: services.randomness.uuid().to_string(),
        sub: &notice.subject,
        sid: notice.client_session.to_string(),
        events: Events::default(),
    };
    Ok(keys::sign(services, keys::LOGOUT_TOKEN, &token).await?)
}
