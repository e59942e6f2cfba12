//! The time, as an argument: rules take `now`, and only the outermost call asks the clock.

use std::fmt::Debug;

use time::{OffsetDateTime, UtcOffset, macros::offset};

/// Where the time comes from.
pub trait Clock: Debug + Send + Sync {
    /// The present moment, in UTC.
    fn now(&self) -> OffsetDateTime;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// The time zone of everyone who uses the portal (D14); Japan has no daylight saving time.
pub const JAPAN: UtcOffset = offset!(+9);
