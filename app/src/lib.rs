//! USEN MEMBERS: everything that a guest, a member or an operator can do, cut by feature.
//!
//! With the feature `ssr` this is the portal; with `hydrate` it is the client, which knows nothing but the
//! [`islands`] and what they use.

#![recursion_limit = "256"] // views are deep types

pub mod islands;
pub mod paths;
pub mod rights;
pub mod text;
pub mod values;

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod address_confirmation;
#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod bounces;
#[cfg(feature = "ssr")]
pub mod documents;
#[cfg(feature = "ssr")]
pub mod email_change;
#[cfg(feature = "ssr")]
pub mod guarded;
#[cfg(feature = "ssr")]
pub mod handoff;
#[cfg(feature = "ssr")]
pub mod help;
#[cfg(feature = "ssr")]
pub mod history;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod in_person;
#[cfg(feature = "ssr")]
pub mod invitation_import;
#[cfg(feature = "ssr")]
pub mod letters;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
pub mod passkeys;
#[cfg(feature = "ssr")]
pub mod platform;
#[cfg(feature = "ssr")]
pub mod points;
#[cfg(feature = "ssr")]
pub mod reauthentication;
#[cfg(feature = "ssr")]
pub mod recovery;
#[cfg(feature = "ssr")]
pub mod registration;
#[cfg(feature = "ssr")]
pub mod security;
#[cfg(feature = "ssr")]
pub mod share_accounts;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod sign_in_guide;
#[cfg(feature = "ssr")]
pub mod ui;

/// Brings the islands of a page to life; called by the script that loads the client.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
