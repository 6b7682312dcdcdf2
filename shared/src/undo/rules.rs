//! What undoes a version, and who may.
//!
//! A version is what its rows say: those that it closed and those that it opened. Undoing it closes the ones and
//! opens the others again, ids and all, so that the facts after it are the facts before it. Whatever cannot be had
//! back that way is refused whole.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::access::{
    Access, Change, CoreScope, Decision, Denied, Grant, GroupMemberFact, Member, Principal, Reach, Resource,
    RestrictionFact, Role, Snapshot, WorkspaceFact, WorkspaceMemberFact, manages_members, may_grant,
};
use crate::ids::{GrantId, GroupId, MemberId};

/// How long a change is undone.
pub const WINDOW: TimeDelta = TimeDelta::minutes(10);

/// Whether an act, by its name in the audit log, is never undone, whatever rows it left: what is deleted is forgotten
/// for good (M7), nobody but the person takes back that they left or came in, ownership moves by transfer alone (M10),
/// the end of an organization or a workspace has a way back of its own (T4), a place that was made is deleted, and an
/// undo is done again by hand.
pub fn is_final(action: &str) -> bool {
    [
        "invitations.accept",
        "members.delete",
        "members.leave",
        "organizations.delete",
        "organizations.restore",
        "organizations.transfer_ownership",
        "projects.create",
        "projects.delete",
        "undo.apply",
        "workspaces.create",
        "workspaces.delete",
        "workspaces.restore",
    ]
    .contains(&action)
}

/// The facts that one version closed, or opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    pub roles: Vec<Role>,
    pub members: Vec<Member>,
    pub visibilities: Vec<WorkspaceFact>,
    pub listed: Vec<WorkspaceMemberFact>,
    pub restrictions: Vec<RestrictionFact>,
    pub groups: Vec<GroupId>,
    pub group_members: Vec<GroupMemberFact>,
    pub grants: Vec<Grant>,
}

impl Rows {
    fn are_empty(&self) -> bool {
        let Self { roles, members, visibilities, listed, restrictions, groups, group_members, grants } = self;
        roles.is_empty()
            && members.is_empty()
            && visibilities.is_empty()
            && listed.is_empty()
            && restrictions.is_empty()
            && groups.is_empty()
            && group_members.is_empty()
            && grants.is_empty()
    }
}

/// One version, as its rows tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// When it was made.
    pub at: DateTime<Utc>,
    pub closed: Rows,
    pub opened: Rows,
    /// Grants that were given since and stand: two on one thing are more than there ever was.
    pub later_grants: BTreeSet<GrantId>,
    /// Whether it made or closed a workspace, a project or an item, or was of a kind that is never undone.
    pub is_final: bool,
}

/// The decision that undoes a version, as the actor's own act at this moment.
///
/// Asked in this order: may they change members there at all, is it in time, is it of a kind that is undone, is
/// everything still as the version left it, and may they give and take what comes and goes.
pub fn undo(
    snapshot: &Snapshot,
    actor: MemberId,
    written: &Written,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    let place = place(snapshot, written);
    let may_open = |row: &WorkspaceFact| {
        snapshot.check(actor, Resource::Workspace(row.id), CoreScope::WorkspaceGeneral, Access::Full, at)
    };
    let opens = written.opened.visibilities.iter().filter(|row| snapshot.has(Resource::Workspace(row.id)));
    if !manages_members(snapshot, actor, place, at) || !opens.into_iter().all(may_open) {
        return Err(Denied::PermissionDenied);
    }
    if at - written.at > WINDOW {
        return Err(Denied::UndoExpired);
    }
    let changes = inverse(snapshot, written)?;
    let after = snapshot.with(&changes).map_err(|_| Denied::UndoConflict)?;
    fits_guests(&after, &written.closed)?;
    may_grant(snapshot, &after, actor, None, place, at)?;
    Decision::new(snapshot, changes)
}

/// The smallest place that all of it is in: whoever administers one project undoes what was done in it.
fn place(snapshot: &Snapshot, written: &Written) -> Resource {
    let mut places = BTreeSet::new();
    for Rows { roles, members, visibilities, listed, restrictions, groups, group_members, grants } in
        [&written.closed, &written.opened]
    {
        let of_all =
            !(roles.is_empty() && members.is_empty() && groups.is_empty() && group_members.is_empty());
        places.extend(of_all.then_some(Resource::Organization));
        places.extend(visibilities.iter().map(|row| Resource::Workspace(row.id)));
        places.extend(listed.iter().map(|row| Resource::Workspace(row.workspace)));
        places.extend(restrictions.iter().map(|row| Resource::Workspace(row.workspace)));
        places.extend(grants.iter().map(|grant| match grant.resource {
            Resource::Item(item) => {
                snapshot.item(item).map_or(Resource::Organization, |item| Resource::Project(item.project))
            }
            on @ (Resource::Organization | Resource::Workspace(_) | Resource::Project(_)) => on,
        }));
    }
    let mut places = places.into_iter();
    match (places.next(), places.next()) {
        (Some(one), None) if snapshot.has(one) => one,
        (None | Some(_), _) => Resource::Organization,
    }
}

