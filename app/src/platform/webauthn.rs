//! Passkeys as a proof (WebAuthn): the portal under its own name, ceremonies that the browser keeps for us sealed,
//! and challenges that are answered once and soon. webauthn-rs checks the answers.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, DiscoverableKey, Passkey as Credential, PublicKeyCredential,
        WebauthnError,
    },
};

use super::{
    db::PgConnection,
    failure::{Failure, Inner},
    limit::{self, Admission, Scope},
    outbox::{self, Letter},
    recipients,
    request::Origin,
    sealed,
    services::Services,
    settings::Settings,
    tokens::{Hash, hash_of},
};
use crate::values::AccountId;

/// What people see as the place that a passkey is for (D1).
const NAME: &str = "USEN MEMBERS";
/// How long a challenge may wait for its answer: sign-in pages, which offer passkeys by themselves, stay open.
const PATIENCE: Duration = Duration::hours(1);
const ASSERTION: &str = "passkey assertion";

/// What can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored credential that is none.
    #[error("stored passkey: {0}")]
    Stored(#[from] serde_json::Error),
    /// The portal's address is no domain name.
    #[error("passkeys need a domain name")]
    Unavailable,
    /// Too many ceremonies from this address.
    #[error("too many ceremonies")]
    TooMany,
    /// webauthn-rs could not begin.
    #[error("webauthn: {0}")]
    Webauthn(#[from] WebauthnError),
}

impl Inner for Broken {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::Unavailable => Failure::NotFound,
            Self::TooMany => Failure::TooMany,
            Self::Stored(_) | Self::Webauthn(_) => Failure::Internal,
        }
    }
}

/// Whether the portal's address is a domain name, without which there are no passkeys.
pub fn is_available(settings: &Settings) -> bool {
    settings.public_url.domain().is_some()
}

/// The portal as a relying party.
///
/// # Errors
///
/// [`Broken::Unavailable`].
pub fn relying_party(settings: &Settings) -> Result<Webauthn, Broken> {
    let host = settings.public_url.domain().ok_or(Broken::Unavailable)?;
    Ok(WebauthnBuilder::new(host, &settings.public_url)?
        .rp_name(NAME)
        .build()?)
}

/// What a browser needs for creating or using a passkey.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ceremony {
    /// Comes back with the browser's answer; sealed.
    pub ceremony: String,
    /// `PublicKeyCredentialCreationOptionsJSON` or `…RequestOptionsJSON` below `publicKey`, as JSON text.
    pub options: String,
}

/// A ceremony that is under way, as the browser keeps it for us.
#[derive(Serialize, Deserialize)]
pub struct UnderWay<S> {
    began_at: OffsetDateTime,
    /// Who began it, if that is known.
    pub account: Option<AccountId>,
    /// What webauthn-rs wants back.
    pub state: S,
}

/// Begins a ceremony for a purpose, in which the browser is given these options.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub fn begin<S: Serialize>(
    services: &Services,
    purpose: &str,
    account: Option<AccountId>,
    state: S,
    options: &impl Serialize,
) -> Result<Ceremony, Broken> {
    let under_way = UnderWay {
        began_at: services.clock.now(),
        account,
        state,
    };
    Ok(Ceremony {
        ceremony: sealed::seal(&services.settings.secret_key, purpose, &under_way)
            .ok_or(Broken::Unavailable)?,
        options: serde_json::to_string(options)?,
    })
}

/// Opens a ceremony that began a short while ago, and spends its challenge: nobody answers it twice (R1).
///
/// # Errors
///
/// When the database does not answer.
pub async fn take_up<S: DeserializeOwned>(
    services: &Services,
    conn: &mut PgConnection,
    purpose: &str,
    ceremony: &str,
) -> sqlx::Result<Option<UnderWay<S>>> {
    let now = services.clock.now();
    let Some(under_way) =
        sealed::open::<UnderWay<S>>(&services.settings.secret_key, purpose, ceremony)
    else {
        return Ok(None);
    };
    let in_time = now - under_way.began_at <= PATIENCE;
    if !in_time || !spend(conn, &hash_of(ceremony.as_bytes()), now).await? {
        return Ok(None);
    }
    Ok(Some(under_way))
}

/// What the browser sent back.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// [`Ceremony::ceremony`].
    pub ceremony: String,
    /// The credential, as JSON.
    pub credential: String,
}

impl Answer {
    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.ceremony.is_empty() || self.credential.is_empty()
    }
}

