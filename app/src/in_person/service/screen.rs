//! What the parent does on the screen: shows a code, sees what becomes of it, stops it.

use uuid::Uuid;

use super::{Broken, code_token, standing};
use crate::{
    in_person::{
        db::{self, Found},
        model::{Code, Person, Showing, Stage, Told},
        rules::{self, Standing, State},
    },
    paths,
    platform::{
        audit::{self, Event},
        db::PgConnection,
        request::Origin,
        services::Services,
        session::Parent,
        tokens,
    },
    share_accounts::{self, in_person::Withdrawal},
    values::AccountId,
};

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
