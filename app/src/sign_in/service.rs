//! The rules of sign-in: one answer for all causes, limits that guess nobody out of their account.

use time::OffsetDateTime;

use super::{
    db,
    model::{SignInForm, SignInRejection},
};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        db::PgConnection,
        devices,
        failure::{Failure, Inner},
        limit::{self, Admission, Scope, Wait},
        password::{PasswordError, PasswordHash, Verdict},
        recipients,
        request::Origin,
        services::Services,
        session::{Member, Method},
        tokens::{self, Hash, hash_of},
        webauthn::{self, Answer, Broken, Refused},
    },
    text::Language,
    values::{AccountId, CustomerId, PlainPassword, Token, UserId},
};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(SignInRejection),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The hashing.
    #[error("password: {0}")]
    Password(#[from] PasswordError),
    /// The passkey could not be looked at.
    #[error("passkey: {0}")]
    Passkey(#[from] Broken),
}

impl Inner for SignInError {
    fn failure(&self) -> Failure {
        match self {
            Self::Rejected(_) => Failure::BadRequest,
            Self::Database(error) => error.failure(),
            Self::Password(error) => error.failure(),
            Self::Passkey(error) => error.failure(),
        }
    }
}

/// Somebody whose password was right.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub account: AccountId,
    /// The browser's mark, for next time (R26).
    pub device: Token,
    /// The account's epoch when the proof was looked at.
    pub epoch: i32,
    /// What the proof was.
    pub method: Method,
}

/// Who wants to sign in, as far as it can be told before.
struct Attempt<'a> {
    /// The user ID in its one form; or whatever was typed, where it cannot be one.
    user_id: Result<UserId, String>,
    device: Option<&'a Token>,
    origin: &'a Origin,
}

impl Attempt<'_> {
    fn key(&self) -> &str {
        match &self.user_id {
            Ok(user_id) => user_id.as_str(),
            Err(typed) => typed,
        }
    }
}

/// Proves a user ID and a password (M16).
///
/// Unknown, wrong and never registered look the same and take the same time (R5); tries are counted before
/// the password is looked at (R25). That an account may not be used is only told to who knows its password.
///
/// # Errors
///
/// See [`SignInRejection`].
pub async fn sign_in(
    services: &Services,
    form: &SignInForm,
    password: &str,
    device: Option<&Token>,
    origin: &Origin,
) -> Result<SignedIn, SignInError> {
    let now = services.clock.now();
    if form.user_id.trim().is_empty() || password.is_empty() {
        let why = SignInRejection::Empty {
            user_id: form.user_id.trim().is_empty(),
            password: password.is_empty(),
        };
        return Err(SignInError::Rejected(why));
    }
    let user_id = UserId::parse(&form.user_id).map_err(|_| form.user_id.trim().to_lowercase());
    let attempt = Attempt {
        user_id,
        device,
        origin,
    };

    let mut conn = services.db.acquire().await?;
    let known_device = match device {
        Some(device) => devices::is_known(&mut conn, &tokens::hash(device), attempt.key()).await?,
        None => false,
    };
    let limited = held_back(services, &mut conn, &attempt, known_device).await?;
    let found = match &attempt.user_id {
        Ok(user_id) => db::find_credentials(&mut conn, user_id).await?,
        Err(_) => None,
    };
    let concerned = found
        .as_ref()
        .map(|found| (found.account, CustomerId::from(found.customer)));
    if let Some(wait) = limited {
        record_failure(&mut conn, Event::SignInLimited, concerned, origin, now).await?;
        return Err(SignInError::Rejected(SignInRejection::TooMany {
            minutes: wait.minutes(),
        }));
    }
    // no connection is held while a password is hashed
    drop(conn);

    let password = PlainPassword::for_sign_in(password)
        .ok_or(SignInError::Rejected(SignInRejection::Wrong))?;
    let stored = found
        .as_ref()
        .and_then(|found| found.password_hash.clone())
        .map(PasswordHash::from_stored);
    let verdict = services.passwords.verify(password.clone(), stored).await?;
    let (Some(found), Verdict::Right | Verdict::RightButWeaklyHashed) = (found, verdict) else {
        let mut conn = services.db.acquire().await?;
        record_failure(&mut conn, Event::SignInFailed, concerned, origin, now).await?;
        return Err(SignInError::Rejected(SignInRejection::Wrong));
    };
    let account = AccountId::from(found.account);
    if !found.usable {
        return Err(SignInError::Rejected(SignInRejection::NotUsable));
    }
    let stronger = match verdict {
        Verdict::RightButWeaklyHashed => Some(
            services
                .passwords
                .hash(password, services.randomness.as_ref())
                .await?,
        ),
        Verdict::Right | Verdict::Wrong => None,
    };

    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, account).await?;
    if let Some(hash) = stronger {
        db::update_password_hash(&mut tx, account, found.password_hash.as_deref(), &hash).await?;
    }
    let customer = CustomerId::from(found.customer);
    let browser = (device, known_device);
    let device = admit(services, &mut tx, (account, customer), browser, origin).await?;
    // own success clears what was counted for this person on this device, and nobody else's guesses (R25)
    if known_device {
        limit::forget(
            &mut tx,
            Scope::SignInDevice,
            device_key(&device, attempt.key()).as_bytes(),
        )
        .await?;
    } else {
        limit::give_back(
            &mut tx,
            Scope::SignInAccount,
            attempt.key().as_bytes(),
            services.settings.limits.sign_in_account,
        )
        .await?;
    }
    db::delete_failures(&mut tx, &hash_of(attempt.key().as_bytes())).await?;
    tx.commit().await?;

    Ok(SignedIn {
        account,
        device,
        epoch: found.epoch,
        method: Method::Password,
    })
}

