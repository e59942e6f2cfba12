//! A sign-in that outlives the browser: 次回から自動的にログインする (M17, D10, R33).

use axum::http::HeaderValue;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use time::{Duration, OffsetDateTime};

use super::{
    audit, cookies, db::PgConnection, request::Origin, services::Services,
    session_store::Beginning, tokens::hash_of,
};
use crate::values::{AccountId, CustomerId};

/// Tabs opened at the same moment come with the value that the first of them has just replaced.
const GRACE: Duration = Duration::seconds(60);
/// Length of what names a remembered sign-in, in bytes.
pub(super) const SELECTOR: usize = 16;
const VALIDATOR: usize = 32;

/// A remembered sign-in as the browser keeps it: which one, and the proof (R33).
pub(super) struct Remembered {
    /// Which one.
    pub(super) selector: [u8; SELECTOR],
    validator: [u8; VALIDATOR],
    /// How long ago the person ticked the box.
    pub(super) age: Duration,
}

impl Remembered {
    /// A new one.
    pub(super) fn mint(services: &Services) -> Self {
        Self {
            selector: services.randomness.bytes(),
            validator: services.randomness.bytes(),
            age: Duration::ZERO,
        }
    }

    fn parse(cookie: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let (selector, validator) = bytes.split_at_checked(SELECTOR)?;
        Some(Self {
            selector: selector.try_into().ok()?,
            validator: validator.try_into().ok()?,
            age: Duration::ZERO,
        })
    }

    /// The cookie that keeps it.
    pub(super) fn cookie(&self, max_age: Duration, secure: bool) -> HeaderValue {
        let value = URL_SAFE_NO_PAD.encode([self.selector.as_slice(), &self.validator].concat());
        cookies::set(cookies::Name::Remembered, value, Some(max_age), secure)
    }
}

/// What came of redeeming one.
pub(super) enum Redeemed {
    /// It is good; the browser gets a new value.
    Rotated {
        account: AccountId,
        fresh: Remembered,
        device: Option<Vec<u8>>,
        epoch: i32,
    },
    /// It is good, and was renewed by a request beside this one.
    RotatedJustNow {
        account: AccountId,
        selector: [u8; SELECTOR],
        device: Option<Vec<u8>>,
        epoch: i32,
    },
    /// It is not, or no longer, good.
    Refused,
}

/// Takes a remembered sign-in in exchange for a new value (D10). An older value than the one just replaced
/// was copied: the whole chain ends, with every session that came from it (R33).
pub(super) async fn redeem(
    services: &Services,
    cookie: &str,
    origin: &Origin,
) -> sqlx::Result<Redeemed> {
    let Some(presented) = Remembered::parse(cookie) else {
        return Ok(Redeemed::Refused);
    };
    let now = services.clock.now();
    let presented_hash = hash_of(&presented.validator);

    let mut tx = services.db.begin().await?;
    let Some(kept) = sqlx::query!(
        r#"select remembered.account_id, account.customer_id as "customer_id!", remembered.validator_hash,
                  remembered.previous_validator_hash, remembered.rotated_at, remembered.created_at,
                  remembered.device_hash, remembered.session_epoch
             from remembered_sign_ins remembered
             join active_accounts account
               on account.id = remembered.account_id
              and account.session_epoch = remembered.session_epoch
            where remembered.selector = $1
              and remembered.revoked_at is null
              and remembered.created_at > $2
              for update of remembered"#,
        presented.selector.as_slice(),
        now - services.settings.lifetimes.remembered,
    )
    .fetch_optional(&mut *tx)
    .await?
    else {
        return Ok(Redeemed::Refused);
    };
    let account = AccountId::from(kept.account_id);

    if bool::from(presented_hash.ct_eq(kept.validator_hash.as_slice())) {
        let fresh = Remembered {
            selector: presented.selector,
            validator: services.randomness.bytes(),
            age: now - kept.created_at,
        };
        let validator_hash = hash_of(&fresh.validator);
        sqlx::query!(
            "update remembered_sign_ins
                set validator_hash = $2,
                    previous_validator_hash = validator_hash,
                    rotated_at = $3,
                    user_agent = $4,
                    address = $5::text::inet
              where selector = $1",
            presented.selector.as_slice(),
            validator_hash.as_slice(),
            now,
            origin.user_agent,
            origin.address.map(|address| address.to_string()),
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        return Ok(Redeemed::Rotated {
            account,
            fresh,
            device: kept.device_hash,
            epoch: kept.session_epoch,
        });
    }

    let previous = kept.previous_validator_hash.as_deref().unwrap_or_default();
    if bool::from(presented_hash.ct_eq(previous)) && now - kept.rotated_at <= GRACE {
        return Ok(Redeemed::RotatedJustNow {
            account,
            selector: presented.selector,
            device: kept.device_hash,
            epoch: kept.session_epoch,
        });
    }

    end_family(&mut tx, &presented.selector, now).await?;
    let entry = audit::Entry {
        event: audit::Event::RememberedReused,
        actor: None,
        customer: Some(CustomerId::from(kept.customer_id)),
        account: Some(account),
        origin,
    };
    audit::record(&mut tx, entry, now).await?;
    tx.commit().await?;
    tracing::warn!(
        event = audit::Event::RememberedReused.as_str(),
        "a remembered sign-in was used with an old value"
    );
    Ok(Redeemed::Refused)
}

/// Keeps a new one for an account.
pub(super) async fn insert(
    conn: &mut PgConnection,
    fresh: &Remembered,
    account: AccountId,
    beginning: &Beginning,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let validator_hash = hash_of(&fresh.validator);
    sqlx::query!(
        "insert into remembered_sign_ins
                (selector, account_id, session_epoch, validator_hash, rotated_at, created_at,
                 device_hash, user_agent, address)
         select $1, account.id, account.session_epoch, $3, $4, $4, $5, $6, $7::text::inet
           from active_accounts account
          where account.id = $2
            and account.session_epoch = coalesce($8, account.session_epoch)",
        fresh.selector.as_slice(),
        account.into_uuid(),
        validator_hash.as_slice(),
        now,
        beginning.device,
        beginning.user_agent,
        beginning.address,
        beginning.epoch,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the one that a browser brings, if it is good: without the right value it is somebody's guess.
pub(super) async fn end_presented(
    conn: &mut PgConnection,
    cookie: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let Some(presented) = Remembered::parse(cookie) else {
        return Ok(());
    };
    let validator_hash = hash_of(&presented.validator);
    sqlx::query!(
        "update remembered_sign_ins
            set revoked_at = $3
          where selector = $1
            and (validator_hash = $2 or previous_validator_hash = $2)
            and revoked_at is null",
        presented.selector.as_slice(),
        validator_hash.as_slice(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends one, with every session that came from it.
pub(super) async fn end_family(
    conn: &mut PgConnection,
    selector: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with ended as (
             update remembered_sign_ins
                set revoked_at = $2
              where selector = $1
          returning selector
         )
         update sessions
            set revoked_at = $2
           from ended
          where sessions.remembered = ended.selector
            and sessions.revoked_at is null",
        selector,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
