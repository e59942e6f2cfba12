//! SQL of recovery.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    platform::{db::PgConnection, password::PasswordHash, request::Origin},
    values::{AccountId, EmailAddress},
};

/// A request to be looked up later.
pub struct New<'a> {
    pub id: Uuid,
    pub user_id: Option<&'a str>,
    pub email: &'a EmailAddress,
    pub customer_code: Option<&'a str>,
    pub origin: &'a Origin,
}

pub async fn insert_request(
    conn: &mut PgConnection,
    new: New<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into recovery_requests
                (id, user_id, email, customer_code, requested_at, address, user_agent, request_id)
         values ($1, $2, $3, $4, $5, $6::text::inet, $7, $8)",
        new.id,
        new.user_id,
        new.email.as_str(),
        new.customer_code,
        now,
        new.origin.address.map(|address| address.to_string()),
        new.origin.user_agent,
        new.origin.request_id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A request that a worker has taken.
pub struct Request {
    pub user_id: Option<String>,
    pub email: String,
    pub customer_code: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub reference: Option<String>,
}

/// Takes the oldest request: with the transaction it is gone, or still there.
pub async fn take_request(conn: &mut PgConnection) -> sqlx::Result<Option<Request>> {
    sqlx::query_as!(
        Request,
        "delete from recovery_requests
          where id = (
                select id
                  from recovery_requests
                 order by requested_at
                 limit 1
                   for update skip locked
                )
      returning user_id, email, customer_code, host(address) as address, user_agent, request_id as reference",
    )
    .fetch_optional(conn)
    .await
}

/// An account that what was typed is about.
pub struct Match {
    pub account: Uuid,
    pub customer: Uuid,
    pub email: String,
}

/// An account that may act.
pub struct Named {
    pub account: Uuid,
    pub customer: Uuid,
    /// Whether it is known that mails to the address reach its person (X10).
    pub email_confirmed: bool,
}

/// The account with this user ID and this address, if it may act. Only the case of ASCII letters is folded (R47).
pub async fn find_by_user_id(
    conn: &mut PgConnection,
    user_id: &str,
    email: &str,
) -> sqlx::Result<Option<Named>> {
    sqlx::query_as!(
        Named,
        r#"select id as "account!", customer_id as "customer!",
                  email_unconfirmed_since is null as "email_confirmed!"
             from active_accounts
            where user_id = $1
              and lower(email collate "C") = lower($2 collate "C")"#,
        user_id,
        email,
    )
    .fetch_optional(conn)
    .await
}

/// One account for each way that this address is stored; the mail lists them all (X4, R47).
///
/// Where the customer number is known, it is an account of that shop.
pub async fn find_by_email(
    conn: &mut PgConnection,
    email: &str,
    customer_code: Option<&str>,
) -> sqlx::Result<Vec<Match>> {
    sqlx::query_as!(
        Match,
        r#"select distinct on (account.email) account.id as account, account.customer_id as customer,
                  account.email
             from accounts account
             join customers customer on customer.id = account.customer_id
            where account.state <> 'deleted'
              and (account.state <> 'active' or account.email_unconfirmed_since is null)
              and lower(account.email collate "C") = lower($1 collate "C")
            order by account.email, (customer.code = $2) is true desc, account.created_at"#,
        email,
        customer_code,
    )
    .fetch_all(conn)
    .await
}

/// An account in the mail that lists all of an address.
pub struct Listed {
    pub account: Uuid,
    pub kind: String,
    pub state: String,
    pub parent_state: String,
    pub name: String,
    pub user_id: Option<String>,
    pub shop_name: String,
}

/// The mailbox of an account, in whatever state, and what it reads.
pub struct Mailbox {
    pub email: String,
    pub language: String,
}

pub async fn find_mailbox(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<Mailbox>> {
    sqlx::query_as!(
        Mailbox,
        "select email, language from accounts where id = $1 and state <> 'deleted'",
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// Every account with exactly the address of this one, its own shop first; what is beyond `limit` is left out.
pub async fn list_of_mailbox(
    conn: &mut PgConnection,
    account: AccountId,
    limit: i64,
) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select account.id as account, account.kind, account.state, parent.state as parent_state,
                  account.name, account.user_id, customer.name as shop_name
             from accounts account
             join accounts parent on parent.customer_id = account.customer_id and parent.kind = 'parent'
             join customers customer on customer.id = account.customer_id
             join accounts asked on asked.id = $1
            where account.state <> 'deleted'
              and (account.state <> 'active' or account.email_unconfirmed_since is null)
              and account.email = asked.email
              and lower(account.email collate "C") = lower(asked.email collate "C")
            order by account.customer_id <> asked.customer_id, customer.code, account.kind, account.created_at
            limit $2"#,
        account.into_uuid(),
        limit,
    )
    .fetch_all(conn)
    .await
}

pub async fn update_password(
    conn: &mut PgConnection,
    account: AccountId,
    hash: &PasswordHash,
) -> sqlx::Result<bool> {
    let updated = sqlx::query!(
        "update accounts
            set password_hash = $2
          where id = $1
            and state = 'active'",
        account.into_uuid(),
        hash.as_stored(),
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// What a password must not be made of.
pub struct Owner {
    pub customer: Uuid,
    pub user_id: String,
    pub email: String,
    pub shop_name: String,
    pub customer_code: String,
}

pub async fn find_owner(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<Owner>> {
    sqlx::query_as!(
        Owner,
        r#"select account.customer_id as "customer!", account.user_id as "user_id!", account.email as "email!",
                  customer.name as shop_name, customer.code as customer_code
             from active_accounts account
             join customers customer on customer.id = account.customer_id
            where account.id = $1"#,
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}
