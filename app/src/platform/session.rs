//! Who calls: sign-in, sign-out, and the proofs that rules ask for.
//!
//! A proof has a private field and comes from here only, so that a function which takes one
//! cannot be reached by anyone else.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use time::OffsetDateTime;
use tower_sessions::{Session, session::Id};

use super::{
    audit, cookies,
    db::PgConnection,
    failure::Failure,
    recipients,
    remembered::{self, Redeemed, Remembered},
    request::{self, Origin},
    respond,
    services::Services,
    session_store::{self, ACCOUNT, BEGINNING, Beginning, REMEMBERED},
    tokens::{self, Hash},
};
use crate::{
    paths,
    rights::{self, Right},
    values::{AccountId, AccountKind, CustomerCode, CustomerId, Token},
};

/// Proof that the request comes from a signed-in account that may act, and who that is.
#[derive(Clone, Debug)]
pub struct Member(Identity);

/// Who a member is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// Its shop.
    pub customer: CustomerId,
    /// Parent or share.
    pub kind: AccountKind,
    /// The user ID it signs in with.
    pub user_id: String,
    /// ユーザー氏名 of a share account; the shop's name for a parent.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// The shop's name (M10).
    pub shop_name: String,
    /// The shop's customer number (M10, M71).
    pub customer_code: CustomerCode,
    /// The session this request belongs to, as the database knows it.
    pub session: Hash,
    /// When the session began.
    pub began_at: OffsetDateTime,
    /// When whoever holds it last proved who they are (D10); never, where a remembered sign-in began it.
    pub proved_at: Option<OffsetDateTime>,
    /// The remembered sign-in that it came from.
    pub remembered: Option<Vec<u8>>,
    /// The browser's mark, as the database knows it.
    pub device: Option<Vec<u8>>,
    /// Whether the account has a passkey to prove itself with (X9).
    pub has_passkeys: bool,
    /// The account's epoch, under which the session began.
    pub epoch: i32,
}

impl std::ops::Deref for Member {
    type Target = Identity;

    fn deref(&self) -> &Identity {
        &self.0
    }
}

impl Member {
    /// Whether the rights matrix gives this member a right (M3–M5).
    pub fn may(&self, right: Right) -> bool {
        rights::allows(self.kind, right)
    }

    /// A proof for tests.
    #[cfg(test)]
    pub fn for_test(identity: Identity) -> Self {
        Self(identity)
    }
}

/// Proof that the request comes from an account with the right to manage share accounts (M5, M7): a parent.
#[derive(Clone, Debug)]
pub struct Parent(Member);

impl std::ops::Deref for Parent {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.0
    }
}

impl Parent {
    /// A proof for tests.
    #[cfg(test)]
    pub fn for_test(member: Member) -> Self {
        Self(member)
    }
}

/// Proof that whoever holds the session has given their password, or used a passkey, a short while ago (D10, R32).
#[derive(Clone, Debug)]
pub struct Proven(Member);

impl std::ops::Deref for Proven {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.0
    }
}

impl Proven {
    /// A proof for tests.
    #[cfg(test)]
    pub fn for_test(member: Member) -> Self {
        Self(member)
    }
}

/// Whether the last proof of who the member is is young enough for a sensitive change (D10).
pub fn proven(services: &Services, member: &Member) -> Option<Proven> {
    let proved_at = member.proved_at?;
    let is_young = services.clock.now() - proved_at < services.settings.lifetimes.proof;
    is_young.then(|| Proven(member.clone()))
}

/// The signed-in member, if anybody is.
pub fn viewer() -> Option<Member> {
    request::parts()?.extensions.get::<Member>().cloned()
}

/// The pages that stay without the client: whoever comes by a mail, or to sign in, must not wait for it.
const WITHOUT_CLIENT: [&str; 6] = [
    paths::SIGN_IN,
    "/v1/",
    paths::RESET,
    paths::RECOVER,
    paths::EMAIL_LINK,
    paths::SIGN_IN_ALERT,
];

