//! Who may give access to one project, to a member or a group, and take it away.
//!
//! Whoever manages the project's members does, without being an admin of the organization, and there alone.
//! A member, or a group, has one grant of this kind on a project: another one takes its place.

use chrono::{DateTime, Utc};

use crate::access::{
    Change, Decision, Denied, Grant, GrantSource, Outcome, Permissions, Principal, Reach, Resource, Snapshot,
    Status, may_grant,
};
use crate::ids::{GrantId, MemberId, ProjectId};

/// What is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub permissions: Permissions,
    pub expires_at: Option<DateTime<Utc>>,
    /// The id that the grant is to have, and whence it comes.
    pub grant: GrantId,
    pub source: GrantSource,
}

/// Gives a member or a group this much on a project, in place of what they were given there before.
pub fn give(
    snapshot: &Snapshot,
    actor: MemberId,
    principal: Principal,
    project: ProjectId,
    given: Given,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let place = Resource::Project(project);
    let target = may_touch(snapshot, actor, principal, project, at)?;
    let changes = replacing(snapshot, principal, place, given);
    let after = snapshot.with(&changes)?;
    may_grant(snapshot, &after, actor, target, place, at)?;
    if given.expires_at.is_some_and(|end| end <= at) {
        return Err(Denied::AlreadyOver);
    }
    if let Some(target) = target {
        fits(snapshot, target, place, given.permissions, at)?;
    }
    if changes.is_empty() { Ok(Outcome::Unchanged) } else { decide(snapshot, changes) }
}

/// Takes away what a member or a group was given on a project itself; what a role, a group or a grant around
/// it gives stays.
pub fn take(
    snapshot: &Snapshot,
    actor: MemberId,
    principal: Principal,
    project: ProjectId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    let place = Resource::Project(project);
    let target = may_touch(snapshot, actor, principal, project, at)?;
    let changes: Vec<Change> =
        replaceable(snapshot, principal, place).map(|grant| Change::GrantRemoved(grant.id)).collect();
    if changes.is_empty() {
        return Err(Denied::UnknownGrant);
    }
    may_grant(snapshot, &snapshot.with(&changes)?, actor, target, place, at)?;
    Decision::new(snapshot, changes)
}

/// Whether somebody may touch what this member or group was given on a project at all, whatever else is the
/// matter with the request. Answers with the member.
pub fn may_touch(
    snapshot: &Snapshot,
    actor: MemberId,
    principal: Principal,
    project: ProjectId,
    at: DateTime<Utc>,
) -> Result<Option<MemberId>, Denied> {
    let place = Resource::Project(project);
    if !snapshot.has(place) {
        return Err(Denied::UnknownProject);
    }
    match principal {
        Principal::Member(member) => {
            touch_member(snapshot, actor, member, place, at)?;
            Ok(Some(member))
        }
        Principal::Group(group) if snapshot.has_group(group) => {
            may_grant(snapshot, snapshot, actor, None, place, at)?;
            Ok(None)
        }
        Principal::Group(_) => Err(Denied::UnknownGroup),
    }
}

/// The one grant of a member or a group on a project that [`give`] puts in place and [`take`] takes away.
/// Where several came together, by an invitation and by hand, the last.
pub fn direct(snapshot: &Snapshot, principal: Principal, project: ProjectId) -> Option<Grant> {
    replaceable(snapshot, principal, Resource::Project(project)).max_by_key(|grant| grant.id)
}

/// The changes that put this grant in the place of those before. None, where it is the one that is there.
pub(crate) fn replacing(
    snapshot: &Snapshot,
    principal: Principal,
    resource: Resource,
    given: Given,
) -> Vec<Change> {
    let Given { permissions, expires_at, grant, source } = given;
    let present: Vec<Grant> = replaceable(snapshot, principal, resource).collect();
    if let [only] = present.as_slice()
        && (only.permissions, only.expires_at) == (permissions, expires_at)
    {
        return Vec::new();
    }
    let gone = present.into_iter().map(|grant| Change::GrantRemoved(grant.id));
    let new = Grant { id: grant, principal, resource, permissions, expires_at, source };
    gone.chain([Change::GrantAdded(new)]).collect()
}

/// Whether a member can have this much by a grant on a resource: under the ceilings of their seat and of
/// their role there, in a role that reaches it, and not where a grant would mean nothing.
pub(crate) fn fits(
    snapshot: &Snapshot,
    target: MemberId,
    on: Resource,
    permissions: Permissions,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let member = snapshot.member(target).ok_or(Denied::UnknownMember)?;
    let role = snapshot.model().role(member.role).ok_or(Denied::UnknownRole)?;
    let here = snapshot.role_at(target, on).unwrap_or(role);
    let container = !matches!(on, Resource::Item(_));
    if container && (role.reach == Reach::Shared || here.reach == Reach::Shared) {
        return Err(Denied::ReachShared);
    }
    if role.reach == Reach::Everything {
        return Err(Denied::ImplicitMember);
    }
    if !permissions.within(role.seat_ceiling().meet(here.ceiling)) {
        return Err(Denied::AboveCeiling);
    }
    match member.standing(at) {
        Status::Active => Ok(()),
        Status::Deactivated => Err(Denied::MemberDeactivated),
    }
}

/// Whether somebody may touch this member at all in a place: it is theirs to manage, and the member does not
/// stand above them.
pub(crate) fn touch_member(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    place: Resource,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let present = snapshot.member(target).ok_or(Denied::UnknownMember)?;
    match may_grant(snapshot, snapshot, actor, Some(target), place, at).map_err(Denied::from) {
        Err(Denied::MayNotGrant) if snapshot.model().is_owner_role(present.role) => {
            Err(Denied::OwnerProtected)
        }
        other => other,
    }
}

/// Every grant that was given by somebody. What a directory gives is that directory's.
pub(crate) fn replaceable(
    snapshot: &Snapshot,
    principal: Principal,
    resource: Resource,
) -> impl Iterator<Item = Grant> + '_ {
    snapshot.granted(principal, resource).filter(|grant| match grant.source {
        GrantSource::Person(_) | GrantSource::Invitation(_) | GrantSource::Link | GrantSource::DomainRule => {
            true
        }
        GrantSource::Provisioning => false,
    })
}

fn decide(snapshot: &Snapshot, changes: Vec<Change>) -> Result<Outcome, Denied> {
    Decision::new(snapshot, changes).map(Outcome::Decision)
}
