//! Mails that tell the owner of an account what was changed about it (ASVS 6.3.7), without links or secrets.

mod mail;
#[cfg(test)]
mod tests;

pub use mail::write_notice;
