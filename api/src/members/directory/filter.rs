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
    /// What their membership is at the moment below.
    pub status: Option<Status>,
    pub at: DateTime<Utc>,
    pub roles: Option<Vec<RoleId>>,
    pub in_group: Option<GroupId>,
    pub within: Option<Within>,
    pub order: Order,
    pub descending: bool,
    pub limit: u32,
    pub cursor: Option<Position>,
}

/// Rows of one status as it is kept, and of these those whose membership has ended, has not, or either.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    pub(super) status: Status,
    pub(super) ended: Option<bool>,
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
        at: tx.now(),
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
    /// The rows that it shows, by the status that they are kept with.
    pub(super) fn kept(&self) -> Vec<Kept> {
        let (active, deactivated) = (Status::Active, Status::Deactivated);
        match self.status {
            None => vec![Kept { status: active, ended: None }, Kept { status: deactivated, ended: None }],
            Some(Status::Active) => vec![Kept { status: active, ended: Some(false) }],
            Some(Status::Deactivated) => {
                vec![Kept { status: deactivated, ended: None }, Kept { status: active, ended: Some(true) }]
            }
        }
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
            && self.has_status(member)
            && self.has_role(member.role)
            && self.in_group.is_none_or(|group| snapshot.is_in_group(member.id, group))
    }

    pub(super) fn has_role(&self, role: RoleId) -> bool {
        self.roles.as_ref().is_none_or(|roles| roles.contains(&role))
    }

    pub(super) fn has_status(&self, member: &Member) -> bool {
        self.status.is_none_or(|status| member.standing(self.at) == status)
    }

    /// How many have one of these roles and the filter's status.
    pub(super) fn count_of(&self, snapshot: &Snapshot, roles: &[RoleId]) -> usize {
        let standings = snapshot.standings(self.at);
        let statuses = [Status::Active, Status::Deactivated].into_iter();
        let statuses = statuses.filter(|status| self.status.is_none_or(|asked| asked == *status));
        statuses
            .flat_map(|status| roles.iter().map(move |role| (*role, status)))
            .map(|(role, status)| standings.count(role, status))
            .sum()
    }
}
