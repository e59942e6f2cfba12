//! Share accounts: a parent account lists, adds, renames and deletes them and resends their invitations (M26–M69).

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
    AddShareAccount, CorrectAddress, DeleteSeveral, DeleteShareAccount, RenameShareAccount,
    ResendInvitation, ResendSeveral,
};
pub use mail::write_invitation;
pub use model::{Delivery, Invitation, Invitee, Refusal, ShareAccount, Status, Verdict};
pub use pages::{
    CorrectAddressPage, DeleteShareAccountPage, NewShareAccountPage, RenameShareAccountPage,
    ResendInvitationPage, SeveralShareAccountsPage, ShareAccountsPage, refusal_text,
};
pub use service::{
    Asker, Broken, Outlook, ask_again, decline, find_some, in_person, invite_all, judge, outlook,
};
