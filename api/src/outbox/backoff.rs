//! When a mail is tried again.

use chrono::TimeDelta;

/// After this many attempts a mail has failed: about a day, since a server that is down longer than that
/// leaves people better served by a new link.
pub(super) const ATTEMPTS: i32 = 8;

/// How long a process has for one attempt before another one may take the mail up.
pub(super) const LEASE: TimeDelta = TimeDelta::minutes(2);

/// The wait after so many attempts that did not succeed; `None`: it has failed.
pub(super) fn wait(attempts: i32) -> Option<TimeDelta> {
    match attempts {
        ..=1 => Some(TimeDelta::seconds(30)),
        2 => Some(TimeDelta::minutes(2)),
        3 => Some(TimeDelta::minutes(10)),
        4 => Some(TimeDelta::hours(1)),
        5..ATTEMPTS => Some(TimeDelta::hours(6)),
        ATTEMPTS.. => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_after_eight_attempts() {
        let minutes: Vec<Option<i64>> = (1..=9).map(|n| wait(n).map(|wait| wait.num_seconds())).collect();
        let hour = 3_600;
        assert_eq!(
            minutes,
            [
                Some(30),
                Some(120),
                Some(600),
                Some(hour),
                Some(6 * hour),
                Some(6 * hour),
                Some(6 * hour),
                None,
                None
            ]
        );
    }
}
