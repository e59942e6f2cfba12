//! SQL of invitations: their links, their letters, and who wants none.

use time::OffsetDateTime;

use crate::{
    platform::{db::PgConnection, session::Parent, tokens::Hash},
    values::{AccountId, CustomerId, EmailAddress},
};

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
            and account.declined_at is null
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
    /// The mail that brings it; none where its person holds it already (X10).
    pub mail: Option<uuid::Uuid>,
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

/// Which of these addresses want no invitation from this shop: their places in the list, from 0 on.
pub async fn refusals(
    conn: &mut PgConnection,
    parent: &Parent,
    emails: &[String],
) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        r#"select new.number - 1 as "place!"
             from unnest($2::text[]) with ordinality as new (email, number)
             join invitation_refusals refusal
               on refusal.customer_id = $1
              and refusal.email_key = lower(new.email)"#,
        parent.customer.into_uuid(),
        emails,
    )
    .fetch_all(conn)
    .await
}

/// The parent has confirmed to invite whoever reads this address again.
pub async fn delete_refusal(
    conn: &mut PgConnection,
    parent: &Parent,
    email: &EmailAddress,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from invitation_refusals
          where customer_id = $1
            and email_key = lower($2)",
        parent.customer.into_uuid(),
        email.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Tells these advisory locks from others of the portal.
const MAILBOX_LOCKS: i32 = 1;

/// Lets one invitation to a mailbox through at a time, until the end of the transaction: two shops that invite the same
/// person at once are counted one after the other (X7). Always in one order, so that two lists do not wait for each
/// other in a circle; mailboxes share 64 locks, so that files of many hundreds do not fill the server's table of locks.
pub async fn lock_mailboxes(conn: &mut PgConnection, emails: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock($2, mailbox.lock)
           from (
                select distinct hashtext(lower(email)) & 63 as lock
                  from unnest($1::text[]) email
                 order by 1
                ) mailbox",
        emails,
        MAILBOX_LOCKS,
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// What a mailbox got of late.
pub struct Load {
    /// Its place in the list that was asked about, from 0 on.
    pub place: i64,
    pub count: i64,
    pub oldest: OffsetDateTime,
}

/// How many invitations each of these addresses got since a moment, from whichever shop (X7).
pub async fn loads(
    conn: &mut PgConnection,
    emails: &[String],
    since: OffsetDateTime,
) -> sqlx::Result<Vec<Load>> {
    sqlx::query_as!(
        Load,
        r#"select new.number - 1 as "place!", count(*) as "count!", min(outbox.created_at) as "oldest!"
             from unnest($1::text[]) with ordinality as new (email, number)
             join accounts account on lower(account.email) = lower(new.email)
             join outbox on outbox.account_id = account.id
            where outbox.letter in ('invitation', 'invitation_again', 'invitation_requested')
              and outbox.created_at > $2
            group by new.number"#,
        emails,
        since,
    )
    .fetch_all(conn)
    .await
}

/// This address wants no invitation from this shop any more.
pub async fn insert_refusal(
    conn: &mut PgConnection,
    customer: CustomerId,
    email: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_refusals (customer_id, email_key, refused_at)
         values ($1, lower($2), $3)
         on conflict (customer_id, email_key) do update
            set refused_at = excluded.refused_at",
        customer.into_uuid(),
        email,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest mail of an invitation.
pub struct NewestMail {
    pub letter: String,
    pub state: String,
    pub created_at: OffsetDateTime,
    pub sent_at: Option<OffsetDateTime>,
}

pub async fn newest_mail(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<NewestMail>> {
    sqlx::query_as!(
        NewestMail,
        "select letter, state, created_at, sent_at
           from outbox
          where account_id = $1
          order by created_at desc
          limit 1",
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}