/// Whether the page that is being made brings the client: signed-in pages do.
pub fn page_has_client() -> bool {
    has_client(&request::path(), viewer().is_some())
}

fn has_client(path: &str, signed_in: bool) -> bool {
    signed_in && !WITHOUT_CLIENT.iter().any(|guest| path.starts_with(guest))
}

/// The signed-in member.
///
/// # Errors
///
/// [`Failure::SignInRequired`]; the answer then leads to the sign-in page.
pub fn member() -> Result<Member, Failure> {
    viewer().ok_or_else(|| Failure::SignInRequired.answered())
}

/// The signed-in member, who has this right.
///
/// # Errors
///
/// [`Failure::SignInRequired`] or [`Failure::Forbidden`].
pub fn member_with(right: Right) -> Result<Member, Failure> {
    let member = member()?;
    if member.may(right) {
        Ok(member)
    } else {
        Err(Failure::Forbidden.answered())
    }
}

/// The signed-in parent account.
///
/// # Errors
///
/// [`Failure::SignInRequired`] or [`Failure::Forbidden`].
pub fn parent() -> Result<Parent, Failure> {
    member_with(Right::ShareAccounts).map(Parent)
}

/// Begins a session for an account that just proved who it is, on a browser with this mark, under a new identifier (R9).
/// `epoch` is the account's when the proof was looked at: what ended everything since then ends this, too (R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn begin(
    services: &Services,
    account: AccountId,
    epoch: i32,
    device: &Token,
    remember: bool,
) -> Result<(), Failure> {
    let secure = services.settings.secure_cookies();
    let now = services.clock.now();
    let session = of_request()?;
    session.cycle_id().await.map_err(|error| lost(&error))?;
    session.clear().await;
    let beginning = Beginning {
        proved_at: Some(now),
        device: Some(tokens::hash(device).to_vec()),
        epoch: Some(epoch),
        ..here(&Origin::current())
    };
    let earlier = request::parts()
        .and_then(|parts| cookies::read(&parts.headers, cookies::Name::Remembered, secure));
    let remembered = remember.then(|| Remembered::mint(services));
    let kept = async {
        let mut conn = services.db.acquire().await?;
        // ticked again or not: an earlier remembered sign-in of this browser ends
        if let Some(earlier) = &earlier {
            remembered::end_presented(&mut conn, earlier, now).await?;
        }
        if let Some(fresh) = &remembered {
            remembered::insert(&mut conn, fresh, account, &beginning, now).await?;
        }
        Ok(())
    };
    kept.await
        .map_err(|error: sqlx::Error| super::failure::internal(&error))?;
    let selector = remembered.as_ref().map(|fresh| fresh.selector.as_slice());
    belongs_to(&session, account, selector, &beginning)
        .await
        .map_err(|error| lost(&error))?;
    respond::set_cookie(match remembered {
        Some(fresh) => fresh.cookie(services.settings.lifetimes.remembered, secure),
        None => cookies::remove(cookies::Name::Remembered, secure),
    });
    Ok(())
}

/// Notes that the member has just proved who they are, and gives the session a new identifier (R9): from here on
/// the old one, whoever may know it, is worth nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn prove(services: &Services, member: &Member) -> Result<Proven, Failure> {
    let now = services.clock.now();
    let session = of_request()?;
    // one that was ended meanwhile does not go on under another identifier (R10)
    if !give_up(services, member)
        .await
        .map_err(|error| super::failure::internal(&error))?
    {
        return Err(Failure::SessionEnded.answered());
    }
    session.cycle_id().await.map_err(|error| lost(&error))?;
    session.clear().await;
    let beginning = Beginning {
        epoch: Some(member.epoch),
        began_at: Some(member.began_at),
        proved_at: Some(now),
        device: member.device.clone(),
        ..here(&Origin::current())
    };
    let renewed = async {
        belongs_to(
            &session,
            member.account,
            member.remembered.as_deref(),
            &beginning,
        )
        .await?;
        session.save().await
    };
    renewed.await.map_err(|error| lost(&error))?;
    let id = session.id().ok_or_else(|| Failure::Internal.answered())?;
    let mut identity = member.0.clone();
    identity.session = session_store::hash_of_id(id);
    identity.proved_at = Some(now);
    Ok(Proven(Member(identity)))
}

