//! How often something may be tried, counted in the database for all server processes (R25–R28).

mod window;

use time::{Duration, OffsetDateTime};

pub use window::{Room, room, take_all_within, take_within};

use super::{
    db::PgConnection,
    settings::Limit,
    tokens::{Hash, hash_of},
};

/// What is counted. Each scope counts for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Sign-ins for a typed user ID from unknown devices.
    SignInAccount,
    /// Sign-ins for an account from one known device.
    SignInDevice,
    /// Sign-ins from an address.
    SignInAddress,
    /// An address that tried too many different user IDs and cools down.
    SprayCoolDown,
    /// Share accounts added by one parent.
    Add,
    /// Files with invitations sent by one parent.
    Import,
    /// Resends of one invitation, one after the other.
    ResendPause,
    /// Resends of one invitation over a day.
    ResendDay,
    /// New mails that the invitee of one invitation asks for.
    InvitationRequest,
    /// Resends by one parent over an hour.
    ResendParent,
    /// Uses of one invitation's form.
    Registration,
    /// Checks of a user ID with one invitation, or in one session.
    UserIdCheck,
    /// The same over a day.
    UserIdCheckDay,
    /// Checks of a user ID from an address.
    UserIdCheckAddress,
    /// Proofs of who somebody is, for one account.
    Proof,
    /// Requests from an address by people who have forgotten something.
    RecoveryAddress,
    /// Links for a new password to one account, or reminders to one mailbox.
    Recovery,
    /// The same over a day.
    RecoveryDay,
    /// Requested e-mail changes of one account.
    EmailChange,
    /// Mails to one account that confirm the address it has.
    AddressConfirmation,
    /// Sign-ins with a passkey from an address.
    PasskeyAddress,
    /// Numbers typed on the page behind one link (X3).
    ConfirmationNumber,
}

impl Scope {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignInAccount => "sign_in_account",
            Self::SignInDevice => "sign_in_device",
            Self::SignInAddress => "sign_in_address",
            Self::SprayCoolDown => "spray_cool_down",
            Self::Add => "add",
            Self::Import => "import",
            Self::ResendPause => "resend_pause",
            Self::ResendDay => "resend_day",
            Self::InvitationRequest => "invitation_request",
            Self::ResendParent => "resend_parent",
            Self::Registration => "registration",
            Self::UserIdCheck => "user_id_check",
            Self::UserIdCheckDay => "user_id_check_day",
            Self::UserIdCheckAddress => "user_id_check_address",
            Self::Proof => "proof",
            Self::RecoveryAddress => "recovery_address",
            Self::Recovery => "recovery",
            Self::RecoveryDay => "recovery_day",
            Self::EmailChange => "email_change",
            Self::AddressConfirmation => "address_confirmation",
            Self::PasskeyAddress => "passkey_address",
            Self::ConfirmationNumber => "confirmation_number",
        }
    }
}

/// How long to wait before the next try is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub Duration);

impl Wait {
    /// Whole seconds for a countdown, at least one.
    pub fn seconds(self) -> i64 {
        let part = i64::from(self.0.subsec_nanoseconds() > 0);
        (self.0.whole_seconds() + part).max(1)
    }

    /// Whole minutes for people, at least one.
    pub fn minutes(self) -> i64 {
        (self.seconds() + 59) / 60
    }
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Go on; the try is counted.
    Admitted,
    /// Not now; the try is not counted.
    Refused(Wait),
}

/// Counts a try of `key` in several scopes, one after the other; the first that is used up refuses it.
///
/// # Errors
///
/// When the database does not answer; the caller refuses then, too (R42).
pub async fn take_all(
    conn: &mut PgConnection,
    tries: &[(Scope, &[u8], Limit)],
    now: OffsetDateTime,
) -> sqlx::Result<Admission> {
    for (scope, key, limit) in tries {
        let admission = take(conn, *scope, key, *limit, now).await?;
        if admission != Admission::Admitted {
            return Ok(admission);
        }
    }
    Ok(Admission::Admitted)
}

/// Counts a try of `key`, unless it has to wait. One statement: parallel tries cannot slip through together.
///
/// # Errors
///
/// When the database does not answer; the caller refuses then, too (R42).
pub async fn take(
    conn: &mut PgConnection,
    scope: Scope,
    key: &[u8],
    limit: Limit,
    now: OffsetDateTime,
) -> sqlx::Result<Admission> {
    let key_hash = hash_of(key);
    let every = limit.every;
    let latest = now + every * limit.burst.get();

    let admitted = sqlx::query_scalar!(
        "insert into rate_limits as present (scope, key_hash, arrives_at)
         values ($1, $2, $3::timestamptz + make_interval(secs => $4))
         on conflict (scope, key_hash) do update
            set arrives_at = greatest(present.arrives_at, $3) + make_interval(secs => $4)
          where greatest(present.arrives_at, $3) + make_interval(secs => $4) <= $5
         returning arrives_at",
        scope.as_str(),
        key_hash.as_slice(),
        now,
        every.as_seconds_f64(),
        latest,
    )
    .fetch_optional(&mut *conn)
    .await?;
    if admitted.is_some() {
        return Ok(Admission::Admitted);
    }

    let arrives_at = find(conn, scope, &key_hash).await?.unwrap_or(now);
    Ok(Admission::Refused(Wait(arrives_at + every - latest)))
}

