//! The way to the shopping site and to the services, signed in: a small, strict OpenID provider, so that any standard
//! client can be one of them (M60, M83–M87, M145, X11). RFC 9700 is its rule book.
//!
//! - [`clients`]: who may ask; `keys`: what answers are signed with;
//! - `authorization`: a browser comes from a client and goes back with a code; `tokens`: the client takes the code for
//!   tokens, and asks who is signed in;
//! - `sign_out`: one sign-out for both sites; `points_interface`: what the cart does with points;
//! - `entrance`: from here to there.
//!
//! A client session is what one sign-in here is at one client (`sid`). Codes and tokens hang on it, and it on the sign-in:
//! whatever ends that ends them, without anybody having to think of it.

mod authorization;
pub mod clients;
mod entrance;
mod error;
mod keys;
mod metadata;
mod parameters;
mod points_interface;
mod scope;
mod sign_out;
#[cfg(test)]
mod testing;
mod tokens;

use time::{Duration, OffsetDateTime};

pub use authorization::{Asked, asked, authorize, authorize_by_form};
pub use entrance::{NoCart, OpenCart, OpenService, ServicesPage, cart_entrance};
pub use error::Error;
pub use keys::{KeyError, Rotation, rotate as rotate_signing_key, rotate_when_due};
pub use metadata::{key_set, metadata};
pub use points_interface::{
    capture_points, give_points_back, grant_points, points_balance, release_points, reserve_points,
};
pub use scope::{Scope, Scopes};
pub use sign_out::{
    Answer, BackChannel, EndSession, EndSessionPage, deliver_next as deliver_next_logout_notice,
    end_client_sessions, end_session_by_form,
};
pub use tokens::{token, userinfo};

use crate::platform::{db::PgConnection, services::Services};

/// How long it can be looked up that a sign-in at a client has ended.
const ENDED_KEPT: Duration = Duration::days(30);

/// The name under which this provider is known: its origin (RFC 8414 2).
pub fn issuer(services: &Services) -> String {
    services.settings.absolute("")
}

/// Deletes what is of no use to anybody any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sweep(conn: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    // codes name their session; codes and tokens their client session: in this order
    let day_ago = now - Duration::DAY;
    authorization::delete_old_codes(conn, day_ago).await?;
    tokens::sweep(conn, day_ago).await?;
    clients::delete_old_assertions(conn, now).await?;
    sign_out::sweep(conn, now - ENDED_KEPT).await
}
