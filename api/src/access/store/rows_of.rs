//! Columns of the facts that are read in several places, and the facts that they are.

use std::collections::BTreeMap;

use shared::access::{self, Access, GrantFact, GrantSource, Principal, Resource, RoleFact, WorkspaceFact};
use shared::ids::{GrantId, GroupId, ItemId, MemberId, ProjectId, RoleId, UserId, WorkspaceId};
use uuid::Uuid;

use super::words::{read_reach, read_seat, read_status, read_visibility};
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{grants, memberships, roles, workspace_visibilities};
use crate::http::Refusal;

pub(crate) type Member = (Key<MemberId>, Key<UserId>, Key<RoleId>, String, Option<At>);
pub(crate) type Workspace = (Key<WorkspaceId>, String);
pub(crate) type Role = (Key<RoleId>, String, String, String, Json, Json, String, String);
pub(crate) type Grant = (Key<GrantId>, String, Key<Uuid>, String, Key<Uuid>, Json, Option<At>, Json);

type MemberColumns = (
    memberships::member_id,
    memberships::user_id,
    memberships::role_id,
    memberships::status,
    memberships::expires_at,
);
pub(crate) const MEMBER: MemberColumns = (
    memberships::member_id,
    memberships::user_id,
    memberships::role_id,
    memberships::status,
    memberships::expires_at,
);

pub(crate) const WORKSPACE: (workspace_visibilities::workspace_id, workspace_visibilities::visibility) =
    (workspace_visibilities::workspace_id, workspace_visibilities::visibility);

type RoleColumns = (
    roles::id,
    roles::key,
    roles::name,
    roles::description,
    roles::baseline,
    roles::ceiling,
    roles::seat,
    roles::reach,
);
pub(crate) const ROLE: RoleColumns = (
    roles::id,
    roles::key,
    roles::name,
    roles::description,
    roles::baseline,
    roles::ceiling,
    roles::seat,
    roles::reach,
);

type GrantColumns = (
    grants::id,
    grants::principal_kind,
    grants::principal_id,
    grants::resource_kind,
    grants::resource_id,
    grants::permissions,
    grants::expires_at,
    grants::source,
);
pub(crate) const GRANT: GrantColumns = (
    grants::id,
    grants::principal_kind,
    grants::principal_id,
    grants::resource_kind,
    grants::resource_id,
    grants::permissions,
    grants::expires_at,
    grants::source,
);

pub(crate) fn member((id, user, role, status, expires_at): Member) -> Result<access::Member, Refusal> {
    Ok(access::Member {
        id: id.0,
        user: user.0,
        role: role.0,
        status: read_status(&status)?,
        expires_at: expires_at.map(|at| at.0),
    })
}

pub(crate) fn workspace((id, visibility): Workspace) -> Result<WorkspaceFact, Refusal> {
    Ok(WorkspaceFact { id: id.0, visibility: read_visibility(&visibility)? })
}

pub(crate) fn role(row: Role) -> Result<RoleFact, Refusal> {
    let (id, key, name, description, baseline, ceiling, seat, reach) = row;
    let (baseline, ceiling) = (baseline.read()?, ceiling.read()?);
    let (seat, reach) = (read_seat(&seat)?, read_reach(&reach)?);
    Ok(RoleFact { id: id.0, key, name, description, baseline, ceiling, seat, reach })
}

pub(crate) fn grant(row: Grant) -> Result<GrantFact, Refusal> {
    let (id, principal_kind, principal, resource_kind, resource, permissions, expires_at, source) = row;
    let principal = match principal_kind.as_str() {
        "member" => Principal::Member(MemberId::from_uuid(principal.0)),
        "group" => Principal::Group(GroupId::from_uuid(principal.0)),
        other => return Err(Refusal::internal(format!("a grant to the unknown kind {other}"))),
    };
    let resource = match resource_kind.as_str() {
        "organization" => Resource::Organization,
        "workspace" => Resource::Workspace(WorkspaceId::from_uuid(resource.0)),
        "project" => Resource::Project(ProjectId::from_uuid(resource.0)),
        "item" => Resource::Item(ItemId::from_uuid(resource.0)),
        other => return Err(Refusal::internal(format!("a grant on the unknown kind {other}"))),
    };
    let source: GrantSource = source.read()?;
    let permissions: BTreeMap<String, Access> = permissions.read()?;
    let expires_at = expires_at.map(|at| at.0);
    Ok(GrantFact { id: id.0, principal, resource, permissions, expires_at, source })
}
