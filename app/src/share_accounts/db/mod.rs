//! SQL of share accounts.

mod invitations;
mod list;

use time::OffsetDateTime;

use uuid::Uuid;

use super::model::Invitee;
use crate::{
    platform::{db::PgConnection, session::Parent},
    values::{AccountId, CustomerId, PersonName},
};

pub use invitations::{
    NewLink, delete_draft, delete_refusal, find_letter_for_update, insert_link, insert_refusal,
    loads, lock_mailboxes, newest_mail, refusals, replace_links,
};
pub use list::{Asked, Row, Window, count, list};

/// Lets one change of a shop's share accounts at a time through, so that the limit holds for parallel ones, too.
pub async fn lock_customer(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query!(
        // as strong as need be, and no stronger: rows that name the shop as their owner are not held up
        "select id from customers where id = $1 for no key update",
        customer.into_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// How many share accounts a shop has.
pub async fn total(conn: &mut PgConnection, customer: CustomerId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "total!"
             from accounts
            where customer_id = $1
              and kind = 'share'
              and state <> 'deleted'"#,
        customer.into_uuid(),
    )
    .fetch_one(conn)
    .await
}

/// Share accounts that are to be: one entry of each list for each.
pub struct New<'a> {
    pub ids: &'a [Uuid],
    pub names: &'a [String],
    pub emails: &'a [String],
    pub language: &'a str,
}

/// Inserts them in their order: the first of them is the newest row of the list (M39).
pub async fn insert(
    conn: &mut PgConnection,
    customer: CustomerId,
    new: New<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into accounts (id, customer_id, kind, state, name, email, language, created_at, invited_as)
         select new.id, $4, 'share', 'awaiting_registration', new.name, new.email, $5,
                $6::timestamptz - (new.number - 1) * interval '1 microsecond',
                search_key(new.name || E'\n' || new.email)
           from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as new (id, name, email, number)",
        new.ids,
        new.names,
        new.emails,
        customer.into_uuid(),
        new.language,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The account goes on with the invitation of another one, whose address was wrong: whoever was invited by that is this
/// one.
pub async fn inherit_invitation(
    conn: &mut PgConnection,
    account: AccountId,
    from: AccountId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set invited_as = earlier.invited_as
           from accounts earlier
          where accounts.id = $1
            and earlier.id = $2",
        account.into_uuid(),
        from.into_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which of these names and addresses the shop has a share account with, or had invited one with: their places in the
/// lists, from 0 on. Staff share mailboxes (M9): only both together are the same person.
pub async fn find_invited(
    conn: &mut PgConnection,
    parent: &Parent,
    names: &[String],
    emails: &[String],
) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        r#"select new.number - 1 as "place!"
             from unnest($2::text[], $3::text[]) with ordinality as new (name, email, number)
            where exists (
                  select
                    from accounts account
                   where account.customer_id = $1
                     and account.kind = 'share'
                     and account.state <> 'deleted'
                     and lower(account.email) = lower(new.email)
                     and search_key(account.name) = search_key(new.name)
                  )
               or exists (
                  select
                    from accounts account
                   where account.customer_id = $1
                     and account.kind = 'share'
                     and account.state <> 'deleted'
                     and account.invited_as = search_key(new.name || E'\n' || new.email)
                  )"#,
        parent.customer.into_uuid(),
        names,
        emails,
    )
    .fetch_all(conn)
    .await
}

/// A share account of this parent.
pub struct Found {
    pub name: String,
    pub email: String,
    pub state: String,
    pub declined_at: Option<OffsetDateTime>,
}

pub async fn find_for_update(
    conn: &mut PgConnection,
    parent: &Parent,
    account: AccountId,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        "select name, email, state, declined_at
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

/// Forgets that the invitee declined: the parent invites them again.
pub async fn clear_refusal(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set declined_at = null,
                declined_because = null
          where id = $1",
        account.into_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A share account that was added with this name and address since a moment, and is to have an invitation by mail.
pub async fn find_just_added(
    conn: &mut PgConnection,
    parent: &Parent,
    invitee: &Invitee,
    since: OffsetDateTime,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select id
           from accounts
          where customer_id = $1
            and kind = 'share'
            and state = 'awaiting_registration'
            and name = $2
            and email = $3
            and created_at > $4
            and declined_at is null
            and exists (
                select
                  from outbox
                 where outbox.account_id = accounts.id
                   and outbox.letter in ('invitation', 'invitation_again', 'invitation_requested')
                )
          order by created_at desc
          limit 1",
        parent.customer.into_uuid(),
        invitee.name.as_str(),
        invitee.email.as_str(),
        since,
    )
    .fetch_optional(conn)
    .await
}

/// Marks that the invitee declined.
pub async fn mark_declined(
    conn: &mut PgConnection,
    account: AccountId,
    because: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set declined_at = $2,
                declined_because = $3
          where id = $1
            and state = 'awaiting_registration'",
        account.into_uuid(),
        now,
        because,
    )
    .execute(conn)
    .await?;
    Ok(())
}
