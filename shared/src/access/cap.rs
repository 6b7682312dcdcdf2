//! A snapshot as a credential sees it that does less than the member in whose name it acts.

use std::borrow::Cow;

use super::permissions::Permissions;
use super::snapshot::Snapshot;
use crate::ids::MemberId;

/// The most that one member is taken to hold, whatever the facts give them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cap {
    member: MemberId,
    most: Permissions,
}

impl Snapshot {
    /// The same facts, with what this member holds cut to `most` in every answer and for every rule: what an
    /// API key does in their name.
    ///
    /// A cap is no fact: [`Snapshot::to_facts`] does not know of it, and one more cap takes the place of the
    /// first.
    #[must_use]
    pub fn capped(&self, member: MemberId, most: Permissions) -> Self {
        Self { cap: Some(Cap { member, most }), ..self.clone() }
    }

    /// What the member of this number holds, cut where a cap says so.
    #[inline]
    pub(super) fn cut(&self, number: u32, held: Permissions) -> Permissions {
        let Some(cap) = self.cap else { return held };
        let theirs = self.members.member(number).is_some_and(|member| member.id == cap.member);
        if theirs { held.meet(cap.most) } else { held }
    }

    /// Other facts, with what the same member holds cut to the same.
    #[must_use]
    pub fn recapped(&self, facts: &Self) -> Self {
        Self { cap: self.cap, ..facts.clone() }
    }

    /// The facts alone.
    pub fn uncapped(&self) -> Cow<'_, Self> {
        match self.cap {
            None => Cow::Borrowed(self),
            Some(_) => Cow::Owned(Self { cap: None, ..self.clone() }),
        }
    }
}