/// Takes back one try that was counted: it was the owner's own, and everybody else's stay counted (R25).
///
/// # Errors
///
/// When the database does not answer.
pub async fn give_back(
    conn: &mut PgConnection,
    scope: Scope,
    key: &[u8],
    limit: Limit,
) -> sqlx::Result<()> {
    let key_hash = hash_of(key);
    sqlx::query!(
        "update rate_limits
            set arrives_at = arrives_at - make_interval(secs => $3)
          where scope = $1
            and key_hash = $2",
        scope.as_str(),
        key_hash.as_slice(),
        limit.every.as_seconds_f64(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether `key` is blocked until a later moment, without counting anything.
///
/// # Errors
///
/// When the database does not answer.
pub async fn blocked(
    conn: &mut PgConnection,
    scope: Scope,
    key: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<Wait>> {
    let until = find(conn, scope, &hash_of(key)).await?;
    Ok(until
        .filter(|until| *until > now)
        .map(|until| Wait(until - now)))
}

/// Blocks `key` until `until`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn block(
    conn: &mut PgConnection,
    scope: Scope,
    key: &[u8],
    until: OffsetDateTime,
) -> sqlx::Result<()> {
    let key_hash = hash_of(key);
    sqlx::query!(
        "insert into rate_limits (scope, key_hash, arrives_at)
         values ($1, $2, $3)
         on conflict (scope, key_hash) do update
            set arrives_at = excluded.arrives_at",
        scope.as_str(),
        key_hash.as_slice(),
        until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was counted for `key`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget(conn: &mut PgConnection, scope: Scope, key: &[u8]) -> sqlx::Result<()> {
    let key_hash = hash_of(key);
    sqlx::query!(
        "delete from rate_limits
          where scope = $1
            and key_hash = $2",
        scope.as_str(),
        key_hash.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes rows that no longer hold anything back.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<u64> {
    let swept = sqlx::query!("delete from rate_limits where arrives_at < $1", now)
        .execute(&mut *conn)
        .await?;
    Ok(swept.rows_affected() + window::sweep(conn, now).await?)
}

async fn find(
    conn: &mut PgConnection,
    scope: Scope,
    key_hash: &Hash,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select arrives_at
           from rate_limits
          where scope = $1
            and key_hash = $2",
        scope.as_str(),
        key_hash.as_slice(),
    )
    .fetch_optional(conn)
    .await
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use sqlx::PgPool;
    use time::macros::datetime;

    use super::*;
    use crate::platform::db::Db;

    const NOW: OffsetDateTime = datetime!(2026-11-21 03:00 UTC);
    const THREE_THEN_ONE_A_MINUTE: Limit = Limit {
        burst: NonZeroU32::new(3).expect("three"),
        every: Duration::MINUTE,
    };

    #[sqlx::test(migrations = "../migrations")]
    async fn a_burst_is_free_and_then_one_each_interval(pool: PgPool) {
        let mut conn = pool.acquire().await.expect("a connection");
        let mut attempt = async |now| {
            take(
                &mut conn,
                Scope::SignInAccount,
                b"demoparent",
                THREE_THEN_ONE_A_MINUTE,
                now,
            )
            .await
            .expect("counted")
        };

        for _ in 0..3 {
            assert_eq!(attempt(NOW).await, Admission::Admitted);
        }
        assert_eq!(
            attempt(NOW).await,
            Admission::Refused(Wait(Duration::MINUTE))
        );
        assert_eq!(
            attempt(NOW + Duration::seconds(40)).await,
            Admission::Refused(Wait(Duration::seconds(20)))
        );
        assert_eq!(attempt(NOW + Duration::MINUTE).await, Admission::Admitted);
        assert_eq!(
            attempt(NOW + Duration::MINUTE).await,
            Admission::Refused(Wait(Duration::MINUTE))
        );
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn r25_own_success_gives_back_one_try_and_no_more(pool: PgPool) {
        let mut conn = pool.acquire().await.expect("a connection");
        let (scope, limit) = (Scope::SignInAccount, THREE_THEN_ONE_A_MINUTE);
        for _ in 0..3 {
            take(&mut conn, scope, b"demoparent", limit, NOW)
                .await
                .expect("counted");
        }

        give_back(&mut conn, scope, b"demoparent", limit)
            .await
            .expect("given back");

        let again = take(&mut conn, scope, b"demoparent", limit, NOW).await;
        assert_eq!(again.expect("counted"), Admission::Admitted);
        let once_more = take(&mut conn, scope, b"demoparent", limit, NOW).await;
        assert_eq!(
            once_more.expect("counted"),
            Admission::Refused(Wait(Duration::MINUTE))
        );
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn r25_parallel_tries_do_not_slip_through_together(pool: PgPool) {
        let db = Db::new(pool);
        let tries = (0..40).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut conn = db.acquire().await.expect("a connection");
                take(
                    &mut conn,
                    Scope::SignInAccount,
                    b"demoparent",
                    THREE_THEN_ONE_A_MINUTE,
                    NOW,
                )
                .await
            })
        });

        let mut admitted = 0;
        for attempt in tries.collect::<Vec<_>>() {
            admitted +=
                usize::from(attempt.await.expect("ran").expect("counted") == Admission::Admitted);
        }

        assert_eq!(admitted, 3);
    }

    #[test]
    fn a_wait_is_told_in_whole_minutes_and_never_in_none() {
        for (seconds, minutes) in [(1, 1), (59, 1), (60, 1), (61, 2), (600, 10)] {
            assert_eq!(Wait(Duration::seconds(seconds)).minutes(), minutes);
        }
        assert_eq!(Wait(Duration::ZERO).minutes(), 1);
    }
}
