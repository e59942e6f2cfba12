//! 本人確認 (D10): a sensitive change asks for the password, or a passkey, when the last proof is older than ten
//! minutes. It is asked for in the form of the change itself, so that nothing is typed twice.

mod api;
mod db;
mod model;
mod pages;
mod service;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use api::{StartPasskeyProof, require};
pub use model::{ProofForm, ProofRejection};
pub use pages::{Asked, proof_errors, proof_fields};
