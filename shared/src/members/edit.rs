//! The one form that edits a member's permissions: role, what is granted to them alone, where the role
//! counts, and when it ends. All of it or nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::rules::{RoleChange, changed_expiry, changed_role, decide, manageable};
use crate::access::{
    Change, Denied, GrantSource, Outcome, Permissions, Principal, Reach, Resource, Snapshot,
};
use crate::ids::{GrantId, MemberId, ProjectId, RoleId, WorkspaceId};
use crate::projects::granting::{Given, fits, replacing};
use crate::workspaces::membership::{joining, leaving, restricting};

/// What the form says. What it leaves out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    pub role: Option<RoleId>,
    /// What is granted to the member alone on the organization.
    pub permissions: Option<Permissions>,
    /// The projects that the role is kept to, in every workspace that they are in; `Some(None)`: everywhere.
    pub restrict_to: Option<Option<BTreeSet<ProjectId>>>,
    /// Every project with something granted to the member alone.
    pub projects: Option<BTreeMap<ProjectId, Permissions>>,
    /// When the membership ends; `Some(None)`: never.
    pub expires_at: Option<Option<DateTime<Utc>>>,
}

/// Makes the ids of new grants, and says what they come from.
pub struct Granting<'a> {
    pub grant_id: &'a mut dyn FnMut() -> GrantId,
    pub source: GrantSource,
}

/// Saves the form. Projects and workspaces that the actor does not see are not theirs to leave out: what is
/// granted there stays, and they stay on a list.
pub fn edit(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    edit: &Edit,
    granting: Granting<'_>,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let Edit { role, permissions, restrict_to, projects, expires_at } = edit;
    let present = manageable(snapshot, actor, target, at)?;
    let RoleChange { closing, change } = match role {
        Some(role) => changed_role(snapshot, actor, present, *role, at)?,
        None => RoleChange::default(),
    };
    let mut changes: Vec<Change> = change.into_iter().collect();
    if let Some(end) = expires_at {
        changes.extend(changed_expiry(present, *end, at)?);
    }
    let before = snapshot.with(&closing)?;
    // Ceilings, reach and lists are those of the role that they are about to have.
    let then = before.with(&changes)?;
    let mut form = Form { before: &before, then: &then, actor, target, granting, at };
    if let Some(permissions) = permissions {
        changes.extend(form.grant(Resource::Organization, *permissions)?);
    }
    if let Some(projects) = projects {
        changes.extend(form.projects(projects)?);
    }
    if let Some(list) = restrict_to {
        changes.extend(form.restrict_to(list.as_ref())?);
    }
    decide(snapshot, actor, target, closing, changes, at)
}

struct Form<'a, 'g> {
    before: &'a Snapshot,
    then: &'a Snapshot,
    actor: MemberId,
    target: MemberId,
    granting: Granting<'g>,
    at: DateTime<Utc>,
}

impl Form<'_, '_> {
    /// Puts this in the place of what the member alone was granted on a resource. Somebody who was given
    /// something until a moment is not given it for good by the way.
    fn grant(&mut self, on: Resource, permissions: Permissions) -> Result<Vec<Change>, Denied> {
        let principal = Principal::Member(self.target);
        let live = self.before.granted(principal, on).filter(|grant| grant.is_live(self.at));
        let ends: Vec<_> = live.map(|grant| grant.expires_at).collect();
        let expires_at = if ends.contains(&None) { None } else { ends.into_iter().flatten().max() };
        let given = Given {
            permissions,
            expires_at,
            grant: (self.granting.grant_id)(),
            source: self.granting.source,
        };
        let mut changes = replacing(self.before, principal, on, given);
        if permissions.is_none() {
            changes.retain(|change| !matches!(change, Change::GrantAdded(_)));
        } else if !changes.is_empty() {
            fits(self.then, self.target, on, permissions, self.at)?;
        }
        Ok(changes)
    }

