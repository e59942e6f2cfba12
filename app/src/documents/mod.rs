//! What the rights matrix gives parents besides: 請求情報, 申込書, 支払い通知書, SSO連携サービス (M3, M11, D19).

mod pages;

pub use pages::{ApplicationsPage, BillingPage, PaymentNoticesPage};
