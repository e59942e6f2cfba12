//! Passkeys (X9): a second way to sign in and to prove who one is. The password stays, so the last way in
//! can never be removed.

mod api;
mod db;
mod model;
mod pages;
mod service;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use api::{AddPasskey, RemovePasskey, RenamePasskey, StartPasskeyCreation};
pub use model::Told;
pub use pages::{PasskeyPage, PasskeysSection, take_told};
