//! One version, as its rows tell it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use shared::access::{
    Grant, GrantFact, GroupMemberFact, Member, Model, RestrictionFact, RoleFact, WorkspaceMemberFact,
};
use shared::audit_log::wire::Party;
use shared::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId, ShareId, WorkspaceId};
use shared::undo::rules::Rows;

use crate::access::store::rows_of;
use crate::authz::need::AnyMember;
use crate::authz::{Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{
    audit_entries, grants, group_memberships, groups, items, memberships, organization_versions, projects,
    roles, shares, workspace_memberships, workspace_restrictions, workspace_visibilities, workspaces,
};
use crate::http::Refusal;

type Tx<'t> = Writing<'t, AnyMember>;
type Listed = (Key<WorkspaceId>, Key<MemberId>, Option<Key<RoleId>>);

/// An entry of the audit log about the version.
pub(super) struct Done {
    pub(super) action: String,
    pub(super) target: Option<Party>,
    pub(super) before: Value,
    pub(super) after: Value,
}

/// When the version was made, if the organization has it.
pub(super) fn made_at(tx: &mut Tx<'_>, version: i64) -> Result<Option<DateTime<Utc>>, Refusal> {
    let at: Option<At> = organization_versions::table
        .filter(organization_versions::organization_id.eq(Key(tx.organization())))
        .filter(organization_versions::version.eq(version))
        .select(organization_versions::at)
        .first(tx.sql())
        .optional()?;
    Ok(at.map(|at| at.0))
}

/// What the version did, as the audit log says.
pub(super) fn done(tx: &mut Tx<'_>, version: i64) -> Result<Vec<Done>, Refusal> {
    let rows: Vec<(String, Json, Json, Json)> = audit_entries::table
        .filter(audit_entries::organization_id.eq(Key(tx.organization())))
        .filter(audit_entries::version.eq(version))
        .order(audit_entries::sequence)
        .select((
            audit_entries::action,
            audit_entries::target,
            audit_entries::before_state,
            audit_entries::after_state,
        ))
        .load(tx.sql())?;
    let done = |(action, target, before, after): (String, Json, Json, Json)| {
        Ok(Done { action, target: target.read()?, before: before.0, after: after.0 })
    };
    rows.into_iter().map(done).collect()
}

/// Which side of a version is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Closed,
    Opened,
}

/// The rows of one table that a version closed or opened. What it opened and closed itself nobody has seen.
macro_rules! of_version {
    ($tx:expr, $side:expr, $version:expr, $table:ident, $columns:expr) => {{
        let rows = $table::table.filter($table::organization_id.eq(Key($tx.organization())));
        match $side {
            Side::Closed => rows
                .filter($table::valid_to.eq($version))
                .filter($table::valid_from.lt($version))
                .select($columns)
                .load($tx.sql())?,
            Side::Opened => rows
                .filter($table::valid_from.eq($version))
                .filter($table::valid_to.is_null().or($table::valid_to.gt($version)))
                .select($columns)
                .load($tx.sql())?,
        }
    }};
}

/// The facts that the version closed, or opened.
pub(crate) fn rows<P: Proof>(tx: &mut P, version: i64, side: Side) -> Result<Rows, Refusal> {
    let model = std::sync::Arc::clone(tx.snapshot().model());
    let own: Vec<rows_of::Role> = of_version!(tx, side, version, roles, rows_of::ROLE);
    let members: Vec<rows_of::Member> = of_version!(tx, side, version, memberships, rows_of::MEMBER);
    let visibilities: Vec<rows_of::Workspace> =
        of_version!(tx, side, version, workspace_visibilities, rows_of::WORKSPACE);
    let listed: Vec<Listed> = of_version!(
        tx,
        side,
        version,
        workspace_memberships,
        (
            workspace_memberships::workspace_id,
            workspace_memberships::member_id,
            workspace_memberships::role_id
        )
    );
    let restrictions: Vec<(Key<WorkspaceId>, Key<MemberId>, Json)> = of_version!(
        tx,
        side,
        version,
        workspace_restrictions,
        (
            workspace_restrictions::workspace_id,
            workspace_restrictions::member_id,
            workspace_restrictions::projects
        )
    );
    let of_groups: Vec<Key<GroupId>> = of_version!(tx, side, version, groups, groups::id);
    let in_groups: Vec<(Key<GroupId>, Key<MemberId>)> = of_version!(
        tx,
        side,
        version,
        group_memberships,
        (group_memberships::group_id, group_memberships::member_id)
    );
    let given: Vec<rows_of::Grant> = of_version!(tx, side, version, grants, rows_of::GRANT);
    Ok(Rows {
        roles: own.into_iter().map(|row| role(row, &model)).collect::<Result<_, _>>()?,
        members: members.into_iter().map(rows_of::member).collect::<Result<Vec<Member>, _>>()?,
        visibilities: visibilities.into_iter().map(rows_of::workspace).collect::<Result<_, _>>()?,
        listed: listed
            .into_iter()
            .map(|(workspace, member, role)| WorkspaceMemberFact {
                workspace: workspace.0,
                member: member.0,
                role: role.map(|role| role.0),
            })
            .collect(),
        restrictions: restrictions
            .into_iter()
            .map(|(workspace, member, list)| {
                let projects: BTreeSet<ProjectId> = list.read()?;
                Ok(RestrictionFact { workspace: workspace.0, member: member.0, projects })
            })
            .collect::<Result<_, Refusal>>()?,
        groups: of_groups.into_iter().map(|id| id.0).collect(),
        group_members: in_groups
            .into_iter()
            .map(|(group, member)| GroupMemberFact { group: group.0, member: member.0 })
            .collect(),
        grants: given.into_iter().map(|row| grant(row, &model)).collect::<Result<_, _>>()?,
    })
}

