//! The rules of registration in person. Each holds the shop's lock from its first statement on, so that of a press on
//! the parent's screen and one on a phone, or of two phones, the second finds what the first has done.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    db::{self, Found},
    model::{
        Code, Draft, Entry, Form, Gone, NumberRejection, Person, Remarks, Showing, Stage, Told,
        Visit,
    },
    rules::{self, Facts, Standing, State, TRIES},
};
use crate::{
    paths,
    platform::{
        audit::{self, Event},
        db::PgConnection,
        failure::{Failure, Inner},
        request::Origin,
        services::Services,
        session::Parent,
        tokens::{self, Purpose},
    },
    share_accounts::{
        self,
        in_person::{Guest, Host, Withdrawal},
    },
    text::Language,
    values::{AccountId, CustomerId, EmailAddress, PersonName, Token},
};

/// What can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The share account.
    #[error(transparent)]
    ShareAccount(#[from] share_accounts::Broken),
    /// A stored value that is none of ours.
    #[error("stored state: {0}")]
    Stored(#[from] crate::values::UnknownName),
    /// A stored state that is none of ours.
    #[error("stored state of a registration")]
    State,
    /// A stored draft that is none of ours.
    #[error("stored draft: {0}")]
    Draft(#[from] serde_json::Error),
}

impl Inner for Broken {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::ShareAccount(error) => error.failure(),
            Self::Stored(_) | Self::State | Self::Draft(_) => Failure::Internal,
        }
    }
}

/// Whether a new code is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Started {
    /// It is; an earlier one of this browser has ended.
    Shown,
    /// Somebody who has used the last one is registering.
    Underway,
}

/// Shows a new code on this browser of the parent.
///
/// # Errors
///
/// When something inside fails.
pub async fn start(
    services: &Services,
    parent: &Parent,
    origin: &Origin,
) -> Result<Started, Broken> {
    let now = services.clock.now();
    let id = services.randomness.uuid();
    let number = rules::number(services.randomness.as_ref().bytes());

    let mut tx = services.db.begin().await?;
    share_accounts::in_person::lock_shop(&mut tx, parent.customer).await?;
    if let Some(found) = newest(services, &mut tx, parent).await?
        && standing(&found, now)? == Standing::Entered
    {
        return Ok(Started::Underway);
    }
    db::replace_open(&mut tx, parent).await?;
    let new = db::New {
        id,
        token_hash: &tokens::hash(&code_token(services, id)),
        number: &number,
        expires_at: now + services.settings.lifetimes.in_person_code,
    };
    db::insert(&mut tx, parent, new, now).await?;
    audit::record_own(&mut tx, Event::InPersonStarted, parent, origin, now).await?;
    tx.commit().await?;
    Ok(Started::Shown)
}

/// What this browser of the parent shows: its newest registration, as long as anything could come of it.
///
/// # Errors
///
/// When something inside fails.
pub async fn current(services: &Services, parent: &Parent) -> Result<Option<Showing>, Broken> {
    let now = services.clock.now();
    let mut conn = services.db.acquire().await?;
    let Some(found) = newest(services, &mut conn, parent).await? else {
        return Ok(None);
    };
    let stage = match standing(&found, now)? {
        Standing::Waiting => {
            let token = code_token(services, found.id);
            // another key has made what is stored: the code would lead nowhere
            if tokens::hash(&token).as_slice() != found.token_hash {
                return Ok(None);
            }
            Stage::Waiting(Code {
                path: paths::in_person(token.as_str()),
                number: found.number,
                expires_at: found.expires_at,
                minutes_left: rules::minutes_left(found.expires_at, now),
                wrong_numbers: found.wrong_numbers,
            })
        }
        Standing::Entered => Stage::Entered(person(&found)),
        Standing::Done => Stage::Done(person(&found)),
        Standing::Expired if found.account.is_some() => Stage::Unfinished(person(&found)),
        Standing::Expired => Stage::Expired,
        Standing::Stopped | Standing::Replaced => Stage::Stopped,
        Standing::Locked => Stage::Locked,
    };
    Ok(Some(Showing {
        id: found.id,
        stage,
    }))
}

async fn newest(
    services: &Services,
    conn: &mut PgConnection,
    parent: &Parent,
) -> Result<Option<Found>, Broken> {
    let lifetimes = &services.settings.lifetimes;
    let since = services.clock.now() - lifetimes.in_person_code - lifetimes.in_person_link;
    match db::find_newest(conn, parent, since).await? {
        Some(id) => Ok(db::find(conn, id).await?),
        None => Ok(None),
    }
}

fn person(found: &Found) -> Person {
    Person {
        name: found.account_name.clone().unwrap_or_default(),
        email: found.account_email.clone().unwrap_or_default(),
    }
}

