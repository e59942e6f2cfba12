//! Registration in person: the parent's screen shows a QR code and a number, the member of staff enters both into their
//! own phone and goes on with the three steps of the first registration (X10).
//!
//! The parent's page shows what happens, and can stop it. The phone's page needs no cookie and no script (D8).

mod api;
mod db;
mod model;
mod pages;
mod rules;
mod service;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use api::{EnterInPerson, SignOutForInPerson, StartInPerson, StopInPerson};
pub use pages::{InPersonPage, RegisterGuidePage};
pub use service::sweep;
