//! Bounces: a mail server that took a mail may find out later that it cannot deliver it, and sends a delivery status
//! report (RFC 3464). Fed in by a hook, or out of a mailbox file, it changes the state of the mail (X2).

mod db;
mod endpoints;
mod rules;
mod service;
#[cfg(test)]
mod tests;

/// Largest message that is taken: a report, with the mail that came back.
pub const LARGEST_MESSAGE: usize = 256 * 1024;

pub use endpoints::take_report;
pub use rules::Unreadable;
pub use service::{BounceError, Outcome, take};
