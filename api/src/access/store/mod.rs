//! Rows to facts, and a decided change to rows: a row is closed, a new one opened, none overwritten.

mod advance;
pub(crate) mod listing;
mod rows;
pub(crate) mod rows_of;
pub(crate) mod used;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::prelude::*;
use shared::access::{
    Change, Facts, GroupMemberFact, ItemFact, Models, ProjectFact, RestrictionFact, RoleFact, Snapshot,
    WorkspaceMemberFact,
};
use shared::ids::{GroupId, ItemId, MemberId, OrganizationId, ProjectId, RoleId, WorkspaceId};

pub use advance::advance;
use rows::{Rows, Shared};
pub use words::{read_status, read_visibility, status_key, visibility_key};

use crate::api_keys;
use crate::authz::{Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, IdColumn, Json, Key};
use crate::db::schema::{
    grants, group_memberships, groups, items, memberships, organizations, projects, roles,
    workspace_memberships, workspace_restrictions, workspace_visibilities, workspaces,
};
use crate::http::Refusal;
use crate::organizations::store::endings;

type ItemRow = (Key<ItemId>, Key<ProjectId>, String, String);
type ListedRow = (Key<WorkspaceId>, Key<MemberId>, Option<Key<RoleId>>);

/// Every live fact of the organization.
pub fn load(
    conn: &mut AnyConn,
    models: &Models,
    organization: OrganizationId,
    version: u64,
) -> Result<Snapshot, Refusal> {
    let (model, deleted_at): (String, Option<At>) = organizations::table
        .filter(organizations::id.eq(Key(organization)))
        .select((organizations::access_model, organizations::deleted_at))
        .first(conn)?;
    let model =
        models.by_key(&model).ok_or_else(|| Refusal::internal(format!("unknown access model {model}")))?;
    let mut facts = Facts { version, deleted: deleted_at.is_some(), ..Facts::empty(organization) };

    let rows: Vec<rows_of::Role> = roles::table
        .filter(roles::organization_id.eq(Key(organization)))
        .filter(roles::valid_to.is_null())
        .order(roles::id)
        .select(rows_of::ROLE)
        .load(conn)?;
    facts.roles = rows.into_iter().map(rows_of::role).collect::<Result<_, _>>()?;

    let rows: Vec<rows_of::Member> = memberships::table
        .filter(memberships::organization_id.eq(Key(organization)))
        .filter(memberships::valid_to.is_null())
        .select(rows_of::MEMBER)
        .load(conn)?;
    facts.members = rows.into_iter().map(rows_of::member).collect::<Result<_, _>>()?;

    let rows: Vec<rows_of::Workspace> = workspace_visibilities::table
        .filter(workspace_visibilities::organization_id.eq(Key(organization)))
        .filter(workspace_visibilities::valid_to.is_null())
        .select(rows_of::WORKSPACE)
        .load(conn)?;
    facts.workspaces = rows.into_iter().map(rows_of::workspace).collect::<Result<_, _>>()?;

    let rows: Vec<(Key<ProjectId>, Key<WorkspaceId>)> = projects::table
        .filter(projects::organization_id.eq(Key(organization)))
        .filter(projects::valid_to.is_null())
        .select((projects::id, projects::workspace_id))
        .load(conn)?;
    facts.projects = rows.into_iter().map(|(id, ws)| ProjectFact { id: id.0, workspace: ws.0 }).collect();

    let rows: Vec<ListedRow> = workspace_memberships::table
        .filter(workspace_memberships::organization_id.eq(Key(organization)))
        .filter(workspace_memberships::valid_to.is_null())
        .select((
            workspace_memberships::workspace_id,
            workspace_memberships::member_id,
            workspace_memberships::role_id,
        ))
        .load(conn)?;
    for (workspace, member, role) in rows {
        let role = role.map(|role| role.0);
        facts.workspace_members.push(WorkspaceMemberFact { workspace: workspace.0, member: member.0, role });
    }

    let rows: Vec<(Key<WorkspaceId>, Key<MemberId>, Json)> = workspace_restrictions::table
        .filter(workspace_restrictions::organization_id.eq(Key(organization)))
        .filter(workspace_restrictions::valid_to.is_null())
        .select((
            workspace_restrictions::workspace_id,
            workspace_restrictions::member_id,
            workspace_restrictions::projects,
        ))
        .load(conn)?;
    for (workspace, member, projects) in rows {
        let projects: BTreeSet<ProjectId> = projects.read()?;
        facts.restrictions.push(RestrictionFact { workspace: workspace.0, member: member.0, projects });
    }

    let rows: Vec<ItemRow> = items::table
        .filter(items::organization_id.eq(Key(organization)))
        .filter(items::valid_to.is_null())
        .select((items::id, items::project_id, items::kind, items::key))
        .load(conn)?;
    for (id, project, kind, key) in rows {
        facts.items.push(ItemFact { id: id.0, project: project.0, kind, key });
    }

    let rows: Vec<Key<GroupId>> = groups::table
        .filter(groups::organization_id.eq(Key(organization)))
        .filter(groups::valid_to.is_null())
        .select(groups::id)
        .load(conn)?;
    facts.groups = rows.into_iter().map(|id| id.0).collect();

    let rows: Vec<(Key<GroupId>, Key<MemberId>)> = group_memberships::table
        .filter(group_memberships::organization_id.eq(Key(organization)))
        .filter(group_memberships::valid_to.is_null())
        .select((group_memberships::group_id, group_memberships::member_id))
        .load(conn)?;
    for (group, member) in rows {
        facts.group_members.push(GroupMemberFact { group: group.0, member: member.0 });
    }

    let rows: Vec<rows_of::Grant> = grants::table
        .filter(grants::organization_id.eq(Key(organization)))
        .filter(grants::valid_to.is_null())
        .select(rows_of::GRANT)
        .load(conn)?;
    facts.grants = rows.into_iter().map(rows_of::grant).collect::<Result<_, _>>()?;
    Snapshot::from_facts(model.clone(), facts).map_err(used::unreadable)
}