/// The changes that make the facts those before the version: first what is taken back that it gave, but for what
/// others may hang on, then what it closed, from the trunk outwards, then the rest.
fn inverse(now: &Snapshot, written: &Written) -> Result<Vec<Change>, Denied> {
    let Written { closed, opened, later_grants, is_final, at: _ } = written;
    if *is_final || (closed.are_empty() && opened.are_empty()) {
        return Err(Denied::UndoImpossible);
    }
    let mut changes = Vec::new();
    roles(now, closed, opened, &mut changes)?;
    for group in closed.groups.iter().filter(|group| !opened.groups.contains(group)) {
        unchanged(!now.has_group(*group))?;
        changes.push(Change::GroupAdded { group: *group });
    }
    members(now, closed, opened, &mut changes)?;
    visibilities(now, closed, opened, &mut changes)?;
    taken_back(now, closed, opened, &mut changes)?;
    brought_back(now, closed, opened, &mut changes)?;
    let given_anew = |grant: &Grant| {
        now.granted(grant.principal, grant.resource).any(|other| later_grants.contains(&other.id))
    };
    unchanged(!closed.grants.iter().any(given_anew))?;
    for group in opened.groups.iter().filter(|group| !closed.groups.contains(group)) {
        left_alone(now, *group, opened)?;
        changes.push(Change::GroupRemoved { group: *group });
    }
    Ok(changes)
}

fn unchanged(is_so: bool) -> Result<(), Denied> {
    if is_so { Ok(()) } else { Err(Denied::UndoConflict) }
}

/// A role that the version made stays: it is deleted with a word on what stands in its place.
fn roles(now: &Snapshot, closed: &Rows, opened: &Rows, changes: &mut Vec<Change>) -> Result<(), Denied> {
    let of = |rows: &Rows, role: &Role| rows.roles.iter().find(|row| row.id == role.id).cloned();
    for role in &closed.roles {
        let present = now.model().role(role.id);
        match of(opened, role) {
            Some(made) => {
                unchanged(present == Some(&made))?;
                changes.push(Change::RoleEdited(role.clone()));
            }
            None => {
                unchanged(present.is_none())?;
                changes.push(Change::RoleAdded(role.clone()));
            }
        }
    }
    if opened.roles.iter().any(|role| of(closed, role).is_none()) {
        return Err(Denied::UndoImpossible);
    }
    Ok(())
}

/// Of a member who was changed, only what was changed comes back. Whoever came in by the version stays: they hold
/// more than facts by now.
fn members(now: &Snapshot, closed: &Rows, opened: &Rows, changes: &mut Vec<Change>) -> Result<(), Denied> {
    let owns = |role| now.model().is_owner_role(role);
    for then in &closed.members {
        let Some(made) = opened.members.iter().find(|row| row.id == then.id) else {
            if owns(then.role) {
                return Err(Denied::UndoImpossible);
            }
            unchanged(now.member(then.id).is_none() && now.member_of_user(then.user).is_none())?;
            changes.push(Change::MemberAdded(then.clone()));
            continue;
        };
        let present = now.member(then.id).ok_or(Denied::UndoConflict)?;
        if then.role != made.role {
            if owns(then.role) || owns(made.role) {
                return Err(Denied::UndoImpossible);
            }
            unchanged(present.role == made.role)?;
            changes.push(Change::RoleChanged { member: then.id, role: then.role });
        }
        if then.status != made.status {
            unchanged(present.status == made.status)?;
            changes.push(Change::StatusChanged { member: then.id, status: then.status });
        }
        if then.expires_at != made.expires_at {
            unchanged(present.expires_at == made.expires_at)?;
            changes.push(Change::ExpiryChanged { member: then.id, expires_at: then.expires_at });
        }
    }
    let came = |row: &Member| closed.members.iter().all(|then| then.id != row.id);
    if opened.members.iter().any(came) { Err(Denied::UndoImpossible) } else { Ok(()) }
}

/// Only of a workspace that was there before and after: one that the version made or deleted is not undone.
fn visibilities(
    now: &Snapshot,
    closed: &Rows,
    opened: &Rows,
    changes: &mut Vec<Change>,
) -> Result<(), Denied> {
    if closed.visibilities.len() != opened.visibilities.len() {
        return Err(Denied::UndoImpossible);
    }
    for then in &closed.visibilities {
        let made = opened.visibilities.iter().find(|row| row.id == then.id).ok_or(Denied::UndoImpossible)?;
        unchanged(now.visibility(then.id) == Some(made.visibility))?;
        changes.push(Change::VisibilityChanged { workspace: then.id, visibility: then.visibility });
    }
    Ok(())
}

