//! The rules of an e-mail change: the old address counts until the new one is confirmed, and both mailboxes are told.

use uuid::Uuid;

use super::{
    db,
    model::{ConfirmationMail, EmailRejection, Link, Live, Outcome, Pending},
};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        db::PgConnection,
        limit::{self, Admission, Scope, Wait},
        mailed_links::{
            self, Found, Kind,
            press::{self, Press, PressRejection},
        },
        outbox::{self, Letter},
        recipients::{self, Recipient},
        request::Origin,
        services::Services,
        session::{self, Member, Proven},
        webauthn,
    },
    values::{AccountId, EmailAddress, NumberRejection, Token},
};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error<R> {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(R),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The session ended while the rule waited.
    #[error(transparent)]
    Ended(#[from] session::Ended),
}

impl From<NumberRejection> for Error<PressRejection> {
    fn from(why: NumberRejection) -> Self {
        Self::Rejected(why.into())
    }
}

/// Every kind of link that a change has.
const KINDS: [Kind; 2] = [Kind::EmailConfirmation, Kind::EmailUndo];

async fn admit(
    services: &Services,
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<Wait>> {
    let limit = services.settings.limits.email_change;
    let key = account.into_uuid();
    let now = services.clock.now();
    match limit::take_within(conn, Scope::EmailChange, key.as_bytes(), limit, 1, now).await? {
        Admission::Admitted => Ok(None),
        Admission::Refused(wait) => Ok(Some(wait)),
    }
}

/// Asks for a change: the new address gets a link, the old one a notice. An earlier request is replaced in the same
/// transaction (R17).
///
/// # Errors
///
/// See [`EmailRejection`].
pub async fn request(
    services: &Services,
    member: &Proven,
    typed: &str,
    origin: &Origin,
) -> Result<EmailAddress, Error<EmailRejection>> {
    let now = services.clock.now();
    let email = EmailAddress::parse(typed).map_err(|error| Error::Rejected(error.into()))?;
    if email.as_str() == member.email {
        return Err(Error::Rejected(EmailRejection::Same));
    }
    let change = services.randomness.uuid();

    let mut tx = services.db.begin().await?;
    session::lock_standing(&mut tx, member).await??;
    if let Some(wait) = admit(services, &mut tx, member.account).await? {
        let minutes = wait.minutes();
        return Err(Error::Rejected(EmailRejection::TooMany { minutes }));
    }
    settle(&mut tx, member.account, "replaced", now).await?;
    db::insert(&mut tx, change, member.account, &email, now).await?;
    enqueue(
        services,
        &mut tx,
        Letter::EmailConfirmation,
        member.account,
        change,
    )
    .await?;
    if is_confirmed(&mut tx, member.account).await? {
        let notice = Letter::EmailChangeRequested;
        enqueue(services, &mut tx, notice, member.account, change).await?;
    }
    audit::record_own(&mut tx, Event::EmailChangeRequested, member, origin, now).await?;
    tx.commit().await?;
    Ok(email)
}

/// Sends the confirmation again; the earlier link ends when the new one is made. Tells to which address.
///
/// # Errors
///
/// The rejection is how long to wait; nothing where no change is pending.
pub async fn resend(services: &Services, member: &Member) -> Result<String, Error<Option<Wait>>> {
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, member.account).await?;
    let change = db::find_pending(&mut tx, member.account)
        .await?
        .ok_or(Error::Rejected(None))?;
    if let Some(wait) = admit(services, &mut tx, member.account).await? {
        return Err(Error::Rejected(Some(wait)));
    }
    enqueue(
        services,
        &mut tx,
        Letter::EmailConfirmation,
        member.account,
        change.id,
    )
    .await?;
    tx.commit().await?;
    Ok(change.new_email)
}

/// Takes the request back; tells whether there was one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn withdraw(services: &Services, member: &Member, origin: &Origin) -> sqlx::Result<bool> {
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, member.account).await?;
    if !settle(&mut tx, member.account, "withdrawn", now).await? {
        return Ok(false);
    }
    audit::record_own(&mut tx, Event::EmailChangeWithdrawn, member, origin, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Takes back what is pending, in the transaction of something that ends it: a new password, a new user ID (R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn drop_pending(
    conn: &mut PgConnection,
    account: AccountId,
    now: time::OffsetDateTime,
) -> sqlx::Result<()> {
    settle(conn, account, "withdrawn", now).await?;
    Ok(())
}

/// Settles what is pending, with its links and its mail.
async fn settle(
    conn: &mut PgConnection,
    account: AccountId,
    state: &str,
    now: time::OffsetDateTime,
) -> sqlx::Result<bool> {
    let Some(change) = db::settle_pending(conn, account, state, now).await? else {
        return Ok(false);
    };
    mailed_links::end_about(conn, &[change], &KINDS, now).await?;
    let mails = [Letter::EmailConfirmation, Letter::EmailChangeRequested];
    outbox::supersede_letters(conn, account, &mails).await?;
    Ok(true)
}

async fn enqueue(
    services: &Services,
    conn: &mut PgConnection,
    letter: Letter,
    account: AccountId,
    change: Uuid,
) -> sqlx::Result<()> {
    let now = services.clock.now();
    let randomness = services.randomness.as_ref();
    outbox::enqueue_about(conn, randomness, letter, account, Some(change), now).await
}

/// The change that waits for its confirmation.
///
/// # Errors
///
/// When the database does not answer.
pub async fn pending(services: &Services, member: &Member) -> sqlx::Result<Option<Pending>> {
    let mut conn = services.db.acquire().await?;
    let Some(change) = db::find_pending(&mut conn, member.account).await? else {
        return Ok(None);
    };
    let mail = if db::is_undeliverable(&mut conn, change.id).await? {
        ConfirmationMail::Undeliverable
    } else {
        match db::newest_expiry(&mut conn, change.id).await? {
            None => ConfirmationMail::Queued,
            Some(at) if at <= services.clock.now() => ConfirmationMail::Expired,
            Some(at) => ConfirmationMail::ValidUntil(at),
        }
    };
    Ok(Some(Pending {
        email: change.new_email,
        mail,
    }))
}

/// What a link leads to for who is looking. Changes nothing (D8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn look_up(
    services: &Services,
    kind: Kind,
    token: &str,
    viewer: Option<&Member>,
) -> sqlx::Result<Link> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Link::Gone);
    };
    let mut conn = services.db.acquire().await?;
    let Some((link, change, recipient)) = find(services, &mut conn, kind, &token).await? else {
        return Ok(Link::Gone);
    };
    Ok(if link.is_live {
        Link::Live(Box::new(Live {
            user_id: recipient.user_id,
            shop_name: recipient.shop_name,
            is_pending: change.state == "pending",
            old_email: change.old_email,
            new_email: change.new_email,
            asks_number: press::asks_who(link.account, viewer),
        }))
    } else if link.is_used {
        outcome(kind, &change, &recipient.email).map_or(Link::Gone, Link::Done)
    } else {
        Link::Gone
    })
}

