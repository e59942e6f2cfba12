//! Many share accounts at once, from a file of names and addresses (X8): it is read and kept, shown row by row with
//! what would become of each, and run when the parent says so. Sending it again invites nobody twice.

mod api;
mod db;
mod endpoints;
mod file;
mod model;
mod pages;
mod rules;
mod service;
#[cfg(test)]
mod tests;
mod words;

pub use api::{RunInvitationImport, UploadInvitations};
pub use endpoints::{download_result, download_template};
pub use pages::{InvitationImportPage, NewInvitationImportPage};
pub use service::sweep;
