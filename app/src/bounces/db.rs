//! SQL of bounces.

use uuid::Uuid;

use crate::platform::db::PgConnection;

/// A mail, and whose it is.
pub struct Mail {
    pub letter: String,
    pub account_id: Uuid,
    pub customer_id: Uuid,
    pub account_state: String,
    pub email: String,
}

/// A mail with its account locked, so that nobody registers or is deleted meanwhile.
pub async fn find_for_update(conn: &mut PgConnection, mail: Uuid) -> sqlx::Result<Option<Mail>> {
    sqlx::query_as!(
        Mail,
        "select mail.letter, account.id as account_id, account.customer_id, account.state as account_state,
                account.email
           from outbox mail
           join accounts account on account.id = mail.account_id
          where mail.id = $1
            for update of account",
        mail,
    )
    .fetch_optional(conn)
    .await
}