/// What a press on a link has come to, while that is still how things are: whoever presses twice, or comes back, reads
/// what was done.
fn outcome(kind: Kind, change: &db::Change, present: &str) -> Option<Outcome> {
    let (outcome, address) = match (kind, change.state.as_str()) {
        (Kind::EmailConfirmation, "confirmed") => (Outcome::Confirmed, &change.new_email),
        (Kind::EmailUndo, "undone") => (Outcome::Undone, &change.old_email),
        (Kind::EmailUndo, "withdrawn") => (Outcome::CalledOff, &change.old_email),
        _ => return None,
    };
    (address == present).then_some(outcome)
}

/// A link, the change that it is about, and whose it is; nothing while that account may not act.
async fn find(
    services: &Services,
    conn: &mut PgConnection,
    kind: Kind,
    token: &Token,
) -> sqlx::Result<Option<(Found, db::Change, Recipient)>> {
    let now = services.clock.now();
    let Some(link) = mailed_links::find(conn, kind, token, now).await? else {
        return Ok(None);
    };
    let Some(subject) = link.subject else {
        return Ok(None);
    };
    let change = db::find(conn, subject).await?;
    let recipient = recipients::find(conn, link.account).await?;
    Ok(change
        .zip(recipient)
        .map(|(change, recipient)| (link, change, recipient)))
}

/// Lets a press on a live link through, if a person made it (X3). Tells which link it is, and which change.
async fn admit_press(
    services: &Services,
    kind: Kind,
    press: &Press<'_>,
) -> Result<(Token, db::Change), Error<PressRejection>> {
    let token = Token::parse(press.token).map_err(|_| gone())?;
    let mut conn = services.db.acquire().await?;
    let (link, change, _) = find(services, &mut conn, kind, &token)
        .await?
        .filter(|(link, _, _)| link.is_live)
        .ok_or_else(gone)?;
    drop(conn);
    press.by_person(services, &token, link.account).await??;
    Ok((token, change))
}

fn gone() -> Error<PressRejection> {
    Error::Rejected(PressRejection::Gone)
}

