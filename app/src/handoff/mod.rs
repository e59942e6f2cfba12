//! The way to the shopping site, signed in: the authorization-code grant of OAuth 2.0 with PKCE
//! (RFC 6749, RFC 7636, RFC 9207; RFC 9700 for what to leave out). M60, M83, M84.
//!
//! 注文する leads to the cart's entry page; the cart asks here for a code, and redeems it from server to server.

mod api;
mod db;
mod endpoints;
mod model;
mod service;
#[cfg(test)]
mod tests;

pub use api::OpenCart;
pub use endpoints::{authorize, token};
pub use service::sweep;