/// Signs in with a passkey (X9): it names its account, and is checked like a password, with one answer for all causes.
///
/// # Errors
///
/// See [`SignInRejection`].
pub async fn sign_in_with_passkey(
    services: &Services,
    answer: &Answer,
    device: Option<&Token>,
    origin: &Origin,
) -> Result<SignedIn, SignInError> {
    let now = services.clock.now();
    if let Admission::Refused(wait) = webauthn::count(services, origin).await? {
        return Err(SignInError::Rejected(SignInRejection::TooMany {
            minutes: wait.minutes(),
        }));
    }
    let account = match webauthn::verify(services, answer).await {
        Ok(account) => account,
        Err(Refused::Refused) => {
            let mut conn = services.db.acquire().await?;
            record_failure(&mut conn, Event::SignInFailed, None, origin, now).await?;
            return Err(SignInError::Rejected(SignInRejection::Passkey));
        }
        Err(Refused::Broken(error)) => return Err(error.into()),
    };
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, account).await?;
    let Some(found) = db::find_active(&mut tx, account).await? else {
        return Err(SignInError::Rejected(SignInRejection::NotUsable));
    };
    let known = match device {
        Some(device) => devices::is_known(&mut tx, &tokens::hash(device), &found.user_id).await?,
        None => false,
    };
    let customer = CustomerId::from(found.customer);
    let browser = (device, known);
    let device = admit(services, &mut tx, (account, customer), browser, origin).await?;
    tx.commit().await?;
    Ok(SignedIn {
        account,
        device,
        epoch: found.epoch,
        method: Method::Passkey,
    })
}

/// What every sign-in ends with: the browser is known from now on, under the one mark that it has for everyone who
/// uses it; the mailbox is told of one that was not (X6), and the history has it.
async fn admit(
    services: &Services,
    conn: &mut PgConnection,
    (account, customer): (AccountId, CustomerId),
    (device, is_known): (Option<&Token>, bool),
    origin: &Origin,
) -> sqlx::Result<Token> {
    let now = services.clock.now();
    let device = devices::make_known(conn, services, device, account).await?;
    let entry = |event| Entry {
        event,
        actor: Some(account),
        customer: Some(customer),
        account: Some(account),
        origin,
    };
    audit::record(conn, entry(Event::SignedIn), now).await?;
    if !is_known {
        devices::alert(conn, services, account, origin).await?;
        audit::record(conn, entry(Event::NewDevice), now).await?;
    }
    Ok(device)
}

