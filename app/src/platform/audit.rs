//! Who did what, when, from where (R53). Written in the transaction of the change itself.

use time::OffsetDateTime;

use super::db::PgConnection;
use crate::{
    platform::request::Origin,
    values::{AccountId, CustomerId},
};

/// What happened, in the words of the OWASP logging vocabulary where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody signed in.
    SignedIn,
    /// Somebody did not sign in.
    SignInFailed,
    /// Sign-ins were held back.
    SignInLimited,
    /// Somebody signed out.
    SignedOut,
    /// A remembered sign-in was used with a value already replaced: it may have been stolen (R33).
    RememberedReused,
    /// A share account was added and invited.
    ShareAccountInvited,
    /// The invitation was sent again.
    InvitationResent,
    /// A share account was renamed.
    ShareAccountRenamed,
    /// A share account was deleted.
    ShareAccountDeleted,
    /// An invitee registered.
    Registered,
    /// Somebody went on to the cart.
    CartOpened,
}

impl Event {
    /// The word in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "authn_login_success",
            Self::SignInFailed => "authn_login_fail",
            Self::SignInLimited => "excess_rate_limit_exceeded",
            Self::SignedOut => "session_ended",
            Self::RememberedReused => "authn_token_reuse",
            Self::ShareAccountInvited => "user_created",
            Self::InvitationResent => "invitation_resent",
            Self::ShareAccountRenamed => "user_updated",
            Self::ShareAccountDeleted => "user_deleted",
            Self::Registered => "user_registered",
            Self::CartOpened => "cart_opened",
        }
    }
}

/// One entry.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What happened.
    pub event: Event,
    /// Who did it; nobody for a guest.
    pub actor: Option<AccountId>,
    /// Whose history it belongs to.
    pub customer: Option<CustomerId>,
    /// Whom it was done to.
    pub account: Option<AccountId>,
    /// Where the request came from.
    pub origin: &'a Origin,
}

/// Records an entry. A change whose entry cannot be written does not happen (R42).
///
/// # Errors
///
/// When the database does not answer.
pub async fn record(
    conn: &mut PgConnection,
    entry: Entry<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_log (recorded_at, event, actor_id, customer_id, account_id, address, request_id)
         values ($1, $2, $3, $4, $5, $6::text::inet, $7)",
        now,
        entry.event.as_str(),
        entry.actor.map(AccountId::into_uuid),
        entry.customer.map(CustomerId::into_uuid),
        entry.account.map(AccountId::into_uuid),
        entry.origin.address.map(|address| address.to_string()),
        entry.origin.request_id,
    )
    .execute(conn)
    .await?;
    Ok(())
}
