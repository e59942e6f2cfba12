//! Sign-in, sign-out, and the language switch that stands on every page (M16–M19).

mod api;
mod db;
mod model;
mod pages;
mod service;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use api::{
    ChooseLanguage, SignIn, SignInWithPasskey, SignOut, StartPasskeySignIn, SwitchAccount,
};
pub use db::sweep;
pub use pages::SignInPage;
pub use service::forgive;
