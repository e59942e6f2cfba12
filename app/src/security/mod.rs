//! Sessions and devices (X6): where an account is signed in, ending that, and the mail about a new device.

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

pub use api::{EndEverything, NameDevice, SignOutDevice, SignOutOthers};
pub use mail::write_new_device;
pub use pages::{DevicePage, SecurityPage, SignInAlertPage};