fn standing(found: &Found, now: OffsetDateTime) -> Result<Standing, Broken> {
    let facts = Facts {
        state: State::from_stored(&found.state).ok_or(Broken::State)?,
        host_stands: found.host_stands,
        expires_at: found.expires_at,
        account: found.account_state.as_deref().map(str::parse).transpose()?,
        link_expires_at: found.link_expires_at,
    };
    Ok(rules::standing(facts, now))
}

/// Stops a registration, wherever it stands: nobody can enter any more, and whoever has entered but not registered
/// cannot go on, since their account is deleted.
///
/// # Errors
///
/// When something inside fails.
pub async fn stop(
    services: &Services,
    parent: &Parent,
    registration: Uuid,
    origin: &Origin,
) -> Result<Told, Broken> {
    let now = services.clock.now();

    let mut tx = services.db.begin().await?;
    share_accounts::in_person::lock_shop(&mut tx, parent.customer).await?;
    let found = match db::find_own(&mut tx, parent, registration).await? {
        Some(id) => db::find(&mut tx, id).await?,
        None => None,
    };
    let Some(found) = found else {
        return Ok(Told::Over);
    };
    let told = match (standing(&found, now)?, found.account) {
        (Standing::Waiting, _) => Told::Stopped,
        (Standing::Entered | Standing::Expired | Standing::Done, Some(account)) => {
            let account = AccountId::from(account);
            let withdrawn =
                share_accounts::in_person::withdraw(&mut tx, services, parent, account, origin)
                    .await?;
            match withdrawn {
                Withdrawal::Withdrawn { name } => Told::Withdrawn { name },
                Withdrawal::Registered { name } => return Ok(Told::TooLate { name }),
                Withdrawal::Gone => return Ok(Told::Over),
            }
        }
        _ => return Ok(Told::Over),
    };
    db::settle(&mut tx, found.id, State::Stopped, None).await?;
    audit::record_own(&mut tx, Event::InPersonStopped, parent, origin, now).await?;
    tx.commit().await?;
    Ok(told)
}

/// What a QR code leads to. Changes nothing (D8).
///
/// # Errors
///
/// When something inside fails.
pub async fn look_up(services: &Services, token: &str, draft: &str) -> Result<Visit, Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Visit::Gone(Gone::Malformed));
    };
    let mut conn = services.db.acquire().await?;
    let found = match db::find_by_token(&mut conn, &tokens::hash(&token)).await? {
        Some(named) => db::find(&mut conn, named.id).await?,
        None => None,
    };
    let Some(found) = found else {
        return Ok(Visit::Gone(Gone::Malformed));
    };
    let gone = match standing(&found, services.clock.now())? {
        Standing::Waiting => {
            return Ok(Visit::Open(Box::new(Form {
                draft: kept_draft(&found, draft)?,
                shop_name: found.shop_name,
            })));
        }
        Standing::Entered | Standing::Done => Gone::Taken,
        // entered, and then not finished in time
        Standing::Expired if found.account.is_some() => Gone::Taken,
        Standing::Expired => Gone::Expired,
        Standing::Replaced => Gone::Replaced,
        Standing::Stopped => Gone::Stopped,
        Standing::Locked => Gone::Locked,
    };
    Ok(Visit::Gone(gone))
}

/// What was typed, if this is the phone that typed it.
fn kept_draft(found: &Found, key: &str) -> Result<Option<Draft>, Broken> {
    let (Ok(key), Some(draft), Some(hash)) = (Token::parse(key), &found.draft, &found.draft_hash)
    else {
        return Ok(None);
    };
    if tokens::hash(&key).as_slice() != hash {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(draft)?))
}

/// Where the phone goes from the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To the three steps of the first registration.
    Register {
        /// The token of the link.
        link: Token,
    },
    /// Back to the form, which says what is wrong.
    Form {
        /// The key to what was typed.
        draft: Token,
    },
    /// To the page that says why there is no form any more.
    Gone,
}

