//! Whoever registered in person shows by a mail that their address is theirs, before they may use the cart (X10).
//!
//! Everybody else has shown it by the mail of their invitation.

mod api;
mod db;
mod mail;
mod model;
mod pages;
mod service;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use api::{ConfirmAddress, ResendAddressConfirmation};
pub use mail::write_confirmation;
pub use pages::{AddressConfirmationLinkPage, AddressConfirmationPage};
