//! The clock, new ids and randomness: made here and handed in, so that nothing else asks the machine.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;

use crate::db::columns::IdColumn;

/// The time of this deployment. With `--dev` it can be moved ahead; it never goes back.
#[derive(Debug, Default)]
pub struct Clock {
    offset_seconds: AtomicI64,
}

impl Clock {
    /// A clock this many seconds ahead of the machine's, or behind it.
    pub fn ahead(seconds: i64) -> Self {
        Self { offset_seconds: AtomicI64::new(seconds) }
    }

    /// Now, in whole microseconds: what a database column holds.
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
        let now = Utc::now();
        (now + TimeDelta::seconds(self.offset_seconds.load(Ordering::Relaxed))).trunc_subsecs(6)
    }

    /// Moves the clock to this many seconds ahead of the machine's, if that is not back.
    pub fn set_offset(&self, seconds: i64) {
        self.offset_seconds.fetch_max(seconds, Ordering::Relaxed);
    }
}

/// A new id: a UUIDv7, so that ids made later sort later.
pub fn new_id<T: IdColumn>() -> T {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    T::of_uuid(Uuid::now_v7())
}

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "the one place that asks for randomness")]
    getrandom::fill(&mut bytes).expect("the operating system gives randomness; nothing is safe without it");
    bytes
}
