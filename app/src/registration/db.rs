//! SQL of registration.

use time::OffsetDateTime;

use crate::{
    platform::{db::PgConnection, password::PasswordHash, tokens::Hash},
    values::{AccountId, UserId},
};

/// A link and all that hangs on it.
pub struct Found {
    pub account: uuid::Uuid,
    pub customer: uuid::Uuid,
    pub state: String,
    pub parent_state: String,
    pub declined: bool,
    pub expires_at: OffsetDateTime,
    pub replaced: bool,
    pub used: bool,
    /// The mail that brought the link; none where it came from the parent's screen (X10).
    pub mail: Option<uuid::Uuid>,
    pub name: String,
    pub email: String,
    pub shop_name: String,
    pub customer_code: String,
}

pub async fn find(conn: &mut PgConnection, token: &Hash) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        r#"select account.id as account, account.customer_id as customer, account.state,
                  parent.state as parent_state, account.declined_at is not null as "declined!", link.expires_at,
                  link.replaced_at is not null as "replaced!", link.used_at is not null as "used!",
                  link.mail_id as mail,
                  account.name, account.email, customer.name as shop_name, customer.code as customer_code
             from invitation_links link
             join accounts account on account.id = link.account_id
             join customers customer on customer.id = account.customer_id
             join accounts parent on parent.customer_id = account.customer_id and parent.kind = 'parent'
            where link.token_hash = $1"#,
        token.as_slice(),
    )
    .fetch_optional(conn)
    .await
}

/// Lets one change of an account at a time through: registering, resending and deleting wait for each other.
pub async fn lock_account_of(conn: &mut PgConnection, token: &Hash) -> sqlx::Result<()> {
    sqlx::query!(
        "select account.id
           from accounts account
           join invitation_links link on link.account_id = account.id
          where link.token_hash = $1
            for update of account",
        token.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// When the newest invitation about an account was sent.
pub async fn newest_sent_at(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select sent_at
           from outbox
          where account_id = $1
          order by created_at desc
          limit 1",
        account.into_uuid()
    )
    .fetch_optional(conn)
    .await
    .map(Option::flatten)
}

/// What was entered so far.
pub struct StoredDraft {
    pub user_id: String,
    pub password_hash: Option<String>,
    pub remarks: String,
    pub updated_at: OffsetDateTime,
}

pub async fn find_draft(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<StoredDraft>> {
    sqlx::query_as!(
        StoredDraft,
        "select user_id, password_hash, remarks, updated_at
           from registration_drafts
          where account_id = $1",
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// A draft as it is to be kept.
pub struct NewDraft<'a> {
    pub user_id: &'a str,
    pub password: DraftPassword<'a>,
    pub remarks: &'a str,
}

/// What becomes of a draft's password.
#[derive(Clone, Copy)]
pub enum DraftPassword<'a> {
    /// The one entered before stays.
    Kept,
    /// This one takes its place.
    Entered(&'a PasswordHash),
    /// It was not accepted; none stays in its place.
    Dropped,
}

pub async fn upsert_draft(
    conn: &mut PgConnection,
    account: AccountId,
    draft: NewDraft<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_drafts as present (account_id, user_id, password_hash, remarks, updated_at)
         values ($1, $2, $3, $4, $5)
         on conflict (account_id) do update
            set user_id = excluded.user_id,
                password_hash = case when $6 then present.password_hash else excluded.password_hash end,
                remarks = excluded.remarks,
                updated_at = excluded.updated_at",
        account.into_uuid(),
        draft.user_id,
        match draft.password {
            DraftPassword::Entered(hash) => Some(hash.as_stored()),
            DraftPassword::Kept | DraftPassword::Dropped => None,
        },
        draft.remarks,
        now,
        matches!(draft.password, DraftPassword::Kept),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn delete_draft(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from registration_drafts where account_id = $1",
        account.into_uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a registration sets.
pub struct Registered<'a> {
    pub user_id: &'a UserId,
    pub password_hash: &'a str,
    pub language: &'a str,
    /// Whether the person came by no mail, so that it is not known yet that mails reach them (X10).
    pub email_unconfirmed: bool,
}

pub async fn register(
    conn: &mut PgConnection,
    account: AccountId,
    registered: Registered<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set state = 'active',
                user_id = $2,
                password_hash = $3,
                language = $4,
                registered_at = $5,
                email_unconfirmed_since = case when $6 then $5::timestamptz end
          where id = $1
            and state = 'awaiting_registration'",
        account.into_uuid(),
        registered.user_id.as_str(),
        registered.password_hash,
        registered.language,
        now,
        registered.email_unconfirmed,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses up the link, and with it any twin that an interrupted delivery may have made.
pub async fn use_links(
    conn: &mut PgConnection,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update invitation_links
            set used_at = $2
          where account_id = $1
            and used_at is null
            and replaced_at is null",
        account.into_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