/// Counts a ceremony that begins at an address, or an answer from it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn count(services: &Services, origin: &Origin) -> sqlx::Result<Admission> {
    let mut conn = services.db.acquire().await?;
    let network = origin.network();
    let limit = services.settings.limits.passkey_address;
    let now = services.clock.now();
    let scope = Scope::PasskeyAddress;
    limit::take(&mut conn, scope, network.as_bytes(), limit, now).await
}

/// Begins the use of a passkey, whoever's it is.
///
/// # Errors
///
/// When something inside fails.
pub async fn start_assertion(services: &Services, origin: &Origin) -> Result<Ceremony, Broken> {
    if count(services, origin).await? != Admission::Admitted {
        return Err(Broken::TooMany);
    }
    let (options, state) =
        relying_party(&services.settings)?.start_discoverable_authentication()?;
    begin(services, ASSERTION, None, state, &options)
}

/// Why a passkey was not accepted: one answer for all causes.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It is not good.
    #[error("the passkey was refused")]
    Refused,
    /// Something inside.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

/// Checks the use of a passkey; tells whose it is. Whether that account may be used is the caller's to ask.
///
/// # Errors
///
/// See [`Refused`].
pub async fn verify(services: &Services, answer: &Answer) -> Result<AccountId, Refused> {
    let relying_party = relying_party(&services.settings)?;
    let credential: PublicKeyCredential =
        serde_json::from_str(&answer.credential).map_err(|_| Refused::Refused)?;
    let (user, credential_id) = relying_party
        .identify_discoverable_authentication(&credential)
        .map_err(|_| Refused::Refused)?;
    let account = AccountId::from(user);
    let now = services.clock.now();

    let mut tx = services.db.begin().await?;
    let under_way: UnderWay<DiscoverableAuthentication> =
        take_up(services, &mut tx, ASSERTION, &answer.ceremony)
            .await?
            .ok_or(Refused::Refused)?;
    recipients::lock(&mut tx, account).await?;
    let stored = find_by_credential(&mut tx, account, credential_id)
        .await?
        .ok_or(Refused::Refused)?;
    let mut known: Credential = serde_json::from_str(&stored.credential).map_err(Broken::from)?;
    let result = relying_party
        .finish_discoverable_authentication_v2(
            &credential,
            under_way.state,
            DiscoverableKey::from(&known),
        )
        .map_err(|error| {
            tracing::info!(%error, "a passkey was refused");
            Refused::Refused
        })?;
    known.update_credential(&result);
    let credential = serde_json::to_string(&known).map_err(Broken::from)?;
    update_used(&mut tx, stored.id, &credential, now).await?;
    tx.commit().await?;
    Ok(account)
}

/// A passkey as it is stored.
struct Stored {
    id: Uuid,
    credential: String,
}

async fn find_by_credential(
    conn: &mut PgConnection,
    account: AccountId,
    credential_id: &[u8],
) -> sqlx::Result<Option<Stored>> {
    sqlx::query_as!(
        Stored,
        "select id, credential
           from passkeys
          where account_id = $1
            and credential_id = $2",
        account.into_uuid(),
        credential_id,
    )
    .fetch_optional(conn)
    .await
}

async fn update_used(
    conn: &mut PgConnection,
    id: Uuid,
    credential: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update passkeys set credential = $2, last_used_at = $3 where id = $1",
        id,
        credential,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes the passkeys that were added to an account since a moment, and has its mailbox told: what an intruder left
/// behind must not let them in again.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remove_since(
    conn: &mut PgConnection,
    services: &Services,
    account: AccountId,
    since: OffsetDateTime,
) -> sqlx::Result<()> {
    let removed = sqlx::query!(
        "delete from passkeys where account_id = $1 and created_at >= $2",
        account.into_uuid(),
        since,
    )
    .execute(&mut *conn)
    .await?;
    if removed.rows_affected() > 0 {
        let now = services.clock.now();
        let randomness = services.randomness.as_ref();
        outbox::enqueue(conn, randomness, Letter::PasskeyRemoved, account, now).await?;
    }
    Ok(())
}

/// Spends a challenge; false when it was spent before (R1).
async fn spend(
    conn: &mut PgConnection,
    challenge: &Hash,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let spent = sqlx::query!(
        "insert into spent_challenges (challenge_hash, spent_at)
         values ($1, $2)
         on conflict (challenge_hash) do nothing",
        challenge.as_slice(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(spent.rows_affected() == 1)
}

/// Deletes spent challenges that are too old to be answered anyway.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("delete from spent_challenges where spent_at < $1", before)
        .execute(conn)
        .await?;
    Ok(())
}
