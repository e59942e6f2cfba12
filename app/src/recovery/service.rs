//! The rules of recovery: what was typed is kept, answered at once, and looked up afterwards (R5).

use super::{
    db,
    model::{Link, NewPasswordRejection, RequestForm, RequestRejection},
};
use crate::{
    email_change,
    platform::{
        audit::{self, Entry, Event},
        db::PgConnection,
        devices,
        failure::{Failure, Inner},
        limit::{self, Admission, Scope},
        mailed_links::{self, Kind},
        outbox::{self, Letter},
        password::PasswordError,
        password_policy::{self, Owner},
        recipients,
        request::Origin,
        services::Services,
        session::{self, Member},
    },
    sign_in,
    values::{AccountId, CustomerCode, CustomerId, EmailAddress, Token},
};

/// What can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The hashing.
    #[error("password: {0}")]
    Password(#[from] PasswordError),
}

impl Inner for Broken {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::Password(error) => error.failure(),
        }
    }
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error<R> {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(R),
    /// Something inside.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl<R> From<sqlx::Error> for Error<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

/// Takes a request (M21, M24). Nothing is looked up here: whoever exists, the answer and its time are the same (R5).
///
/// # Errors
///
/// See [`RequestRejection`].
pub async fn request(
    services: &Services,
    form: &RequestForm,
    origin: &Origin,
) -> Result<(), Error<RequestRejection>> {
    let now = services.clock.now();
    let user_id = form.user_id.as_deref().map(str::trim);
    let code = form.customer_code.trim();
    let code = (!code.is_empty()).then(|| CustomerCode::parse(code));
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) if user_id != Some("") && !matches!(code, Some(Err(_))) => email,
        email => {
            return Err(Error::Rejected(RequestRejection {
                user_id_empty: user_id == Some(""),
                email: email.err().map(Into::into),
                customer_code: matches!(code, Some(Err(_))),
                too_many_minutes: None,
            }));
        }
    };
    let code = code.and_then(Result::ok).map(|code| code.to_string());
    // as long as a user ID can be, with room for full-width letters
    let user_id: Option<String> = user_id.map(|typed| typed.chars().take(200).collect());

    let mut tx = services.db.begin().await?;
    let network = origin.network();
    let limit = services.settings.limits.recovery_address;
    if let Admission::Refused(wait) = limit::take(
        &mut tx,
        Scope::RecoveryAddress,
        network.as_bytes(),
        limit,
        now,
    )
    .await?
    {
        return Err(Error::Rejected(RequestRejection {
            too_many_minutes: Some(wait.minutes()),
            ..RequestRejection::default()
        }));
    }
    let new = db::New {
        id: services.randomness.uuid(),
        user_id: user_id.as_deref(),
        email: &email,
        customer_code: code.as_deref(),
        origin,
    };
    db::insert_request(&mut tx, new, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Looks up the oldest request and queues its mail, if there is an account to send it to; a worker's work.
/// Tells whether there was one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn answer_next(services: &Services) -> sqlx::Result<bool> {
    let mut tx = services.db.begin().await?;
    let Some(request) = db::take_request(&mut tx).await? else {
        return Ok(false);
    };
    let origin = Origin {
        address: request
            .address
            .as_deref()
            .and_then(|address| address.parse().ok()),
        user_agent: request.user_agent,
        request_id: request.reference,
    };
    if let Some(typed) = &request.user_id {
        if let Ok(user_id) = crate::values::UserId::parse(typed)
            && let Some(found) =
                db::find_by_user_id(&mut tx, user_id.as_str(), &request.email).await?
        {
            let who = (
                AccountId::from(found.account),
                CustomerId::from(found.customer),
            );
            // an address that nobody has confirmed may be a stranger's: no way into the account goes there (X10)
            let letter = if found.email_confirmed {
                Letter::PasswordReset
            } else {
                Letter::AddressConfirmation
            };
            queue_limited(services, &mut tx, letter, who, None, &origin).await?;
        }
    } else {
        let code = request.customer_code.as_deref();
        let mut mailboxes = db::find_by_email(&mut tx, &request.email, code).await?;
        // locked in the order in which their mails lock them
        mailboxes.sort_unstable_by_key(|found| found.account);
        for found in mailboxes {
            let who = (
                AccountId::from(found.account),
                CustomerId::from(found.customer),
            );
            let mailbox = Some(found.email.as_str());
            queue_limited(
                services,
                &mut tx,
                Letter::UserIdReminder,
                who,
                mailbox,
                &origin,
            )
            .await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Queues a mail, unless the account or mailbox has had enough of them; nobody is told of that.
async fn queue_limited(
    services: &Services,
    conn: &mut PgConnection,
    letter: Letter,
    (account, customer): (AccountId, CustomerId),
    mailbox: Option<&str>,
    origin: &Origin,
) -> sqlx::Result<Admission> {
    let now = services.clock.now();
    recipients::lock(conn, account).await?;
    let id = account.into_uuid();
    let key = mailbox.map_or(id.as_bytes().as_slice(), str::as_bytes);
    let admission = admit(services, conn, key).await?;
    if admission == Admission::Admitted {
        outbox::enqueue(conn, services.randomness.as_ref(), letter, account, now).await?;
        let entry = Entry {
            event: Event::PasswordResetRequested,
            actor: None,
            customer: Some(customer),
            account: Some(account),
            origin,
        };
        audit::record(conn, entry, now).await?;
    }
    Ok(admission)
}

async fn admit(
    services: &Services,
    conn: &mut PgConnection,
    key: &[u8],
) -> sqlx::Result<Admission> {
    let limits = &services.settings.limits;
    let tries = [
        (Scope::Recovery, key, limits.recovery),
        (Scope::RecoveryDay, key, limits.recovery_day),
    ];
    limit::take_all_within(conn, &tries, services.clock.now()).await
}

/// Mails a link for a new password to a member's registered address (M80, M81).
///
/// # Errors
///
/// The rejection is how many minutes to wait.
pub async fn send_link(
    services: &Services,
    member: &Member,
    origin: &Origin,
) -> Result<(), Error<i64>> {
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, member.account).await?;
    // counted apart: whoever asks for links at the sign-in page takes none of these away
    let key = format!("own {}", member.account);
    if let Admission::Refused(wait) = admit(services, &mut tx, key.as_bytes()).await? {
        return Err(Error::Rejected(wait.minutes()));
    }
    let randomness = services.randomness.as_ref();
    outbox::enqueue(
        &mut tx,
        randomness,
        Letter::PasswordReset,
        member.account,
        now,
    )
    .await?;
    audit::record_own(&mut tx, Event::PasswordResetRequested, member, origin, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Queues the mail with a link for a new password for somebody who has just ended everything (X6).
///
/// # Errors
///
/// When the database does not answer.
pub async fn start_reset(
    services: &Services,
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<()> {
    let now = services.clock.now();
    let randomness = services.randomness.as_ref();
    outbox::enqueue(conn, randomness, Letter::PasswordReset, account, now).await
}

/// What a link for a new password leads to. Changes nothing (D8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn look_up(services: &Services, token: &str) -> Result<Link, Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Link::Gone);
    };
    let mut conn = services.db.acquire().await?;
    let now = services.clock.now();
    let Some(found) = mailed_links::find(&mut conn, Kind::PasswordReset, &token, now).await? else {
        return Ok(Link::Gone);
    };
    if !found.is_live {
        return Ok(if found.is_used {
            Link::Used
        } else {
            Link::Gone
        });
    }
    Ok(match db::find_owner(&mut conn, found.account).await? {
        Some(owner) => Link::Live {
            user_id: owner.user_id,
            shop_name: owner.shop_name,
        },
        None => Link::Gone,
    })
}

/// Sets a new password with a mailed link (M23): the link is used up, every session ends, nobody is signed in by it,
/// and the mailbox is told (R1, R12). The browser becomes known, so that its owner gets in whatever others
/// are trying meanwhile (R26); its mark is returned.
///
/// # Errors
///
/// See [`NewPasswordRejection`].
pub async fn set_password(
    services: &Services,
    token: &str,
    typed: &str,
    device: Option<&Token>,
    origin: &Origin,
) -> Result<Token, Error<NewPasswordRejection>> {
    let gone = || Error::Rejected(NewPasswordRejection::Gone);
    let now = services.clock.now();
    let token = Token::parse(token).map_err(|_| gone())?;

    let mut conn = services.db.acquire().await?;
    let found = mailed_links::find(&mut conn, Kind::PasswordReset, &token, now)
        .await?
        .filter(|found| found.is_live)
        .ok_or_else(gone)?;
    let account = found.account;
    let owner = db::find_owner(&mut conn, account).await?.ok_or_else(gone)?;
    // no connection is held while a password is hashed
    drop(conn);
    let about = Owner {
        user_id: &owner.user_id,
        email: &owner.email,
        shop_name: &owner.shop_name,
        customer_code: &owner.customer_code,
    };
    let password = password_policy::accept(typed, services.settings.password_min, about)
        .map_err(|why| Error::Rejected(NewPasswordRejection::Password(why)))?;
    let hash = services
        .passwords
        .hash(password, services.randomness.as_ref())
        .await
        .map_err(Broken::from)?;

    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, account).await?;
    if !mailed_links::consume(&mut tx, Kind::PasswordReset, &token, now).await?
        || !db::update_password(&mut tx, account, &hash).await?
    {
        return Err(gone());
    }
    session::end_all_of(&mut tx, account).await?;
    mailed_links::end_resets(&mut tx, account, now).await?;
    email_change::drop_pending(&mut tx, account, now).await?;
    sign_in::forgive(&mut tx, &owner.user_id).await?;
    let device = devices::make_known(&mut tx, services, device, account).await?;
    let randomness = services.randomness.as_ref();
    outbox::enqueue(&mut tx, randomness, Letter::PasswordChanged, account, now).await?;
    let entry = Entry {
        event: Event::PasswordChanged,
        actor: Some(account),
        customer: Some(CustomerId::from(owner.customer)),
        account: Some(account),
        origin,
    };
    audit::record(&mut tx, entry, now).await?;
    tx.commit().await?;
    Ok(device)
}
