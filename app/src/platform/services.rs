//! What a rule needs from outside, injected.

use std::sync::Arc;

use leptos::prelude::expect_context;

use super::{
    clock::Clock, db::Db, form_targets::FormTargets, password::Passwords, randomness::Randomness,
    settings::Settings,
};

/// What a rule needs from outside. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub randomness: Arc<dyn Randomness>,
    /// The gate in front of password hashing.
    pub passwords: Passwords,
    /// Where forms may lead by redirects (R36).
    pub form_targets: FormTargets,
    /// What this installation decided.
    pub settings: Arc<Settings>,
}

impl Services {
    /// The services of the request that is being answered.
    pub fn current() -> Self {
        expect_context()
    }
}
