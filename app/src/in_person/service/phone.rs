//! What a phone does with the code: finds the form, and enters.

use time::OffsetDateTime;

use super::{Broken, standing};
use crate::{
    in_person::{
        db::{self, Found},
        model::{Draft, Entry, Form, Gone, NumberRejection, Remarks, Visit},
        rules::{self, Standing, State, TRIES},
    },
    platform::{
        audit::{self, Event},
        db::PgConnection,
        request::Origin,
        services::Services,
        tokens::{self, Purpose},
    },
    share_accounts::{
        self,
        in_person::{Guest, Host},
    },
    text::Language,
    values::{AccountId, CustomerId, EmailAddress, PersonName, Token},
};

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
