//! The rules of passkeys: webauthn-rs checks them, a challenge is answered once and soon, and the account's
//! mailbox is told.

use uuid::Uuid;
use webauthn_rs::prelude::{
    Passkey as Credential, PasskeyRegistration, RegisterPublicKeyCredential, WebauthnError,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::{
    db,
    model::{MOST, Passkey, PasskeyRejection},
};
use crate::{
    platform::{
        audit::{self, Event},
        db::PgConnection,
        failure::{Failure, Inner},
        outbox::{self, Letter},
        request::Origin,
        services::Services,
        session::{self, Member, Proven},
        webauthn::{self, Answer, Broken, Ceremony, UnderWay},
    },
    values::PersonName,
};

const CREATION: &str = "passkey creation";

/// Why something about passkeys was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(PasskeyRejection),
    /// There is no such passkey, or it is somebody else's.
    #[error("no such passkey")]
    NotFound,
    /// Something inside.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The session ended while the rule waited.
    #[error(transparent)]
    Ended(#[from] session::Ended),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<WebauthnError> for Error {
    fn from(error: WebauthnError) -> Self {
        Self::Broken(error.into())
    }
}

impl Inner for Error {
    fn failure(&self) -> Failure {
        match self {
            Self::Rejected(_) => Failure::BadRequest,
            Self::NotFound => Failure::NotFound,
            Self::Broken(error) => error.failure(),
            Self::Ended(_) => Failure::SessionEnded,
        }
    }
}

/// The passkeys of a member, oldest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(services: &Services, member: &Member) -> Result<Vec<Passkey>, Error> {
    let mut conn = services.db.acquire().await?;
    let stored = db::list(&mut conn, member.account).await?;
    Ok(stored.into_iter().map(shown).collect())
}

fn shown(stored: db::Stored) -> Passkey {
    Passkey {
        id: stored.id,
        name: stored.name,
        created_at: stored.created_at,
        last_used_at: stored.last_used_at,
    }
}

/// Begins the creation of a passkey: one that the browser can offer by itself, and that asks for finger, face or
/// code.
///
/// # Errors
///
/// When something inside fails.
pub async fn start_creation(services: &Services, member: &Member) -> Result<Ceremony, Error> {
    let relying_party = webauthn::relying_party(&services.settings)?;
    let mut conn = services.db.acquire().await?;
    let mut known = Vec::new();
    for stored in db::list(&mut conn, member.account).await? {
        let credential: Credential = serde_json::from_str(&stored.credential)?;
        known.push(credential.cred_id().clone());
    }
    let (mut options, state) = relying_party.start_passkey_registration(
        member.account.into_uuid(),
        &member.user_id,
        &member.name,
        Some(known),
    )?;
    // found without a user ID, or the sign-in page could not offer it
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    Ok(webauthn::begin(
        services,
        CREATION,
        Some(member.account),
        state,
        &options,
    )?)
}

/// Adds the passkey that the browser made.
///
/// # Errors
///
/// See [`PasskeyRejection`].
pub async fn add(
    services: &Services,
    member: &Proven,
    name: &str,
    answer: &Answer,
    origin: &Origin,
) -> Result<String, Error> {
    let refused = || Error::Rejected(PasskeyRejection::Refused);
    let now = services.clock.now();
    let name = parse_name(name)?;
    let relying_party = webauthn::relying_party(&services.settings)?;
    let credential: RegisterPublicKeyCredential =
        serde_json::from_str(&answer.credential).map_err(|_| refused())?;

    let mut conn = services.db.acquire().await?;
    let under_way: UnderWay<PasskeyRegistration> =
        webauthn::take_up(services, &mut conn, CREATION, &answer.ceremony)
            .await?
            .filter(|under_way: &UnderWay<PasskeyRegistration>| {
                under_way.account == Some(member.account)
            })
            .ok_or_else(refused)?;
    drop(conn);
    let credential = relying_party
        .finish_passkey_registration(&credential, &under_way.state)
        .map_err(|error| {
            tracing::info!(%error, "a new passkey was refused");
            refused()
        })?;

    let mut tx = services.db.begin().await?;
    session::lock_standing(&mut tx, member).await??;
    if db::list(&mut tx, member.account).await?.len() >= MOST {
        return Err(Error::Rejected(PasskeyRejection::TooMany));
    }
    let new = db::New {
        id: services.randomness.uuid(),
        account: member.account,
        credential_id: credential.cred_id().as_ref(),
        credential: &serde_json::to_string(&credential)?,
        name: name.as_str(),
    };
    if !db::insert(&mut tx, new, now).await? {
        return Err(refused());
    }
    notify(services, &mut tx, Letter::PasskeyAdded, member).await?;
    audit::record_own(&mut tx, Event::PasskeyAdded, member, origin, now).await?;
    tx.commit().await?;
    Ok(name.as_str().to_owned())
}

/// Changes what the person calls a passkey.
///
/// # Errors
///
/// See [`PasskeyRejection`].
pub async fn rename(
    services: &Services,
    member: &Member,
    id: Uuid,
    name: &str,
    origin: &Origin,
) -> Result<(), Error> {
    let name = parse_name(name)?;
    let mut tx = services.db.begin().await?;
    if !db::update_name(&mut tx, member.account, id, name.as_str()).await? {
        return Err(Error::NotFound);
    }
    let now = services.clock.now();
    audit::record_own(&mut tx, Event::PasskeyRenamed, member, origin, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes a passkey; tells its name. The password always remains.
///
/// # Errors
///
/// [`Error::NotFound`] also where it is gone already.
pub async fn remove(
    services: &Services,
    member: &Proven,
    id: Uuid,
    origin: &Origin,
) -> Result<String, Error> {
    let mut tx = services.db.begin().await?;
    session::lock_standing(&mut tx, member).await??;
    let name = db::delete(&mut tx, member.account, id)
        .await?
        .ok_or(Error::NotFound)?;
    notify(services, &mut tx, Letter::PasskeyRemoved, member).await?;
    let now = services.clock.now();
    audit::record_own(&mut tx, Event::PasskeyRemoved, member, origin, now).await?;
    tx.commit().await?;
    Ok(name)
}

async fn notify(
    services: &Services,
    conn: &mut PgConnection,
    letter: Letter,
    member: &Member,
) -> sqlx::Result<()> {
    let now = services.clock.now();
    outbox::enqueue(
        conn,
        services.randomness.as_ref(),
        letter,
        member.account,
        now,
    )
    .await
}

fn parse_name(name: &str) -> Result<PersonName, Error> {
    PersonName::parse(name).map_err(|error| Error::Rejected(PasskeyRejection::Name(error.into())))
}