/// Ends the identifier that a session had so far; false when it had ended already.
async fn give_up(services: &Services, member: &Member) -> sqlx::Result<bool> {
    let mut conn = services.db.acquire().await?;
    let given_up = sqlx::query!(
        "update sessions
            set revoked_at = $2
          where id_hash = $1
            and revoked_at is null",
        member.session.as_slice(),
        services.clock.now(),
    )
    .execute(&mut *conn)
    .await?;
    Ok(given_up.rows_affected() == 1)
}

/// Where a session is used from.
fn here(origin: &Origin) -> Beginning {
    Beginning {
        user_agent: origin.user_agent.clone(),
        address: origin.address.map(|address| address.to_string()),
        ..Beginning::default()
    }
}

/// Says whose session it is: all that a session holds.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that others are sent to"
)]
async fn belongs_to(
    session: &Session,
    account: AccountId,
    remembered: Option<&[u8]>,
    beginning: &Beginning,
) -> Result<(), tower_sessions::session::Error> {
    session.insert(ACCOUNT, account).await?;
    session.insert(BEGINNING, beginning).await?;
    if let Some(selector) = remembered {
        session.insert(REMEMBERED, selector).await?;
    }
    Ok(())
}

/// Ends the session of this request and the remembered sign-in it came from; nobody being signed in is fine, too.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end(services: &Services) -> Result<(), Failure> {
    let session = of_request()?;
    if let Some(member) = viewer() {
        let now = services.clock.now();
        let ended = async {
            let mut tx = services.db.begin().await?;
            if let Some(selector) = &member.remembered {
                remembered::end_family(&mut tx, selector, now).await?;
            }
            let entry = audit::Entry {
                event: audit::Event::SignedOut,
                actor: Some(member.account),
                customer: Some(member.customer),
                account: Some(member.account),
                origin: &Origin::current(),
            };
            audit::record(&mut tx, entry, now).await?;
            tx.commit().await
        };
        ended
            .await
            .map_err(|error: sqlx::Error| super::failure::internal(&error))?;
    }
    session.flush().await.map_err(|error| lost(&error))?;

    // the session's as well: its layer removes it without `Secure`, which browsers refuse for `__Host-` (R35)
    for name in [cookies::Name::Remembered, cookies::Name::Session] {
        respond::set_cookie(cookies::remove(name, services.settings.secure_cookies()));
    }
    // what the browser still holds of signed-in pages goes, too (R38)
    respond::header(
        header::HeaderName::from_static("clear-site-data"),
        "\"cache\", \"storage\"",
    );
    Ok(())
}

/// The session of a member ended while their request waited.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the session has ended")]
pub struct Ended;

/// Locks the account of a member, and asks again whether their session still stands: while a rule waited for the lock,
/// it may have been ended, and must not act any more (R10, R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn lock_standing(
    conn: &mut PgConnection,
    member: &Member,
) -> sqlx::Result<Result<(), Ended>> {
    recipients::lock(conn, member.account).await?;
    let stands = sqlx::query_scalar!(
        r#"select exists (
                  select
                    from sessions session
                    join active_accounts account
                      on account.id = session.account_id
                     and account.session_epoch = session.session_epoch
                   where session.id_hash = $1
                     and session.account_id = $2
                     and session.revoked_at is null
           ) as "stands!""#,
        member.session.as_slice(),
        member.account.into_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(if stands { Ok(()) } else { Err(Ended) })
}

/// Ends every session and remembered sign-in of an account at once, by its epoch (R11, R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_all_of(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts
            set session_epoch = session_epoch + 1
          where id = $1",
        account.into_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends what an account is signed in with on one device: a remembered sign-in with its sessions, or a session of its
