//! Inviting: one person, or many at once.

use std::collections::{HashMap, HashSet};

use time::{Duration, OffsetDateTime};

use super::{Broken, Error};
use crate::{
    platform::{
        audit::{self, Event},
        db::PgConnection,
        limit::{self, Admission, Scope, Wait},
        outbox,
        request::Origin,
        services::Services,
        session::Parent,
    },
    share_accounts::{
        db,
        model::{AddForm, AddRejection, EmailRejection, FormRejection, Invitee, Verdict},
    },
    text::Language,
    values::{AccountId, EmailAddress, PersonName},
};

/// A second press on 登録 within this time means the same share account: of somebody who presses twice, or whose line
/// dropped before the answer came.
const DOUBLE_PRESS: Duration = Duration::minutes(10);

/// A share account that was just added.
#[derive(Clone, Debug)]
pub struct Added {
    /// Which.
    pub account: AccountId,
    /// Where its invitation goes.
    pub email: EmailAddress,
}

/// Adds a share account as 初回登録待ち; its invitation goes out by mail (M41, M42). Staff share mailboxes (M9), so that
/// the address may have been invited before.
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
    let invitee = parse(form).map_err(Error::Rejected)?;

    let mut tx = services.db.begin().await?;
    db::lock_customer(&mut tx, parent.customer).await?;
    if let Some(account) =
        db::find_just_added(&mut tx, parent, &invitee, now - DOUBLE_PRESS).await?
    {
        return Ok(Added {
            account: AccountId::from(account),
            email: invitee.email,
        });
    }
    let invitees = std::slice::from_ref(&invitee);
    db::lock_mailboxes(&mut tx, &keys(invitees)).await?;
    if !form.anew.is_empty() {
        db::delete_refusal(&mut tx, parent, &invitee.email).await?;
    }
    let nobody = HashSet::new();
    match verdicts(&mut tx, services, parent, invitees, &nobody).await?[..] {
        [Verdict::Invite] => {}
        [Verdict::Declined] => {
            return Err(Error::Rejected(AddRejection::email(
                EmailRejection::Declined,
            )));
        }
        [Verdict::MailboxFull { minutes }] => {
            let why = EmailRejection::MailboxFull { minutes };
            return Err(Error::Rejected(AddRejection::email(why)));
        }
        [Verdict::TooMany { minutes }] => {
            let why = FormRejection::TooMany { minutes };
            return Err(Error::Rejected(AddRejection::form(why)));
        }
        _ => {
            let limit = services.settings.share_account_limit;
            let why = FormRejection::Full { limit };
            return Err(Error::Rejected(AddRejection::form(why)));
        }
    }
    let accounts = insert(&mut tx, services, parent, &[&invitee], language, origin).await?;
    tx.commit().await?;

    Ok(Added {
        account: accounts[0],
        email: invitee.email,
    })
}

fn parse(form: &AddForm) -> Result<Invitee, AddRejection> {
    match (
        PersonName::parse(&form.name),
        EmailAddress::parse(&form.email),
    ) {
        (Ok(name), Ok(email)) => Ok(Invitee { name, email }),
        (name, email) => Err(AddRejection {
            name: name.err().map(Into::into),
            email: email.err().map(Into::into),
            form: None,
        }),
    }
}

/// What would become of each of these if they were invited now (X8). Changes nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn judge(
    conn: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    invitees: &[Invitee],
) -> Result<Vec<Verdict>, Broken> {
    let names: Vec<String> = invitees
        .iter()
        .map(|invitee| invitee.name.as_str().to_owned())
        .collect();
    let present = db::find_invited(conn, parent, &names, &keys(invitees)).await?;
    Ok(verdicts(conn, services, parent, invitees, &places(present)).await?)
}

/// Invites all who can be, in the caller's transaction, and tells what became of each (X8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn invite_all(
    tx: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    invitees: &[Invitee],
    language: Language,
    origin: &Origin,
) -> Result<Vec<(Verdict, Option<AccountId>)>, Broken> {
    db::lock_customer(tx, parent.customer).await?;
    db::lock_mailboxes(tx, &keys(invitees)).await?;
    let verdicts = judge(tx, services, parent, invitees).await?;
    let invited: Vec<&Invitee> = invitees
        .iter()
        .zip(&verdicts)
        .filter_map(|(invitee, verdict)| (*verdict == Verdict::Invite).then_some(invitee))
        .collect();
    let mut accounts = insert(tx, services, parent, &invited, language, origin)
        .await?
        .into_iter();
    Ok(verdicts
        .into_iter()
        .map(|verdict| match verdict {
            Verdict::Invite => (verdict, accounts.next()),
            _ => (verdict, None),
        })
        .collect())
}

fn keys(invitees: &[Invitee]) -> Vec<String> {
    invitees.iter().map(|invitee| invitee.email.key()).collect()
}

