//! トップ: greeting, points, the way to the cart, and what else the account may use (M12, M82, D15).

mod api;
mod pages;

pub use pages::HomePage;
