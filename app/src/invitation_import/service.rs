//! The rules of an import: a file is kept as it is, judged anew each time it is looked at, and run once.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::{
    db, file,
    model::{FileRejection, Import, Line, Outcome, Reason, Recent},
    rules::{self, Reading},
};
use crate::{
    platform::{
        db::PgConnection,
        limit::{self, Admission, Scope},
        request::Origin,
        services::Services,
        session::Parent,
        upload::Upload,
    },
    share_accounts::{self, Broken, Invitee, Status, Verdict},
    text::Language,
    values::{AccountId, ImportId},
};

/// How many of the files sent lately are listed.
const LISTED: i64 = 5;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(FileRejection),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

/// Takes a file and keeps its rows; nothing else comes of it yet.
///
/// # Errors
///
/// See [`FileRejection`].
pub async fn upload(
    services: &Services,
    parent: &Parent,
    file: Option<&Upload>,
) -> Result<ImportId, UploadError> {
    let now = services.clock.now();
    let file = file.ok_or(UploadError::Rejected(FileRejection::Missing))?;
    let rows = file::read(&file.bytes).map_err(UploadError::Rejected)?;
    let import = ImportId::from(services.randomness.uuid());

    let mut tx = services.db.begin().await?;
    let key = parent.account.into_uuid();
    let window = services.settings.limits.import;
    if let Admission::Refused(wait) =
        limit::take_within(&mut tx, Scope::Import, key.as_bytes(), window, 1, now).await?
    {
        return Err(UploadError::Rejected(FileRejection::TooMany {
            minutes: wait.minutes(),
        }));
    }
    let new = db::New {
        id: import,
        file_name: &file.name,
    };
    db::insert(&mut tx, parent, new, now).await?;
    db::insert_rows(&mut tx, import, &rows).await?;
    tx.commit().await?;

    Ok(import)
}

/// What came of running a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// So many were invited.
    Now {
        /// How many.
        invited: u64,
    },
    /// It had been run before: nothing more came of it.
    Before,
}

/// Invites everybody in a file who may be invited: all that was judged is judged again, and all of it happens or
/// nothing. Nothing comes of running it a second time. `None` when there is no such file, or it is another shop's.
///
/// # Errors
///
/// When the database does not answer, or something stored is none of ours.
pub async fn run(
    services: &Services,
    parent: &Parent,
    import: ImportId,
    language: Language,
    origin: &Origin,
) -> Result<Option<Ran>, Broken> {
    let now = services.clock.now();

    let mut tx = services.db.begin().await?;
    // before the customer, against the order: nobody who holds the customer asks for a file
    let Some(found) = db::find_for_update(&mut tx, parent, import).await? else {
        return Ok(None);
    };
    if found.run_at.is_some() {
        return Ok(Some(Ran::Before));
    }
    let rows = db::list_rows(&mut tx, import).await?;
    let readings = read(&rows);
    let invitees = invitees(&readings);
    let judged =
        share_accounts::invite_all(&mut tx, services, parent, &invitees, language, origin).await?;
    let decided: Vec<db::Decided> = rows
        .iter()
        .zip(&readings)
        .filter(|(_, reading)| reading.invitee.is_ok())
        .zip(judged)
        .map(|((row, _), (verdict, account))| db::Decided {
            number: row.number,
            verdict: word(verdict),
            account: account.map(AccountId::into_uuid),
        })
        .collect();
    db::update_rows(&mut tx, import, &decided).await?;
    db::update_run_at(&mut tx, import, now).await?;
    tx.commit().await?;

    let invited = decided.iter().filter(|row| row.account.is_some()).count();
    Ok(Some(Ran::Now {
        invited: u64::try_from(invited).unwrap_or(u64::MAX),
    }))
}

/// A file, row by row: what would become of each now, or what became of each when it was run. `None` when there is no
/// such file, or it is another shop's.
///
/// # Errors
///
/// When the database does not answer, or something stored is none of ours.
pub async fn load(
    services: &Services,
    parent: &Parent,
    import: ImportId,
) -> Result<Option<Import>, Broken> {
    let mut conn = services.db.acquire().await?;
    let Some(found) = db::find(&mut conn, parent, import).await? else {
        return Ok(None);
    };
    let rows = db::list_rows(&mut conn, import).await?;
    let readings = read(&rows);
    let outcomes = if found.run_at.is_some() {
        drop(conn);
        after(services, parent, &rows, &readings).await?
    } else {
        before(&mut conn, services, parent, &readings).await?
    };

    let mut lines: Vec<Line> = rows
        .into_iter()
        .zip(readings)
        .zip(outcomes)
        .map(|((row, reading), outcome)| line(row, &reading, outcome))
        .collect();
    lines.sort_by_key(|line| rules::rank(&line.outcome));
    Ok(Some(Import {
        id: import,
        file_name: found.file_name,
        run_at: found.run_at,
        lines,
    }))
}

