//! Who has forgotten the password, or everything: always the same answer, and the work after it (M20–M24, X4).

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

pub use api::{RecoverUserId, RequestPasswordReset, SendPasswordLink, SetNewPassword};
pub use mail::{write_password_reset, write_user_id_reminder};
pub use pages::{
    NewPasswordPage, PasswordLinkPage, RecoverPage, RecoverySentPage, ResetPage,
    password_link_form, told_notice,
};
pub use service::{Broken, answer_next, start_reset};
