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
    /// Somebody signed in from a browser that the account had not been used from before (X6).
    NewDevice,
    /// A proof of who somebody is was asked for and was wrong (D10).
    ProofFailed,
    /// A device was signed out from another one.
    DeviceSignedOut,
    /// All other devices were signed out.
    OthersSignedOut,
    /// Everything was ended from the mail about a new device.
    AllSignedOut,
    /// A link for setting a new password was asked for.
    PasswordResetRequested,
    /// A new password was set.
    PasswordChanged,
    /// The user ID was changed.
    UserIdChanged,
    /// A change of the e-mail address was asked for.
    EmailChangeRequested,
    /// The request was taken back.
    EmailChangeWithdrawn,
    /// The e-mail address was changed.
    EmailChanged,
    /// The change was undone from the old mailbox.
    EmailRestored,
    /// Somebody showed that mails to the address they registered with arrive (X10).
    EmailConfirmed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was renamed.
    PasskeyRenamed,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A share account was added and invited.
    ShareAccountInvited,
    /// The invitation was sent again.
    InvitationResent,
    /// An invitee asked for a new mail, since their link had ended.
    InvitationRequested,
    /// An invitee said that the invitation is not for them.
    InvitationDeclined,
    /// An invitation went to a wrong address: it was withdrawn, and made anew for the right one (X2).
    InvitationCorrected,
    /// A share account was renamed.
    ShareAccountRenamed,
    /// A share account was deleted.
    ShareAccountDeleted,
    /// The code of a registration in person was shown (X10).
    InPersonStarted,
    /// A number was entered on a phone, and was another than the parent's screen showed (X10).
    InPersonNumberWrong,
    /// Somebody entered on their phone, and a share account was added (X10).
    ShareAccountAddedInPerson,
    /// The parent stopped it (X10).
    InPersonStopped,
    /// An invitee registered.
    Registered,
    /// Somebody went on to the cart.
    CartOpened,
    /// Somebody went on to one of the services of SSO連携サービス.
    ServiceOpened,
    /// An operator put the shop's points right.
    PointsCorrected,
    /// A mail that was sent came back (X2).
    MailBounced,
}

