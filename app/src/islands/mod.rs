//! The few parts that run in the browser; nothing else is compiled to WASM. Each works without itself.

mod live_search;

pub use live_search::LiveSearch;
