//! The rules of the history.

use super::{
    db,
    model::{Entry, FILE, Filter, History, Kind, PAGE, Person},
};
use crate::{
    platform::{
        audit::Event, client_address::ClientAddress, devices, services::Services, session::Member,
    },
    values::{AccountId, AccountKind},
};

/// A page of the history, newest first. A page that is not there is the last one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load(
    services: &Services,
    member: &Member,
    filter: Filter,
    page: i64,
) -> sqlx::Result<History> {
    let mut conn = services.db.acquire().await?;
    let people = if member.kind == AccountKind::Parent {
        db::people(&mut conn, member).await?
    } else {
        Vec::new()
    };
    let events = events(&filter);
    let mut window = window(&filter, &events);
    let mut history = History {
        entries: Vec::new(),
        found: db::count(&mut conn, member, &window).await?,
        page: 1,
        filter: filter.clone(),
        people: people
            .into_iter()
            .map(|person| Person {
                account: AccountId::from(person.id),
                name: person.name,
                is_deleted: person.is_deleted,
            })
            .collect(),
    };
    history.page = page.clamp(1, history.pages());
    window.offset = (history.page - 1) * PAGE;
    let rows = db::list(&mut conn, member, &window).await?;
    history.entries = rows.into_iter().filter_map(entry).collect();
    Ok(history)
}

/// The whole history, as far as a file holds it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load_file(
    services: &Services,
    member: &Member,
    filter: &Filter,
) -> sqlx::Result<Vec<Entry>> {
    let mut conn = services.db.acquire().await?;
    let events = events(filter);
    let window = db::Window {
        limit: FILE,
        ..window(filter, &events)
    };
    let rows = db::list(&mut conn, member, &window).await?;
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// The words of the events that a filter lets through.
fn events(filter: &Filter) -> Vec<String> {
    Event::ALL
        .into_iter()
        .filter(|event| filter.kind.is_none_or(|kind| Kind::of(*event) == kind))
        .map(|event| event.as_str().to_owned())
        .collect()
}

fn window<'a>(filter: &Filter, events: &'a [String]) -> db::Window<'a> {
    db::Window {
        person: filter.person.map(AccountId::into_uuid),
        events,
        limit: PAGE,
        offset: 0,
    }
}

fn entry(row: db::Row) -> Option<Entry> {
    let is_own = row.actor_id == row.account_id;
    Some(Entry {
        recorded_at: row.recorded_at,
        event: Event::from_stored(&row.event)?,
        actor: row.actor,
        target: row.account.filter(|_| !is_own),
        description: devices::describe(row.user_agent.as_deref()),
        network: row
            .address
            .and_then(|address| Some(ClientAddress(address.parse().ok()?).shown())),
    })
}
