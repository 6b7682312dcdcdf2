//! Coming in, by whichever door: what an acceptance, a join and an approved request have in common.

use chrono::{DateTime, Utc};
use shared::access::{Access, CoreScope, Decision, Member, Resource, Snapshot};
use shared::ids::{UserId, WorkspaceId};
use shared::invitations::wire::{Accepted, AcceptedMembership};
use shared::me::wire::{OrganizationRef, WorkspaceRef};

use super::store;
use crate::access::{role, role_ref};
use crate::authz::need::Enters;
use crate::authz::{Proof, Record, Writing};
use crate::http::Refusal;
use crate::{invitations, join_requests, organizations, workspaces};

/// Somebody who has come in.
#[derive(Debug)]
pub(crate) struct CameIn {
    /// Where they are now.
    pub(crate) accepted: Accepted,
    /// The entries of the invitations and requests that are void by it.
    pub(crate) voided: Vec<Record>,
}

/// Makes the changes that take somebody in. Whatever else was open for them here is void: one membership. They
/// land in the first of `asked_into` that they see, else in the first workspace that they see.
pub(crate) fn admit<N: Enters>(
    tx: &mut Writing<'_, N>,
    user: UserId,
    decision: &Decision,
    asked_into: &[WorkspaceId],
) -> Result<CameIn, Refusal> {
    tx.apply(decision)?;
    let voided = void_open(tx, user)?;
    let accepted = landing(tx, user, asked_into)?;
    if let Some(workspace) = &accepted.workspace {
        if tx.actor().user == user {
            store::set_default_workspace(tx, user, workspace.id)?;
        } else {
            // Somebody else's act does not move where their sign-in lands.
            store::set_first_default_workspace(tx, user, workspace.id)?;
        }
    }
    Ok(CameIn { accepted, voided })
}

/// Voids what is open here for somebody who is a member: whichever way they came in, they need no other. The entries
/// of what was void.
pub(crate) fn void_open<N>(tx: &mut Writing<'_, N>, user: UserId) -> Result<Vec<Record>, Refusal> {
    let mut voided = invitations::store::void_for(tx, user)?;
    voided.extend(join_requests::store::supersede(tx, user)?);
    Ok(voided)
}

/// Where a member is who has come in.
pub(crate) fn landing<N: Enters>(
    tx: &mut Writing<'_, N>,
    user: UserId,
    asked_into: &[WorkspaceId],
) -> Result<Accepted, Refusal> {
    let picture = tx.picture();
    let row = picture.member_of_user(user).ok_or_else(Refusal::not_found)?;
    let (member, now) = (row.id, tx.now());
    let sees = |id: &WorkspaceId| picture.sees(member, Resource::Workspace(*id), now);
    let asked = asked_into.iter().copied().find(sees);
    let landing = asked.or_else(|| picture.workspaces().map(|(id, _)| id).find(sees));
    let workspace = match landing {
        None => None,
        Some(id) => {
            let name = workspaces::store::landing_name(tx, id)?;
            Some(WorkspaceRef { id, name })
        }
    };
    let place = organizations::store::find(tx)?;
    let organization = OrganizationRef {
        id: place.id,
        name: place.name,
        slug: place.slug.into(),
        logo_url: place.logo.as_deref().map(organizations::show_logo::path),
    };
    let role = role_ref(role(picture.model(), row.role)?);
    let membership = AcceptedMembership { id: member, organization: organization.id, role };
    Ok(Accepted { organization, workspace, membership })
}

/// Whoever manages members, to be told of those who come and who ask.
pub(crate) fn admins(snapshot: &Snapshot, at: DateTime<Utc>) -> Vec<UserId> {
    let manages = |member: &&Member| {
        snapshot.check(member.id, Resource::Organization, CoreScope::Members, Access::Full, at)
    };
    snapshot.members().filter(manages).map(|member| member.user).collect()
}
