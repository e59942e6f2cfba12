//! SQL of the confirmation.

use time::OffsetDateTime;

use crate::{platform::db::PgConnection, values::AccountId};

/// Notes that mails reach the account's person.
pub async fn confirm(
    conn: &mut PgConnection,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set email_confirmed_at = $2
          where id = $1
            and email_confirmed_at is null",
        account.into_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What became of the newest mail.
pub async fn newest_mail_state(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select state
           from outbox
          where account_id = $1
            and letter = 'address_confirmation'
          order by created_at desc, id desc
          limit 1",
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}