fn role(row: rows_of::Role, model: &Model) -> Result<shared::access::Role, Refusal> {
    let fact: RoleFact = rows_of::role(row)?;
    fact.read(model).map_err(Refusal::internal)
}

fn grant(row: rows_of::Grant, model: &Model) -> Result<Grant, Refusal> {
    let GrantFact { id, principal, resource, permissions, expires_at, source } = rows_of::grant(row)?;
    let permissions = model.catalog.permissions(&permissions).map_err(Refusal::internal)?;
    Ok(Grant { id, principal, resource, permissions, expires_at, source })
}

/// Whether the version made, or closed, a workspace, a project or an item.
pub(super) fn moves_places(tx: &mut Tx<'_>, version: i64) -> Result<bool, Refusal> {
    macro_rules! moved {
        ($table:ident) => {{
            let rows = $table::table
                .filter($table::organization_id.eq(Key(tx.organization())))
                .filter($table::valid_from.eq(version).or($table::valid_to.eq(version)));
            let moved: bool = diesel::select(diesel::dsl::exists(rows)).get_result(tx.sql())?;
            moved
        }};
    }
    Ok(moved!(workspaces) || moved!(projects) || moved!(items))
}

/// Grants that were given after the version and stand.
pub(super) fn later_grants(tx: &mut Tx<'_>, version: i64) -> Result<BTreeSet<GrantId>, Refusal> {
    let ids: Vec<Key<GrantId>> = grants::table
        .filter(grants::organization_id.eq(Key(tx.organization())))
        .filter(grants::valid_from.gt(version))
        .filter(grants::valid_to.is_null())
        .select(grants::id)
        .load(tx.sql())?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Whether another group has the name of one that would come back.
pub(super) fn is_name_taken(tx: &mut Tx<'_>, closed: &[GroupId]) -> Result<bool, Refusal> {
    if closed.is_empty() {
        return Ok(false);
    }
    let of = groups::table.filter(groups::organization_id.eq(Key(tx.organization())));
    let ids: Vec<Key<GroupId>> = closed.iter().copied().map(Key).collect();
    let names: Vec<String> = of.filter(groups::id.eq_any(ids)).select(groups::search_text).load(tx.sql())?;
    let taken = of.filter(groups::valid_to.is_null()).filter(groups::search_text.eq_any(names));
    Ok(diesel::select(diesel::dsl::exists(taken)).get_result(tx.sql())?)
}

/// Opens the shares again that ended with these grants, when they did. `false`: somebody shared the same thing with
/// the same person since.
pub(crate) fn reopen_shares<N>(
    tx: &mut Writing<'_, N>,
    given: &[GrantId],
    ended_at: DateTime<Utc>,
) -> Result<bool, Refusal> {
    let organization = Key(tx.organization());
    for grant in given {
        let ended: Option<(Key<ShareId>, Key<shared::ids::ItemId>, String)> = shares::table
            .filter(shares::organization_id.eq(organization))
            .filter(shares::grant_id.eq(Key(*grant)))
            .filter(shares::ended_at.eq(At(ended_at)))
            .select((shares::id, shares::item_id, shares::email_key))
            .first(tx.sql())
            .optional()?;
        let Some((share, item, email)) = ended else { continue };
        let anew = shares::table
            .filter(shares::organization_id.eq(organization))
            .filter(shares::item_id.eq(item))
            .filter(shares::email_key.eq(email))
            .filter(shares::ended_at.is_null());
        if diesel::select(diesel::dsl::exists(anew)).get_result(tx.sql())? {
            return Ok(false);
        }
        reopen(tx.sql(), share)?;
    }
    Ok(true)
}

fn reopen(conn: &mut AnyConn, share: Key<ShareId>) -> QueryResult<usize> {
    diesel::update(shares::table.filter(shares::id.eq(share)))
        .set(shares::ended_at.eq(None::<At>))
        .execute(conn)
}
