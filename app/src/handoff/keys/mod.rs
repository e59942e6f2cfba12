//! The keys that sign ID tokens and logout tokens (OpenID Connect Core 10.1): ES256, each with a day in the key set before
//! it is used, and two days after the next one is.

mod db;
mod service;
#[cfg(test)]
mod tests;

/// The type of ID tokens.
pub const ID_TOKEN: &str = "JWT";
/// The type of logout tokens (OpenID Connect Back-Channel Logout 1.0, 2.4).
pub const LOGOUT_TOKEN: &str = "logout+jwt";

pub use service::{KeyError, Rotation, published, rotate, rotate_when_due, sign, verify};
