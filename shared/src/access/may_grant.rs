//! No escalation: the one function that every path that gives access asks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::differing::{changed_grants, changed_members, changed_visibilities, differing_roles};
use super::grant::{Grant, Principal};
use super::level::Access;
use super::permissions::Permissions;
use super::resource::Resource;
use super::role::{Reach, Role};
use super::scope::{CoreScope, ResourceKind};
use super::snapshot::Snapshot;
use super::touched::{stands_for, touched};
use crate::ids::{GroupId, MemberId, RoleId};

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

/// Whether `actor` may turn `before` into `after` in `place`.
///
/// They must manage members there, be at least what everybody is whose own facts change, and hold at least
/// what is given or taken: as a role (a), in reach (b), and for everybody's gain on every resource (c). What
/// they hold is read from `before`, so that nobody uses what the change itself would give them.
///
/// Whose facts change is read off the two states. `target` is whom the act is about, also where nothing of
/// theirs would differ: to be asked whether one may touch them at all.
///
/// Roles are compared on the scopes that count in the place: all of them in the organization; in a workspace
/// those of workspaces and projects, with `projects`, which an overriding role carries into it; in a project
/// its own. So whoever administers one project manages an editor there, whatever that editor holds elsewhere.
pub fn may_grant(
    before: &Snapshot,
    after: &Snapshot,
    actor: MemberId,
    target: Option<MemberId>,
    place: Resource,
    at: DateTime<Utc>,
) -> Result<(), MayNotGrant> {
    if !manages_members(before, actor, place, at) {
        return Err(MayNotGrant::NoAuthority);
    }
    let held = Held { before, after, actor, at };
    for target in changed_members(before, after).into_keys().chain(target) {
        if let Some(present) = before.role_at(target, place) {
            held.covers(present, place).map_err(|_| MayNotGrant::TargetAbove)?;
        }
        if let Some(role) = after.role_at(target, place) {
            held.covers(role, place)?;
        }
        overriding_roles(&held, target)?;
        group_memberships(&held, target)?;
    }
    openings(&held)?;
    own_roles(&held, place)?;
    grants(&held)?;
    gains(&held, place)
}

/// Whether somebody manages members in a place and holds at least what a role gives there, and reaches as
/// far: asked of a role that nobody need have.
pub fn covers(
    snapshot: &Snapshot,
    actor: MemberId,
    role: &Role,
    place: Resource,
    at: DateTime<Utc>,
) -> Result<(), MayNotGrant> {
    if !manages_members(snapshot, actor, place, at) {
        return Err(MayNotGrant::NoAuthority);
    }
    Held { before: snapshot, after: snapshot, actor, at }.covers(role, place)
}

/// Whether somebody may change who is in a place, and as what: the organization's members everywhere, a
/// workspace's in it, a project's in it.
pub fn manages_members(snapshot: &Snapshot, actor: MemberId, place: Resource, at: DateTime<Utc>) -> bool {
    oversees_members(snapshot, actor, place, Access::Full, at)
}

/// The same for any level: at `view`, whether somebody may look at who is in a place, and through what.
pub fn oversees_members(
    snapshot: &Snapshot,
    actor: MemberId,
    place: Resource,
    need: Access,
    at: DateTime<Utc>,
) -> bool {
    let holds = |resource, scope: CoreScope| snapshot.check(actor, resource, scope, need, at);
    let Some(within) = snapshot.place(place) else { return false };
    holds(Resource::Organization, CoreScope::Members)
        || within.workspace.is_some_and(|id| holds(Resource::Workspace(id), CoreScope::WorkspaceMembers))
        || within.project.is_some_and(|id| holds(Resource::Project(id), CoreScope::SettingsMembers))
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

    fn all_within(&self, grants: impl Iterator<Item = Grant>) -> Result<(), MayNotGrant> {
        for grant in grants {
            if !grant.permissions.within(self.on(grant.resource)) {
                return Err(MayNotGrant::GivesMore);
            }
        }
        Ok(())
    }

    fn covers(&self, role: &Role, place: Resource) -> Result<(), MayNotGrant> {
        if !role.baseline.meet(counting_in(self.before, place)).within(self.on(place)) {
            return Err(MayNotGrant::GivesMore);
        }
        if role.reach > self.reach_on(place) { Err(MayNotGrant::ReachesFurther) } else { Ok(()) }
    }
}

