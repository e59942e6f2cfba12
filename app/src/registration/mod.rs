//! First registration: an invitee chooses user ID and password with the link of an invitation (M52–M61).
//!
//! The pages need no cookie and no script (D8): what was entered in step 1 is kept with the invitation.

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

pub use api::{
    AskAgain, CheckUserId, ConfirmRegistration, DeclineInvitation, EnterRegistration,
    SignOutForRegistration,
};
pub use pages::{DeclinePage, RegistrationCheckPage, RegistrationDonePage, RegistrationPage};
