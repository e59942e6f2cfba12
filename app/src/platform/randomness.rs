//! Randomness, as an argument: tests give their own.

use std::fmt::Debug;

/// Where unpredictable bytes come from.
pub trait Randomness: Debug + Send + Sync {
    /// Fills the buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

impl dyn Randomness + '_ {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A random (version 4) UUID; identifies, and is never a secret (R20).
    pub fn uuid(&self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }
}

/// The operating system's generator.
#[derive(Debug)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    /// # Panics
    ///
    /// When the operating system has no randomness to give: nothing safe can be done then.
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}
