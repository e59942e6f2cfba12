//! The rules of devices.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    db,
    model::{Alert, Device, LiveAlert},
};
use crate::{
    email_change,
    platform::{
        audit::{self, Entry, Event},
        client_address::ClientAddress,
        devices,
        failure::{Failure, Inner},
        mailed_links::{
            self, Kind,
            press::{self, Press, PressRejection},
        },
        recipients,
        request::Origin,
        services::Services,
        session::{self, Member, Proven},
        tokens::hash_of,
        webauthn,
    },
    recovery,
    values::{PersonName, PersonNameError, Token},
};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such device, or it is somebody else's.
    #[error("no such device")]
    NotFound,
    /// The name is none.
    #[error("name: {0}")]
    Name(#[from] PersonNameError),
    /// The session ended while the rule waited.
    #[error(transparent)]
    Ended(#[from] session::Ended),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl Inner for Error {
    fn failure(&self) -> Failure {
        match self {
            Self::NotFound => Failure::NotFound,
            Self::Name(_) => Failure::BadRequest,
            Self::Ended(_) => Failure::SessionEnded,
            Self::Database(error) => error.failure(),
        }
    }
}

/// Everything that the account is signed in on, this device first, then the last used ones.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(services: &Services, member: &Member) -> sqlx::Result<Vec<Device>> {
    let mut found: Vec<Device> = sign_ins(services, member)
        .await?
        .into_iter()
        .map(shown)
        .collect();
    found.sort_by_key(|device| (!device.is_this, std::cmp::Reverse(device.last_used_at)));
    Ok(found)
}

async fn sign_ins(services: &Services, member: &Member) -> sqlx::Result<Vec<db::SignIn>> {
    let now = services.clock.now();
    let oldest_remembered = now - services.settings.lifetimes.remembered;
    let mut conn = services.db.acquire().await?;
    db::list(&mut conn, member, now, oldest_remembered).await
}

/// What names a sign-in in addresses: nothing that is of use anywhere else.
fn handle_of(key: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&hash_of(key)[..16])
}

fn shown(sign_in: db::SignIn) -> Device {
    Device {
        handle: handle_of(&sign_in.key),
        name: sign_in.name,
        description: devices::describe(sign_in.user_agent.as_deref()),
        network: sign_in.address.as_deref().and_then(network),
        first_used_at: sign_in.first_used_at,
        last_used_at: sign_in.last_used_at,
        is_this: sign_in.is_this,
        is_remembered: sign_in.is_remembered,
        is_shared: sign_in.is_shared,
    }
}

/// The network of an address: who looks over a shoulder need not learn the whole of it.
fn network(address: &str) -> Option<String> {
    Some(ClientAddress(address.parse().ok()?).shown())
}

/// One device of the list.
///
/// # Errors
///
/// [`Error::NotFound`].
pub async fn find(services: &Services, member: &Member, handle: &str) -> Result<Device, Error> {
    list(services, member)
        .await?
        .into_iter()
        .find(|device| device.handle == handle)
        .ok_or(Error::NotFound)
}

