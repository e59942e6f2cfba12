//! From here to there: 注文する, 「USEN CARTを利用する」, and SSO連携サービス (M60, M83, M84, M145).

mod api;
mod pages;

pub use api::{NoCart, OpenCart, OpenService, cart_entrance};
pub use pages::ServicesPage;
