//! SQL of the list.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::platform::{db::PgConnection, session::Parent};

/// How many share accounts there are, and how many match what was asked for.
pub struct Count {
    pub total: i64,
    pub found: i64,
}

/// What is asked for; `filter` and `sort` are words of the enums of `model`.
pub struct Asked<'a> {
    pub search: &'a str,
    pub filter: &'a str,
    pub now: OffsetDateTime,
}

/// Counts all, and those that match.
pub async fn count(
    conn: &mut PgConnection,
    parent: &Parent,
    asked: &Asked<'_>,
) -> sqlx::Result<Count> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "total!",
                  count(*) filter (
                      where strpos(account.search_key, search_key($2)) > 0
                        and ($3 = 'all' or $3 = account.standing or ($3 = 'waiting' and account.waits))
                  ) as "found!"
             from share_account_list($1, $4) account"#,
        parent.customer.into_uuid(),
        asked.search,
        asked.filter,
        asked.now,
    )
    .fetch_one(conn)
    .await
}

/// A row of the list, as the database knows it.
pub struct Row {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub standing: String,
    pub declined_at: Option<OffsetDateTime>,
    pub declined_because: Option<String>,
    pub letter: Option<String>,
    pub queued_at: Option<OffsetDateTime>,
    pub sent_at: Option<OffsetDateTime>,
    pub failed_at: Option<OffsetDateTime>,
    pub last_error: Option<String>,
    pub link_expires_at: Option<OffsetDateTime>,
    pub email_unconfirmed: bool,
}

/// Which rows of those that match.
pub struct Window<'a> {
    pub sort: &'a str,
    pub limit: i64,
    pub offset: i64,
}

/// A page of those that match; where some are named, of these alone. Who was deleted meanwhile is missing.
pub async fn list(
    conn: &mut PgConnection,
    parent: &Parent,
    asked: &Asked<'_>,
    among: Option<&[Uuid]>,
    window: Window<'_>,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"select account.id as "id!", account.name as "name!", account.email as "email!",
                  account.email_unconfirmed as "email_unconfirmed!",
                  account.standing as "standing!", account.declined_at, account.declined_because,
                  account.letter, account.queued_at, account.sent_at, account.failed_at, account.last_error,
                  account.link_expires_at
             from share_account_list($1, $4) account
            where strpos(account.search_key, search_key($2)) > 0
              and ($3 = 'all' or $3 = account.standing or ($3 = 'waiting' and account.waits))
              and ($8::uuid[] is null or account.id = any($8))
            order by case $5 when 'name' then account.search_key end,
                     case $5 when 'status'
                             then array_position(
                                      array['failed', 'declined', 'expired', 'queued', 'in_person', 'sent', 'registered'],
                                      account.standing
                                  ) end,
                     case $5 when 'oldest' then account.created_at end,
                     account.created_at desc,
                     account.id desc
            limit $6
           offset $7"#,
        parent.customer.into_uuid(),
        asked.search,
        asked.filter,
        asked.now,
        window.sort,
        window.limit,
        window.offset,
        among,
    )
    .fetch_all(conn)
    .await
}
