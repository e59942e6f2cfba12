//! SQL of share accounts.

use time::OffsetDateTime;

use crate::{
    platform::{db::PgConnection, session::Parent, tokens::Hash},
    values::{AccountId, CustomerId, EmailAddress, PersonName},
};

/// A row of the list, as the database knows it.
pub struct Row {
    pub id: uuid::Uuid,
    pub name: String,
    pub email: String,
    pub state: String,
    pub mail_state: Option<String>,
    pub link_expires_at: Option<OffsetDateTime>,
}

/// Which rows of the list.
pub struct Window<'a> {
    pub pattern: &'a str,
    pub limit: i64,
    pub offset: i64,
}

pub async fn list(
    conn: &mut PgConnection,
    parent: &Parent,
    window: Window<'_>,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"select account.id, account.name, account.email, account.state,
                  mail.state as "mail_state?", link.expires_at as "link_expires_at?"
             from accounts account
             left join lateral (
                  select outbox.id, outbox.state
                    from outbox
                   where outbox.account_id = account.id
                     and account.state = 'awaiting_registration'
                   order by outbox.created_at desc
                   limit 1
                  ) mail on true
             left join lateral (
                  select max(invitation_links.expires_at) as expires_at
                    from invitation_links
                   where invitation_links.account_id = account.id
                     and invitation_links.mail_id = mail.id
                  ) link on true
            where account.customer_id = $1
              and account.kind = 'share'
              and account.state <> 'deleted'
              and (account.name ilike $2 or account.email ilike $2)
            order by account.created_at desc, account.id desc
            limit $3
           offset $4"#,
        parent.customer.into_uuid(),
        window.pattern,
        window.limit,
        window.offset,
    )
    .fetch_all(conn)
    .await
}

/// How many share accounts there are, and how many match a search.
pub struct Count {
    pub total: i64,
    pub found: i64,
}

pub async fn count(conn: &mut PgConnection, parent: &Parent, pattern: &str) -> sqlx::Result<Count> {
    sqlx::query_as!(
        Count,
        r#"select count(*) as "total!",
                  count(*) filter (where name ilike $2 or email ilike $2) as "found!"
             from accounts
            where customer_id = $1
              and kind = 'share'
              and state <> 'deleted'"#,
        parent.customer.into_uuid(),
        pattern,
    )
    .fetch_one(conn)
    .await
}

/// Lets one change of a shop's share accounts at a time through, so that the limit holds for parallel ones, too.
pub async fn lock_customer(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query!(
        "select id from customers where id = $1 for update",
        customer.into_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// A share account that is to be.
pub struct New<'a> {
    pub id: AccountId,
    pub name: &'a PersonName,
    pub email: &'a EmailAddress,
    pub language: &'a str,
}

pub async fn insert(
    conn: &mut PgConnection,
    parent: &Parent,
    new: New<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into accounts (id, customer_id, kind, state, name, email, language, created_at)
         values ($1, $2, 'share', 'awaiting_registration', $3, $4, $5, $6)",
        new.id.into_uuid(),
        parent.customer.into_uuid(),
        new.name.as_str(),
        new.email.as_str(),
        new.language,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A share account of this parent.
pub struct Found {
    pub name: String,
    pub email: String,
    pub state: String,
}

pub async fn find(
    conn: &mut PgConnection,
    parent: &Parent,
    account: AccountId,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        "select name, email, state
           from accounts
          where id = $1
            and customer_id = $2
            and kind = 'share'
            and state <> 'deleted'",
        account.into_uuid(),
        parent.customer.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

pub async fn find_for_update(
    conn: &mut PgConnection,
    parent: &Parent,
    account: AccountId,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        "select name, email, state
           from accounts
          where id = $1
            and customer_id = $2
            and kind = 'share'
            and state <> 'deleted'
            for update",
        account.into_uuid(),
        parent.customer.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

pub async fn update_name(
    conn: &mut PgConnection,
    account: AccountId,
    name: &PersonName,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set name = $2 where id = $1",
        account.into_uuid(),
        name.as_str()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Marks the account deleted and forgets its password; its user ID stays reserved (D4).
pub async fn delete(
    conn: &mut PgConnection,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set state = 'deleted',
                deleted_at = $2,
                password_hash = null
          where id = $1",
        account.into_uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends every link of an invitation that could still be used.
pub async fn replace_links(
    conn: &mut PgConnection,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update invitation_links
            set replaced_at = $2
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

/// What an invitee had entered with an earlier link goes with it.
pub async fn delete_draft(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from registration_drafts where account_id = $1",
        account.into_uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What an invitation's letter tells.
pub struct InvitationLetter {
    pub name: String,
    pub email: String,
    pub language: String,
    pub shop_name: String,
}

pub async fn find_letter_for_update(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<InvitationLetter>> {
    sqlx::query_as!(
        InvitationLetter,
        "select account.name, account.email, account.language, customer.name as shop_name
           from accounts account
           join customers customer on customer.id = account.customer_id
          where account.id = $1
            and account.state = 'awaiting_registration'
            for update of account",
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// A link that is about to go out.
pub struct NewLink<'a> {
    pub token_hash: &'a Hash,
    pub account: AccountId,
    pub mail: uuid::Uuid,
    pub expires_at: OffsetDateTime,
}

pub async fn insert_link(
    conn: &mut PgConnection,
    link: NewLink<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_links (token_hash, account_id, mail_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5)",
        link.token_hash.as_slice(),
        link.account.into_uuid(),
        link.mail,
        now,
        link.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}
