//! マイ・アカウント: what the portal knows about the signed-in account (M70–M73).

mod pages;

pub use pages::AccountPage;
