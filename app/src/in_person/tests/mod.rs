//! Registration in person against a real database.

mod entering;
mod registering;
mod screen;
mod stopping;
