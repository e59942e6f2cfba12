//! A clock that is moved, and randomness that repeats.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use super::locked;
use crate::platform::{clock::Clock, randomness::Randomness};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(Mutex<OffsetDateTime>);

impl FixedClock {
    /// A clock that shows this moment.
    pub fn at(now: OffsetDateTime) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        *locked(&self.0) += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        *locked(&self.0)
    }
}

/// Bytes that look random and are the same in each run.
#[derive(Debug)]
pub struct SeededRandomness {
    seed: u64,
    blocks: AtomicU64,
}

impl SeededRandomness {
    /// The bytes of this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            blocks: AtomicU64::new(0),
        }
    }
}

impl Randomness for SeededRandomness {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let block = self.blocks.fetch_add(1, Ordering::Relaxed);
            let bytes = Sha256::digest([self.seed.to_be_bytes(), block.to_be_bytes()].concat());
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}