/// Takes what the phone sends: with the right number it makes the share account, whose person goes on at once. Of
/// several phones the first one wins; one that sends the same again, because the answer was lost or the button pressed
/// twice, is let through again.
///
/// # Errors
///
/// When something inside fails.
pub async fn enter(
    services: &Services,
    token: &str,
    entry: &Entry,
    language: Language,
    origin: &Origin,
) -> Result<Next, Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Next::Gone);
    };
    let now = services.clock.now();
    let read = read(entry);

    let mut tx = services.db.begin().await?;
    let Some(named) = db::find_by_token(&mut tx, &tokens::hash(&token)).await? else {
        return Ok(Next::Gone);
    };
    share_accounts::in_person::lock_shop(&mut tx, CustomerId::from(named.customer)).await?;
    let Some(found) = db::find(&mut tx, named.id).await? else {
        return Ok(Next::Gone);
    };
    match standing(&found, now)? {
        Standing::Waiting => {}
        Standing::Entered => return Ok(enter_again(services, &found, &read, now)),
        _ => return Ok(Next::Gone),
    }
    let entered = match &read {
        Err(remarks) => Err(*remarks),
        Ok(read) if read.number == found.number => {
            admit(services, &mut tx, &found, read, language).await?
        }
        Ok(_) => {
            record(&mut tx, Event::InPersonNumberWrong, &found, origin, now).await?;
            let wrong = db::count_wrong_number(&mut tx, found.id).await?;
            if wrong >= TRIES {
                db::settle(&mut tx, found.id, State::Locked, None).await?;
                tx.commit().await?;
                return Ok(Next::Gone);
            }
            let left = TRIES - wrong;
            Err(Remarks {
                number: Some(NumberRejection::Wrong { left }),
                ..Remarks::default()
            })
        }
    };
    let next = match entered {
        Ok(account) => {
            db::settle(&mut tx, found.id, State::Entered, Some(account)).await?;
            let event = Event::ShareAccountAddedInPerson;
            let found = Found {
                account: Some(account.into_uuid()),
                ..found
            };
            record(&mut tx, event, &found, origin, now).await?;
            let link = link_token(services, account);
            Next::Register { link }
        }
        Err(remarks) => {
            let draft = tokens::mint(services.randomness.as_ref());
            let entry = shortened(entry);
            let kept = serde_json::to_string(&Draft { entry, remarks })?;
            db::keep_draft(&mut tx, found.id, &kept, &tokens::hash(&draft)).await?;
            Next::Form { draft }
        }
    };
    tx.commit().await?;
    Ok(next)
}

/// Makes the share account of whoever has entered the right number, and the link that they go on with.
async fn admit(
    services: &Services,
    conn: &mut PgConnection,
    found: &Found,
    read: &Read,
    language: Language,
) -> sqlx::Result<Result<AccountId, Remarks>> {
    let host = Host {
        customer: CustomerId::from(found.customer),
        parent: AccountId::from(found.opened_by),
    };
    let guest = Guest {
        name: &read.name,
        email: &read.email,
        language,
    };
    let account = match share_accounts::in_person::admit(conn, services, host, guest).await? {
        Ok(account) => account,
        Err(refused) => {
            return Ok(Err(Remarks {
                refused: Some(refused),
                ..Remarks::default()
            }));
        }
    };
    let link = link_token(services, account);
    let lifetime = services.settings.lifetimes.in_person_link;
    let now = services.clock.now();
    share_accounts::in_person::hand_over_link(conn, account, &link, lifetime, now).await?;
    Ok(Ok(account))
}

/// An entry whose every field can be read.
struct Read {
    name: PersonName,
    email: EmailAddress,
    number: String,
}

fn read(entry: &Entry) -> Result<Read, Remarks> {
    match (
        PersonName::parse(&entry.name),
        EmailAddress::parse(&entry.email),
        rules::read_number(&entry.number),
    ) {
        (Ok(name), Ok(email), Ok(number)) => Ok(Read {
            name,
            email,
            number,
        }),
        (name, email, number) => Err(Remarks {
            name: name.err(),
            email: email.err(),
            number: number.err(),
            refused: None,
        }),
    }
}

/// The same entry once more, while the code would still be good, is the same person's.
fn enter_again(
    services: &Services,
    found: &Found,
    read: &Result<Read, Remarks>,
    now: OffsetDateTime,
) -> Next {
    match (read, found.account) {
        (Ok(read), Some(account))
            if found.expires_at > now
                && read.number == found.number
                && found.account_name.as_deref() == Some(read.name.as_str())
                && found.account_email.as_deref() == Some(read.email.as_str()) =>
        {
            let link = link_token(services, AccountId::from(account));
            Next::Register { link }
        }
        _ => Next::Gone,
    }
}

/// As much as anyone types by mistake; the rest would only fill the database, which takes no NUL.
fn shortened(entry: &Entry) -> Entry {
    let shorten = |typed: &str| {
        typed
            .chars()
            .filter(|character| *character != '\0')
            .take(300)
            .collect()
    };
    Entry {
        name: shorten(&entry.name),
        email: shorten(&entry.email),
        number: shorten(&entry.number),
    }
}

fn code_token(services: &Services, registration: Uuid) -> Token {
    tokens::derive(
        &services.settings.secret_key,
        Purpose::InPersonCode,
        registration,
    )
}

fn link_token(services: &Services, account: AccountId) -> Token {
    tokens::derive(
        &services.settings.secret_key,
        Purpose::InPersonLink,
        account.into_uuid(),
    )
}

/// Nobody is known to have done it: the phone is a guest's.
async fn record(
    conn: &mut PgConnection,
    event: Event,
    found: &Found,
    origin: &Origin,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let entry = audit::Entry {
        event,
        actor: None,
        customer: Some(CustomerId::from(found.customer)),
        account: found.account.map(AccountId::from),
        origin,
    };
    audit::record(conn, entry, now).await
}

/// Deletes registrations that nobody asks about any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    db::delete_old(conn, before).await
}
