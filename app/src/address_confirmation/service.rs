//! The rules of the confirmation, each with its transaction.

use super::{
    db,
    model::{Link, Owner, Waiting},
};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        db::PgConnection,
        limit::{self, Admission, Scope, Wait},
        mailed_links::{
            self, Kind,
            press::{self, Press, PressRejection},
        },
        outbox::{self, Letter},
        recipients,
        request::Origin,
        services::Services,
        session::{self, Member},
    },
    values::{AccountId, Token},
};

const KIND: Kind = Kind::AddressConfirmation;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too many mails.
    #[error("too many")]
    TooMany(Wait),
    /// The address is confirmed.
    #[error("nothing to confirm")]
    Confirmed,
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The session ended while the rule waited.
    #[error(transparent)]
    Ended(#[from] session::Ended),
}

/// The address that waits for its confirmation; nothing where it is confirmed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn waiting(services: &Services, member: &Member) -> sqlx::Result<Option<Waiting>> {
    if member.email_confirmed {
        return Ok(None);
    }
    let mut conn = services.db.acquire().await?;
    let state = db::newest_mail_state(&mut conn, member.account).await?;
    Ok(Some(Waiting {
        email: member.email.clone(),
        is_undeliverable: state.as_deref() == Some("failed"),
    }))
}

/// Sends the mail again; the earlier link ends when the new one is made. Tells to which address.
///
/// # Errors
///
/// See [`Error`].
pub async fn resend(services: &Services, member: &Member) -> Result<String, Error> {
    let now = services.clock.now();
    let key = member.account.into_uuid();
    let window = services.settings.limits.address_confirmation;

    let mut tx = services.db.begin().await?;
    session::lock_standing(&mut tx, member).await??;
    let email = match recipients::find(&mut tx, member.account).await? {
        Some(recipient) if !recipient.email_confirmed => recipient.email,
        Some(_) | None => return Err(Error::Confirmed),
    };
    let scope = Scope::AddressConfirmation;
    if let Admission::Refused(wait) =
        limit::take_within(&mut tx, scope, key.as_bytes(), window, 1, now).await?
    {
        return Err(Error::TooMany(wait));
    }
    let randomness = services.randomness.as_ref();
    let letter = Letter::AddressConfirmation;
    outbox::enqueue(&mut tx, randomness, letter, member.account, now).await?;
    tx.commit().await?;
    Ok(email)
}

/// What a link leads to. Changes nothing (D8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn look_up(
    services: &Services,
    token: &str,
    viewer: Option<&Member>,
) -> sqlx::Result<Link> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Link::Gone);
    };
    let mut conn = services.db.acquire().await?;
    look_up_in(services, &mut conn, &token, viewer).await
}

async fn look_up_in(
    services: &Services,
    conn: &mut PgConnection,
    token: &Token,
    viewer: Option<&Member>,
) -> sqlx::Result<Link> {
    let now = services.clock.now();
    let Some(found) = mailed_links::find(conn, KIND, token, now).await? else {
        return Ok(Link::Gone);
    };
    Ok(match recipients::find(conn, found.account).await? {
        Some(recipient) if recipient.email_confirmed => Link::Confirmed,
        Some(recipient) if found.is_live => Link::Live {
            email: recipient.email,
            owner: (!press::asks_who(found.account, viewer)).then_some(Owner {
                user_id: recipient.user_id,
                shop_name: recipient.shop_name,
            }),
        },
        Some(_) | None => Link::Gone,
    })
}

/// Confirms the address by a press behind a link in its mailbox, whoever is signed in on this browser; once, and
/// nothing where the link leads to nothing any more. Its page tells which.
///
/// # Errors
///
/// When the database does not answer; inside, why nothing was done.
pub async fn confirm(
    services: &Services,
    press: &Press<'_>,
    origin: &Origin,
) -> sqlx::Result<Result<(), PressRejection>> {
    let gone = Ok(Err(PressRejection::Gone));
    let Ok(token) = Token::parse(press.token) else {
        return gone;
    };
    let now = services.clock.now();
    let mut conn = services.db.acquire().await?;
    let Link::Live { .. } = look_up_in(services, &mut conn, &token, press.viewer).await? else {
        return gone;
    };
    let Some(found) = mailed_links::find(&mut conn, KIND, &token, now).await? else {
        return gone;
    };
    let Some(recipient) = recipients::find(&mut conn, found.account).await? else {
        return gone;
    };
    drop(conn);
    let user_id = &recipient.user_id;
    let pressed = press
        .by_owner(services, &token, found.account, user_id)
        .await?;
    if let Err(why) = pressed {
        return Ok(Err(why.into()));
    }

    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, found.account).await?;
    let Link::Live { .. } = look_up_in(services, &mut tx, &token, press.viewer).await? else {
        return gone;
    };
    if !mailed_links::consume(&mut tx, KIND, &token, now).await? {
        return gone;
    }
    db::confirm(&mut tx, found.account).await?;
    mailed_links::end(&mut tx, found.account, &[KIND], now).await?;
    outbox::supersede_letters(&mut tx, found.account, &[Letter::AddressConfirmation]).await?;
    record(&mut tx, found.account, origin, now).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

async fn record(
    conn: &mut PgConnection,
    account: AccountId,
    origin: &Origin,
    now: time::OffsetDateTime,
) -> sqlx::Result<()> {
    let entry = Entry {
        event: Event::EmailConfirmed,
        actor: Some(account),
        customer: audit::customer_of(conn, account).await?,
        account: Some(account),
        origin,
    };
    audit::record(conn, entry, now).await
}
