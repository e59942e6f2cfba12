//! Against a real database.
