//! The shop's points: an append-only ledger whose sum is the balance (M82, M98, D12).

mod db;
mod model;
mod service;
#[cfg(test)]
mod tests;

pub use model::Entry;
pub use service::{balance, book};
