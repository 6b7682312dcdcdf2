//! Why, where it was asked for: the sources and the first thing in the way, without the names of groups, people
//! or places. Of what the asker does not see, it is said that it is not known.

use chrono::{DateTime, Utc};
use shared::access::wire::Why;
use shared::access::{Access, Blocker, Explanation, Names, Resource, Scope, Snapshot};
use shared::evaluations::wire::Reason;
use shared::ids::MemberId;

/// Why a member has what they have.
pub(super) fn of(
    snapshot: &Snapshot,
    member: MemberId,
    resource: Resource,
    scope: Scope,
    need: Access,
    at: DateTime<Utc>,
) -> Reason {
    let names = Names::of(snapshot.model());
    let Explanation { result, sources, blocker, .. } = snapshot.reasons(member, resource, scope, need, at);
    Reason {
        access: result,
        blocker,
        sources: sources.iter().map(|source| Why::of(source, &names)).collect(),
    }
}

/// Nothing here is known under this name: not the resource, or not the action.
pub(super) fn unknown() -> Reason {
    Reason { access: Access::None, blocker: Some(Blocker::Unknown), sources: Vec::new() }
}

/// The subject is no member.
pub(super) fn stranger() -> Reason {
    Reason { access: Access::None, blocker: Some(Blocker::NotAMember), sources: Vec::new() }
}
