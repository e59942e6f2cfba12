//! Sending an invitation again (M67, D9, X7).

use time::OffsetDateTime;

use super::{Broken, Error, entry, inviting::Mailboxes};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        db::PgConnection,
        limit::{self, Admission, Scope, Wait},
        outbox::{self, Letter},
        request::Origin,
        services::Services,
        session::Parent,
    },
    share_accounts::{
        db,
        model::{Refusal, ResendRejection, Spared},
    },
    values::{AccountId, AccountState, CustomerId, EmailAddress},
};

/// What came of several resends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resent {
    /// How many invitations go out again.
    pub count: i64,
    /// Whose do not, and why.
    pub spared: Vec<Spared>,
}

/// Ends the invitation's old links and mails a new one to the registered address (M67, D9). Tells which address.
///
/// Whoever declined is asked again only when the parent confirms it with `anew`.
///
/// # Errors
///
/// See [`ResendRejection`].
pub async fn resend(
    services: &Services,
    parent: &Parent,
    account: AccountId,
    anew: bool,
    origin: &Origin,
) -> Result<String, Error<ResendRejection>> {
    let mut tx = services.db.begin().await?;
    let Some(found) = db::find_for_update(&mut tx, parent, account).await? else {
        return Err(Error::Rejected(ResendRejection::Gone));
    };
    resend_in(&mut tx, services, parent, (account, &found), anew, origin).await?;
    tx.commit().await?;
    Ok(found.email)
}

/// The same for several, each for itself: one that may not be sent again does not hold up the others (D13).
///
/// # Errors
///
/// When the database does not answer; those before it have gone out then.
pub async fn resend_several(
    services: &Services,
    parent: &Parent,
    accounts: &[AccountId],
    origin: &Origin,
) -> Result<Resent, Broken> {
    let mut resent = Resent {
        count: 0,
        spared: Vec::new(),
    };
    for account in accounts {
        let mut tx = services.db.begin().await?;
        // who was deleted meanwhile waits for no invitation
        let Some(found) = db::find_for_update(&mut tx, parent, *account).await? else {
            continue;
        };
        match resend_in(&mut tx, services, parent, (*account, &found), false, origin).await {
            Ok(()) => {
                tx.commit().await?;
                resent.count += 1;
            }
            Err(Error::Rejected(why)) => resent.spared.push(Spared {
                name: found.name,
                why,
            }),
            Err(Error::NotFound) => {}
            Err(Error::Broken(error)) => return Err(error),
        }
    }
    Ok(resent)
}

async fn resend_in(
    tx: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    (account, found): (AccountId, &db::Found),
    anew: bool,
    origin: &Origin,
) -> Result<(), Error<ResendRejection>> {
    let now = services.clock.now();
    if found.state.parse::<AccountState>()? != AccountState::AwaitingRegistration {
        return Err(Error::Rejected(ResendRejection::AlreadyRegistered));
    }
    let email = EmailAddress::parse(&found.email)
        .map_err(|error| Broken::Database(sqlx::Error::Decode(error.into())))?;
    // with this account, or with another one that has the same address
    let declined =
        found.declined_at.is_some() || !db::refusals(tx, parent, &[email.key()]).await?.is_empty();
    if declined && !anew {
        return Err(Error::Rejected(ResendRejection::Declined));
    }
    if let Some(why) = too_many(tx, services, parent, account, &found.email).await? {
        return Err(Error::Rejected(why));
    }
    if declined {
        db::clear_refusal(tx, account).await?;
        db::delete_refusal(tx, parent, &email).await?;
    }
    db::replace_links(tx, account, now).await?;
    db::delete_draft(tx, account).await?;
    let randomness = services.randomness.as_ref();
    outbox::enqueue(tx, randomness, Letter::InvitationAgain, account, now).await?;
    let entry = entry(Event::InvitationResent, parent, account, origin);
    audit::record(tx, entry, now).await?;
    Ok(())
}

/// Which limit holds a resend by the parent back. Counted in the transaction of the resend: one that fails is not
/// counted (X7).
async fn too_many(
    tx: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    account: AccountId,
    email: &str,
) -> sqlx::Result<Option<ResendRejection>> {
    if let Some(why) = too_many_about(tx, services, account, email).await? {
        return Ok(Some(why));
    }
    let key = parent.account.into_uuid();
    let window = services.settings.limits.resend_parent;
    let now = services.clock.now();
    let admission =
        limit::take_within(tx, Scope::ResendParent, key.as_bytes(), window, 1, now).await?;
    Ok(match admission {
        Admission::Admitted => None,
        Admission::Refused(wait) => Some(ResendRejection::TooMany {
            minutes: wait.minutes(),
        }),
    })
}

/// Which limit of the invitation itself, or of the mailbox, holds another mail back, whoever asks for it (X7).
async fn too_many_about(
    tx: &mut PgConnection,
    services: &Services,
    account: AccountId,
    email: &str,
) -> sqlx::Result<Option<ResendRejection>> {
    let now = services.clock.now();
    let limits = &services.settings.limits;
    let key = account.into_uuid();
    let key = key.as_bytes();
    let pause = limits.resend_pause;
    if let Admission::Refused(wait) =
        limit::take_within(tx, Scope::ResendPause, key, pause, 1, now).await?
    {
        return Ok(Some(ResendRejection::TooSoon {
            seconds: wait.seconds(),
        }));
    }
    let day = limits.resend_day;
    if let Admission::Refused(wait) =
        limit::take_within(tx, Scope::ResendDay, key, day, 1, now).await?
    {
        return Ok(Some(ResendRejection::TooMany {
            minutes: wait.minutes(),
        }));
    }
    let mailbox = [email.to_ascii_lowercase()];
    db::lock_mailboxes(tx, &mailbox).await?;
    let wait = mailbox_full(tx, services, &mailbox, now).await?;
    Ok(wait.map(|wait| ResendRejection::MailboxFull {
        minutes: wait.minutes(),
    }))
}

