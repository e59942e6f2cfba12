//! 操作履歴 (X5): who did what, when, on which device, and whether it worked. A parent sees the shop's, a share
//! account its own.

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
pub use pages::HistoryPage;
