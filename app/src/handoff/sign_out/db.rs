//! SQL of what has ended at clients, and of telling them.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::platform::{db::PgConnection, session::Member};

/// Whether a client session is one of the member's sign-in.
pub async fn is_of_sign_in(
    conn: &mut PgConnection,
    client_session: Uuid,
    client: &str,
    member: &Member,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
                  select
                    from client_sessions
                   where id = $1
                     and client_id = $2
                     and sign_in_id = $3
           ) as "is!""#,
        client_session,
        client,
        member.sign_in,
    )
    .fetch_one(conn)
    .await
}

/// Whether nobody else ends client sessions at this moment; until the end of the transaction nobody does.
pub async fn try_lock(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtext('end client sessions')) as "locked!""#
    )
    .fetch_one(conn)
    .await
}

/// Ends what was signed in at clients by sign-ins that no longer stand, and queues the word about it. Tells how many.
pub async fn end_client_sessions(
    conn: &mut PgConnection,
    now: OffsetDateTime,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"with ended as (
               update client_sessions client_session
                  set ended_at = $1
                where ended_at is null
                  and not exists (
                      select
                        from standing_sessions session
                       where session.sign_in_id = client_session.sign_in_id
                         and session.stands_until > $1
                  )
            returning id, client_id
           ), queued as (
               insert into logout_notices (id, client_session_id, created_at, due_at)
               select gen_random_uuid(), ended.id, $1, $1
                 from ended
                 join clients client on client.id = ended.client_id
                where client.backchannel_logout_uri is not null
                  and client.removed_at is null
           )
           select count(*) as "ended!" from ended"#,
        now,
    )
    .fetch_one(conn)
    .await
}

/// Word that is due, and to whom.
pub struct Notice {
    pub id: Uuid,
    pub created_at: OffsetDateTime,
    pub attempts: i32,
    pub client_session: Uuid,
    pub client: String,
    pub address: Option<String>,
    pub subject: String,
}

/// Takes the notice that has been due for longest, and puts it off, in case that nobody hears of this try any more. Of a
/// client that did not hear the last few, no further ones are tried: others must not wait for it.
pub async fn claim_notice(
    conn: &mut PgConnection,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Notice>> {
    sqlx::query_as!(
        Notice,
        r#"update logout_notices notice
              set attempts = attempts + 1,
                  -- 10 s, doubled each time, at most 15 min
                  due_at = $1 + make_interval(secs => least(900, 10 * 2.0 ^ least(attempts, 10)))
             from client_sessions client_session
             join clients client on client.id = client_session.client_id
             join client_subjects subject
               on subject.client_id = client_session.client_id
              and subject.account_id = client_session.account_id
            where notice.id = (
                  select due.id
                    from logout_notices due
                    join client_sessions of_it on of_it.id = due.client_session_id
                   where due.settled_at is null
                     and due.due_at <= $1
                     and (select count(*)
                            from logout_notices put_off
                            join client_sessions other on other.id = put_off.client_session_id
                           where put_off.settled_at is null
                             and put_off.attempts > 0
                             and put_off.due_at > $1
                             and other.client_id = of_it.client_id) < 3
                   order by due.due_at
                   limit 1
                     for update of due skip locked
                  )
              and client_session.id = notice.client_session_id
        returning notice.id, notice.created_at, notice.attempts, notice.client_session_id as client_session,
                  client.id as client, client.backchannel_logout_uri as address, subject.subject"#,
        now,
    )
    .fetch_optional(conn)
    .await
}

/// Notes what a client said, and whether that is the end of it.
pub async fn record_outcome(
    conn: &mut PgConnection,
    notice: Uuid,
    outcome: &str,
    settled_at: Option<OffsetDateTime>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update logout_notices
            set outcome = $2,
                settled_at = $3
          where id = $1",
        notice,
        outcome,
        settled_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes what ended at clients before, with all that was said about it; its codes and tokens are gone before.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from logout_notices notice
          using client_sessions client_session
          where client_session.id = notice.client_session_id
            and client_session.ended_at < $1",
        before
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from client_sessions where ended_at < $1", before)
        .execute(conn)
        .await?;
    Ok(())
}