/// How long a mailbox has to wait for its next invitation, where it got too many (X7).
async fn mailbox_full(
    conn: &mut PgConnection,
    services: &Services,
    mailbox: &[String; 1],
    now: OffsetDateTime,
) -> sqlx::Result<Option<Wait>> {
    let mut mailboxes = Mailboxes::ask(conn, services, mailbox, now).await?;
    Ok(mailboxes.take(&mailbox[0]))
}

/// What an invitee with a link that has ended can expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// They can ask for a new mail.
    MayAsk,
    /// A mail is on its way.
    OnItsWay,
    /// They asked for a mail a moment ago, and it was sent.
    Sent {
        /// When.
        at: OffsetDateTime,
    },
    /// They can ask again later.
    Later {
        /// How long to wait.
        minutes: i64,
    },
}

/// What the invitee of an account that waits can expect of their mailbox. Changes nothing (D8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn outlook(
    conn: &mut PgConnection,
    services: &Services,
    account: AccountId,
    email: &str,
) -> sqlx::Result<Outlook> {
    let now = services.clock.now();
    let limits = &services.settings.limits;
    let newest = db::newest_mail(conn, account).await?;
    if let Some(mail) = &newest {
        if mail.state == "queued" {
            return Ok(Outlook::OnItsWay);
        }
        let just_asked = mail.letter == Letter::InvitationRequested.as_str()
            && mail.created_at + limits.resend_pause.within > now;
        if let Some(at) = mail.sent_at.filter(|_| just_asked) {
            return Ok(Outlook::Sent { at });
        }
    }
    let key = account.into_uuid();
    for (scope, window) in [
        (Scope::ResendPause, limits.resend_pause),
        (Scope::ResendDay, limits.resend_day),
        (Scope::InvitationRequest, limits.invitation_request),
    ] {
        let room = limit::room(conn, scope, key.as_bytes(), window, now).await?;
        if room.left == 0 {
            return Ok(Outlook::Later {
                minutes: room.wait.minutes(),
            });
        }
    }
    let mailbox = [email.to_ascii_lowercase()];
    Ok(match mailbox_full(conn, services, &mailbox, now).await? {
        Some(wait) => Outlook::Later {
            minutes: wait.minutes(),
        },
        None => Outlook::MayAsk,
    })
}

/// Somebody who is invited, as their link tells.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The account that waits for them; locked.
    pub account: AccountId,
    /// The shop that invites.
    pub customer: CustomerId,
    /// Where the invitation goes.
    pub email: &'a str,
}

/// Mails a new link because the invitee asks for it, from a link that has ended. No other link ends by that: a mail
/// scanner that presses the button takes nothing away (X3). Tells whether it does, or the limits hold it back.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ask_again(
    tx: &mut PgConnection,
    services: &Services,
    asker: Asker<'_>,
    origin: &Origin,
) -> sqlx::Result<bool> {
    let now = services.clock.now();
    if outlook(tx, services, asker.account, asker.email).await? != Outlook::MayAsk
        || too_many_about(tx, services, asker.account, asker.email)
            .await?
            .is_some()
    {
        return Ok(false);
    }
    // a part of the day's budget only: whoever holds an old link must not use up what the parent may send
    let key = asker.account.into_uuid();
    let window = services.settings.limits.invitation_request;
    let scope = Scope::InvitationRequest;
    if limit::take_within(tx, scope, key.as_bytes(), window, 1, now).await? != Admission::Admitted {
        return Ok(false);
    }
    let randomness = services.randomness.as_ref();
    let letter = Letter::InvitationRequested;
    outbox::enqueue(tx, randomness, letter, asker.account, now).await?;
    record_asker(tx, Event::InvitationRequested, asker, origin, now).await?;
    Ok(true)
}

/// Takes note that the invitee declines: links end, mails are called back, and this address gets no further invitation
/// from this shop unless the parent confirms it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn decline(
    tx: &mut PgConnection,
    services: &Services,
    asker: Asker<'_>,
    because: Refusal,
    origin: &Origin,
) -> sqlx::Result<()> {
    let now = services.clock.now();
    db::mark_declined(tx, asker.account, because.as_str(), now).await?;
    db::insert_refusal(tx, asker.customer, asker.email, now).await?;
    db::replace_links(tx, asker.account, now).await?;
    db::delete_draft(tx, asker.account).await?;
    outbox::supersede(tx, asker.account).await?;
    record_asker(tx, Event::InvitationDeclined, asker, origin, now).await
}

async fn record_asker(
    tx: &mut PgConnection,
    event: Event,
    asker: Asker<'_>,
    origin: &Origin,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let entry = Entry {
        event,
        actor: None,
        customer: Some(asker.customer),
        account: Some(asker.account),
        origin,
    };
    audit::record(tx, entry, now).await
}
