//! From the first id of a path to the caller's own membership, in one query.
//!
//! It starts from the caller's memberships, so an id of another tenant and an id that does not exist take
//! the same way and find the same nothing. A deleted organization is found for restoring it alone.

use diesel::prelude::*;
use shared::access::{Resource, ResourceKind};
use shared::ids::{MemberId, OrganizationId, ProjectId, UserId, WorkspaceId};
use uuid::Uuid;

use super::need::Need;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{memberships, organization_slugs, organizations, projects, workspaces};
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

pub(super) fn locate<N: Need>(
    conn: &mut AnyConn,
    user: UserId,
    request: &Request,
) -> Result<Located, Refusal> {
    let own = memberships::user_id.eq(Key(user)).and(memberships::valid_to.is_null());
    let mut of = memberships::table.inner_join(organizations::table).filter(own).into_boxed();
    of = if N::DELETED_TOO {
        let restorable = organizations::restorable_until.gt(At(request.now));
        of.filter(organizations::deleted_at.is_null().or(restorable))
    } else {
        of.filter(organizations::deleted_at.is_null())
    };
    let columns = (organizations::id, memberships::member_id, organizations::version);
    let (row, resource): (Option<Row>, Resource) = match N::ROOT {
        ResourceKind::Organization => {
            let text = request.segment("org");
            // A slug never holds an underscore and an id always does: one of the two finds nothing.
            let id = match text.parse::<OrganizationId>() {
                Ok(id) => Key(id),
                Err(_) => of_slug(conn, text)?,
            };
            let row = of.filter(organizations::id.eq(id)).select(columns).first(conn).optional()?;
            (row, Resource::Organization)
        }
        ResourceKind::Workspace => {
            let id: WorkspaceId = request.segment("ws").parse().map_err(|_| Refusal::not_found())?;
            let found: Option<(Row, Option<i64>)> = memberships::table
                .inner_join(organizations::table)
                .inner_join(workspaces::table.on(workspaces::organization_id.eq(organizations::id)))
                .filter(own)
                .filter(organizations::deleted_at.is_null())
                .filter(workspaces::id.eq(Key(id)))
                .select((columns, workspaces::valid_to))
                .first(conn)
                .optional()?;
            match found {
                Some((row, None)) => (Some(row), Resource::Workspace(id)),
                Some((row, Some(_))) if N::DELETED_WORKSPACE_TOO => (Some(row), Resource::Organization),
                Some((_, Some(_))) | None => (None, Resource::Workspace(id)),
            }
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

/// The organization that has or had this slug: nobody else is ever given it. An unknown one is an organization that
/// nobody is in, so that it takes the same way.
fn of_slug(conn: &mut AnyConn, slug: &str) -> Result<Key<OrganizationId>, Refusal> {
    let found = organization_slugs::table
        .filter(organization_slugs::slug.eq(slug))
        .select(organization_slugs::organization_id)
        .first(conn)
        .optional()?;
    Ok(found.unwrap_or(Key(OrganizationId::from_uuid(Uuid::nil()))))
}
