//! SQL of the account.

use crate::{
    platform::{db::PgConnection, password::PasswordHash, session::Member},
    values::UserId,
};

/// Changes the user ID of a member, if it is still the one that the member signed in with: of two sessions at once
/// one wins.
pub async fn update_user_id(
    conn: &mut PgConnection,
    member: &Member,
    user_id: &UserId,
) -> sqlx::Result<bool> {
    let changed = sqlx::query!(
        "update accounts
            set user_id = $3
          where id = $1
            and user_id = $2
            and state = 'active'",
        member.account.into_uuid(),
        member.user_id,
        user_id.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn update_password(
    conn: &mut PgConnection,
    member: &Member,
    hash: &PasswordHash,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set password_hash = $2 where id = $1",
        member.account.into_uuid(),
        hash.as_stored(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
