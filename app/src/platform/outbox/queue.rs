//! Queueing mails, and calling them back.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Letter, Mail};
use crate::{
    platform::{db::PgConnection, randomness::Randomness},
    values::AccountId,
};

/// Queues a mail about an account, see [`enqueue_about`].
///
/// # Errors
///
/// When the database does not answer.
pub async fn enqueue(
    conn: &mut PgConnection,
    randomness: &dyn Randomness,
    letter: Letter,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    enqueue_about(conn, randomness, letter, account, None, now).await
}

/// Queues a mail, in the transaction of its cause. An earlier one of its kind about the same account that is not out
/// yet is superseded: nobody gets two letters of which one is out of date (R15).
///
/// # Errors
///
/// When the database does not answer.
pub async fn enqueue_about(
    conn: &mut PgConnection,
    randomness: &dyn Randomness,
    letter: Letter,
    account: AccountId,
    subject: Option<Uuid>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    supersede_letters(conn, account, letter.replaces()).await?;
    bring_forward(conn, account, now).await?;
    sqlx::query!(
        "insert into outbox (id, letter, account_id, subject_id, created_at, due_at, expires_at, customer_id, place)
         select $1, $2, account.id, $4, $5, $5, $6, account.customer_id,
                case when $7 then outbox_last_place(account.customer_id) + 1 else 0 end
           from accounts account
          where account.id = $3",
        randomness.uuid(),
        letter.as_str(),
        account.into_uuid(),
        subject,
        now,
        now + letter.useful_for(),
        letter.takes_turns(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Queues the first invitations of many accounts: there is nothing earlier to supersede.
///
/// # Errors
///
/// When the database does not answer.
pub async fn enqueue_invitations(
    conn: &mut PgConnection,
    randomness: &dyn Randomness,
    accounts: &[Uuid],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = accounts.iter().map(|_| randomness.uuid()).collect();
    sqlx::query!(
        "insert into outbox (id, letter, account_id, created_at, due_at, expires_at, customer_id, place)
         select new.id, $3, new.account_id, $4, $4, $5, account.customer_id,
                outbox_last_place(account.customer_id)
                    + row_number() over (partition by account.customer_id order by new.number)
           from unnest($1::uuid[], $2::uuid[]) with ordinality as new (id, account_id, number)
           join accounts account on account.id = new.account_id",
        &ids,
        accounts,
        Letter::Invitation.as_str(),
        now,
        now + Letter::Invitation.useful_for(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Has what waits for another try about an account tried at once, so that a newer mail need not go before it (R15).
async fn bring_forward(
    conn: &mut PgConnection,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox
            set due_at = $2
          where account_id = $1
            and state = 'queued'
            and lease is null
            and due_at > $2",
        account.into_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Calls back letters of some kinds about an account that are not out yet.
///
/// # Errors
///
/// When the database does not answer.
pub async fn supersede_letters(
    conn: &mut PgConnection,
    account: AccountId,
    letters: &[Letter],
) -> sqlx::Result<()> {
    let letters: Vec<String> = letters
        .iter()
        .map(|letter| letter.as_str().to_owned())
        .collect();
    sqlx::query!(
        "update outbox
            set state = 'superseded'
          where account_id = $1
            and state = 'queued'
            and letter = any($2)",
        account.into_uuid(),
        &letters,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Calls back all that is not out yet about an account.
///
/// # Errors
///
/// When the database does not answer.
pub async fn supersede(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox
            set state = 'superseded'
          where account_id = $1
            and state = 'queued'",
        account.into_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether this worker's mail is still to be sent; locks it, so that nobody calls it back meanwhile.
///
/// # Errors
///
/// When the database does not answer.
pub async fn still_wanted(conn: &mut PgConnection, mail: &Mail) -> sqlx::Result<bool> {
    let wanted = sqlx::query_scalar!(
        "select id
           from outbox
          where id = $1
            and state = 'queued'
            and lease = $2
            for update",
        mail.id,
        mail.lease,
    )
    .fetch_optional(conn)
    .await?;
    Ok(wanted.is_some())
}
