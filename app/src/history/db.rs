//! SQL of the history.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    platform::{db::PgConnection, session::Member},
    values::AccountKind,
};

/// Which entries.
pub struct Window<'a> {
    pub person: Option<Uuid>,
    pub events: &'a [String],
    pub limit: i64,
    pub offset: i64,
}

/// An entry.
pub struct Row {
    pub recorded_at: OffsetDateTime,
    pub event: String,
    pub actor_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub actor: Option<String>,
    pub account: Option<String>,
    pub user_agent: Option<String>,
    pub address: Option<String>,
}

/// The entries that a member may see, newest first: a parent its shop's, a share account its own.
pub async fn list(
    conn: &mut PgConnection,
    member: &Member,
    window: &Window<'_>,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"select entry.recorded_at, entry.event, entry.actor_id, entry.account_id, actor.name as "actor?",
                  account.name as "account?", entry.user_agent, host(entry.address) as address
             from audit_log entry
             left join accounts actor on actor.id = entry.actor_id
             left join accounts account on account.id = entry.account_id
            where entry.customer_id = $1
              and ($2 or entry.account_id = $3 or entry.actor_id = $3)
              and ($4::uuid is null or entry.account_id = $4 or entry.actor_id = $4)
              and entry.event = any($5)
            order by entry.id desc
            limit $6
           offset $7"#,
        member.customer.into_uuid(),
        member.kind == AccountKind::Parent,
        member.account.into_uuid(),
        window.person,
        window.events,
        window.limit,
        window.offset,
    )
    .fetch_all(conn)
    .await
}

pub async fn count(
    conn: &mut PgConnection,
    member: &Member,
    window: &Window<'_>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
             from audit_log entry
            where entry.customer_id = $1
              and ($2 or entry.account_id = $3 or entry.actor_id = $3)
              and ($4::uuid is null or entry.account_id = $4 or entry.actor_id = $4)
              and entry.event = any($5)"#,
        member.customer.into_uuid(),
        member.kind == AccountKind::Parent,
        member.account.into_uuid(),
        window.person,
        window.events,
    )
    .fetch_one(conn)
    .await
}

/// An account of the shop.
pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub is_deleted: bool,
}

/// Everyone of a member's shop, those who are gone included: their entries remain.
pub async fn people(conn: &mut PgConnection, member: &Member) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        r#"select id, name, state = 'deleted' as "is_deleted!"
             from accounts
            where customer_id = $1
            order by kind, name, state = 'deleted', id"#,
        member.customer.into_uuid(),
    )
    .fetch_all(conn)
    .await
}
