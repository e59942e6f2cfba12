//! The rules of share accounts, each with its transaction.

use super::{
    db,
    model::{
        AddForm, AddRejection, FormRejection, List, NameRejection, PAGE, ResendRejection,
        ShareAccount, Status,
    },
    rules::{self, Standing},
};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        failure::{Failure, Inner},
        limit::{self, Admission, Scope, Wait},
        outbox::{self, Letter},
        request::Origin,
        services::Services,
        session::{self, Parent},
    },
    text::Language,
    values::{AccountId, AccountState, EmailAddress, PersonName},
};

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error<R> {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(R),
    /// There is no such share account, or it is another shop's.
    #[error("no such share account")]
    NotFound,
    /// Something inside.
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// What can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored value that is none of ours.
    #[error("stored state: {0}")]
    Stored(#[from] crate::values::UnknownName),
}

impl Inner for Broken {
    fn failure(&self) -> Failure {
        match self {
            Self::Database(error) => error.failure(),
            Self::Stored(_) => Failure::Internal,
        }
    }
}

impl<R> From<sqlx::Error> for Error<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl<R> From<crate::values::UnknownName> for Error<R> {
    fn from(error: crate::values::UnknownName) -> Self {
        Self::Broken(error.into())
    }
}

/// A page of the list, newest first (M39, D13). A page that is not there is the last one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    services: &Services,
    parent: &Parent,
    search: &str,
    page: i64,
) -> Result<List, Broken> {
    let now = services.clock.now();
    let search: String = search.trim().chars().take(100).collect();
    let pattern = rules::search_pattern(&search);

    let mut conn = services.db.acquire().await?;
    let count = db::count(&mut conn, parent, &pattern).await?;
    let mut list = List {
        rows: Vec::new(),
        found: count.found,
        total: count.total,
        page: 1,
        search,
    };
    list.page = page.clamp(1, list.pages());
    let window = db::Window {
        pattern: &pattern,
        limit: PAGE,
        offset: (list.page - 1) * PAGE,
    };
    for row in db::list(&mut conn, parent, window).await? {
        let standing = Standing {
            failed: row.mail_state.as_deref() == Some("failed"),
            sent: row.mail_state.as_deref() == Some("sent"),
            expires_at: row.link_expires_at,
        };
        list.rows.push(ShareAccount {
            id: AccountId::from(row.id),
            name: row.name,
            email: row.email,
            status: Status::of(row.state.parse()?, rules::invitation(standing, now)),
        });
    }
    Ok(list)
}

/// A share account of this parent, for its pages.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(
    services: &Services,
    parent: &Parent,
    account: AccountId,
) -> Result<Option<ShareAccount>, Broken> {
    let mut conn = services.db.acquire().await?;
    let Some(found) = db::find(&mut conn, parent, account).await? else {
        return Ok(None);
    };
    let status = Status::of(found.state.parse()?, super::model::Invitation::Queued);
    Ok(Some(ShareAccount {
        id: account,
        name: found.name,
        email: found.email,
        status,
    }))
}

/// A share account that was just added.
#[derive(Clone, Debug)]
pub struct Added {
    /// Which.
    pub account: AccountId,
    /// Where its invitation goes.
    pub email: EmailAddress,
}

/// Adds a share account as 初回登録待ち; its invitation goes out by mail (M41, M42).
///
/// # Errors
///
/// See [`AddRejection`].
pub async fn add(
    services: &Services,
    parent: &Parent,
    form: &AddForm,
    language: Language,
    origin: &Origin,
) -> Result<Added, Error<AddRejection>> {
    let now = services.clock.now();
    let (name, email) = match (
        PersonName::parse(&form.name),
        EmailAddress::parse(&form.email),
    ) {
        (Ok(name), Ok(email)) => (name, email),
        (name, email) => {
            let name = name.err().map(Into::into);
            let email = email.err().map(Into::into);
            return Err(Error::Rejected(AddRejection {
                name,
                email,
                form: None,
            }));
        }
    };
    let account = AccountId::from(services.randomness.uuid());

    let mut tx = services.db.begin().await?;
    db::lock_customer(&mut tx, parent.customer).await?;
    let limit = services.settings.share_account_limit;
    if db::count(&mut tx, parent, "%").await?.total >= limit {
        return Err(Error::Rejected(AddRejection::form(FormRejection::Full {
            limit,
        })));
    }
    let key = parent.account.into_uuid();
    if let Admission::Refused(wait) = limit::take(
        &mut tx,
        Scope::Add,
        key.as_bytes(),
        services.settings.limits.add,
        now,
    )
    .await?
    {
        return Err(Error::Rejected(AddRejection::form(
            FormRejection::TooMany {
                minutes: wait.minutes(),
            },
        )));
    }
    let new = db::New {
        id: account,
        name: &name,
        email: &email,
        language: language.tag(),
    };
    db::insert(&mut tx, parent, new, now).await?;
    outbox::enqueue(
        &mut tx,
        services.randomness.as_ref(),
        Letter::Invitation,
        account,
        now,
    )
    .await?;
    audit::record(
        &mut tx,
        entry(Event::ShareAccountInvited, parent, account, origin),
        now,
    )
    .await?;
    tx.commit().await?;

    Ok(Added { account, email })
}

