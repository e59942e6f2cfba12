//! A new e-mail address, from the request to its confirmation in the new mailbox, and for a week the way back from
//! the old one (M77–M79, X1).

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

pub use api::{
    ConfirmEmailChange, RequestEmailChange, ResendEmailConfirmation, UndoEmailChange,
    WithdrawEmailChange, load_pending, take_told,
};
pub use mail::{write_changed, write_confirmation, write_notice_to_old};
pub use model::{Pending, Told};
pub use pages::{
    ChangeEmailPage, EmailConfirmationPage, EmailUndoPage, change_email_form, pending_notice,
    told_notice,
};
pub use service::drop_pending;
