//! Imports: how files are read, and what comes of them on a real database.

mod files;
mod rows;
mod runs;