/// own, as [`sessions`](super::session_store) and remembered sign-ins are keyed. Tells whether there was one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_sign_in(
    conn: &mut PgConnection,
    account: AccountId,
    key: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let ended = sqlx::query_scalar!(
        r#"with remembered as (
               update remembered_sign_ins
                  set revoked_at = $3
                where account_id = $1
                  and selector = $2
                  and revoked_at is null
            returning selector
           ), own as (
               update sessions
                  set revoked_at = $3
                where account_id = $1
                  and (id_hash = $2 or remembered = $2)
                  and revoked_at is null
            returning id_hash
           )
           select (select count(*) from remembered) + (select count(*) from own) as "ended!""#,
        account.into_uuid(),
        key,
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(ended > 0)
}

/// Ends every other session and remembered sign-in of the member at once; the one of this request goes on (R12).
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_others_of(conn: &mut PgConnection, member: &Member) -> sqlx::Result<()> {
    end_all_of(conn, member.account).await?;
    sqlx::query!(
        "update sessions session
            set session_epoch = account.session_epoch
           from accounts account
          where session.id_hash = $1
            and account.id = session.account_id
            and session.revoked_at is null
            and session.session_epoch = account.session_epoch - 1",
        member.session.as_slice(),
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update remembered_sign_ins remembered
            set session_epoch = account.session_epoch
           from sessions session
           join accounts account on account.id = session.account_id
          where session.id_hash = $1
            and session.remembered = remembered.selector
            and session.session_epoch = account.session_epoch
            and remembered.session_epoch = account.session_epoch - 1",
        member.session.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn of_request() -> Result<Session, Failure> {
    request::parts()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| Failure::Internal.answered())
}

fn lost(error: &tower_sessions::session::Error) -> Failure {
    tracing::error!(request_id = request::reference(), %error, "the session could not be kept");
    Failure::Unavailable.answered()
}

/// Finds out who calls and puts the proof into the request; signs a remembered browser in again.
///
/// Runs once a request, inside the session layer. When the database is not there, nobody is signed in by mistake:
/// the request is answered with 503 (R42).
pub async fn identify(
    State(services): State<Services>,
    mut request: Request,
    next: Next,
) -> Response {
    match recognise(&services, &mut request).await {
        Ok(changed) => {
            let mut response = next.run(request).await;
            for cookie in changed {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => {
            tracing::error!(
                error = error.as_ref() as &dyn std::error::Error,
                "could not find out who calls"
            );
            Failure::Unavailable.status().into_response()
        }
    }
}

/// Whether a session has ended by more than the passing of time.
async fn ended_elsewhere(services: &Services, session: &Hash) -> sqlx::Result<bool> {
    let mut conn = services.db.acquire().await?;
    let ended = sqlx::query_scalar!(
        r#"select session.revoked_at is not null or session.session_epoch <> account.session_epoch as "ended!"
             from sessions session
             join accounts account on account.id = session.account_id
            where session.id_hash = $1"#,
        session.as_slice(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    Ok(ended.unwrap_or(false))
}

type Inner = Box<dyn std::error::Error + Send + Sync>;

/// Puts the proof into the request; tells which cookies change by it.
async fn recognise(services: &Services, request: &mut Request) -> Result<Vec<HeaderValue>, Inner> {
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        return Ok(Vec::new());
    };
    let secure = services.settings.secure_cookies();
    let mut changed = Vec::new();
    let mut account: Option<AccountId> = session.get(ACCOUNT).await?;
    if account.is_none() && request.method() != Method::HEAD {
        // the session layer removes the cookie of an ended session without `Secure`, which browsers refuse (R35)
        if let Some(value) = cookies::read(request.headers(), cookies::Name::Session, secure) {
            changed.push(cookies::remove(cookies::Name::Session, secure));
            // by now the session itself has forgotten the identifier that led nowhere
            if let Ok(id) = value.parse::<Id>()
                && ended_elsewhere(services, &session_store::hash_of_id(id)).await?
            {
                request.extensions_mut().insert(respond::EndedElsewhere);
            }
        }
        if let Some(value) = cookies::read(request.headers(), cookies::Name::Remembered, secure) {
            let origin = Origin::of(request.extensions(), request.headers());
            let (remembered, cookie) =
                sign_in_remembered(services, &value, &origin, &session).await?;
            account = remembered;
            changed.extend(cookie);
        }
    }
    let Some(account) = account else {
        return Ok(changed);
    };

    // a session that is just beginning has its identifier only when it is saved
    if session.id().is_none() {
        session.save().await?;
    }
    let Some(id) = session.id() else {
        return Ok(changed);
    };
    let mut conn = services.db.acquire().await?;
    if let Some(member) = find_member(&mut conn, account, session_store::hash_of_id(id)).await? {
        request.extensions_mut().insert(member);
    }
    Ok(changed)
}

async fn sign_in_remembered(
    services: &Services,
    value: &str,
    origin: &Origin,
    session: &Session,
) -> Result<(Option<AccountId>, Option<HeaderValue>), Inner> {
    let secure = services.settings.secure_cookies();
    match remembered::redeem(services, value, origin).await? {
        Redeemed::Rotated {
            account,
            fresh,
            device,
            epoch,
        } => {
            let beginning = Beginning {
                device,
                epoch: Some(epoch),
                ..here(origin)
            };
            belongs_to(session, account, Some(&fresh.selector), &beginning).await?;
            let max_age = services.settings.lifetimes.remembered - fresh.age;
            Ok((Some(account), Some(fresh.cookie(max_age, secure))))
        }
        Redeemed::RotatedJustNow {
            account,
            selector,
            device,
            epoch,
        } => {
            let beginning = Beginning {
                device,
                epoch: Some(epoch),
                ..here(origin)
            };
            belongs_to(session, account, Some(&selector), &beginning).await?;
            Ok((Some(account), None))
        }
        Redeemed::Refused => Ok((
            None,
            Some(cookies::remove(cookies::Name::Remembered, secure)),
        )),
    }
}

async fn find_member(
    conn: &mut PgConnection,
    account: AccountId,
    session: Hash,
) -> Result<Option<Member>, Inner> {
    let row = sqlx::query!(
        r#"select account.customer_id as "customer_id!", account.kind as "kind!", account.name as "name!",
                  account.email as "email!", account.user_id as "user_id!",
                  customer.name as shop_name, customer.code,
                  session.created_at, session.proved_at, session.remembered, session.device_hash,
                  session.session_epoch,
                  exists (select from passkeys where passkeys.account_id = account.id) as "has_passkeys!"
             from active_accounts account
             join customers customer on customer.id = account.customer_id
             join sessions session on session.account_id = account.id
            where account.id = $1
              and session.id_hash = $2"#,
        account.into_uuid(),
        session.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Member(Identity {
        account,
        customer: CustomerId::from(row.customer_id),
        kind: row.kind.parse()?,
        user_id: row.user_id,
        name: row.name,
        email: row.email,
        shop_name: row.shop_name,
        customer_code: CustomerCode::parse(&row.code)?,
        session,
        began_at: row.created_at,
        proved_at: row.proved_at,
        remembered: row.remembered,
        device: row.device_hash,
        has_passkeys: row.has_passkeys,
        epoch: row.session_epoch,
    })))
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn sign_in_and_mail_pages_stay_without_the_client() {
        for path in [
            "/login",
            "/v1/token",
            "/v1/token/confirm",
            "/reset",
            "/recover",
        ] {
            assert!(!has_client(path, true), "{path}");
        }
        for path in ["/", "/account/share", "/help"] {
            assert!(has_client(path, true), "{path}");
            assert!(!has_client(path, false), "{path}");
        }
    }
}