/// Makes the change that a link in the new mailbox confirms (M79): exactly that request, once, whoever is signed in
/// on this browser. Every other session ends, open links for a new password as well (R12, R17).
///
/// # Errors
///
/// See [`PressRejection`].
pub async fn confirm(
    services: &Services,
    press: &Press<'_>,
    origin: &Origin,
) -> Result<Outcome, Error<PressRejection>> {
    let now = services.clock.now();
    let kind = Kind::EmailConfirmation;
    let (token, change) = admit_press(services, kind, press).await?;
    let account = AccountId::from(change.account);

    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, account).await?;
    let was_confirmed = is_confirmed(&mut tx, account).await?;
    if !mailed_links::consume(&mut tx, kind, &token, now).await?
        || !db::confirm(&mut tx, &change, now).await?
    {
        return Err(gone());
    }
    end_sessions(&mut tx, account, press.viewer).await?;
    mailed_links::end(&mut tx, account, &[kind, Kind::AddressConfirmation], now).await?;
    mailed_links::end_resets(&mut tx, account, now).await?;
    outbox::supersede_letters(&mut tx, account, &[Letter::AddressConfirmation]).await?;
    enqueue(services, &mut tx, Letter::EmailChanged, account, change.id).await?;
    if was_confirmed {
        let notice = Letter::EmailChangedFrom;
        enqueue(services, &mut tx, notice, account, change.id).await?;
    }
    record(&mut tx, Event::EmailChanged, account, origin, now).await?;
    tx.commit().await?;
    Ok(Outcome::Confirmed)
}

/// Whether the account's present address is known to be its person's. One that is not may be anybody's, by a slip of
/// the finger in a registration in person: it gets no notice, and no way back (X10).
async fn is_confirmed(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<bool> {
    let recipient = recipients::find(conn, account).await?;
    Ok(recipient.is_some_and(|recipient| recipient.email_confirmed))
}

/// Undoes a change from the old mailbox (X1): one that is still pending is called off; one that was confirmed gives
/// the account its old address back, ends every session, and cancels whatever is open.
///
/// # Errors
///
/// See [`PressRejection`].
pub async fn undo(
    services: &Services,
    press: &Press<'_>,
    origin: &Origin,
) -> Result<Outcome, Error<PressRejection>> {
    let now = services.clock.now();
    let kind = Kind::EmailUndo;
    let (token, found) = admit_press(services, kind, press).await?;
    let account = AccountId::from(found.account);

    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, account).await?;
    if !mailed_links::consume(&mut tx, kind, &token, now).await? {
        return Err(gone());
    }
    // again, now that nobody else can settle it
    let change = db::find(&mut tx, found.id).await?.ok_or_else(gone)?;
    let outcome = match change.state.as_str() {
        "pending" => {
            settle(&mut tx, account, "withdrawn", now).await?;
            record(&mut tx, Event::EmailChangeWithdrawn, account, origin, now).await?;
            Outcome::CalledOff
        }
        "confirmed" => {
            let undone = db::undo(&mut tx, &change, now).await?;
            // the way back from the mailbox that is given up ends with it
            mailed_links::end_about(&mut tx, &undone, &KINDS, now).await?;
            let mails = [Letter::EmailConfirmation, Letter::EmailChangeRequested];
            outbox::supersede_letters(&mut tx, account, &mails).await?;
            mailed_links::end_resets(&mut tx, account, now).await?;
            session::end_all_of(&mut tx, account).await?;
            webauthn::remove_since(&mut tx, services, account, change.requested_at).await?;
            enqueue(services, &mut tx, Letter::EmailRestored, account, change.id).await?;
            record(&mut tx, Event::EmailRestored, account, origin, now).await?;
            Outcome::Undone
        }
        _ => return Err(gone()),
    };
    tx.commit().await?;
    Ok(outcome)
}

/// Every session of the account, but the one that the press came from.
async fn end_sessions(
    conn: &mut PgConnection,
    account: AccountId,
    viewer: Option<&Member>,
) -> sqlx::Result<()> {
    match viewer {
        // one that has ended meanwhile is not carried over, see there
        Some(member) if member.account == account => session::end_others_of(conn, member).await,
        Some(_) | None => session::end_all_of(conn, account).await,
    }
}

async fn record(
    conn: &mut PgConnection,
    event: Event,
    account: AccountId,
    origin: &Origin,
    now: time::OffsetDateTime,
) -> sqlx::Result<()> {
    let entry = Entry {
        event,
        actor: Some(account),
        customer: audit::customer_of(conn, account).await?,
        account: Some(account),
        origin,
    };
    audit::record(conn, entry, now).await
}
