//! SQL of the confirmation.

use crate::{platform::db::PgConnection, values::AccountId};

/// Notes that mails reach the account's person.
pub async fn confirm(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set email_unconfirmed_since = null
          where id = $1",
        account.into_uuid(),
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
