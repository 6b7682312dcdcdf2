//! From a snapshot to a later version of it, by the rows that were opened and closed since.
//!
//! What is rare or touches everything (roles of the organization's own, the organization's end) is not followed here, and neither is anything that does not fit: the snapshot
//! is then loaded afresh.

use std::collections::BTreeSet;

use diesel::prelude::*;
use shared::access::{Change, Grant, GrantFact, ItemFact, Member, Resource, Snapshot, WorkspaceFact};
use shared::ids::{GrantId, GroupId, ItemId, MemberId, OrganizationId, ProjectId, RoleId, WorkspaceId};

use super::{ItemRow, ListedRow, rows_of};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{
    grants, group_memberships, groups, items, memberships, organizations, projects, roles,
    workspace_memberships, workspace_restrictions, workspace_visibilities,
};
use crate::http::Refusal;

/// Past so many rows of one kind a fresh load is no slower.
const MANY: usize = 2_000;

/// The snapshot at this version; `None` where it has to be loaded afresh.
pub fn advance(conn: &mut AnyConn, kept: &Snapshot, version: u64) -> Result<Option<Snapshot>, Refusal> {
    let since = kept.version().cast_signed();
    let Some(rows) = Rows::since(conn, kept, since)? else { return Ok(None) };
    let mut next = kept.clone();
    match rows.apply(&mut next) {
        Ok(()) => Ok(Some(next.at_version(version))),
        Err(Unfit) => {
            tracing::debug!(organization = %kept.organization(), since, version, "loaded afresh");
            Ok(None)
        }
    }
}

/// A row that does not fit what is kept.
struct Unfit;

impl<E: std::error::Error> From<E> for Unfit {
    fn from(_: E) -> Self {
        Self
    }
}

/// What was opened and is live, and what was closed, since a version. Of what was closed the key is enough.
struct Rows {
    workspaces: Changed<WorkspaceFact, WorkspaceId>,
    projects: Changed<(ProjectId, WorkspaceId), ProjectId>,
    groups: Changed<GroupId, GroupId>,
    items: Changed<ItemFact, ItemId>,
    members: Changed<Member, MemberId>,
    listed: Changed<(WorkspaceId, MemberId, Option<RoleId>), (WorkspaceId, MemberId)>,
    restricted: Changed<(WorkspaceId, MemberId, BTreeSet<ProjectId>), (WorkspaceId, MemberId)>,
    in_group: Changed<(GroupId, MemberId), (GroupId, MemberId)>,
    grants: Changed<GrantFact, GrantId>,
}

struct Changed<O, C> {
    opened: Vec<O>,
    closed: Vec<C>,
}

impl<O, C> Changed<O, C> {
    fn is_many(&self) -> bool {
        self.opened.len() > MANY || self.closed.len() > MANY
    }
}

/// Loads what was opened and what was closed of one table.
macro_rules! changed {
    ($conn:expr, $of:expr, $since:expr, $table:ident, opened: $columns:expr => |$row:ident: $type:ty| $fact:expr,
     closed: $keys:expr => |$key:ident: $key_type:ty| $closed:expr) => {{
        let opened: Vec<$type> = $table::table
            .filter($table::organization_id.eq(Key($of)))
            .filter($table::valid_from.gt($since))
            .filter($table::valid_to.is_null())
            .select($columns)
            .load($conn)?;
        let closed: Vec<$key_type> = $table::table
            .filter($table::organization_id.eq(Key($of)))
            .filter($table::valid_to.gt($since))
            .select($keys)
            .load($conn)?;
        Changed {
            opened: opened.into_iter().map(|$row| $fact).collect::<Result<_, Refusal>>()?,
            closed: closed.into_iter().map(|$key| $closed).collect(),
        }
    }};
}

