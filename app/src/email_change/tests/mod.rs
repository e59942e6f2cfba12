//! E-mail changes against a real database.

mod confirmation;
mod kinds;
mod letters;
mod numbers;
mod requests;
mod undo;
