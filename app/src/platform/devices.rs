//! Browsers that an account has been used from: they have limits of their own (R26), and no mail tells of them (X6).

use time::{Duration, OffsetDateTime};

use super::{
    cookies,
    db::PgConnection,
    outbox::{self, Letter},
    request::{self, Origin},
    respond,
    services::Services,
    tokens::{self, Hash},
};
use crate::values::{AccountId, Token};

/// How long a browser stays known.
const KNOWN_FOR: Duration = Duration::days(365);

/// The mark that the browser of this request carries.
pub fn of_request(services: &Services) -> Option<Token> {
    let headers = request::parts()?.headers;
    let secure = services.settings.secure_cookies();
    Token::parse(&cookies::read(&headers, cookies::Name::Device, secure)?).ok()
}

/// Gives the browser its mark.
pub fn mark(services: &Services, device: &Token) {
    let secure = services.settings.secure_cookies();
    respond::set_cookie(cookies::set(
        cookies::Name::Device,
        device.as_str().to_owned(),
        Some(KNOWN_FOR),
        secure,
    ));
}

/// Whether several people use the browser of this request, as whoever signed in last on it said (X18).
pub fn is_shared(services: &Services) -> bool {
    let secure = services.settings.secure_cookies();
    request::parts().is_some_and(|parts| {
        cookies::read(&parts.headers, cookies::Name::SharedDevice, secure).is_some()
    })
}

/// Has the browser remember whether several people use it.
pub fn mark_shared(services: &Services, is_shared: bool) {
    let secure = services.settings.secure_cookies();
    let name = cookies::Name::SharedDevice;
    if is_shared {
        let value = "yes".to_owned();
        respond::set_cookie(cookies::set(name, value, Some(KNOWN_FOR), secure));
    } else if self::is_shared(services) {
        respond::set_cookie(cookies::remove(name, secure));
    }
}

/// The browser's mark, or a new one where it has none that we gave it; an account that is used from it for the first
/// time makes it known.
///
/// # Errors
///
/// When the database does not answer.
pub async fn make_known(
    conn: &mut PgConnection,
    services: &Services,
    device: Option<&Token>,
    account: AccountId,
) -> sqlx::Result<Token> {
    let given = match device {
        Some(device) if was_given(conn, device).await? => Some(device.clone()),
        Some(_) | None => None,
    };
    let device = given.unwrap_or_else(|| tokens::mint(services.randomness.as_ref()));
    let hash = tokens::hash(&device);
    sqlx::query!(
        "insert into known_devices (id_hash, account_id, last_used_at)
         values ($1, $2, $3)
         on conflict (id_hash, account_id) do update
            set last_used_at = excluded.last_used_at",
        hash.as_slice(),
        account.into_uuid(),
        services.clock.now(),
    )
    .execute(conn)
    .await?;
    Ok(device)
}

/// Whether a mark is one of ours: nobody brings their own (R9).
async fn was_given(conn: &mut PgConnection, device: &Token) -> sqlx::Result<bool> {
    let hash = tokens::hash(device);
    sqlx::query_scalar!(
        r#"select exists (select from known_devices where id_hash = $1) as "given!""#,
        hash.as_slice(),
    )
    .fetch_one(conn)
    .await
}

/// Whether somebody has used the account with this user ID from this browser before.
///
/// # Errors
///
/// When the database does not answer.
pub async fn is_known(conn: &mut PgConnection, device: &Hash, user_id: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
                  select
                    from known_devices device
                    join accounts account on account.id = device.account_id
                   where device.id_hash = $1
                     and account.user_id = $2
           ) as "known!""#,
        device.as_slice(),
        user_id,
    )
    .fetch_one(conn)
    .await
}

/// Has the account told by mail that somebody signed in from a browser that it had not been used from (X6).
///
/// # Errors
///
/// When the database does not answer.
pub async fn alert(
    conn: &mut PgConnection,
    services: &Services,
    account: AccountId,
    origin: &Origin,
) -> sqlx::Result<()> {
    let now = services.clock.now();
    let alert = services.randomness.uuid();
    sqlx::query!(
        "insert into sign_in_alerts (id, account_id, signed_in_at, user_agent, address)
         values ($1, $2, $3, $4, $5::text::inet)",
        alert,
        account.into_uuid(),
        now,
        origin.user_agent,
        origin.address.map(|address| address.to_string()),
    )
    .execute(&mut *conn)
    .await?;
    outbox::enqueue_about(
        conn,
        services.randomness.as_ref(),
        Letter::NewDevice,
        account,
        Some(alert),
        now,
    )
    .await
}

/// Forgets every browser of an account: whoever comes next is told of by mail.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget_all(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from known_devices where account_id = $1",
        account.into_uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets browsers that were not used for a year.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from known_devices where last_used_at < $1",
        now - KNOWN_FOR
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from sign_in_alerts where signed_in_at < $1",
        now - KNOWN_FOR
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a browser is, in words people know: iPhone, Safari. Nothing where its name tells nothing.
pub fn describe(user_agent: Option<&str>) -> Option<Description> {
    let parser = woothee::parser::Parser::new();
    let parsed = parser.parse(user_agent?)?;
    let known = |name: &str| (!name.is_empty() && name != "UNKNOWN").then(|| name.to_owned());
    Some(Description {
        system: known(parsed.os)?,
        browser: known(parsed.name)?,
    })
}

/// A browser, in words people know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The device or its system.
    pub system: String,
    /// The browser.
    pub browser: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x6_a_browser_is_called_what_people_call_it() {
        let described = |user_agent| {
            describe(Some(user_agent)).map(|told| format!("{} {}", told.system, told.browser))
        };

        assert_eq!(
            described(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
            )
            .as_deref(),
            Some("iPhone Safari")
        );
        assert_eq!(
            described(
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/130.0.0.0 Mobile Safari/537.36"
            )
            .as_deref(),
            Some("Android Chrome")
        );
        assert_eq!(described("<script>"), None);
        assert_eq!(describe(None), None);
    }
}
