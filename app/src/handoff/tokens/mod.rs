//! The token endpoint (OpenID Connect Core 3.1.3) and the UserInfo endpoint (5.3).

mod claims;
mod db;
mod endpoints;
mod model;
mod service;
#[cfg(test)]
mod tests;

pub use db::sweep;
pub use endpoints::{bearer, token, unauthorized, userinfo};
pub use service::acting_client;

/// What the provider's tests redeem with.
#[cfg(test)]
pub mod testing {
    pub use super::{
        model::{TokenAnswer, TokenRequest},
        service::grant,
    };
}
