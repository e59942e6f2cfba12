//! What the features stand on, server only: database, clock, sessions, passwords, limits, mail, answers.

pub mod audit;
pub mod client_address;
pub mod clock;
pub mod cookies;
pub mod csp;
pub mod db;
pub mod failure;
pub mod flash;
pub mod letter;
pub mod limit;
pub mod outbox;
pub mod password;
pub mod password_policy;
pub mod randomness;
mod remembered;
pub mod request;
pub mod request_id;
pub mod respond;
pub mod services;
pub mod session;
pub mod session_store;
pub mod settings;
pub mod tokens;
