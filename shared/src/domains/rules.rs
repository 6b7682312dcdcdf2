//! When a domain counts, and whom it lets in how.

use chrono::{DateTime, TimeDelta, Utc};

use super::wire::JoinMode;
use crate::auth::wire::Method;

/// What stands before the domain in the name of its record.
pub const RECORD_PREFIX: &str = "_usher-challenge";

/// For how long a look that found the record is taken as proof. After that DNS is asked again before anybody
/// comes in by the domain: it may have been sold, or the record taken away.
pub const PROOF_LASTS: TimeDelta = TimeDelta::hours(1);

/// The ways of signing in that are trusted where nobody says otherwise: those where somebody else vouches for
/// the address every time.
pub const TRUSTED: [Method; 4] = [Method::Google, Method::Microsoft, Method::Oidc, Method::Saml];

/// Whether a record that was found at `checked_at` has to be looked up again.
pub fn needs_a_look(checked_at: Option<DateTime<Utc>>, at: DateTime<Utc>) -> bool {
    checked_at.is_none_or(|checked| at - checked >= PROOF_LASTS)
}

/// What happens when somebody with a verified address at a proven domain asks to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// They are in.
    StraightIn,
    /// An admin answers.
    Ask,
    /// An admin answers, because they signed in another way than the domain trusts.
    AskAsNotTrusted,
    /// Nobody comes in by this domain: to them there is no organization here.
    Closed,
}

/// How a domain lets people in.
pub fn entry(join: JoinMode, trusted: &[Method], signed_in_by: Method) -> Entry {
    match join {
        JoinMode::Off => Entry::Closed,
        JoinMode::Request => Entry::Ask,
        JoinMode::Open if trusted.contains(&signed_in_by) => Entry::StraightIn,
        JoinMode::Open => Entry::AskAsNotTrusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_lets_straight_in_whoever_signed_in_by_a_trusted_method_and_has_others_ask() {
        for method in Method::ALL {
            let trusted = TRUSTED.contains(&method);
            let expected = if trusted { Entry::StraightIn } else { Entry::AskAsNotTrusted };
            assert_eq!(entry(JoinMode::Open, &TRUSTED, method), expected);
            assert_eq!(entry(JoinMode::Open, &[method], method), Entry::StraightIn);
            assert_eq!(entry(JoinMode::Open, &[], method), Entry::AskAsNotTrusted);
            assert_eq!(entry(JoinMode::Request, &Method::ALL, method), Entry::Ask);
            assert_eq!(entry(JoinMode::Off, &Method::ALL, method), Entry::Closed);
        }
        assert!(!TRUSTED.contains(&Method::Password) && !TRUSTED.contains(&Method::MagicLink));
    }

    #[test]
    fn a_proof_is_good_for_an_hour() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(1);
        assert!(needs_a_look(None, now));
        assert!(!needs_a_look(Some(now - TimeDelta::minutes(59)), now));
        assert!(needs_a_look(Some(now - TimeDelta::minutes(60)), now));
    }
}
