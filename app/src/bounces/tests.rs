//! Bounces, as mail servers write them, against a real database.

mod messages;
mod reading;
mod taking;