impl Rows {
    /// `None` where something changed that is not followed.
    fn since(conn: &mut AnyConn, kept: &Snapshot, since: i64) -> Result<Option<Self>, Refusal> {
        let of: OrganizationId = kept.organization();
        let (model, deleted_at): (String, Option<At>) = organizations::table
            .filter(organizations::id.eq(Key(of)))
            .select((organizations::access_model, organizations::deleted_at))
            .first(conn)?;
        let own_roles = roles::table
            .filter(roles::organization_id.eq(Key(of)))
            .filter(roles::valid_from.gt(since).or(roles::valid_to.gt(since)));
        let roles_changed: bool = diesel::select(diesel::dsl::exists(own_roles)).get_result(conn)?;
        if roles_changed || model != kept.model().key || deleted_at.is_some() != kept.is_deleted() {
            return Ok(None);
        }
        let rows = Self {
            // A workspace stands for as long as it is open or closed to all.
            workspaces: changed!(conn, of, since, workspace_visibilities,
                opened: rows_of::WORKSPACE => |row: rows_of::Workspace| rows_of::workspace(row),
                closed: workspace_visibilities::workspace_id => |key: Key<WorkspaceId>| key.0),
            projects: changed!(conn, of, since, projects,
                opened: (projects::id, projects::workspace_id)
                    => |row: (Key<ProjectId>, Key<WorkspaceId>)| Ok((row.0.0, row.1.0)),
                closed: projects::id => |key: Key<ProjectId>| key.0),
            groups: changed!(conn, of, since, groups,
                opened: groups::id => |row: Key<GroupId>| Ok(row.0),
                closed: groups::id => |key: Key<GroupId>| key.0),
            items: changed!(conn, of, since, items,
                opened: (items::id, items::project_id, items::kind, items::key) => |row: ItemRow| {
                    let (id, project, kind, key) = row;
                    Ok(ItemFact { id: id.0, project: project.0, kind, key })
                },
                closed: items::id => |key: Key<ItemId>| key.0),
            members: changed!(conn, of, since, memberships,
                opened: rows_of::MEMBER => |row: rows_of::Member| rows_of::member(row),
                closed: memberships::member_id => |key: Key<MemberId>| key.0),
            listed: changed!(conn, of, since, workspace_memberships,
                opened: (
                    workspace_memberships::workspace_id,
                    workspace_memberships::member_id,
                    workspace_memberships::role_id,
                ) => |row: ListedRow| Ok((row.0.0, row.1.0, row.2.map(|role| role.0))),
                closed: (workspace_memberships::workspace_id, workspace_memberships::member_id)
                    => |key: (Key<WorkspaceId>, Key<MemberId>)| (key.0.0, key.1.0)),
            restricted: changed!(conn, of, since, workspace_restrictions,
                opened: (
                    workspace_restrictions::workspace_id,
                    workspace_restrictions::member_id,
                    workspace_restrictions::projects,
                ) => |row: (Key<WorkspaceId>, Key<MemberId>, Json)| Ok((row.0.0, row.1.0, row.2.read()?)),
                closed: (workspace_restrictions::workspace_id, workspace_restrictions::member_id)
                    => |key: (Key<WorkspaceId>, Key<MemberId>)| (key.0.0, key.1.0)),
            in_group: changed!(conn, of, since, group_memberships,
                opened: (group_memberships::group_id, group_memberships::member_id)
                    => |row: (Key<GroupId>, Key<MemberId>)| Ok((row.0.0, row.1.0)),
                closed: (group_memberships::group_id, group_memberships::member_id)
                    => |key: (Key<GroupId>, Key<MemberId>)| (key.0.0, key.1.0)),
            grants: changed!(conn, of, since, grants,
                opened: rows_of::GRANT => |row: rows_of::Grant| rows_of::grant(row),
                closed: grants::id => |key: Key<GrantId>| key.0),
        };
        let many = rows.workspaces.is_many()
            || rows.projects.is_many()
            || rows.items.is_many()
            || rows.members.is_many()
            || rows.listed.is_many()
            || rows.restricted.is_many()
            || rows.in_group.is_many()
            || rows.grants.is_many();
        Ok((!many).then_some(rows))
    }

    /// First what is gone, from the leaves inwards; then what is there, from the trunk outwards.
    fn apply(self, next: &mut Snapshot) -> Result<(), Unfit> {
        self.close(next)?;
        self.open(next)
    }