impl Event {
    /// All of them, in no order.
    pub const ALL: [Self; 37] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignInLimited,
        Self::SignedOut,
        Self::RememberedReused,
        Self::NewDevice,
        Self::ProofFailed,
        Self::DeviceSignedOut,
        Self::OthersSignedOut,
        Self::AllSignedOut,
        Self::PasswordResetRequested,
        Self::PasswordChanged,
        Self::UserIdChanged,
        Self::EmailChangeRequested,
        Self::EmailChangeWithdrawn,
        Self::EmailChanged,
        Self::EmailRestored,
        Self::EmailConfirmed,
        Self::PasskeyAdded,
        Self::PasskeyRenamed,
        Self::PasskeyRemoved,
        Self::ShareAccountInvited,
        Self::InvitationResent,
        Self::InvitationRequested,
        Self::InvitationDeclined,
        Self::InvitationCorrected,
        Self::ShareAccountRenamed,
        Self::ShareAccountDeleted,
        Self::InPersonStarted,
        Self::InPersonNumberWrong,
        Self::ShareAccountAddedInPerson,
        Self::InPersonStopped,
        Self::Registered,
        Self::CartOpened,
        Self::ServiceOpened,
        Self::PointsCorrected,
        Self::MailBounced,
    ];

    /// The event that the log has this word for.
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }

    /// Whether what was tried did not come to pass.
    pub fn is_failure(self) -> bool {
        matches!(
            self,
            Self::SignInFailed
                | Self::SignInLimited
                | Self::ProofFailed
                | Self::RememberedReused
                | Self::MailBounced
                | Self::InPersonNumberWrong
        )
    }

    /// The word in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "authn_login_success",
            Self::SignInFailed => "authn_login_fail",
            Self::SignInLimited => "excess_rate_limit_exceeded",
            Self::SignedOut => "session_ended",
            Self::RememberedReused => "authn_token_reuse",
            Self::NewDevice => "authn_login_new_device",
            Self::ProofFailed => "authn_proof_fail",
            Self::DeviceSignedOut => "session_revoked",
            Self::OthersSignedOut => "sessions_revoked",
            Self::AllSignedOut => "authn_token_revoked",
            Self::PasswordResetRequested => "authn_password_reset_requested",
            Self::PasswordChanged => "authn_password_change",
            Self::UserIdChanged => "user_id_changed",
            Self::EmailChangeRequested => "email_change_requested",
            Self::EmailChangeWithdrawn => "email_change_withdrawn",
            Self::EmailChanged => "email_changed",
            Self::EmailRestored => "email_restored",
            Self::EmailConfirmed => "email_confirmed",
            Self::PasskeyAdded => "authn_passkey_added",
            Self::PasskeyRenamed => "authn_passkey_renamed",
            Self::PasskeyRemoved => "authn_passkey_removed",
            Self::ShareAccountInvited => "user_created",
            Self::InvitationResent => "invitation_resent",
            Self::InvitationRequested => "invitation_requested",
            Self::InvitationDeclined => "invitation_declined",
            Self::InvitationCorrected => "invitation_corrected",
            Self::ShareAccountRenamed => "user_updated",
            Self::ShareAccountDeleted => "user_deleted",
            Self::InPersonStarted => "in_person_started",
            Self::InPersonNumberWrong => "in_person_number_wrong",
            Self::ShareAccountAddedInPerson => "user_created_in_person",
            Self::InPersonStopped => "in_person_stopped",
            Self::Registered => "user_registered",
            Self::CartOpened => "cart_opened",
            Self::ServiceOpened => "service_opened",
            Self::PointsCorrected => "points_corrected",
            Self::MailBounced => "mail_bounced",
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
        "insert into audit_log
                (recorded_at, event, actor_id, customer_id, account_id, address, request_id, user_agent)
         values ($1, $2, $3, $4, $5, $6::text::inet, $7, $8)",
        now,
        entry.event.as_str(),
        entry.actor.map(AccountId::into_uuid),
        entry.customer.map(CustomerId::into_uuid),
        entry.account.map(AccountId::into_uuid),
        entry.origin.address.map(|address| address.to_string()),
        entry.origin.request_id,
        entry.origin.user_agent,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records the same of many accounts of a shop.
///
/// # Errors
///
/// When the database does not answer.
pub async fn record_each(
    conn: &mut PgConnection,
    event: Event,
    actor: &super::session::Member,
    accounts: &[uuid::Uuid],
    origin: &Origin,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_log
                (recorded_at, event, actor_id, customer_id, account_id, address, request_id, user_agent)
         select $1, $2, $3, $4, account_id, $6::text::inet, $7, $8
           from unnest($5::uuid[]) account_id",
        now,
        event.as_str(),
        actor.account.into_uuid(),
        actor.customer.into_uuid(),
        accounts,
        origin.address.map(|address| address.to_string()),
        origin.request_id,
        origin.user_agent,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records what a member did to their own account.
///
/// # Errors
///
/// When the database does not answer.
pub async fn record_own(
    conn: &mut PgConnection,
    event: Event,
    member: &super::session::Member,
    origin: &Origin,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let entry = Entry {
        event,
        actor: Some(member.account),
        customer: Some(member.customer),
        account: Some(member.account),
        origin,
    };
    record(conn, entry, now).await
}

/// The shop whose history an account's entries belong to.
///
/// # Errors
///
/// When the database does not answer.
pub async fn customer_of(
    conn: &mut PgConnection,
    account: AccountId,
) -> sqlx::Result<Option<CustomerId>> {
    let customer = sqlx::query_scalar!(
        "select customer_id from accounts where id = $1",
        account.into_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(customer.map(CustomerId::from))
}
