//! Recovery against a real database.

mod consequences;
mod letters;
mod links;
mod reminder;
mod requests;
