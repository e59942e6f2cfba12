//! The rules of the proof: counted before it is looked at, and wrong ones told in the history (R25, R32).

use super::{
    db,
    model::{ProofForm, ProofRejection},
};
use crate::{
    platform::{
        audit::{self, Event},
        failure::{Failure, Inner},
        limit::{self, Admission, Scope},
        password::{PasswordError, PasswordHash, Verdict},
        request::Origin,
        services::Services,
        session::{Member, Method},
        webauthn::{self, Answer, Broken, Refused},
    },
    values::PlainPassword,
};

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(ProofRejection),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The hashing.
    #[error("password: {0}")]
    Password(#[from] PasswordError),
    /// The passkey could not be looked at.
    #[error("passkey: {0}")]
    Passkey(#[from] Broken),
}

impl Inner for Error {
    fn failure(&self) -> Failure {
        match self {
            Self::Rejected(_) => Failure::BadRequest,
            Self::Database(error) => error.failure(),
            Self::Password(error) => error.failure(),
            Self::Passkey(error) => error.failure(),
        }
    }
}

/// Checks a proof of who the member is; tells what it was.
///
/// # Errors
///
/// See [`ProofRejection`].
pub async fn check(
    services: &Services,
    member: &Member,
    form: &ProofForm,
    origin: &Origin,
) -> Result<Method, Error> {
    let now = services.clock.now();
    let answer = Answer {
        ceremony: form.ceremony.clone(),
        credential: form.credential.clone(),
    };
    if form.password.is_empty() && answer.is_empty() {
        return Err(Error::Rejected(ProofRejection::Missing));
    }

    let mut conn = services.db.acquire().await?;
    let limit = services.settings.limits.proof;
    // by account: whoever has copied a remembered sign-in makes as many sessions as they like
    let key = member.account.into_uuid();
    if let Admission::Refused(wait) =
        limit::take(&mut conn, Scope::Proof, key.as_bytes(), limit, now).await?
    {
        let minutes = wait.minutes();
        return Err(Error::Rejected(ProofRejection::TooMany { minutes }));
    }
    let stored = db::find_password_hash(&mut conn, member.account).await?;
    // no connection is held while a password is hashed
    drop(conn);

    let (is_right, method, why) = if answer.is_empty() {
        let stored = stored.map(PasswordHash::from_stored);
        let verdict = match PlainPassword::for_sign_in(&form.password) {
            Some(password) => services.passwords.verify(password, stored).await?,
            None => Verdict::Wrong,
        };
        (
            verdict != Verdict::Wrong,
            Method::Password,
            ProofRejection::WrongPassword,
        )
    } else {
        let is_own = match webauthn::verify(services, &answer).await {
            Ok(account) => account == member.account,
            Err(Refused::Refused) => false,
            Err(Refused::Broken(error)) => return Err(error.into()),
        };
        (is_own, Method::Passkey, ProofRejection::WrongPasskey)
    };
    if is_right {
        return Ok(method);
    }
    let mut conn = services.db.acquire().await?;
    audit::record_own(&mut conn, Event::ProofFailed, member, origin, now).await?;
    Err(Error::Rejected(why))
}