    fn close(&self, next: &mut Snapshot) -> Result<(), Unfit> {
        for id in &self.grants.closed {
            if next.grant(*id).is_some() {
                next.apply(&Change::GrantRemoved(*id))?;
            }
        }
        let live: BTreeSet<_> = self.in_group.opened.iter().copied().collect();
        for (group, member) in &self.in_group.closed {
            let there = next.groups_of(*member).any(|of| of == *group);
            if there && !live.contains(&(*group, *member)) {
                next.apply(&Change::GroupMemberRemoved { group: *group, member: *member })?;
            }
        }
        let live: BTreeSet<_> = self.restricted.opened.iter().map(|row| (row.0, row.1)).collect();
        for (workspace, member) in &self.restricted.closed {
            let there = next.restriction(*member, *workspace).is_some();
            if there && !live.contains(&(*workspace, *member)) {
                next.apply(&Change::RestrictionLifted { member: *member, workspace: *workspace })?;
            }
        }
        let live: BTreeSet<_> = self.listed.opened.iter().map(|row| (row.0, row.1)).collect();
        for (workspace, member) in &self.listed.closed {
            let there = next.listing(*member, *workspace).is_some();
            if there && !live.contains(&(*workspace, *member)) {
                next.apply(&Change::WorkspaceMemberRemoved { workspace: *workspace, member: *member })?;
            }
        }
        for item in &self.items.closed {
            if next.item(*item).is_some() {
                next.apply(&Change::ItemRemoved { item: *item })?;
            }
        }
        let live: BTreeSet<_> = self.members.opened.iter().map(|member| member.id).collect();
        for member in &self.members.closed {
            if next.member(*member).is_some() && !live.contains(member) {
                next.apply(&Change::MemberRemoved { member: *member })?;
            }
        }
        for group in &self.groups.closed {
            if next.has_group(*group) {
                next.apply(&Change::GroupRemoved { group: *group })?;
            }
        }
        for project in &self.projects.closed {
            if next.has(Resource::Project(*project)) {
                next.apply(&Change::ProjectRemoved { project: *project })?;
            }
        }
        let live: BTreeSet<_> = self.workspaces.opened.iter().map(|row| row.id).collect();
        for workspace in self.workspaces.closed.iter().copied() {
            if next.has(Resource::Workspace(workspace)) && !live.contains(&workspace) {
                next.apply(&Change::WorkspaceRemoved { workspace })?;
            }
        }
        Ok(())
    }

    fn open(self, next: &mut Snapshot) -> Result<(), Unfit> {
        for WorkspaceFact { id: workspace, visibility } in self.workspaces.opened {
            next.apply(&match next.visibility(workspace) {
                Some(_) => Change::VisibilityChanged { workspace, visibility },
                None => Change::WorkspaceAdded { workspace, visibility },
            })?;
        }
        for (project, workspace) in self.projects.opened {
            next.apply(&Change::ProjectAdded { project, workspace })?;
        }
        for group in self.groups.opened {
            next.apply(&Change::GroupAdded { group })?;
        }
        for item in self.items.opened {
            next.apply(&Change::ItemAdded(item))?;
        }
        for member in self.members.opened {
            member_as_it_is(next, member)?;
        }
        for (workspace, member, role) in self.listed.opened {
            next.apply(&match next.listing(member, workspace) {
                Some(_) => Change::WorkspaceRoleChanged { workspace, member, role },
                None => Change::WorkspaceMemberAdded { workspace, member, role },
            })?;
        }
        for (workspace, member, projects) in self.restricted.opened {
            next.apply(&Change::Restricted { member, workspace, projects })?;
        }
        for (group, member) in self.in_group.opened {
            if !next.groups_of(member).any(|of| of == group) {
                next.apply(&Change::GroupMemberAdded { group, member })?;
            }
        }
        for fact in self.grants.opened {
            let GrantFact { id, principal, resource, permissions, expires_at, source } = fact;
            let permissions = next.model().catalog.permissions(&permissions)?;
            let grant = Grant { id, principal, resource, permissions, expires_at, source };
            next.apply(&Change::GrantAdded(grant))?;
        }
        Ok(())
    }
}

/// A member whose row was opened anew is the same member, changed.
fn member_as_it_is(next: &mut Snapshot, member: Member) -> Result<(), Unfit> {
    let Some(kept) = next.member(member.id).cloned() else {
        return Ok(next.apply(&Change::MemberAdded(member))?);
    };
    let Member { id, user, role, status, expires_at } = member;
    if kept.user != user {
        return Err(Unfit);
    }
    if kept.role != role {
        next.apply(&Change::RoleChanged { member: id, role })?;
    }
    if kept.status != status {
        next.apply(&Change::StatusChanged { member: id, status })?;
    }
    if kept.expires_at != expires_at {
        next.apply(&Change::ExpiryChanged { member: id, expires_at })?;
    }
    Ok(())
}
