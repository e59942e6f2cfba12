//! Links in mails: minted when the mail is sent, stored as a hash, used up once by a person's press (D7, D8, R1).
//!
//! Invitations have a table of their own, since they are shown in the share account list.

pub mod number;
pub mod press;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    db::PgConnection,
    outbox::{self, Letter, Mail},
    services::Services,
    tokens::{self, Hash},
};
use crate::values::{AccountId, Token};

/// What a link is good for, and for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Setting a new password.
    PasswordReset,
    /// Confirming an e-mail address.
    EmailConfirmation,
    /// Undoing a change of the e-mail address (X1).
    EmailUndo,
    /// Confirming the address that the account has (X10).
    AddressConfirmation,
    /// Ending everything after a sign-in that was not one's own (X6).
    SignInAlert,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::PasswordReset => "password_reset",
            Self::EmailConfirmation => "email_confirmation",
            Self::EmailUndo => "email_undo",
            Self::AddressConfirmation => "address_confirmation",
            Self::SignInAlert => "sign_in_alert",
        }
    }

    fn lifetime(self, services: &Services) -> Duration {
        let lifetimes = &services.settings.lifetimes;
        match self {
            Self::PasswordReset => lifetimes.password_reset,
            Self::EmailConfirmation | Self::AddressConfirmation => lifetimes.email_confirmation,
            Self::EmailUndo => lifetimes.email_undo,
            Self::SignInAlert => lifetimes.sign_in_alert,
        }
    }
}

/// A link that was just made for a mail.
#[derive(Debug)]
pub struct Minted {
    /// What stands in the mail.
    pub token: Token,
    /// Until when it works.
    pub expires_at: OffsetDateTime,
}

/// Makes a link for a mail that is about to be sent, in the transaction that finds out that it is still wanted.
///
/// # Errors
///
/// When the database does not answer.
pub async fn mint(
    conn: &mut PgConnection,
    services: &Services,
    kind: Kind,
    account: AccountId,
    mail: &Mail,
) -> sqlx::Result<Minted> {
    let now = services.clock.now();
    let token = tokens::mint(services.randomness.as_ref());
    let expires_at = now + kind.lifetime(services);
    let hash = tokens::hash(&token);
    sqlx::query!(
        "insert into mailed_links (token_hash, kind, account_id, subject_id, mail_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        hash.as_slice(),
        kind.as_str(),
        account.into_uuid(),
        mail.subject,
        mail.id,
        now,
        expires_at,
    )
    .execute(conn)
    .await?;
    Ok(Minted { token, expires_at })
}

/// A link as it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whose it is.
    pub account: AccountId,
    /// What it is about besides.
    pub subject: Option<Uuid>,
    /// Whether a press would still use it.
    pub is_live: bool,
    /// Whether a press has used it.
    pub is_used: bool,
}

/// The link of this kind with this token, if there ever was one. Changes nothing (D8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(
    conn: &mut PgConnection,
    kind: Kind,
    token: &Token,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Found>> {
    let hash = tokens::hash(token);
    let row = sqlx::query!(
        r#"select account_id, subject_id,
                  used_at is null and ended_at is null and expires_at > $3 as "is_live!",
                  used_at is not null as "is_used!"
             from mailed_links
            where token_hash = $1
              and kind = $2"#,
        hash.as_slice(),
        kind.as_str(),
        now,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Found {
        account: AccountId::from(row.account_id),
        subject: row.subject_id,
        is_live: row.is_live,
        is_used: row.is_used,
    }))
}

/// Uses a link up; tells whether it was this very press that did. Of any number at once, one wins (R1).
///
/// # Errors
///
/// When the database does not answer.
pub async fn consume(
    conn: &mut PgConnection,
    kind: Kind,
    token: &Token,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let hash: Hash = tokens::hash(token);
    let used = sqlx::query!(
        "update mailed_links
            set used_at = $3
          where token_hash = $1
            and kind = $2
            and used_at is null
            and ended_at is null
            and expires_at > $3",
        hash.as_slice(),
        kind.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Ends the open links of these kinds of an account.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end(
    conn: &mut PgConnection,
    account: AccountId,
    kinds: &[Kind],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    sqlx::query!(
        "update mailed_links
            set ended_at = $3
          where account_id = $1
            and kind = any($2)
            and used_at is null
            and ended_at is null",
        account.into_uuid(),
        &kinds,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the open links of these kinds that are about one of these subjects.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_about(
    conn: &mut PgConnection,
    subjects: &[Uuid],
    kinds: &[Kind],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    sqlx::query!(
        "update mailed_links
            set ended_at = $3
          where subject_id = any($1)
            and kind = any($2)
            and used_at is null
            and ended_at is null",
        subjects,
        &kinds,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the open links for a new password, and calls back the mail that would bring another: after a change of
/// user ID, address or password none of them may work (R12). A reminder makes links of its own when it is written, for
/// those who have the address then.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_resets(
    conn: &mut PgConnection,
    account: AccountId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    end(conn, account, &[Kind::PasswordReset], now).await?;
    outbox::supersede_letters(conn, account, &[Letter::PasswordReset]).await
}

/// Deletes links that nobody can ask about any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("delete from mailed_links where expires_at < $1", before)
        .execute(conn)
        .await?;
    Ok(())
}
