//! Rate limits on what a stranger can try: by address of the caller, and by what is tried.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use shared::problem::Code;

use super::{Refusal, Request};

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Tries of one account's password.
    SignInAccount,
    /// Tries of passwords from one address.
    SignInAddress,
    SignUp,
    /// Mails with a link to one account: reset, verification.
    MailedLink,
    /// Other addresses that one person proposes to others.
    ProposedAddresses,
    /// Invitations of one person.
    Invitations,
    /// Looking up links.
    Lookup,
    /// Looking domains up in DNS, by one person.
    DomainLooks,
    /// One person's requests to be let in.
    JoinRequests,
}

/// The counters of this process.
#[derive(Debug)]
pub struct Limits {
    limiters: Vec<(Limited, DefaultKeyedRateLimiter<String>)>,
}

/// Per minute: in production, and with `--dev`, where tests and a person at one machine share an address.
const QUOTAS: [(Limited, u32, u32); 9] = [
    (Limited::SignInAccount, 10, 600),
    (Limited::SignInAddress, 60, 6_000),
    (Limited::SignUp, 20, 6_000),
    (Limited::MailedLink, 5, 600),
    (Limited::ProposedAddresses, 20, 6_000),
    (Limited::Invitations, 2_000, 60_000),
    (Limited::Lookup, 60, 6_000),
    (Limited::DomainLooks, 20, 6_000),
    (Limited::JoinRequests, 20, 6_000),
];

impl Limits {
    /// Counters at zero.
    pub fn new(generous: bool) -> Self {
        let limiters = QUOTAS
            .into_iter()
            .map(|(limited, strict, dev)| {
                let per_minute =
                    NonZeroU32::new(if generous { dev } else { strict }).unwrap_or(NonZeroU32::MIN);
                (limited, RateLimiter::keyed(Quota::per_minute(per_minute)))
            })
            .collect();
        Self { limiters }
    }

    /// Counts one try of `key`; 429 with the seconds to wait past the limit.
    pub fn count(&self, limited: Limited, key: &str) -> Result<(), Refusal> {
        self.count_many(limited, key, 1)
    }

    /// Counts `n` at once.
    pub fn count_many(&self, limited: Limited, key: &str, n: u32) -> Result<(), Refusal> {
        let Some((_, limiter)) = self.limiters.iter().find(|row| row.0 == limited) else { return Ok(()) };
        let n = NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let wait = match limiter.check_key_n(&key.to_owned(), n) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(until)) => until.wait_time_from(DefaultClock::default().now()).as_secs() + 1,
            Err(_) => 60,
        };
        Err(Refusal {
            retry_after: Some(wait),
            ..Refusal::new(
                Code::TooManyRequests,
                format!("Too many tries. Wait {wait} seconds, then try again."),
            )
        })
    }

    /// Counts one try of the caller's address.
    pub fn count_caller(&self, limited: Limited, request: &Request) -> Result<(), Refusal> {
        self.count(limited, request.ip.as_deref().unwrap_or("unknown"))
    }

    /// Forgets keys that have been quiet.
    pub fn sweep(&self) {
        for (_, limiter) in &self.limiters {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_the_limit_a_caller_is_told_how_long_to_wait_and_others_are_not_held_up() {
        let limits = Limits::new(false);
        for _ in 0..10 {
            limits.count(Limited::SignInAccount, "ann@example.com").expect("within the limit");
        }
        let refused = limits.count(Limited::SignInAccount, "ann@example.com").expect_err("past it");
        assert_eq!(refused.code, Code::TooManyRequests);
        assert!(refused.retry_after.is_some_and(|seconds| (1..=60).contains(&seconds)));
        limits.count(Limited::SignInAccount, "bo@example.com").expect("somebody else");
        limits.count(Limited::SignUp, "ann@example.com").expect("something else");
    }

    #[test]
    fn more_at_once_than_fits_a_minute_is_refused_whole() {
        let limits = Limits::new(false);
        assert!(limits.count_many(Limited::Invitations, "usr", 2_001).is_err());
        limits.count_many(Limited::Invitations, "usr", 1_000).expect("nothing was counted of the other");
    }
}
