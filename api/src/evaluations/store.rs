//! What memory did not know: where things are, and whose an address is.

use diesel::prelude::*;
use shared::ids::{OrganizationId, ProjectId, UserId, WorkspaceId};
use shared::text::EmailAddress;

use crate::db::AnyConn;
use crate::db::columns::Key;
use crate::db::schema::{
    items, memberships, organization_slugs, organizations, projects, user_emails, workspaces,
};
use crate::http::Refusal;

/// The organization that a workspace is or was in.
pub(super) fn organization_of_workspace(
    conn: &mut AnyConn,
    id: WorkspaceId,
) -> Result<Option<OrganizationId>, Refusal> {
    let found: Option<Key<OrganizationId>> = workspaces::table
        .filter(workspaces::id.eq(Key(id)))
        .select(workspaces::organization_id)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| id.0))
}

/// The organization that a project is or was in.
pub(super) fn organization_of_project(
    conn: &mut AnyConn,
    id: ProjectId,
) -> Result<Option<OrganizationId>, Refusal> {
    let found: Option<Key<OrganizationId>> = projects::table
        .filter(projects::id.eq(Key(id)))
        .select(projects::organization_id)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| id.0))
}

/// The one organization of this person's that has a shared item of this name. Of two, neither is meant; one that
/// was deleted stands in the way of none.
pub(super) fn organization_of_item(
    conn: &mut AnyConn,
    user: UserId,
    kind: &str,
    key: &str,
) -> Result<Option<OrganizationId>, Refusal> {
    // PostgreSQL keeps no NUL in text.
    if kind.contains('\0') || key.contains('\0') {
        return Ok(None);
    }
    let found: Vec<Key<OrganizationId>> = items::table
        .inner_join(memberships::table.on(memberships::organization_id.eq(items::organization_id)))
        .inner_join(organizations::table.on(organizations::id.eq(items::organization_id)))
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::valid_to.is_null())
        .filter(organizations::deleted_at.is_null())
        .filter(items::kind.eq(kind))
        .filter(items::key.eq(key))
        .filter(items::valid_to.is_null())
        .select(items::organization_id)
        .limit(2)
        .load(conn)?;
    Ok(match found.as_slice() {
        [one] => Some(one.0),
        _ => None,
    })
}

/// The organization of this id or slug, if the person is a member of it, active or not.
pub(super) fn organization_of_member(
    conn: &mut AnyConn,
    user: UserId,
    text: &str,
) -> Result<Option<OrganizationId>, Refusal> {
    if text.chars().any(char::is_control) {
        return Ok(None);
    }
    let of = memberships::table
        .inner_join(organizations::table)
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::valid_to.is_null())
        .filter(organizations::deleted_at.is_null());
    let named: Option<Key<OrganizationId>> = match text.parse::<OrganizationId>() {
        Ok(id) => Some(Key(id)),
        Err(_) => organization_slugs::table
            .filter(organization_slugs::slug.eq(text))
            .select(organization_slugs::organization_id)
            .first(conn)
            .optional()?,
    };
    let Some(id) = named else { return Ok(None) };
    let found: Option<Key<OrganizationId>> =
        of.filter(organizations::id.eq(id)).select(organizations::id).first(conn).optional()?;
    Ok(found.map(|id| id.0))
}

/// Every organization that the person is a member of.
pub(super) fn organizations_of(conn: &mut AnyConn, user: UserId) -> Result<Vec<OrganizationId>, Refusal> {
    let found: Vec<Key<OrganizationId>> = memberships::table
        .inner_join(organizations::table)
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::valid_to.is_null())
        .filter(organizations::deleted_at.is_null())
        .select(organizations::id)
        .load(conn)?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// Whether this slug is the organization's, now or from before.
pub(super) fn has_slug(
    conn: &mut AnyConn,
    organization: OrganizationId,
    text: &str,
) -> Result<bool, Refusal> {
    if text.chars().any(char::is_control) {
        return Ok(false);
    }
    let found = organization_slugs::table
        .filter(organization_slugs::organization_id.eq(Key(organization)))
        .filter(organization_slugs::slug.eq(text));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(conn)?)
}

/// Whose address this is: one that they sign in with, or have verified.
pub(super) fn user_of_address(conn: &mut AnyConn, address: &EmailAddress) -> Result<Option<UserId>, Refusal> {
    let found: Option<Key<UserId>> = user_emails::table
        .filter(user_emails::address_key.eq(address.key()))
        .filter(user_emails::is_primary.or(user_emails::verified_at.is_not_null()))
        .select(user_emails::user_id)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| id.0))
}
