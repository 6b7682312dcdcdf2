//! No escalation: the one function that every path that gives access asks.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::grant::{Grant, Principal};
use super::level::Access;
use super::permissions::Permissions;
use super::resource::Resource;
use super::role::{Reach, Role};
use super::scope::CoreScope;
use super::snapshot::Snapshot;
use super::touched::touched;
use crate::ids::MemberId;

/// Why somebody may not make a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MayNotGrant {
    #[error("they do not manage members there")]
    NoAuthority,
    #[error("the change reaches outside the place that they manage")]
    OutsidePlace,
    #[error("the target's role holds more than they do")]
    TargetAbove,
    #[error("it gives or takes away more than they hold")]
    GivesMore,
    #[error("it reaches further than their own role")]
    ReachesFurther,
    #[error("somebody would gain more on a resource than they hold on it")]
    GainsMore,
}

/// Whether `actor` may turn `before` into `after` for `target` in `place`.
///
/// They must manage members there, be at least what the target is, and hold at least what is given or
/// taken: as a role (a), in reach (b), and for everybody's gain on every resource (c). What they hold is
/// read from `before`, so that nobody uses what the change itself would give them.
///
/// Compared is the whole of a role, also its scopes of kinds outside the place: an overriding role carries
/// `projects` into a workspace, and with it the right to delete what is there.
pub fn may_grant(
    before: &Snapshot,
    after: &Snapshot,
    actor: MemberId,
    target: MemberId,
    place: Resource,
    at: DateTime<Utc>,
) -> Result<(), MayNotGrant> {
    if !manages_members(before, actor, place, at) {
        return Err(MayNotGrant::NoAuthority);
    }
    let held = Held { before, after, actor, at };
    if let Some(present) = before.role_at(target, place) {
        held.covers(present, place).map_err(|_| MayNotGrant::TargetAbove)?;
    }
    if let Some(role) = after.role_at(target, place) {
        held.covers(role, place)?;
    }
    overriding_roles(&held, target)?;
    grants(&held, target)?;
    gains(&held, place)
}

/// Whether somebody may change who is in a place, and as what: the organization's members everywhere, a
/// workspace's in it, a project's in it.
pub fn manages_members(snapshot: &Snapshot, actor: MemberId, place: Resource, at: DateTime<Utc>) -> bool {
    let full = |resource, scope: CoreScope| snapshot.check(actor, resource, scope, Access::Full, at);
    let Some(within) = snapshot.place(place) else { return false };
    full(Resource::Organization, CoreScope::Members)
        || within.workspace.is_some_and(|id| full(Resource::Workspace(id), CoreScope::WorkspaceMembers))
        || within.project.is_some_and(|id| full(Resource::Project(id), CoreScope::SettingsMembers))
}

/// What the actor holds, wherever it is asked.
struct Held<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    actor: MemberId,
    at: DateTime<Utc>,
}

impl Held<'_> {
    /// On a resource that the change makes there is nothing held before; what they then hold on it came
    /// from facts that were there before.
    fn on(&self, resource: Resource) -> Permissions {
        let side = if self.before.has(resource) { self.before } else { self.after };
        side.effective(self.actor, resource, self.at)
    }

    fn reach_on(&self, resource: Resource) -> Reach {
        let side = if self.before.has(resource) { self.before } else { self.after };
        side.role_at(self.actor, resource).map_or(Reach::Shared, |role| role.reach)
    }

    fn covers(&self, role: &Role, place: Resource) -> Result<(), MayNotGrant> {
        if !role.baseline.within(self.on(place)) {
            return Err(MayNotGrant::GivesMore);
        }
        if role.reach > self.reach_on(place) { Err(MayNotGrant::ReachesFurther) } else { Ok(()) }
    }
}

/// Every overriding role that comes, goes or changes, in its own workspace.
fn overriding_roles(held: &Held<'_>, target: MemberId) -> Result<(), MayNotGrant> {
    // Gone with its member or its workspace is judged as that removal, not as a role taken away.
    let removed =
        |workspace| held.after.member(target).is_none() || !held.after.has(Resource::Workspace(workspace));
    let gone = held.before.workspaces_of(target).filter(|(workspace, over)| {
        held.after.listing(target, *workspace) != Some(*over) && !removed(*workspace)
    });
    let come = held
        .after
        .workspaces_of(target)
        .filter(|(workspace, over)| held.before.listing(target, *workspace) != Some(*over));
    for (workspace, over) in gone.chain(come) {
        if let Some(role) = over.and_then(|role| held.after.model.role(role)) {
            held.covers(role, Resource::Workspace(workspace))?;
        }
    }
    Ok(())
}

/// Every grant of the target's own that comes, goes or changes. A gain would show most of these, but not
/// one that is latent: to somebody deactivated, or under a ceiling that a later change lifts.
fn grants(held: &Held<'_>, target: MemberId) -> Result<(), MayNotGrant> {
    let principal = Principal::Member(target);
    let removed = |grant: &Grant| held.after.member(target).is_none() || !held.after.has(grant.resource);
    let gone = held
        .before
        .grants_to(principal)
        .filter(|grant| held.after.grant(grant.id) != Some(grant) && !removed(grant));
    let come = held.after.grants_to(principal).filter(|grant| held.before.grant(grant.id) != Some(grant));
    for grant in gone.chain(come) {
        if !grant.permissions.within(held.on(grant.resource)) {
            return Err(MayNotGrant::GivesMore);
        }
    }
    Ok(())
}

/// Everybody's gain, and that nothing changes outside the place.
fn gains(held: &Held<'_>, place: Resource) -> Result<(), MayNotGrant> {
    let mut holdings = BTreeMap::new();
    for (member, resource) in touched(held.before, held.after) {
        let old = held.before.effective(member, resource, held.at);
        let new = held.after.effective(member, resource, held.at);
        if old == new {
            continue;
        }
        if !is_inside(held, resource, place) {
            return Err(MayNotGrant::OutsidePlace);
        }
        let holding = *holdings.entry(resource).or_insert_with(|| held.on(resource));
        let more = new.iter().any(|(scope, access)| access > old.get(scope) && access > holding.get(scope));
        if more {
            return Err(MayNotGrant::GainsMore);
        }
    }
    Ok(())
}

fn is_inside(held: &Held<'_>, resource: Resource, place: Resource) -> bool {
    let chain = held.before.place(resource).or_else(|| held.after.place(resource));
    chain.is_some_and(|chain| chain.chain().any(|part| part == place))
}
