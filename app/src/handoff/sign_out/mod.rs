//! Signing out at one site ends the sign-in at all: a client may lead somebody here who signed out there
//! (OpenID Connect RP-Initiated Logout 1.0), and is told when a sign-in ends here, by whatever it was
//! (OpenID Connect Back-Channel Logout 1.0, R50).

mod api;
mod db;
mod endpoint;
mod model;
mod notices;
mod pages;
mod service;
#[cfg(test)]
mod tests;

pub use api::EndSession;
pub use db::sweep;
pub use endpoint::end_session_by_form;
pub use model::{Answer, BackChannel};
pub use notices::{deliver_next, end_client_sessions};
pub use pages::EndSessionPage;
