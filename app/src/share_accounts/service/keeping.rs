//! Keeping share accounts: renaming, deleting, and correcting an address before anybody has registered with it.

use super::{
    Broken, Error, entry,
    inviting::{self, Added, Mailboxes},
};
use crate::{
    platform::{
        audit::{self, Event},
        db::PgConnection,
        limit::{self, Scope},
        outbox,
        request::Origin,
        services::Services,
        session::{self, Parent},
    },
    share_accounts::{
        db,
        model::{CorrectRejection, EmailRejection, Invitee, RenameRejection},
    },
    text::Language,
    values::{AccountId, AccountState, EmailAddress, PersonName},
};

/// Changes the ユーザー氏名, and nothing else (M35, M62, M63), unless it is no longer the one that was `shown`,
/// where that is told (R62).
///
/// # Errors
///
/// See [`RenameRejection`].
pub async fn rename(
    services: &Services,
    parent: &Parent,
    account: AccountId,
    name: &str,
    shown: &str,
    origin: &Origin,
) -> Result<(), Error<RenameRejection>> {
    let now = services.clock.now();
    let name = PersonName::parse(name)
        .map_err(|error| Error::Rejected(RenameRejection::Name(error.into())))?;

    let mut tx = services.db.begin().await?;
    let found = db::find_for_update(&mut tx, parent, account)
        .await?
        .ok_or(Error::NotFound)?;
    if !shown.is_empty() && found.name != shown && found.name != name.as_str() {
        return Err(Error::Rejected(RenameRejection::ChangedMeanwhile {
            name: found.name,
        }));
    }
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
    let mut tx = services.db.begin().await?;
    let found = db::find_for_update(&mut tx, parent, account)
        .await?
        .ok_or(Error::NotFound)?;
    end(&mut tx, services, account).await?;
    let entry = entry(Event::ShareAccountDeleted, parent, account, origin);
    audit::record(&mut tx, entry, services.clock.now()).await?;
    tx.commit().await?;

    Ok(found.name)
}

/// The same for several, all or none (D13). Tells how many there were; somebody else may have deleted some.
///
/// # Errors
///
/// When the database does not answer.
pub async fn delete_several(
    services: &Services,
    parent: &Parent,
    accounts: &[AccountId],
    origin: &Origin,
) -> Result<i64, Broken> {
    let mut accounts = accounts.to_vec();
    // locked in one order, whoever else deletes some of them
    accounts.sort_by_key(|account| account.into_uuid());
    accounts.dedup();
    let mut count = 0;

    let mut tx = services.db.begin().await?;
    for account in accounts {
        if db::find_for_update(&mut tx, parent, account)
            .await?
            .is_none()
        {
            continue;
        }
        end(&mut tx, services, account).await?;
        let entry = entry(Event::ShareAccountDeleted, parent, account, origin);
        audit::record(&mut tx, entry, services.clock.now()).await?;
        count += 1;
    }
    tx.commit().await?;

    Ok(count)
}

/// Ends an account that is locked, with all that hangs on it.
pub(super) async fn end(
    tx: &mut PgConnection,
    services: &Services,
    account: AccountId,
) -> sqlx::Result<()> {
    let now = services.clock.now();
    db::delete(tx, account, now).await?;
    db::replace_links(tx, account, now).await?;
    db::delete_draft(tx, account).await?;
    outbox::supersede(tx, account).await?;
    session::end_all_of(tx, account).await
}

/// Takes back an invitation that went to a wrong address, and invites anew with the right one, in one step (X2).
/// Whoever got the wrong mail can do nothing with it.
///
/// # Errors
///
/// See [`CorrectRejection`].
pub async fn correct(
    services: &Services,
    parent: &Parent,
    account: AccountId,
    typed: &str,
    anew: bool,
    language: Language,
    origin: &Origin,
) -> Result<Added, Error<CorrectRejection>> {
    let now = services.clock.now();
    let rejected = |why| Error::Rejected(CorrectRejection::Email(why));
    let email = EmailAddress::parse(typed).map_err(|error| rejected(error.into()))?;

    let mut tx = services.db.begin().await?;
    db::lock_customer(&mut tx, parent.customer).await?;
    let found = db::find_for_update(&mut tx, parent, account)
        .await?
        .ok_or(Error::NotFound)?;
    if found.state.parse::<AccountState>()? != AccountState::AwaitingRegistration {
        return Err(Error::Rejected(CorrectRejection::AlreadyRegistered));
    }
    if found.email == email.as_str() {
        return Err(rejected(EmailRejection::Unchanged));
    }
    let mailbox = [email.key()];
    db::lock_mailboxes(&mut tx, &mailbox).await?;
    if anew {
        db::delete_refusal(&mut tx, parent, &email).await?;
    } else if !db::refusals(&mut tx, parent, &[email.key()])
        .await?
        .is_empty()
    {
        return Err(rejected(EmailRejection::Declined));
    }
    let name = PersonName::parse(&found.name)
        .map_err(|error| Broken::Database(sqlx::Error::Decode(error.into())))?;
    let key = parent.account.into_uuid();
    let window = services.settings.limits.add;
    let room = limit::room(&mut tx, Scope::Add, key.as_bytes(), window, now).await?;
    if room.left == 0 {
        let minutes = room.wait.minutes();
        return Err(Error::Rejected(CorrectRejection::TooMany { minutes }));
    }
    let mut mailboxes = Mailboxes::ask(&mut tx, services, &mailbox, now).await?;
    if let Some(wait) = mailboxes.take(&email.key()) {
        let minutes = wait.minutes();
        return Err(rejected(EmailRejection::MailboxFull { minutes }));
    }

    end(&mut tx, services, account).await?;
    let invitee = Invitee {
        name,
        email: email.clone(),
    };
    let corrected =
        inviting::insert(&mut tx, services, parent, &[&invitee], language, origin).await?;
    db::inherit_invitation(&mut tx, corrected[0], account).await?;
    let entry = entry(Event::InvitationCorrected, parent, account, origin);
    audit::record(&mut tx, entry, now).await?;
    tx.commit().await?;

    Ok(Added {
        account: corrected[0],
        email,
    })
}