/// Changes the ユーザー氏名, and nothing else (M35, M62, M63).
///
/// # Errors
///
/// See [`NameRejection`].
pub async fn rename(
    services: &Services,
    parent: &Parent,
    account: AccountId,
    name: &str,
    origin: &Origin,
) -> Result<(), Error<NameRejection>> {
    let now = services.clock.now();
    let name = PersonName::parse(name).map_err(|error| Error::Rejected(error.into()))?;

    let mut tx = services.db.begin().await?;
    db::find_for_update(&mut tx, parent, account)
        .await?
        .ok_or(Error::NotFound)?;
    db::update_name(&mut tx, account, &name).await?;
    audit::record(
        &mut tx,
        entry(Event::ShareAccountRenamed, parent, account, origin),
        now,
    )
    .await?;
    tx.commit().await?;

    Ok(())
}

/// Deletes a share account: its sessions, its invitation and its way to the cart end with it (M65, R11).
/// Tells whose it was.
///
/// # Errors
///
/// [`Error::NotFound`] also where somebody else was quicker.
pub async fn delete(
    services: &Services,
    parent: &Parent,
    account: AccountId,
    origin: &Origin,
) -> Result<String, Error<std::convert::Infallible>> {
    let now = services.clock.now();

    let mut tx = services.db.begin().await?;
    let found = db::find_for_update(&mut tx, parent, account)
        .await?
        .ok_or(Error::NotFound)?;
    db::delete(&mut tx, account, now).await?;
    db::replace_links(&mut tx, account, now).await?;
    db::delete_draft(&mut tx, account).await?;
    outbox::supersede(&mut tx, account).await?;
    session::end_all_of(&mut tx, account).await?;
    audit::record(
        &mut tx,
        entry(Event::ShareAccountDeleted, parent, account, origin),
        now,
    )
    .await?;
    tx.commit().await?;

    Ok(found.name)
}

/// Ends the invitation's old link and mails a new one to the registered address (M67, D9). Tells which address.
///
/// # Errors
///
/// See [`ResendRejection`].
pub async fn resend_invitation(
    services: &Services,
    parent: &Parent,
    account: AccountId,
    origin: &Origin,
) -> Result<String, Error<ResendRejection>> {
    let now = services.clock.now();

    let mut tx = services.db.begin().await?;
    let Some(found) = db::find_for_update(&mut tx, parent, account).await? else {
        return Err(Error::Rejected(ResendRejection::Gone));
    };
    if found.state.parse::<AccountState>()? != AccountState::AwaitingRegistration {
        return Err(Error::Rejected(ResendRejection::AlreadyRegistered));
    }
    if let Some(wait) = resend_too_soon(services, &mut tx, account, now).await? {
        return Err(Error::Rejected(ResendRejection::TooSoon {
            minutes: wait.minutes(),
        }));
    }
    db::replace_links(&mut tx, account, now).await?;
    db::delete_draft(&mut tx, account).await?;
    outbox::enqueue(
        &mut tx,
        services.randomness.as_ref(),
        Letter::InvitationAgain,
        account,
        now,
    )
    .await?;
    audit::record(
        &mut tx,
        entry(Event::InvitationResent, parent, account, origin),
        now,
    )
    .await?;
    tx.commit().await?;

    Ok(found.email)
}

/// The pause between two resends, and the most of a day (X7). Counted in the transaction of the resend:
/// one that fails is not counted.
async fn resend_too_soon(
    services: &Services,
    tx: &mut sqlx::PgConnection,
    account: AccountId,
    now: time::OffsetDateTime,
) -> sqlx::Result<Option<Wait>> {
    let key = account.into_uuid();
    let limits = &services.settings.limits;
    for (scope, limit) in [
        (Scope::ResendPause, limits.resend_pause),
        (Scope::ResendDay, limits.resend_day),
    ] {
        if let Admission::Refused(wait) = limit::take(tx, scope, key.as_bytes(), limit, now).await?
        {
            return Ok(Some(wait));
        }
    }
    Ok(None)
}

fn entry<'a>(event: Event, parent: &Parent, account: AccountId, origin: &'a Origin) -> Entry<'a> {
    Entry {
        event,
        actor: Some(parent.account),
        customer: Some(parent.customer),
        account: Some(account),
        origin,
    }
}