fn taken_back(now: &Snapshot, closed: &Rows, opened: &Rows, changes: &mut Vec<Change>) -> Result<(), Denied> {
    for grant in &opened.grants {
        // What a share gave is part of more than the facts: it is taken back by itself.
        if grant.is_share() {
            return Err(Denied::UndoImpossible);
        }
        unchanged(now.grant(grant.id).as_ref() == Some(grant))?;
        changes.push(Change::GrantRemoved(grant.id));
    }
    for GroupMemberFact { group, member } in opened.group_members.iter().copied() {
        unchanged(now.groups_of(member).any(|of| of == group))?;
        if !closed.group_members.contains(&GroupMemberFact { group, member }) {
            changes.push(Change::GroupMemberRemoved { group, member });
        }
    }
    let is_of = |row: &RestrictionFact, then: &RestrictionFact| {
        (row.member, row.workspace) == (then.member, then.workspace)
    };
    for made in &opened.restrictions {
        let RestrictionFact { member, workspace, projects } = made;
        unchanged(now.restriction(*member, *workspace) == Some(projects))?;
        if !closed.restrictions.iter().any(|then| is_of(made, then)) {
            changes.push(Change::RestrictionLifted { member: *member, workspace: *workspace });
        }
    }
    for made in opened.listed.iter().copied() {
        let WorkspaceMemberFact { workspace, member, role } = made;
        unchanged(now.listing(member, workspace) == Some(role))?;
        if !closed.listed.iter().any(|then| (then.workspace, then.member) == (workspace, member)) {
            changes.push(Change::WorkspaceMemberRemoved { workspace, member });
        }
    }
    Ok(())
}

/// The changes that bring back who was listed and restricted in workspaces, who was in groups, and what was granted.
pub(crate) fn brought_back(
    now: &Snapshot,
    closed: &Rows,
    opened: &Rows,
    changes: &mut Vec<Change>,
) -> Result<(), Denied> {
    for then in closed.listed.iter().copied() {
        let WorkspaceMemberFact { workspace, member, role } = then;
        let changed = opened.listed.iter().any(|row| (row.workspace, row.member) == (workspace, member));
        unchanged(changed || now.listing(member, workspace).is_none())?;
        changes.push(if changed {
            Change::WorkspaceRoleChanged { workspace, member, role }
        } else {
            Change::WorkspaceMemberAdded { workspace, member, role }
        });
    }
    for RestrictionFact { member, workspace, projects } in closed.restrictions.iter().cloned() {
        let changed =
            opened.restrictions.iter().any(|row| (row.member, row.workspace) == (member, workspace));
        unchanged(changed || now.restriction(member, workspace).is_none())?;
        changes.push(Change::Restricted { member, workspace, projects });
    }
    for then in closed.group_members.iter().filter(|then| !opened.group_members.contains(then)) {
        unchanged(!now.groups_of(then.member).any(|of| of == then.group))?;
        changes.push(Change::GroupMemberAdded { group: then.group, member: then.member });
    }
    for grant in &closed.grants {
        unchanged(now.grant(grant.id).is_none())?;
        changes.push(Change::GrantAdded(*grant));
    }
    Ok(())
}

/// To somebody who became a guest since, no workspace and no grant comes back; nor does anybody become a guest again
/// who was given some since.
fn fits_guests(after: &Snapshot, closed: &Rows) -> Result<(), Denied> {
    let is_guest = |member| after.role_of(member).is_some_and(|role| role.reach == Reach::Shared);
    let has_places = |member| {
        after.workspaces_of(member).next().is_some()
            || after.restrictions_of(member).next().is_some()
            || after.grants_to(Principal::Member(member)).any(|grant| !grant.is_share())
    };
    let guests = closed.roles.iter().filter(|role| role.reach == Reach::Shared);
    let holders = guests.flat_map(|role| after.members().filter(move |row| row.role == role.id));
    let members = closed.members.iter().chain(holders).map(|row| row.id);
    let listed = closed.listed.iter().map(|row| row.member);
    let restricted = closed.restrictions.iter().map(|row| row.member);
    let granted = closed.grants.iter().filter_map(|grant| match grant.principal {
        Principal::Member(member) => Some(member),
        Principal::Group(_) => None,
    });
    let mut touched = members.chain(listed).chain(restricted).chain(granted);
    unchanged(!touched.any(|member| is_guest(member) && has_places(member)))
}

/// A group that the version made is deleted with what it came with, and not with what it was given since.
fn left_alone(now: &Snapshot, group: GroupId, opened: &Rows) -> Result<(), Denied> {
    unchanged(now.has_group(group))?;
    unchanged(
        now.members_of(group).all(|member| opened.group_members.contains(&GroupMemberFact { group, member })),
    )?;
    let mut grants = now.grants_to(Principal::Group(group));
    unchanged(grants.all(|grant| opened.grants.iter().any(|made| made.id == grant.id)))
}
