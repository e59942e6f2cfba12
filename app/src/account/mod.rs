//! マイ・アカウント (M70–M76): what an account is, and its user ID.

mod api;
mod db;
mod model;
mod pages;
mod service;
#[cfg(test)]
mod tests;

pub use api::{ChangeUserId, CheckNewUserId};
pub use pages::{AccountPage, ChangeUserIdPage};
