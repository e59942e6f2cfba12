//! A share account whose person stands in front of the parent's screen: no mail, the link is in their hand (X10).
//!
//! Steps of somebody else's rule: the caller holds the transaction, and the shop's lock.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{Broken, entry, keeping};
use crate::{
    platform::{
        audit::{self, Event},
        db::PgConnection,
        limit::{self, Admission, Scope},
        request::Origin,
        services::Services,
        session::Parent,
        tokens,
    },
    share_accounts::db,
    text::Language,
    values::{AccountId, AccountState, CustomerId, EmailAddress, PersonName, Token},
};

/// The parent account on whose screen it begins. No proof: whoever enters holds what that screen shows.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// The shop.
    pub customer: CustomerId,
    /// Its parent account.
    pub parent: AccountId,
}

/// Who is to have a share account.
#[derive(Clone, Copy, Debug)]
pub struct Guest<'a> {
    /// ユーザー氏名.
    pub name: &'a PersonName,
    /// メールアドレス.
    pub email: &'a EmailAddress,
    /// What they read (D18).
    pub language: Language,
}

/// Why nobody can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// The parent has as many share accounts as it may (D13).
    Full {
        /// How many that is.
        limit: i64,
    },
    /// Too many were added in a short time.
    TooMany {
        /// How long to wait.
        minutes: i64,
    },
}

/// Lets one change of a shop's share accounts at a time through, until the end of the transaction. The first lock of
/// any rule that takes it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn lock_shop(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    db::lock_customer(conn, customer).await
}

/// Adds a share account as 初回登録待ち, within the same limits as シェアアカウント追加 (M41, D13).
///
/// # Errors
///
/// When the database does not answer.
pub async fn admit(
    conn: &mut PgConnection,
    services: &Services,
    host: Host,
    guest: Guest<'_>,
) -> sqlx::Result<Result<AccountId, Refused>> {
    let now = services.clock.now();
    let limit = services.settings.share_account_limit;
    if db::total(conn, host.customer).await? >= limit {
        return Ok(Err(Refused::Full { limit }));
    }
    let key = host.parent.into_uuid();
    let window = services.settings.limits.add;
    if let Admission::Refused(wait) =
        limit::take_within(conn, Scope::Add, key.as_bytes(), window, 1, now).await?
    {
        let minutes = wait.minutes();
        return Ok(Err(Refused::TooMany { minutes }));
    }
    let account = AccountId::from(services.randomness.uuid());
    let new = db::New {
        ids: &[account.into_uuid()],
        names: &[guest.name.as_str().to_owned()],
        emails: &[guest.email.as_str().to_owned()],
        language: guest.language.tag(),
    };
    db::insert(conn, host.customer, new, now).await?;
    Ok(Ok(account))
}

/// Lets the person go on with this link, for so long.
///
/// # Errors
///
/// When the database does not answer.
pub async fn hand_over_link(
    conn: &mut PgConnection,
    account: AccountId,
    link: &Token,
    lifetime: Duration,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let link = db::NewLink {
        token_hash: &tokens::hash(link),
        account,
        mail: None,
        expires_at: now + lifetime,
    };
    db::insert_link(conn, link, now).await
}

/// What came of taking a share account back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// It is deleted.
    Withdrawn {
        /// Whose it was to be.
        name: String,
    },
    /// Its person was quicker: it stays.
    Registered {
        /// Whose it is.
        name: String,
    },
    /// Somebody has deleted it before, or invites its person by mail by now: then it is one of the list as any other.
    Gone,
}

/// Deletes a share account that still waits for its registration (M65).
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn withdraw(
    conn: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    account: AccountId,
    origin: &Origin,
) -> Result<Withdrawal, Broken> {
    let Some(found) = db::find_for_update(conn, parent, account).await? else {
        return Ok(Withdrawal::Gone);
    };
    let name = found.name;
    if found.state.parse::<AccountState>()? != AccountState::AwaitingRegistration {
        return Ok(Withdrawal::Registered { name });
    }
    if db::newest_mail(conn, account).await?.is_some() {
        return Ok(Withdrawal::Gone);
    }
    keeping::end(conn, services, account).await?;
    let entry = entry(Event::ShareAccountDeleted, parent, account, origin);
    audit::record(conn, entry, services.clock.now()).await?;
    Ok(Withdrawal::Withdrawn { name })
}
