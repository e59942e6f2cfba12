//! Share accounts: a parent account lists, adds, renames and deletes them and resends their invitations (M26–M69).

mod api;
mod db;
mod mail;
mod model;
mod pages;
mod rules;
mod service;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use api::{AddShareAccount, DeleteShareAccount, RenameShareAccount, ResendInvitation};
pub use mail::write_invitation;
pub use pages::{
    DeleteShareAccountPage, NewShareAccountPage, RenameShareAccountPage, ShareAccountsPage,
};