/// The scopes that somebody's role is judged by in a place.
fn counting_in(snapshot: &Snapshot, place: Resource) -> Permissions {
    let kind = match place.kind() {
        ResourceKind::Organization => return Permissions::ALL,
        ResourceKind::Workspace => ResourceKind::Workspace,
        ResourceKind::Project | ResourceKind::Item => ResourceKind::Project,
    };
    let none = match kind {
        ResourceKind::Workspace => Permissions::NONE.with(CoreScope::Projects, Access::Full),
        ResourceKind::Organization | ResourceKind::Project | ResourceKind::Item => Permissions::NONE,
    };
    let inside = snapshot.model.catalog.entries().iter().filter(|entry| entry.kind >= kind);
    inside.fold(none, |all, entry| all.with(entry.scope, Access::Full))
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

/// Every group that the target comes into or leaves, with all that it gives: latent for somebody deactivated,
/// or under a ceiling, and there one day.
fn group_memberships(held: &Held<'_>, target: MemberId) -> Result<(), MayNotGrant> {
    // Left with its group or its member is judged as that removal.
    let removed = |group: GroupId| held.after.member(target).is_none() || !held.after.has_group(group);
    let of = |side: &Snapshot| -> BTreeSet<GroupId> { side.groups_of(target).collect() };
    let (old, new) = (of(held.before), of(held.after));
    let left = old.difference(&new).filter(|group| !removed(**group));
    let come = new.difference(&old);
    for group in left.chain(come) {
        let grants = held.before.grants_to(Principal::Group(*group));
        held.all_within(grants)?;
    }
    Ok(())
}

/// Every role with which somebody is in a workspace because it is open, where it opens or closes: as if each of them
/// were listed in it one by one, or taken off the list. Gains would show no loss, and nobody who is deactivated.
fn openings(held: &Held<'_>) -> Result<(), MayNotGrant> {
    let (before, after) = (held.before, held.after);
    for workspace in changed_visibilities(before, after) {
        let is_listed = |side: &Snapshot, member| side.listing(member, workspace).is_some();
        let let_in = before.members().filter(|row| !(is_listed(before, row.id) && is_listed(after, row.id)));
        let roles: BTreeSet<RoleId> = let_in.map(|row| row.role).collect();
        let roles = roles.into_iter().filter_map(|role| before.model.role(role));
        for role in roles.filter(|role| role.reach == Reach::Granted) {
            held.covers(role, Resource::Workspace(workspace))?;
        }
    }
    Ok(())
}

/// Every role of the organization's own that comes, goes or changes, whether or not somebody has it.
fn own_roles(held: &Held<'_>, place: Resource) -> Result<(), MayNotGrant> {
    let (before, after) = (&held.before.model, &held.after.model);
    let Some(roles) = differing_roles(before, after) else { return Err(MayNotGrant::OutsidePlace) };
    for role in roles {
        for side in [before, after] {
            side.role(role).map_or(Ok(()), |role| held.covers(role, place))?;
        }
    }
    Ok(())
}

/// Every grant that comes, goes or changes. A gain would show most of these, but not one that is latent: to
/// somebody deactivated, or under a ceiling that a later change lifts.
fn grants(held: &Held<'_>) -> Result<(), MayNotGrant> {
    let (before, after) = (held.before, held.after);
    let removed = |grant: &Grant| match grant.principal {
        Principal::Member(member) => after.member(member).is_none(),
        Principal::Group(_) => false,
    } || !after.has(grant.resource);
    for id in changed_grants(before, after) {
        let gone = before.grant(id).filter(|grant| !removed(grant));
        held.all_within(gone.into_iter().chain(after.grant(id)))?;
    }
    Ok(())
}

/// Everybody's gain, and that nothing changes outside the place.
fn gains(held: &Held<'_>, place: Resource) -> Result<(), MayNotGrant> {
    let mut holdings = BTreeMap::new();
    // What somebody gains is read off the facts alone: a key must not hide what its own maker would gain.
    let (before, after) = (held.before.uncapped(), held.after.uncapped());
    for (member, resource) in touched(&before, &after) {
        let old = before.effective(member, stands_for(&before, &after, resource), held.at);
        let new = after.effective(member, stands_for(&after, &before, resource), held.at);
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
