//! The rules of a new user ID (M74–M76, D3, D4).

use super::{
    db,
    model::{Checked, NewUserIdRejection, UserIdChangeRejection},
};
use crate::{
    email_change,
    platform::{
        audit::{self, Event},
        db::PgConnection,
        failure::{Failure, Inner},
        limit::{self, Admission, Scope},
        mailed_links,
        outbox::{self, Letter},
        password::PasswordError,
        password_policy::{self, Owner},
        request::Origin,
        services::Services,
        session::{self, Member, Proven},
        user_ids,
    },
    values::{PlainPassword, UserId, UserIdRejection},
};

/// Why the user ID was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something the person can put right.
    #[error("rejected")]
    Rejected(UserIdChangeRejection),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The hashing.
    #[error("password: {0}")]
    Password(#[from] PasswordError),
    /// The session ended while the rule waited.
    #[error(transparent)]
    Ended(#[from] session::Ended),
}

impl Inner for Error {
    fn failure(&self) -> Failure {
        match self {
            Self::Rejected(_) => Failure::BadRequest,
            Self::Database(error) => error.failure(),
            Self::Password(error) => error.failure(),
            Self::Ended(_) => Failure::SessionEnded,
        }
    }
}

/// Changes the user ID, and the password where a new one was typed. The earlier ID stays this account's for ever (D4);
/// all other sessions, open links and pending changes end (R12), and the mailbox is told.
///
/// # Errors
///
/// See [`UserIdChangeRejection`].
pub async fn change(
    services: &Services,
    member: &Proven,
    typed: &str,
    new_password: &str,
    origin: &Origin,
) -> Result<(), Error> {
    let now = services.clock.now();
    let mut why = UserIdChangeRejection::default();
    let user_id = parse(member, typed).map_err(|error| why.user_id = Some(error));
    let password = (!new_password.is_empty())
        .then(|| accept_password(services, member, typed, new_password))
        .transpose()
        .map_err(|error| why.password = Some(error));
    let (Ok(user_id), Ok(password)) = (user_id, password) else {
        return Err(Error::Rejected(why));
    };
    let hash = match password {
        Some(password) => Some(
            services
                .passwords
                .hash(password, services.randomness.as_ref())
                .await?,
        ),
        None => None,
    };
    let refused = |user_id| {
        Error::Rejected(UserIdChangeRejection {
            user_id: Some(user_id),
            ..UserIdChangeRejection::default()
        })
    };

    let mut tx = services.db.begin().await?;
    session::lock_standing(&mut tx, member).await??;
    if !user_ids::claim(&mut tx, &user_id, member.account, now).await? {
        return Err(refused(NewUserIdRejection::Rejected(
            UserIdRejection::Taken,
        )));
    }
    if !db::update_user_id(&mut tx, member, &user_id).await? {
        return Err(refused(NewUserIdRejection::ChangedMeanwhile));
    }
    if let Some(hash) = &hash {
        db::update_password(&mut tx, member, hash).await?;
        tell(services, &mut tx, Letter::PasswordChanged, member).await?;
        audit::record_own(&mut tx, Event::PasswordChanged, member, origin, now).await?;
    }
    session::end_others_of(&mut tx, member).await?;
    mailed_links::end_resets(&mut tx, member.account, now).await?;
    email_change::drop_pending(&mut tx, member.account, now).await?;
    tell(services, &mut tx, Letter::UserIdChanged, member).await?;
    audit::record_own(&mut tx, Event::UserIdChanged, member, origin, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn tell(
    services: &Services,
    conn: &mut PgConnection,
    letter: Letter,
    member: &Member,
) -> sqlx::Result<()> {
    let now = services.clock.now();
    let randomness = services.randomness.as_ref();
    outbox::enqueue(conn, randomness, letter, member.account, now).await
}

fn parse(member: &Member, typed: &str) -> Result<UserId, NewUserIdRejection> {
    let user_id = UserId::parse(typed)
        .map_err(|error| NewUserIdRejection::Rejected(UserIdRejection::Malformed(error)))?;
    if user_id.as_str() == member.user_id {
        return Err(NewUserIdRejection::Same);
    }
    Ok(user_id)
}

fn accept_password(
    services: &Services,
    member: &Member,
    user_id: &str,
    typed: &str,
) -> Result<PlainPassword, crate::values::PasswordRejection> {
    let owner = Owner {
        user_id,
        email: &member.email,
        shop_name: &member.shop_name,
        customer_code: member.customer_code.as_str(),
    };
    password_policy::accept(typed, services.settings.password_min, owner)
}

/// 登録可能か確認する (M75): whether the member could have a user ID, and that in its one form. Tight limits a session,
/// loose ones an address; the same answer for taken, reserved and given up (R48).
///
/// # Errors
///
/// When the database does not answer.
pub async fn check(
    services: &Services,
    member: &Member,
    typed: &str,
    origin: &Origin,
) -> sqlx::Result<(String, Checked)> {
    let now = services.clock.now();
    let limits = &services.settings.limits;
    let network = origin.network();
    let account = member.account.into_uuid();
    let mut conn = services.db.acquire().await?;
    let tries = [
        (
            Scope::UserIdCheck,
            member.session.as_slice(),
            limits.user_id_check,
        ),
        (
            Scope::UserIdCheckDay,
            account.as_bytes().as_slice(),
            limits.user_id_check_day,
        ),
        (
            Scope::UserIdCheckAddress,
            network.as_bytes(),
            limits.user_id_check_address,
        ),
    ];
    if let Admission::Refused(wait) = limit::take_all(&mut conn, &tries, now).await? {
        let minutes = wait.minutes();
        return Ok((typed.to_owned(), Checked::TooMany { minutes }));
    }
    Ok(match parse(member, typed) {
        Err(why) => (typed.to_owned(), Checked::Rejected(why)),
        Ok(user_id) => {
            let is_free = user_ids::is_free_for(&mut conn, &user_id, member.account).await?;
            let checked = if is_free {
                Checked::Free
            } else {
                Checked::Rejected(NewUserIdRejection::Rejected(UserIdRejection::Taken))
            };
            (user_id.to_string(), checked)
        }
    })
}
