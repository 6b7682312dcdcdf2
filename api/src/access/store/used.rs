//! What of its model each organization uses, as its rows name it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use shared::ids::{OrganizationId, RoleId};

use crate::db::columns::{Json, Key};
use crate::db::schema::{grants, invitations, memberships, organizations, roles, workspace_memberships};
use crate::db::{AnyConn, DbError};
use crate::http::Refusal;
use crate::invitations::store::{UNANSWERED, status_key};

/// One organization's use of its model.
#[derive(Debug, Clone, Default)]
pub(crate) struct Used {
    /// What the organization is called.
    pub(crate) name: String,
    pub(crate) model: String,
    /// Roles that somebody has or is offered.
    pub(crate) roles: BTreeSet<RoleId>,
    /// Roles of its own.
    pub(crate) own: BTreeSet<RoleId>,
    /// Scopes that a role of its own or a grant names.
    pub(crate) scopes: BTreeSet<String>,
}

/// What every organization uses. Each table is read once, and says the same thing once.
pub(crate) fn used(conn: &mut AnyConn) -> Result<Vec<Used>, DbError> {
    let named: Vec<(Key<OrganizationId>, String, String)> = organizations::table
        .select((organizations::id, organizations::name, organizations::access_model))
        .load(conn)?;
    let mut used: BTreeMap<OrganizationId, Used> =
        named.into_iter().map(|(id, name, model)| (id.0, Used { name, model, ..Used::default() })).collect();
    let held: Vec<(Key<OrganizationId>, Key<RoleId>)> = memberships::table
        .filter(memberships::valid_to.is_null())
        .select((memberships::organization_id, memberships::role_id))
        .distinct()
        .load(conn)?;
    let over: Vec<(Key<OrganizationId>, Option<Key<RoleId>>)> = workspace_memberships::table
        .filter(workspace_memberships::valid_to.is_null())
        .filter(workspace_memberships::role_id.is_not_null())
        .select((workspace_memberships::organization_id, workspace_memberships::role_id))
        .distinct()
        .load(conn)?;
    let offered: Vec<(Key<OrganizationId>, Key<RoleId>)> = invitations::table
        .filter(invitations::status.eq_any(UNANSWERED.map(status_key)))
        .select((invitations::organization_id, invitations::role_id))
        .distinct()
        .load(conn)?;
    let over = over.into_iter().filter_map(|(organization, role)| Some((organization, role?)));
    for (organization, role) in held.into_iter().chain(over).chain(offered) {
        used.entry(organization.0).or_default().roles.insert(role.0);
    }
    let own: Vec<(Key<OrganizationId>, Key<RoleId>, Json, Json)> = roles::table
        .filter(roles::valid_to.is_null())
        .select((roles::organization_id, roles::id, roles::baseline, roles::ceiling))
        .load(conn)?;
    for (organization, role, baseline, ceiling) in own {
        let of = used.entry(organization.0).or_default();
        of.own.insert(role.0);
        of.scopes.extend(keys(&baseline).chain(keys(&ceiling)));
    }
    let granted: Vec<(Key<OrganizationId>, Json)> = grants::table
        .filter(grants::valid_to.is_null())
        .select((grants::organization_id, grants::permissions))
        .distinct()
        .load(conn)?;
    for (organization, permissions) in granted {
        used.entry(organization.0).or_default().scopes.extend(keys(&permissions));
    }
    Ok(used.into_values().collect())
}

fn keys(map: &Json) -> impl Iterator<Item = String> + '_ {
    map.0.as_object().into_iter().flat_map(|map| map.keys().cloned())
}

/// Why an organization's rows make no snapshot: its model lacks what they name, or something is broken.
pub(super) fn unreadable(error: shared::access::FactsError) -> Refusal {
    use shared::access::FactsError;
    match error {
        FactsError::UnknownRole(_) | FactsError::UnknownScope(_) => {
            tracing::error!(%error, "the access model lacks what the organization's rows name");
            Refusal::model_incomplete()
        }
        other => Refusal::internal(other),
    }
}
