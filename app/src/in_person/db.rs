//! SQL of registration in person.

use time::OffsetDateTime;
use uuid::Uuid;

use super::rules::State;
use crate::{
    platform::{db::PgConnection, session::Parent, tokens::Hash},
    values::AccountId,
};

/// A registration, and all that hangs on it.
pub struct Found {
    pub id: Uuid,
    pub token_hash: Vec<u8>,
    pub customer: Uuid,
    pub opened_by: Uuid,
    pub number: String,
    pub wrong_numbers: i16,
    pub state: String,
    pub draft: Option<String>,
    pub draft_hash: Option<Vec<u8>>,
    pub expires_at: OffsetDateTime,
    pub shop_name: String,
    pub host_stands: bool,
    pub account: Option<Uuid>,
    pub account_state: Option<String>,
    pub account_name: Option<String>,
    pub account_email: Option<String>,
    pub link_expires_at: Option<OffsetDateTime>,
}

pub async fn find(conn: &mut PgConnection, registration: Uuid) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        r#"select registration.id, registration.token_hash, registration.customer_id as customer,
                  registration.opened_by, registration.number, registration.wrong_numbers, registration.state,
                  registration.draft, registration.draft_hash, registration.expires_at,
                  customer.name as shop_name,
                  exists (
                      select
                        from active_accounts host
                       where host.id = registration.opened_by
                         and host.session_epoch = registration.session_epoch
                  ) as "host_stands!",
                  registration.account_id as account,
                  account.state as "account_state?", account.name as "account_name?",
                  account.email as "account_email?", link.expires_at as "link_expires_at?"
             from in_person_registrations registration
             join customers customer on customer.id = registration.customer_id
             left join accounts account on account.id = registration.account_id
             left join lateral (
                  select max(invitation_links.expires_at) as expires_at
                    from invitation_links
                   where invitation_links.account_id = account.id
                     and invitation_links.mail_id is null
                     and invitation_links.replaced_at is null
                     and invitation_links.used_at is null
                  ) link on true
            where registration.id = $1"#,
        registration,
    )
    .fetch_optional(conn)
    .await
}

/// Which registration, and of which shop, whose lock comes first.
pub struct Named {
    pub id: Uuid,
    pub customer: Uuid,
}

pub async fn find_by_token(conn: &mut PgConnection, token: &Hash) -> sqlx::Result<Option<Named>> {
    sqlx::query_as!(
        Named,
        "select id, customer_id as customer
           from in_person_registrations
          where token_hash = $1",
        token.as_slice(),
    )
    .fetch_optional(conn)
    .await
}

/// One that this parent account has opened, on whichever browser.
pub async fn find_own(
    conn: &mut PgConnection,
    parent: &Parent,
    registration: Uuid,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select id
           from in_person_registrations
          where id = $1
            and customer_id = $2
            and opened_by = $3",
        registration,
        parent.customer.into_uuid(),
        parent.account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}

/// The newest that this browser of the parent has opened, if it is no older than that.
pub async fn find_newest(
    conn: &mut PgConnection,
    parent: &Parent,
    since: OffsetDateTime,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select id
           from in_person_registrations
          where opened_by = $1
            and device_hash is not distinct from $2
            and created_at > $3
          order by created_at desc
          limit 1",
        parent.account.into_uuid(),
        parent.device.as_deref(),
        since,
    )
    .fetch_optional(conn)
    .await
}

/// A registration that is to be.
pub struct New<'a> {
    pub id: Uuid,
    pub token_hash: &'a Hash,
    pub number: &'a str,
    pub expires_at: OffsetDateTime,
}

pub async fn insert(
    conn: &mut PgConnection,
    parent: &Parent,
    new: New<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into in_person_registrations
                (id, token_hash, customer_id, opened_by, device_hash, session_epoch, number, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.id,
        new.token_hash.as_slice(),
        parent.customer.into_uuid(),
        parent.account.into_uuid(),
        parent.device.as_deref(),
        parent.epoch,
        new.number,
        now,
        new.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends what this browser of the parent still shows: a newer code takes its place.
pub async fn replace_open(conn: &mut PgConnection, parent: &Parent) -> sqlx::Result<()> {
    sqlx::query!(
        "update in_person_registrations
            set state = 'replaced',
                draft = null,
                draft_hash = null
          where opened_by = $1
            and device_hash is not distinct from $2
            and state = 'open'",
        parent.account.into_uuid(),
        parent.device.as_deref(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes what has become of a registration; what was typed is needed no more.
pub async fn settle(
    conn: &mut PgConnection,
    registration: Uuid,
    state: State,
    account: Option<AccountId>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update in_person_registrations
            set state = $2,
                account_id = coalesce($3, account_id),
                draft = null,
                draft_hash = null
          where id = $1",
        registration,
        state.as_str(),
        account.map(AccountId::into_uuid),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts a wrong number; tells how many there are.
pub async fn count_wrong_number(conn: &mut PgConnection, registration: Uuid) -> sqlx::Result<i16> {
    sqlx::query_scalar!(
        "update in_person_registrations
            set wrong_numbers = wrong_numbers + 1
          where id = $1
      returning wrong_numbers",
        registration,
    )
    .fetch_one(conn)
    .await
}

/// Keeps what was typed for whoever knows the key.
pub async fn keep_draft(
    conn: &mut PgConnection,
    registration: Uuid,
    draft: &str,
    key: &Hash,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update in_person_registrations
            set draft = $2,
                draft_hash = $3
          where id = $1",
        registration,
        draft,
        key.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn delete_old(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from in_person_registrations where expires_at < $1",
        before
    )
    .execute(conn)
    .await?;
    Ok(())
}
