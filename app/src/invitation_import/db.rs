//! SQL of imports.

use time::OffsetDateTime;
use uuid::Uuid;

use super::file;
use crate::{
    platform::{db::PgConnection, session::Parent},
    values::ImportId,
};

/// A file that is to be kept.
pub struct New<'a> {
    pub id: ImportId,
    pub file_name: &'a str,
}

pub async fn insert(
    conn: &mut PgConnection,
    parent: &Parent,
    new: New<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_imports (id, customer_id, account_id, file_name, created_at)
         values ($1, $2, $3, $4, $5)",
        new.id.into_uuid(),
        parent.customer.into_uuid(),
        parent.account.into_uuid(),
        new.file_name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn insert_rows(
    conn: &mut PgConnection,
    import: ImportId,
    rows: &[file::Row],
) -> sqlx::Result<()> {
    let numbers: Vec<i32> = rows.iter().map(|row| row.number).collect();
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let emails: Vec<String> = rows.iter().map(|row| row.email.clone()).collect();
    sqlx::query!(
        "insert into invitation_import_rows (import_id, number, name, email)
         select $1, number, name, email
           from unnest($2::integer[], $3::text[], $4::text[]) as row (number, name, email)",
        import.into_uuid(),
        &numbers,
        &names,
        &emails,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A file of this parent's shop.
pub struct Found {
    pub file_name: String,
    pub run_at: Option<OffsetDateTime>,
}

pub async fn find(
    conn: &mut PgConnection,
    parent: &Parent,
    import: ImportId,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        "select file_name, run_at
           from invitation_imports
          where id = $1
            and customer_id = $2",
        import.into_uuid(),
        parent.customer.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

pub async fn find_for_update(
    conn: &mut PgConnection,
    parent: &Parent,
    import: ImportId,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        "select file_name, run_at
           from invitation_imports
          where id = $1
            and customer_id = $2
            for update",
        import.into_uuid(),
        parent.customer.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// A row, and what was decided when the file was run.
pub struct Row {
    pub number: i32,
    pub name: String,
    pub email: String,
    pub verdict: Option<String>,
    pub account_id: Option<Uuid>,
}

pub async fn list_rows(conn: &mut PgConnection, import: ImportId) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        "select number, name, email, verdict, account_id
           from invitation_import_rows
          where import_id = $1
          order by number",
        import.into_uuid(),
    )
    .fetch_all(conn)
    .await
}

pub async fn update_run_at(
    conn: &mut PgConnection,
    import: ImportId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update invitation_imports set run_at = $2 where id = $1",
        import.into_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was decided about a row.
pub struct Decided {
    pub number: i32,
    pub verdict: &'static str,
    pub account: Option<Uuid>,
}

pub async fn update_rows(
    conn: &mut PgConnection,
    import: ImportId,
    decided: &[Decided],
) -> sqlx::Result<()> {
    let numbers: Vec<i32> = decided.iter().map(|row| row.number).collect();
    let verdicts: Vec<String> = decided.iter().map(|row| row.verdict.to_owned()).collect();
    let accounts: Vec<Option<Uuid>> = decided.iter().map(|row| row.account).collect();
    sqlx::query!(
        "update invitation_import_rows as present
            set verdict = row.verdict,
                account_id = row.account_id
           from unnest($2::integer[], $3::text[], $4::uuid[]) as row (number, verdict, account_id)
          where present.import_id = $1
            and present.number = row.number",
        import.into_uuid(),
        &numbers,
        &verdicts,
        &accounts as &[Option<Uuid>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A file of the list of those that were sent lately.
pub struct Recent {
    pub id: Uuid,
    pub file_name: String,
    pub created_at: OffsetDateTime,
    pub run_at: Option<OffsetDateTime>,
    pub rows: i64,
    pub invited: i64,
}

pub async fn list_recent(
    conn: &mut PgConnection,
    parent: &Parent,
    limit: i64,
) -> sqlx::Result<Vec<Recent>> {
    sqlx::query_as!(
        Recent,
        r#"select import.id, import.file_name, import.created_at, import.run_at,
                  rows.count as "rows!", rows.invited as "invited!"
             from invitation_imports import
            cross join lateral (
                  select count(*), count(*) filter (where verdict = 'invited') as invited
                    from invitation_import_rows
                   where invitation_import_rows.import_id = import.id
                  ) rows
            where import.customer_id = $1
            order by import.created_at desc, import.id desc
            limit $2"#,
        parent.customer.into_uuid(),
        limit,
    )
    .fetch_all(conn)
    .await
}

pub async fn delete_older_than(
    conn: &mut PgConnection,
    moment: OffsetDateTime,
) -> sqlx::Result<u64> {
    let deleted = sqlx::query!(
        "delete from invitation_imports where created_at < $1",
        moment
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected())
}