/// What becomes of each; those at the places `present` are in the list already.
async fn verdicts(
    conn: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    invitees: &[Invitee],
    present: &HashSet<usize>,
) -> sqlx::Result<Vec<Verdict>> {
    let now = services.clock.now();
    let emails = keys(invitees);
    let refusals = places(db::refusals(conn, parent, &emails).await?);
    let mut mailboxes = Mailboxes::ask(conn, services, &emails, now).await?;
    let mut free = services.settings.share_account_limit - db::total(conn, parent.customer).await?;
    let key = parent.account.into_uuid();
    let window = services.settings.limits.add;
    let mut room = limit::room(conn, Scope::Add, key.as_bytes(), window, now).await?;

    let mut judge = |place: usize, email: &str| {
        if present.contains(&place) {
            return Verdict::AlreadyInvited;
        }
        if refusals.contains(&place) {
            return Verdict::Declined;
        }
        if free <= 0 {
            return Verdict::Full;
        }
        if room.left == 0 {
            return Verdict::TooMany {
                minutes: room.wait.minutes(),
            };
        }
        if let Some(wait) = mailboxes.take(email) {
            return Verdict::MailboxFull {
                minutes: wait.minutes(),
            };
        }
        free -= 1;
        room.left -= 1;
        Verdict::Invite
    };
    Ok(emails
        .iter()
        .enumerate()
        .map(|(place, email)| judge(place, email))
        .collect())
}

fn places(found: Vec<i64>) -> HashSet<usize> {
    found
        .into_iter()
        .filter_map(|place| usize::try_from(place).ok())
        .collect()
}

/// How many more invitations mailboxes may get (X7).
pub(super) struct Mailboxes {
    most: i64,
    /// By address: how many it got, and how long until one of them counts no more.
    loads: HashMap<String, (i64, Wait)>,
    within: Duration,
}

impl Mailboxes {
    /// Finds out how these addresses stand. Who goes by that has locked them ([`db::lock_mailboxes`]).
    pub(super) async fn ask(
        conn: &mut PgConnection,
        services: &Services,
        emails: &[String],
        now: OffsetDateTime,
    ) -> sqlx::Result<Self> {
        let window = services.settings.limits.invitation_mailbox;
        let mut loads = HashMap::new();
        for load in db::loads(conn, emails, now - window.within).await? {
            let email = usize::try_from(load.place)
                .ok()
                .and_then(|place| emails.get(place));
            if let Some(email) = email {
                let wait = Wait(load.oldest + window.within - now);
                loads.insert(email.clone(), (load.count, wait));
            }
        }
        Ok(Self {
            most: i64::from(window.most.get()),
            loads,
            within: window.within,
        })
    }

    /// Counts one more for an address; or tells how long it has to wait.
    pub(super) fn take(&mut self, email: &str) -> Option<Wait> {
        let (count, wait) = self
            .loads
            .entry(email.to_owned())
            .or_insert((0, Wait(self.within)));
        if *count >= self.most {
            return Some(*wait);
        }
        *count += 1;
        None
    }
}

/// Inserts share accounts with what goes with them: mail, history, and their part of the limit.
pub(super) async fn insert(
    tx: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    invitees: &[&Invitee],
    language: Language,
    origin: &Origin,
) -> sqlx::Result<Vec<AccountId>> {
    let now = services.clock.now();
    let randomness = services.randomness.as_ref();
    let count = u32::try_from(invitees.len()).unwrap_or(u32::MAX);
    let key = parent.account.into_uuid();
    if count == 0 {
        return Ok(Vec::new());
    }
    let admission = limit::take_within(
        tx,
        Scope::Add,
        key.as_bytes(),
        services.settings.limits.add,
        count,
        now,
    )
    .await?;
    if admission != Admission::Admitted {
        // there was room when they were judged, and the shop's lock is held since
        return Err(sqlx::Error::Protocol(
            "more invitations than judged".to_owned(),
        ));
    }

    let ids: Vec<uuid::Uuid> = invitees.iter().map(|_| randomness.uuid()).collect();
    let names: Vec<String> = invitees
        .iter()
        .map(|invitee| invitee.name.as_str().to_owned())
        .collect();
    let emails: Vec<String> = invitees
        .iter()
        .map(|invitee| invitee.email.as_str().to_owned())
        .collect();
    let new = db::New {
        ids: &ids,
        names: &names,
        emails: &emails,
        language: language.tag(),
    };
    db::insert(tx, parent.customer, new, now).await?;
    outbox::enqueue_invitations(tx, randomness, &ids, now).await?;
    audit::record_each(tx, Event::ShareAccountInvited, parent, &ids, origin, now).await?;
    Ok(ids.into_iter().map(AccountId::from).collect())
}
