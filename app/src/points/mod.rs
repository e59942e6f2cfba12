//! The shop's points: an append-only ledger whose sum is the balance (M82, M96–M98, D12, X12).

mod api;
mod db;
mod endpoints;
mod model;
mod pages;
mod service;
#[cfg(test)]
mod tests;
mod words;

pub use endpoints::download;
pub use model::{Balance, Cause, Entry, Hold, Refusal, Reservation};
pub use pages::PointsPage;
pub use service::{
    Error, balance, book, capture, correct, expire, find_customer, give_back,
    give_for_first_purchase, give_start, release, reserve,
};