/// The files that the shop sent lately, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list_recent(services: &Services, parent: &Parent) -> sqlx::Result<Vec<Recent>> {
    let mut conn = services.db.acquire().await?;
    let recent = db::list_recent(&mut conn, parent, LISTED).await?;
    Ok(recent
        .into_iter()
        .map(|recent| Recent {
            id: ImportId::from(recent.id),
            file_name: recent.file_name,
            created_at: recent.created_at,
            rows: recent.rows,
            invited: recent.run_at.map(|_| recent.invited),
        })
        .collect())
}

/// Deletes files of before `moment`, and with them the names and addresses in them (R70).
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, moment: OffsetDateTime) -> sqlx::Result<u64> {
    db::delete_older_than(conn, moment).await
}

fn read(rows: &[db::Row]) -> Vec<Reading> {
    rules::read(
        rows.iter()
            .map(|row| (row.number, row.name.as_str(), row.email.as_str())),
    )
}

/// Whom the rows invite.
fn invitees(readings: &[Reading]) -> Vec<Invitee> {
    let invitees = readings
        .iter()
        .filter_map(|reading| reading.invitee.as_ref().ok());
    invitees.cloned().collect()
}

/// What would become of each row now.
async fn before(
    conn: &mut PgConnection,
    services: &Services,
    parent: &Parent,
    readings: &[Reading],
) -> Result<Vec<Outcome>, Broken> {
    let verdicts = share_accounts::judge(conn, services, parent, &invitees(readings)).await?;
    let mut verdicts = verdicts.into_iter();
    Ok(readings
        .iter()
        .map(|reading| match reading.invitee {
            Err(why) => Outcome::Skipped(why),
            Ok(_) => verdicts
                .next()
                .and_then(|verdict| refusal(services, verdict))
                .map_or(Outcome::Invite, Outcome::Skipped),
        })
        .collect())
}

/// What became of each row, and how the share accounts that were made of them stand by now.
async fn after(
    services: &Services,
    parent: &Parent,
    rows: &[db::Row],
    readings: &[Reading],
) -> Result<Vec<Outcome>, Broken> {
    let accounts: Vec<AccountId> = rows
        .iter()
        .filter_map(|row| row.account_id.map(AccountId::from))
        .collect();
    let standing: HashMap<AccountId, Status> =
        share_accounts::find_some(services, parent, &accounts)
            .await?
            .into_iter()
            .map(|account| (account.id, account.status))
            .collect();
    rows.iter()
        .zip(readings)
        .map(|(row, reading)| match (row.account_id, &reading.invitee) {
            (Some(account), _) => {
                let status = standing.get(&AccountId::from(account));
                Ok(Outcome::Invited(status.copied()))
            }
            (None, Err(why)) => Ok(Outcome::Skipped(*why)),
            (None, Ok(_)) => Ok(Outcome::Skipped(reason(services, row.verdict.as_deref())?)),
        })
        .collect()
}

/// Why a verdict does not invite.
fn refusal(services: &Services, verdict: Verdict) -> Option<Reason> {
    match verdict {
        Verdict::Invite => None,
        Verdict::AlreadyInvited => Some(Reason::AlreadyInvited),
        Verdict::Declined => Some(Reason::Declined),
        Verdict::Full => Some(Reason::Full {
            limit: services.settings.share_account_limit,
        }),
        Verdict::TooMany { minutes } => Some(Reason::TooMany {
            minutes: Some(minutes),
        }),
        Verdict::MailboxFull { minutes } => Some(Reason::MailboxFull {
            minutes: Some(minutes),
        }),
    }
}

/// The database's word for a verdict.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Invite => "invited",
        Verdict::AlreadyInvited => "already_invited",
        Verdict::Declined => "declined",
        Verdict::Full => "full",
        Verdict::TooMany { .. } => "too_many",
        Verdict::MailboxFull { .. } => "mailbox_full",
    }
}

/// What such a word means for somebody who was not invited.
fn reason(services: &Services, word: Option<&str>) -> sqlx::Result<Reason> {
    match word {
        Some("already_invited") => Ok(Reason::AlreadyInvited),
        Some("declined") => Ok(Reason::Declined),
        Some("full") => Ok(Reason::Full {
            limit: services.settings.share_account_limit,
        }),
        Some("too_many") => Ok(Reason::TooMany { minutes: None }),
        Some("mailbox_full") => Ok(Reason::MailboxFull { minutes: None }),
        other => Err(sqlx::Error::Decode(
            format!("unknown verdict {other:?}").into(),
        )),
    }
}

fn line(row: db::Row, reading: &Reading, outcome: Outcome) -> Line {
    let (email, repaired_from) = match &reading.invitee {
        Ok(invitee) => (
            invitee.email.as_str().to_owned(),
            rules::repaired_from(&row.email),
        ),
        Err(_) => (row.email, None),
    };
    let seems_lost = reading.invitee.is_ok() && rules::seems_lost(&row.name);
    Line {
        number: row.number,
        name: row.name,
        email,
        repaired_from,
        same_address: reading.same_address,
        seems_lost,
        outcome,
    }
}
