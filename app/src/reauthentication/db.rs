//! SQL of the proof.

use crate::{platform::db::PgConnection, values::AccountId};

pub async fn find_password_hash(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<String>> {
    let hash = sqlx::query_scalar!(
        "select password_hash from active_accounts where id = $1",
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(hash.flatten())
}
