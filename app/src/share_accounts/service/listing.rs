//! Reading the list.

use time::OffsetDateTime;
use uuid::Uuid;

use super::Broken;
use crate::{
    platform::{
        outbox::{Letter, Reason},
        services::Services,
        session::Parent,
    },
    share_accounts::{
        db,
        model::{
            Delivery, Failed, Filter, Invitation, List, PAGE, Query, Refusal, ShareAccount, Sort,
            Status,
        },
    },
    values::AccountId,
};

/// A page of the list (M39, D13). A page that is not there is the last one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(services: &Services, parent: &Parent, query: Query) -> Result<List, Broken> {
    let now = services.clock.now();
    let asked = db::Asked {
        search: &query.search,
        filter: Filter::as_str(query.filter),
        now,
    };

    let mut conn = services.db.acquire().await?;
    let count = db::count(&mut conn, parent, &asked).await?;
    let pages = ((count.found + PAGE - 1) / PAGE).max(1);
    let page = query.page.clamp(1, pages);
    let window = db::Window {
        sort: Sort::as_str(query.sort),
        limit: PAGE,
        offset: (page - 1) * PAGE,
    };
    let rows = db::list(&mut conn, parent, &asked, None, window)
        .await?
        .into_iter()
        .map(|row| share_account(services, row, now))
        .collect::<Result<_, _>>()?;
    Ok(List {
        rows,
        found: count.found,
        total: count.total,
        query: Query { page, ..query },
    })
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
    Ok(find_some(services, parent, &[account]).await?.pop())
}

/// These share accounts of this parent, newest first; who was deleted meanwhile, or is another shop's, is missing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find_some(
    services: &Services,
    parent: &Parent,
    accounts: &[AccountId],
) -> Result<Vec<ShareAccount>, Broken> {
    let now = services.clock.now();
    let asked = db::Asked {
        search: "",
        filter: Filter::All.as_str(),
        now,
    };
    let window = db::Window {
        sort: Sort::Newest.as_str(),
        limit: i64::MAX,
        offset: 0,
    };
    let accounts: Vec<Uuid> = accounts.iter().map(|account| account.into_uuid()).collect();
    let mut conn = services.db.acquire().await?;
    db::list(&mut conn, parent, &asked, Some(&accounts), window)
        .await?
        .into_iter()
        .map(|row| share_account(services, row, now))
        .collect()
}

fn share_account(
    services: &Services,
    row: db::Row,
    now: OffsetDateTime,
) -> Result<ShareAccount, Broken> {
    let id = AccountId::from(row.id);
    let status = status(services, &row, now).ok_or(Broken::Incomplete(id))?;
    Ok(ShareAccount {
        id,
        name: row.name,
        email: row.email,
        status,
    })
}

/// What the database's word says, with the times that belong to it; nothing where one of them is missing.
fn status(services: &Services, row: &db::Row, now: OffsetDateTime) -> Option<Status> {
    let reason = row.last_error.as_deref().map(Reason::of);
    let delivery = match row.standing.as_str() {
        "registered" if row.email_unconfirmed => {
            return Some(Status::Unconfirmed {
                failed: row.failed_at.map(|at| Failed {
                    at,
                    reason: reason.unwrap_or(Reason::Other),
                }),
            });
        }
        "registered" => return Some(Status::Registered),
        "declined" => {
            return Some(Status::Declined {
                at: row.declined_at?,
                because: Refusal::from_word(row.declined_because.as_deref()?)?,
            });
        }
        "queued" => Delivery::Queued {
            since: row.queued_at?,
            reason,
        },
        "sent" => Delivery::Sent {
            at: row.sent_at?,
            until: row.link_expires_at?,
        },
        "expired" => Delivery::Expired {
            sent_at: row.sent_at,
        },
        "failed" => Delivery::Failed(Failed {
            at: row.failed_at.or(row.queued_at)?,
            reason: reason.unwrap_or(Reason::Other),
        }),
        "in_person" => Delivery::InPerson,
        _ => return None,
    };
    let letter = row.letter.as_deref();
    let again = [Letter::InvitationAgain, Letter::InvitationRequested]
        .iter()
        .any(|again| letter == Some(again.as_str()));
    let pause = services.settings.limits.resend_pause.within;
    Some(Status::Waiting(Invitation {
        delivery,
        asked_for: letter == Some(Letter::InvitationRequested.as_str()),
        resend_from: row
            .queued_at
            .filter(|_| again)
            .map(|at| at + pause)
            .filter(|from| *from > now),
    }))
}
