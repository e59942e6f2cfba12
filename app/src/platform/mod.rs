//! What the features stand on, server only: database, clock, sessions, passwords, limits, mail, answers.

pub mod audit;
pub mod client_address;
pub mod clock;
pub mod cookies;
pub mod csp;
pub mod csv_file;
pub mod db;
pub mod devices;
pub mod failure;
pub mod flash;
pub mod form_targets;
pub mod letter;
pub mod limit;
pub mod mailed_links;
pub mod outbox;
pub mod password;
pub mod password_policy;
pub mod randomness;
pub mod recipients;
mod remembered;
pub mod request;
pub mod request_id;
pub mod respond;
pub mod sealed;
pub mod services;
pub mod session;
pub mod session_store;
pub mod settings;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tokens;
pub mod upload;
pub mod user_ids;
pub mod webauthn;

#[cfg(test)]
mod audit_tests;
#[cfg(test)]
mod delivery_tests;
#[cfg(test)]
mod mailed_links_tests;
#[cfg(test)]
mod pool_tests;
#[cfg(test)]
mod session_tests;
#[cfg(test)]
mod turn_tests;