    fn projects(&mut self, wanted: &BTreeMap<ProjectId, Permissions>) -> Result<Vec<Change>, Denied> {
        let own = self.before.grants_to(Principal::Member(self.target));
        let dropped = own.filter_map(|grant| match grant.resource {
            Resource::Project(project) => Some(project),
            Resource::Organization | Resource::Workspace(_) | Resource::Item(_) => None,
        });
        let dropped: BTreeSet<ProjectId> = dropped
            .filter(|project| !wanted.contains_key(project))
            .filter(|project| self.before.sees(self.actor, Resource::Project(*project), self.at))
            .collect();
        let dropped = dropped.into_iter().map(|project| (project, Permissions::NONE));
        let all = wanted.iter().map(|(project, permissions)| (*project, *permissions)).chain(dropped);
        let mut changes = Vec::new();
        for (project, permissions) in all {
            changes.extend(self.grant(Resource::Project(project), permissions)?);
        }
        Ok(changes)
    }

    fn restrict_to(&self, list: Option<&BTreeSet<ProjectId>>) -> Result<Vec<Change>, Denied> {
        let Self { before, then, actor, target, at, .. } = *self;
        let seen = |workspace: &WorkspaceId| before.sees(actor, Resource::Workspace(*workspace), at);
        let Some(list) = list else {
            let lifted = before.restrictions_of(target).map(|(workspace, _)| workspace).filter(seen);
            return Ok(lifted
                .map(|workspace| Change::RestrictionLifted { member: target, workspace })
                .collect());
        };
        match then.role_of(target).ok_or(Denied::UnknownMember)?.reach {
            Reach::Everything => return Err(Denied::ImplicitMember),
            Reach::Shared => return Err(Denied::ReachShared),
            Reach::Granted => {}
        }
        let inside = then.workspaces().map(|(workspace, _)| workspace);
        let inside = inside.filter(|workspace| then.is_in(target, *workspace)).filter(seen);
        let mut lists: BTreeMap<WorkspaceId, BTreeSet<ProjectId>> =
            inside.map(|workspace| (workspace, BTreeSet::new())).collect();
        for project in list {
            let workspace = before.workspace_of(*project).ok_or(Denied::UnknownProject)?;
            lists.get_mut(&workspace).ok_or(Denied::NotInWorkspace)?.insert(*project);
        }
        let mut changes = Vec::new();
        for (workspace, projects) in lists {
            changes.extend(restricting(then, actor, workspace, target, &projects, at)?);
        }
        Ok(changes)
    }
}

/// Sets every workspace that a member is in, and as what. One that is not named is left; an open one is not,
/// but the role there goes. Workspaces that the actor does not see stay as they are.
pub fn set_workspaces(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    wanted: &BTreeMap<WorkspaceId, Option<RoleId>>,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    manageable(snapshot, actor, target, at)?;
    match snapshot.role_of(target).ok_or(Denied::UnknownMember)?.reach {
        Reach::Everything => return Err(Denied::ImplicitMember),
        Reach::Shared if !wanted.is_empty() => return Err(Denied::ReachShared),
        Reach::Shared | Reach::Granted => {}
    }
    let mut changes = Vec::new();
    for (workspace, role) in wanted {
        changes.extend(joining(snapshot, *workspace, target, *role, at)?);
    }
    let left = snapshot.workspaces_of(target).map(|(workspace, _)| workspace);
    let left = left.filter(|workspace| !wanted.contains_key(workspace));
    for workspace in left.filter(|id| snapshot.sees(actor, Resource::Workspace(*id), at)) {
        changes.extend(leaving(snapshot, workspace, target));
    }
    decide(snapshot, actor, target, Vec::new(), changes, at)
}

/// The most that a member can have by a grant on a resource, once they have this role.
pub fn room(snapshot: &Snapshot, target: MemberId, role: RoleId, on: Resource) -> Permissions {
    let then = snapshot.with(&[Change::RoleChanged { member: target, role }]);
    let Some((then, role)) = then.ok().and_then(|then| Some((then, snapshot.model().role(role)?))) else {
        return Permissions::NONE;
    };
    let here = then.role_at(target, on).unwrap_or(role);
    role.seat_ceiling().meet(here.ceiling)
}
