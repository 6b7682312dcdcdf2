//! What the members that a directory shows are narrowed to.

use chrono::{DateTime, Utc};
use shared::access::{Member, Reach, Role, Snapshot, Status, Visibility};
use shared::ids::{GroupId, RoleId, WorkspaceId};
use shared::workspaces::wire::WorkspaceMembersQuery;

use super::order::{Order, Position, read_cursor, read_order};
use crate::authz::Proof;
use crate::http::{Refusal, page};

#[derive(Debug)]
pub(crate) struct Filter {
    /// Each begins a word of the name or the address.
    pub words: Vec<String>,
    pub status: Option<Status>,
    /// Leaves out those whose membership has ended by then.
    pub alive_at: Option<DateTime<Utc>>,
    pub roles: Option<Vec<RoleId>>,
    pub in_group: Option<GroupId>,
    pub within: Option<Within>,
    pub order: Order,
    pub descending: bool,
    pub limit: u32,
    pub cursor: Option<Position>,
}

/// Who is in a workspace, or could be added to it, said by roles and by its list.
#[derive(Debug)]
pub(crate) enum Within {
    /// Whoever has one of these roles, and whoever is listed and has none of those that are in no workspace.
    Inside { workspace: WorkspaceId, by_role: Vec<RoleId>, never: Vec<RoleId> },
    /// Whoever has one of these roles and is not listed.
    Outside { workspace: WorkspaceId, roles: Vec<RoleId> },
}

/// Who is in a workspace.
pub(crate) fn inside(snapshot: &Snapshot, workspace: WorkspaceId) -> Within {
    let open = snapshot.visibility(workspace) == Some(Visibility::Open);
    let by_role = |role: &Role| match role.reach {
        Reach::Everything => true,
        // Everybody who reaches workspaces at all is in an open one.
        Reach::Granted => open,
        Reach::Shared => false,
    };
    Within::Inside {
        workspace,
        by_role: roles(snapshot, by_role),
        never: roles(snapshot, |role| role.reach == Reach::Shared),
    }
}

/// Who could be added to a workspace; in an open one everybody is already.
pub(crate) fn outside(snapshot: &Snapshot, workspace: WorkspaceId) -> Within {
    let open = snapshot.visibility(workspace) == Some(Visibility::Open);
    Within::Outside { workspace, roles: roles(snapshot, |role| role.reach == Reach::Granted && !open) }
}

fn roles(snapshot: &Snapshot, which: impl Fn(&Role) -> bool) -> Vec<RoleId> {
    snapshot.model().roles.iter().filter(|role| which(role)).map(|role| role.id).collect()
}

/// The filter of a workspace's table, which knows a search, an order and a page; `None` where nobody can
/// match it.
pub(crate) fn table<P: Proof>(
    tx: &P,
    query: &WorkspaceMembersQuery,
    within: Within,
) -> Result<Option<Filter>, Refusal> {
    let WorkspaceMembersQuery { q, sort, limit, cursor, include: _ } = query;
    let (order, descending) = read_order(sort.as_deref(), &["name", "email", "role"])?;
    let Some(words) = page::words(q.as_deref())? else { return Ok(None) };
    Ok(Some(Filter {
        words,
        status: Some(Status::Active),
        alive_at: Some(tx.now()),
        roles: None,
        in_group: None,
        within: Some(within),
        order,
        descending,
        limit: page::limit(*limit)?,
        cursor: read_cursor(cursor.as_deref(), order)?,
    }))
}

impl Filter {
    pub(super) fn statuses(&self) -> Vec<Status> {
        self.status.map_or_else(|| vec![Status::Active, Status::Deactivated], |status| vec![status])
    }

    /// Whether somebody is shown, whatever they are called.
    pub(super) fn shows(&self, snapshot: &Snapshot, member: &Member) -> bool {
        let inside = match &self.within {
            None => true,
            Some(Within::Inside { workspace, by_role, never }) => {
                by_role.contains(&member.role)
                    || (snapshot.listing(member.id, *workspace).is_some() && !never.contains(&member.role))
            }
            Some(Within::Outside { workspace, roles }) => {
                roles.contains(&member.role) && snapshot.listing(member.id, *workspace).is_none()
            }
        };
        inside
            && self.status.is_none_or(|status| member.status == status)
            && self.has_role(member.role)
            && self.in_group.is_none_or(|group| snapshot.is_in_group(member.id, group))
            && self.is_alive(member)
    }

    pub(super) fn has_role(&self, role: RoleId) -> bool {
        self.roles.as_ref().is_none_or(|roles| roles.contains(&role))
    }

    pub(super) fn is_alive(&self, member: &Member) -> bool {
        self.alive_at.is_none_or(|at| member.expires_at.is_none_or(|end| at < end))
    }

    /// How many have one of these roles and the filter's status.
    pub(super) fn count_of(&self, snapshot: &Snapshot, roles: &[RoleId]) -> usize {
        let statuses = self.statuses();
        let counts =
            roles.iter().flat_map(|role| statuses.iter().map(|status| snapshot.count(*role, *status)));
        counts.sum()
    }
}
