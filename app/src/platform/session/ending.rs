//! How sessions end: one, the others, or all of an account.

use axum::http::header;
use time::OffsetDateTime;

use super::{
    Member,
    beginning::{lost, of_request},
    viewer,
};
use crate::{
    platform::{
        audit, cookies,
        db::PgConnection,
        failure::{self, Failure},
        recipients, remembered,
        request::Origin,
        respond,
        services::Services,
    },
    values::AccountId,
};

/// Ends the session of this request and the remembered sign-in it came from; nobody being signed in is fine, too.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end(services: &Services) -> Result<(), Failure> {
    let session = of_request()?;
    if let Some(member) = viewer() {
        let now = services.clock.now();
        let ended = async {
            let mut tx = services.db.begin().await?;
            if let Some(selector) = &member.remembered {
                remembered::end_family(&mut tx, selector, now).await?;
            }
            let entry = audit::Entry {
                event: audit::Event::SignedOut,
                actor: Some(member.account),
                customer: Some(member.customer),
                account: Some(member.account),
                origin: &Origin::current(),
            };
            audit::record(&mut tx, entry, now).await?;
            tx.commit().await
        };
        ended
            .await
            .map_err(|error: sqlx::Error| failure::internal(&error))?;
    }
    session.flush().await.map_err(|error| lost(&error))?;

    // the session's as well: its layer removes it without `Secure`, which browsers refuse for `__Host-` (R35)
    for name in [cookies::Name::Remembered, cookies::Name::Session] {
        respond::set_cookie(cookies::remove(name, services.settings.secure_cookies()));
    }
    // what the browser still holds of signed-in pages goes, too (R38)
    respond::header(
        header::HeaderName::from_static("clear-site-data"),
        "\"cache\", \"storage\"",
    );
    Ok(())
}

/// The session of a member ended while their request waited.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the session has ended")]
pub struct Ended;

/// Locks the account of a member, and asks again whether their session still stands: while a rule waited for the lock,
/// it may have been ended, and must not act any more (R10, R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn lock_standing(
    conn: &mut PgConnection,
    member: &Member,
) -> sqlx::Result<Result<(), Ended>> {
    recipients::lock(conn, member.account).await?;
    let stands = sqlx::query_scalar!(
        r#"select exists (
                  select
                    from sessions session
                    join active_accounts account
                      on account.id = session.account_id
                     and account.session_epoch = session.session_epoch
                   where session.id_hash = $1
                     and session.account_id = $2
                     and session.revoked_at is null
           ) as "stands!""#,
        member.session.as_slice(),
        member.account.into_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(if stands { Ok(()) } else { Err(Ended) })
}

/// Ends every session and remembered sign-in of an account at once, by its epoch (R11, R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_all_of(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set session_epoch = session_epoch + 1
          where id = $1",
        account.into_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends what an account is signed in with on one device: a remembered sign-in with its sessions, or a session of its
/// own, as [`sessions`](super::session_store) and remembered sign-ins are keyed. Tells whether there was one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_sign_in(
    conn: &mut PgConnection,
    account: AccountId,
    key: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let ended = sqlx::query_scalar!(
        r#"with remembered as (
               update remembered_sign_ins
                  set revoked_at = $3
                where account_id = $1
                  and selector = $2
                  and revoked_at is null
            returning selector
           ), own as (
               update sessions
                  set revoked_at = $3
                where account_id = $1
                  and (id_hash = $2 or remembered = $2)
                  and revoked_at is null
            returning id_hash
           )
           select (select count(*) from remembered) + (select count(*) from own) as "ended!""#,
        account.into_uuid(),
        key,
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(ended > 0)
}

/// Ends every other session and remembered sign-in of the member at once; the one of this request goes on (R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_others_of(conn: &mut PgConnection, member: &Member) -> sqlx::Result<()> {
    end_all_of(conn, member.account).await?;
    sqlx::query!(
        "update sessions session
            set session_epoch = account.session_epoch
           from accounts account
          where session.id_hash = $1
            and account.id = session.account_id
            and session.revoked_at is null
            and session.session_epoch = account.session_epoch - 1",
        member.session.as_slice(),
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update remembered_sign_ins remembered
            set session_epoch = account.session_epoch
           from sessions session
           join accounts account on account.id = session.account_id
          where session.id_hash = $1
            and session.remembered = remembered.selector
            and session.session_epoch = account.session_epoch
            and remembered.session_epoch = account.session_epoch - 1",
        member.session.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