/// Notes a try that failed; nobody is named as its author, but whoever it was aimed at finds it in their history.
async fn record_failure(
    conn: &mut PgConnection,
    event: Event,
    concerned: Option<(uuid::Uuid, CustomerId)>,
    origin: &Origin,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let entry = Entry {
        event,
        actor: None,
        customer: concerned.map(|(_, customer)| customer),
        account: concerned.map(|(account, _)| AccountId::from(account)),
        origin,
    };
    audit::record(conn, entry, now).await
}

/// Forgets the failed sign-ins that were counted for a user ID: its owner has set a new password by mail (R26).
///
/// # Errors
///
/// When the database does not answer.
pub async fn forgive(conn: &mut PgConnection, user_id: &str) -> sqlx::Result<()> {
    limit::forget(conn, Scope::SignInAccount, user_id.as_bytes()).await?;
    db::delete_failures(conn, &hash_of(user_id.as_bytes())).await
}

/// Keeps the language that a member reads, for mails (D18).
///
/// # Errors
///
/// When the database does not answer.
pub async fn keep_language(
    services: &Services,
    member: &Member,
    language: Language,
) -> sqlx::Result<()> {
    let mut conn = services.db.acquire().await?;
    db::update_language(&mut conn, member.account, language.tag()).await
}

/// Counts the try in every limit that it falls under; the first that is used up holds it back (R25–R27).
/// Keyed by what was typed, so that real and unreal user IDs are told the same.
async fn held_back(
    services: &Services,
    conn: &mut PgConnection,
    attempt: &Attempt<'_>,
    known_device: bool,
) -> sqlx::Result<Option<Wait>> {
    let now = services.clock.now();
    let limits = &services.settings.limits;
    let user_id = hash_of(attempt.key().as_bytes());

    if let (Some(device), true) = (attempt.device, known_device) {
        let key = device_key(device, attempt.key());
        let admission = limit::take(
            conn,
            Scope::SignInDevice,
            key.as_bytes(),
            limits.sign_in_device,
            now,
        )
        .await?;
        return Ok(refused(admission));
    }

    let network = attempt.origin.network();
    if let Some(wait) = limit::blocked(conn, Scope::SprayCoolDown, network.as_bytes(), now).await? {
        return Ok(Some(wait));
    }
    let admission = limit::take(
        conn,
        Scope::SignInAddress,
        network.as_bytes(),
        limits.sign_in_address,
        now,
    )
    .await?;
    if let Some(wait) = refused(admission) {
        return Ok(Some(wait));
    }
    if spraying(services, conn, &hash_of(network.as_bytes()), &user_id).await? {
        let until = now + limits.distinct_ids_cool_down;
        limit::block(conn, Scope::SprayCoolDown, network.as_bytes(), until).await?;
        return Ok(Some(Wait(limits.distinct_ids_cool_down)));
    }
    let admission = limit::take(
        conn,
        Scope::SignInAccount,
        attempt.key().as_bytes(),
        limits.sign_in_account,
        now,
    )
    .await?;
    if let Some(wait) = refused(admission) {
        return Ok(Some(wait));
    }
    if db::count_failure(conn, &user_id, now).await? >= limits.failures_in_a_row {
        return Ok(Some(Wait(limits.distinct_ids_cool_down)));
    }
    Ok(None)
}

/// Whether an address tries one user ID after the other.
async fn spraying(
    services: &Services,
    conn: &mut PgConnection,
    address: &Hash,
    user_id: &Hash,
) -> sqlx::Result<bool> {
    let now = services.clock.now();
    let limits = &services.settings.limits;
    let since = now - limits.distinct_ids_window;
    let tried = db::count_distinct_ids(conn, address, user_id, since, now).await?;
    Ok(tried > i64::from(limits.distinct_ids_per_address))
}

fn refused(admission: Admission) -> Option<Wait> {
    match admission {
        Admission::Admitted => None,
        Admission::Refused(wait) => Some(wait),
    }
}

/// A shared tablet has several people: each of them has limits of their own on it.
fn device_key(device: &Token, user_id: &str) -> String {
    format!("{} {user_id}", device.as_str())
}
