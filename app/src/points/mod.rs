//! The shop's points: an append-only ledger whose sum is the balance (M82, M96–M98, D12, X12).

mod db;
mod model;
mod service;
#[cfg(test)]
mod tests;

pub use model::{Balance, Cause, Entry, Hold, Refusal, Reservation};
pub use service::{
    Error, balance, book, capture, expire, give_back, give_for_first_purchase, give_start, release,
    reserve,
};
