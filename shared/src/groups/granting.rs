//! Who may give a group something on a workspace, and take it away: whoever manages the workspace's members.

use chrono::{DateTime, Utc};

use crate::access::{Change, Decision, Denied, Outcome, Principal, Resource, Snapshot, may_grant};
use crate::ids::{GroupId, MemberId, WorkspaceId};
use crate::projects::granting::{Given, replaceable, replacing};

/// Whether somebody may touch what a group was given on a workspace at all.
pub fn may_touch(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    workspace: WorkspaceId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let place = Resource::Workspace(workspace);
    if !snapshot.has(place) {
        return Err(Denied::UnknownWorkspace);
    }
    if !snapshot.has_group(group) {
        return Err(Denied::UnknownGroup);
    }
    Ok(may_grant(snapshot, snapshot, actor, None, place, at)?)
}

/// Gives a group this much on a workspace, in place of what it was given there before.
pub fn give(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    workspace: WorkspaceId,
    given: Given,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    may_touch(snapshot, actor, group, workspace, at)?;
    let place = Resource::Workspace(workspace);
    let changes = replacing(snapshot, Principal::Group(group), place, given);
    may_grant(snapshot, &snapshot.with(&changes)?, actor, None, place, at)?;
    if given.expires_at.is_some_and(|end| end <= at) {
        return Err(Denied::AlreadyOver);
    }
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

/// Takes away what a group was given on a workspace itself.
pub fn take(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    workspace: WorkspaceId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    may_touch(snapshot, actor, group, workspace, at)?;
    let place = Resource::Workspace(workspace);
    let granted = replaceable(snapshot, Principal::Group(group), place);
    let changes: Vec<Change> = granted.map(|grant| Change::GrantRemoved(grant.id)).collect();
    if changes.is_empty() {
        return Err(Denied::UnknownGrant);
    }
    may_grant(snapshot, &snapshot.with(&changes)?, actor, None, place, at)?;
    Decision::new(snapshot, changes)
}
