//! The sites that people go on to: the cart, and the services of SSO連携サービス. They are data (M83, M145, X11).

mod administration;
mod authentication;
mod db;
mod model;
#[cfg(test)]
mod tests;

pub use administration::{
    AddError, NewClient, NewProof, add, list, put, refresh_form_targets, remove, rotate_secret,
};
pub use jsonwebtoken::jwk::JwkSet as KeySet;

pub use authentication::{Presented, authenticate};
pub use db::{ReadError, delete_old_assertions, find};
pub use model::{Client, ClientKind, Proof};