/// The organization's version.
pub fn version(conn: &mut AnyConn, organization: OrganizationId) -> Result<u64, Refusal> {
    let version: i64 = organizations::table
        .filter(organizations::id.eq(Key(organization)))
        .select(organizations::version)
        .first(conn)?;
    Ok(version.unsigned_abs())
}

/// Writes one change. A fact that access never hung on before cannot be written: there is no other way in.
pub fn write<N>(tx: &mut Writing<'_, N>, change: &Change) -> Result<(), Refusal> {
    let rows = Rows::of(tx);
    // A projects list is rewritten from the snapshot, which does not have this change yet.
    let shortened = match change {
        Change::ProjectRemoved { project } => restrictions_listing(tx.snapshot(), *project),
        _ => Vec::new(),
    };
    let model = Arc::clone(tx.snapshot().model());
    let until = tx.app().config.restorable_until(rows.now);
    let conn = tx.sql();
    match change {
        Change::MemberAdded(member) => rows.admit(conn, member)?,
        Change::RoleChanged { member, role } => {
            rows.reopen_member(conn, *member, |row| row.role = *role)?;
        }
        Change::StatusChanged { member, status } => {
            rows.reopen_member(conn, *member, |row| row.status = *status)?;
        }
        Change::ExpiryChanged { member, expires_at } => {
            rows.reopen_member(conn, *member, |row| row.expires_at = *expires_at)?;
        }
        Change::MemberRemoved { member } => {
            rows.close_membership(conn, *member)?;
            listing::end(conn, *member)?;
            rows.close_group_memberships(conn, None, Some(*member))?;
            rows.close_listed(conn, None, Some(*member))?;
            rows.close_restricted(conn, None, Some(*member))?;
            rows.close_grants_to(conn, member.to_uuid())?;
            rows.end_shares(conn, Shared::With(*member))?;
            api_keys::store::revoke_of(tx, *member)?;
        }
        // The rows themselves carry names, so their own stores make them.
        Change::WorkspaceAdded { workspace, visibility } => {
            rows.open_visibility(conn, *workspace, *visibility)?;
        }
        Change::ProjectAdded { .. } | Change::ItemAdded(_) => {}
        Change::GroupAdded { group } => rows.reopen_group(conn, *group)?,
        Change::VisibilityChanged { workspace, visibility } => {
            rows.close_visibility(conn, *workspace)?;
            rows.open_visibility(conn, *workspace, *visibility)?;
            // Part of how a workspace is shown: whoever read it before is told so.
            diesel::update(workspaces::table.filter(workspaces::id.eq(Key(*workspace))))
                .filter(workspaces::organization_id.eq(Key(rows.organization)))
                .set(workspaces::revision.eq(workspaces::revision + 1))
                .execute(conn)?;
        }
        Change::WorkspaceRemoved { workspace } => {
            rows.close_visibility(conn, *workspace)?;
            rows.close_listed(conn, Some(*workspace), None)?;
            rows.close_restricted(conn, Some(*workspace), None)?;
            rows.close_grants_on(conn, workspace.to_uuid())?;
            let inside: Vec<Key<ProjectId>> = projects::table
                .filter(projects::workspace_id.eq(Key(*workspace)))
                .filter(projects::valid_to.is_null())
                .select(projects::id)
                .load(conn)?;
            for project in inside {
                rows.close_project(conn, project.0)?;
            }
            diesel::update(workspaces::table.filter(workspaces::id.eq(Key(*workspace))))
                .filter(workspaces::organization_id.eq(Key(rows.organization)))
                .set(workspaces::valid_to.eq(rows.version))
                .execute(conn)?;
        }
        Change::ProjectRemoved { project } => {
            rows.close_project(conn, *project)?;
            for (member, workspace, mut list) in shortened {
                list.remove(project);
                rows.close_restricted(conn, Some(workspace), Some(member))?;
                rows.open_restricted(conn, workspace, member, &list)?;
            }
        }
        Change::WorkspaceMemberAdded { workspace, member, role } => {
            rows.open_listed(conn, *workspace, *member, *role)?;
        }
        Change::ItemRemoved { item } => rows.close_item(conn, *item)?,
        Change::WorkspaceRoleChanged { workspace, member, role } => {
            rows.close_listed(conn, Some(*workspace), Some(*member))?;
            rows.open_listed(conn, *workspace, *member, *role)?;
        }
        Change::WorkspaceMemberRemoved { workspace, member } => {
            rows.close_listed(conn, Some(*workspace), Some(*member))?;
        }
        Change::Restricted { member, workspace, projects } => {
            rows.close_restricted(conn, Some(*workspace), Some(*member))?;
            rows.open_restricted(conn, *workspace, *member, projects)?;
        }
        Change::RestrictionLifted { member, workspace } => {
            rows.close_restricted(conn, Some(*workspace), Some(*member))?;
        }
        Change::GrantAdded(grant) => {
            let permissions = tx.snapshot().model().catalog.given(&grant.permissions);
            rows.open_grant(tx.sql(), grant, &permissions)?;
        }
        Change::GrantRemoved(id) => {
            rows.end_shares(conn, Shared::By(*id))?;
            diesel::update(grants::table.filter(grants::id.eq(Key(*id))))
                .filter(grants::organization_id.eq(Key(rows.organization)))
                .filter(grants::valid_to.is_null())
                .set(grants::valid_to.eq(rows.version))
                .execute(conn)?;
        }
        Change::GroupRemoved { group } => {
            rows.close_group_memberships(conn, Some(*group), None)?;
            rows.close_grants_to(conn, group.to_uuid())?;
            rows.close_group(conn, *group)?;
        }
        Change::GroupMemberAdded { group, member } => {
            rows.open_group_membership(conn, *group, *member)?;
        }
        Change::GroupMemberRemoved { group, member } => {
            rows.close_group_memberships(conn, Some(*group), Some(*member))?;
        }
        Change::RoleAdded(role) => {
            let made = rows.role_made(conn, role.id)?.unwrap_or(rows.now);
            rows.open_role(conn, &RoleFact::of(role, &model), made)?;
        }
        Change::RoleEdited(role) => {
            let created_at = rows.close_role(conn, role.id)?;
            rows.open_role(conn, &RoleFact::of(role, &model), created_at)?;
        }
        Change::RoleRemoved { role } => {
            rows.close_role(conn, *role)?;
        }
        Change::OrganizationDeleted => endings::write(conn, rows.organization, Some((rows.now, until)))?,
        Change::OrganizationRestored => endings::write(conn, rows.organization, None)?,
    }
    Ok(())
}

/// The restrictions that name this project.
fn restrictions_listing(
    snapshot: &Snapshot,
    project: ProjectId,
) -> Vec<(MemberId, WorkspaceId, BTreeSet<ProjectId>)> {
    let all = snapshot.members().flat_map(|member| {
        snapshot.restrictions_of(member.id).map(move |(workspace, list)| (member.id, workspace, list))
    });
    all.filter(|row| row.2.contains(&project)).map(|(member, ws, list)| (member, ws, list.clone())).collect()
}