/// Gives a device a name, or takes it away where nothing was typed.
///
/// # Errors
///
/// See [`Error`].
pub async fn name(
    services: &Services,
    member: &Member,
    handle: &str,
    typed: &str,
) -> Result<(), Error> {
    let name = match PersonName::parse(typed) {
        Ok(name) => Some(name),
        Err(PersonNameError::Empty) => None,
        Err(error) => return Err(error.into()),
    };
    let device = sign_ins(services, member)
        .await?
        .into_iter()
        .find(|sign_in| handle_of(&sign_in.key) == handle)
        .and_then(|sign_in| sign_in.device_hash)
        .ok_or(Error::NotFound)?;
    let mut conn = services.db.acquire().await?;
    let name = name.as_ref().map(PersonName::as_str);
    if !db::update_name(&mut conn, member.account, &device, name).await? {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// Signs a device out.
///
/// # Errors
///
/// [`Error::NotFound`] also where it is signed out already.
pub async fn sign_out(
    services: &Services,
    member: &Proven,
    handle: &str,
    origin: &Origin,
) -> Result<(), Error> {
    let now = services.clock.now();
    let key = sign_ins(services, member)
        .await?
        .into_iter()
        .find(|sign_in| handle_of(&sign_in.key) == handle)
        .ok_or(Error::NotFound)?
        .key;
    let mut tx = services.db.begin().await?;
    session::lock_standing(&mut tx, member).await??;
    if !session::end_sign_in(&mut tx, member.account, &key, now).await? {
        return Err(Error::NotFound);
    }
    audit::record_own(&mut tx, Event::DeviceSignedOut, member, origin, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Signs every other device out.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sign_out_others(
    services: &Services,
    member: &Proven,
    origin: &Origin,
) -> Result<(), Error> {
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    session::lock_standing(&mut tx, member).await??;
    session::end_others_of(&mut tx, member).await?;
    audit::record_own(&mut tx, Event::OthersSignedOut, member, origin, now).await?;
    tx.commit().await?;
    Ok(())
}

/// What the link in the mail about a new device leads to for who is looking. Changes nothing (D8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn look_up_alert(
    services: &Services,
    token: &str,
    viewer: Option<&Member>,
) -> sqlx::Result<Alert> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Alert::Gone);
    };
    let now = services.clock.now();
    let mut conn = services.db.acquire().await?;
    let Some(link) = mailed_links::find(&mut conn, Kind::SignInAlert, &token, now).await? else {
        return Ok(Alert::Gone);
    };
    if link.is_used {
        return Ok(Alert::Done);
    }
    let Some(subject) = link.subject.filter(|_| link.is_live) else {
        return Ok(Alert::Gone);
    };
    let alert = db::find_alert(&mut conn, subject).await?;
    let recipient = recipients::find(&mut conn, link.account).await?;
    Ok(match (alert, recipient) {
        (Some(alert), Some(recipient)) => Alert::Live(Box::new(LiveAlert {
            user_id: recipient.user_id,
            shop_name: recipient.shop_name,
            signed_in_at: alert.signed_in_at,
            description: devices::describe(alert.user_agent.as_deref()),
            asks_number: press::asks_who(link.account, viewer),
        })),
        _ => Alert::Gone,
    })
}

/// The press behind that link: every session, remembered sign-in, known browser, open link and pending change ends, so do passkeys added since,
/// and a link for a new password is on its way to the mailbox (X6).
///
/// # Errors
///
/// When the database does not answer; inside, why nothing was done.
pub async fn end_everything(
    services: &Services,
    press: &Press<'_>,
    origin: &Origin,
) -> sqlx::Result<Result<(), PressRejection>> {
    let gone = Ok(Err(PressRejection::Gone));
    let now = services.clock.now();
    let kind = Kind::SignInAlert;
    let Ok(token) = Token::parse(press.token) else {
        return gone;
    };
    let mut conn = services.db.acquire().await?;
    let found = mailed_links::find(&mut conn, kind, &token, now).await?;
    drop(conn);
    let Some(found) = found.filter(|found| found.is_live) else {
        return gone;
    };
    let account = found.account;
    if let Err(why) = press.by_person(services, &token, account).await? {
        return Ok(Err(why.into()));
    }

    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, account).await?;
    if !mailed_links::consume(&mut tx, kind, &token, now).await? {
        return gone;
    }
    session::end_all_of(&mut tx, account).await?;
    devices::forget_all(&mut tx, account).await?;
    if let Some(subject) = found.subject
        && let Some(alert) = db::find_alert(&mut tx, subject).await?
    {
        webauthn::remove_since(&mut tx, services, account, alert.signed_in_at).await?;
    }
    mailed_links::end_resets(&mut tx, account, now).await?;
    email_change::drop_pending(&mut tx, account, now).await?;
    recovery::start_reset(services, &mut tx, account).await?;
    let entry = Entry {
        event: Event::AllSignedOut,
        actor: Some(account),
        customer: audit::customer_of(&mut tx, account).await?,
        account: Some(account),
        origin,
    };
    audit::record(&mut tx, entry, now).await?;
    tx.commit().await?;
    Ok(Ok(()))
}
