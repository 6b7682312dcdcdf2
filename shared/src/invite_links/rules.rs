//! When the link lets somebody in, what setting it does, and when it should be reset.
//!
//! The link stands for whoever set it last: their standing is asked again at every join, as that of an
//! invitation's sender is. So a link of somebody who left, or could not give its role any more, lets nobody in
//! until an admin sets or resets it.

use chrono::{DateTime, TimeDelta, Utc};

use super::wire::{ResetReason, ResetSuggested};
use crate::access::{Decision, Denied, Snapshot};
use crate::ids::{MemberId, RoleId};
use crate::invitations::rules::Newcomer;
use crate::members::rules::{Door, Past, may_enter, may_leave_open, walk_in};
use crate::text::{EmailAddress, MailDomain};

/// How far a link goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many it lets in; `None`: any number.
    pub max_uses: Option<u32>,
    pub uses: u32,
    /// The first moment at which it lets nobody in.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Why a link that is alive lets nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spent {
    Expired,
    UsedUp,
}

impl Limits {
    /// Whether it lets one more in.
    pub fn let_in(self, at: DateTime<Utc>) -> Result<(), Spent> {
        if self.expires_at.is_some_and(|end| end <= at) {
            return Err(Spent::Expired);
        }
        if self.max_uses.is_some_and(|most| self.uses >= most) {
            return Err(Spent::UsedUp);
        }
        Ok(())
    }
}

/// Whether one of these addresses is at a domain that the link is for: that very domain, not one below it or
/// one that ends alike. No domains: everybody's.
pub fn is_for<'a>(domains: &[MailDomain], addresses: impl IntoIterator<Item = &'a EmailAddress>) -> bool {
    let at = |address: &EmailAddress| {
        let theirs = address.domain();
        domains.iter().any(|domain| domain.as_str() == theirs)
    };
    domains.is_empty() || addresses.into_iter().any(at)
}

/// What setting a link does to its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// It was off: there is a link from now on, and never an earlier one again.
    Open,
    /// The token stays.
    Keep,
    /// Who had the link was promised another role: theirs is dead.
    Reset,
}

impl Setting {
    /// From the role that the link gives now, if it is on.
    pub fn of(present: Option<RoleId>, role: RoleId) -> Self {
        match present {
            None => Self::Open,
            Some(present) if present == role => Self::Keep,
            Some(_) => Self::Reset,
        }
    }
}

/// Whether the one who set the link could still set it.
pub fn stands(
    snapshot: &Snapshot,
    setter: Option<MemberId>,
    role: RoleId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let setter = setter.ok_or(Denied::LinkSetterMayNot)?;
    may_leave_open(snapshot, setter, role, at).map_err(|_| Denied::LinkSetterMayNot)
}

/// Takes somebody in by the link.
pub fn join(
    snapshot: &Snapshot,
    setter: Option<MemberId>,
    newcomer: Newcomer<'_>,
    role: RoleId,
    past: Past,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    // Whoever may not come in at all is told that, before what is the matter with the link.
    may_enter(past, Door::Link)?;
    stands(snapshot, setter, role, at)?;
    walk_in(snapshot, newcomer, role, past, Door::Link)
}

/// Whether somebody with this past may hold the door: where an admin decides on each who comes, whoever is gone is
/// asked in by name.
pub fn may_try(past: Past, approval: bool) -> Result<(), Denied> {
    match (past, approval) {
        (Past::Gone, true) => may_enter(past, Door::ApprovedRequest),
        (Past::Stranger | Past::Active | Past::Deactivated | Past::Gone, _) => may_enter(past, Door::Link),
    }
}

/// Whether the link should be reset (V3): somebody who may hold it left, or it is old.
pub fn reset_suggested(
    made_at: DateTime<Utc>,
    somebody_left: Option<DateTime<Utc>>,
    days: u32,
    at: DateTime<Utc>,
) -> Option<ResetSuggested> {
    if let Some(since) = somebody_left {
        return Some(ResetSuggested { reason: ResetReason::SomebodyLeft, since });
    }
    let old = made_at + TimeDelta::days(i64::from(days));
    (old <= at).then_some(ResetSuggested { reason: ResetReason::OlderThan, since: old })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(days)
    }

    #[test]
    fn a_link_lets_in_until_its_end_and_its_count() {
        let limits = |max_uses, uses, end: Option<i64>| Limits { max_uses, uses, expires_at: end.map(at) };
        assert_eq!(limits(None, 1_000, None).let_in(at(9)), Ok(()));
        assert_eq!(limits(Some(10), 9, Some(10)).let_in(at(9)), Ok(()));
        assert_eq!(limits(Some(10), 10, None).let_in(at(9)), Err(Spent::UsedUp));
        assert_eq!(limits(Some(10), 0, Some(9)).let_in(at(9)), Err(Spent::Expired));
        assert_eq!(limits(Some(1), 1, Some(9)).let_in(at(9)), Err(Spent::Expired));
    }

    #[test]
    fn only_the_very_domain_is_meant() {
        let domains: Vec<MailDomain> = vec!["Acme.Test".parse().expect("a domain")];
        let is = |address: &str| is_for(&domains, [&address.parse().expect("an address")]);
        assert!(is("mara@acme.test") && is("mara@ACME.test") && is("mara@ａcme.test"));
        for other in
            ["a@xacme.test", "a@acme.test.evil.test", "a@mail.acme.test", "a@аcme.test", "a@acme.tes"]
        {
            assert!(!is(other), "{other}");
        }
        assert!(is_for(&[], []));
        assert!(!is_for(&domains, []));
    }

    #[test]
    fn a_reset_is_suggested_when_somebody_left_or_the_link_is_old() {
        assert_eq!(reset_suggested(at(0), None, 90, at(89)), None);
        let old = ResetSuggested { reason: ResetReason::OlderThan, since: at(90) };
        assert_eq!(reset_suggested(at(0), None, 90, at(90)), Some(old));
        let left = ResetSuggested { reason: ResetReason::SomebodyLeft, since: at(3) };
        assert_eq!(reset_suggested(at(0), Some(at(3)), 90, at(200)), Some(left));
    }

    #[test]
    fn another_role_resets_the_link() {
        let role = |n: u128| RoleId::from_uuid(uuid::Uuid::from_u128(n));
        assert_eq!(Setting::of(None, role(1)), Setting::Open);
        assert_eq!(Setting::of(Some(role(1)), role(1)), Setting::Keep);
        assert_eq!(Setting::of(Some(role(2)), role(1)), Setting::Reset);
    }
}
