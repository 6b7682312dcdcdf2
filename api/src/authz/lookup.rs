//! From the first id of a path to the caller's own membership, in one query.
//!
//! It starts from the caller's memberships, so an id of another tenant and an id that does not exist take
//! the same way and find the same nothing.

use diesel::prelude::*;
use shared::access::{Resource, ResourceKind};
use shared::ids::{MemberId, OrganizationId, ProjectId, UserId, WorkspaceId};

use crate::db::AnyConn;
use crate::db::columns::Key;
use crate::db::schema::{memberships, organizations, projects, workspaces};
use crate::http::{Refusal, Request};

/// Where a path leads for this caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Located {
    pub organization: OrganizationId,
    pub member: MemberId,
    pub version: u64,
    pub resource: Resource,
}

type Row = (Key<OrganizationId>, Key<MemberId>, i64);

pub(super) fn locate(
    conn: &mut AnyConn,
    user: UserId,
    root: ResourceKind,
    request: &Request,
) -> Result<Located, Refusal> {
    let own = memberships::user_id.eq(Key(user)).and(memberships::valid_to.is_null());
    let of = memberships::table
        .inner_join(organizations::table)
        .filter(own)
        .filter(organizations::deleted_at.is_null())
        .into_boxed();
    let columns = (organizations::id, memberships::member_id, organizations::version);
    let (row, resource): (Option<Row>, Resource) = match root {
        ResourceKind::Organization => {
            let text = request.segment("org");
            // A slug never holds an underscore and an id always does: one of the two finds nothing.
            let row = match text.parse::<OrganizationId>() {
                Ok(id) => of.filter(organizations::id.eq(Key(id))).select(columns).first(conn).optional()?,
                Err(_) => of.filter(organizations::slug.eq(text)).select(columns).first(conn).optional()?,
            };
            (row, Resource::Organization)
        }
        ResourceKind::Workspace => {
            let id: WorkspaceId = request.segment("ws").parse().map_err(|_| Refusal::not_found())?;
            let row = memberships::table
                .inner_join(organizations::table)
                .inner_join(workspaces::table.on(workspaces::organization_id.eq(organizations::id)))
                .filter(own)
                .filter(organizations::deleted_at.is_null())
                .filter(workspaces::id.eq(Key(id)))
                .filter(workspaces::valid_to.is_null())
                .select(columns)
                .first(conn)
                .optional()?;
            (row, Resource::Workspace(id))
        }
        ResourceKind::Project => {
            let id: ProjectId = request.segment("prj").parse().map_err(|_| Refusal::not_found())?;
            let row = memberships::table
                .inner_join(organizations::table)
                .inner_join(projects::table.on(projects::organization_id.eq(organizations::id)))
                .filter(own)
                .filter(organizations::deleted_at.is_null())
                .filter(projects::id.eq(Key(id)))
                .filter(projects::valid_to.is_null())
                .select(columns)
                .first(conn)
                .optional()?;
            (row, Resource::Project(id))
        }
        ResourceKind::Item => (None, Resource::Organization),
    };
    let (organization, member, version) = row.ok_or_else(Refusal::not_found)?;
    Ok(Located { organization: organization.0, member: member.0, version: version.unsigned_abs(), resource })
}
