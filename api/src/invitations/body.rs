//! An invitation as answers show it: never its token.

use std::collections::BTreeMap;

use shared::access::wire::NamedResource;
use shared::access::{Model, ResourceKind};
use shared::ids::{GroupId, ProjectId, RoleId, WorkspaceId};
use shared::invitations::wire::{Invitation, InvitationProject, InvitationWorkspace, InvitedBy, LastRefusal};
use shared::text::Name;

use super::store::{Found, StoredGrant};
use crate::access::{read, role, role_ref};
use crate::authz::Proof;
use crate::authz::need::{Inside, Members, Sees};
use crate::http::Refusal;
use crate::{groups, projects, roles, workspaces};

/// The bodies of these invitations. Workspaces and projects that the asker cannot see are left out.
pub(super) fn bodies<P: Proof>(tx: &mut P, found: Vec<Found>) -> Result<Vec<Invitation>, Refusal>
where
    P::Need: Sees<Members> + Inside,
{
    let workspaces: BTreeMap<WorkspaceId, Name> =
        workspaces::store::seen(tx)?.into_iter().map(|row| (row.id, row.name)).collect();
    let projects: BTreeMap<ProjectId, Name> =
        projects::store::seen(tx, None)?.into_iter().map(|row| (row.id, row.name)).collect();
    let (picture, now) = (tx.picture(), tx.now());
    let missing = found.iter().map(|found| found.role).filter(|id| picture.model().role(*id).is_none());
    // A role may have been deleted since an invitation with it was closed.
    let gone = roles::store::gone(tx, missing.collect())?;
    let groups: BTreeMap<GroupId, Name> = if found.iter().any(|found| !found.offer.groups.is_empty()) {
        groups::store::all(tx, None)?.into_iter().map(|row| (row.id, row.name)).collect()
    } else {
        BTreeMap::new()
    };
    let group = |id: &GroupId| {
        let name = groups.get(id)?.to_string();
        Some(NamedResource { kind: "group".to_owned(), id: id.to_string(), name })
    };
    let workspace = |(id, over): (&WorkspaceId, &Option<RoleId>)| {
        let role = over.and_then(|over| picture.model().role(over)).map(role_ref);
        let (kind, name) = ("workspace".to_owned(), workspaces.get(id)?.to_string());
        Some(InvitationWorkspace { kind, id: id.to_string(), name, role })
    };
    let project_name = |id: &ProjectId| projects.get(id).map(Name::to_string);
    let bodies = found.into_iter().map(|found| {
        let status = found.state(now).into();
        let sender = picture.member(found.inviter_member);
        let offer = &found.offer;
        Ok(Invitation {
            id: found.id,
            role: match gone.get(&found.role) {
                Some(gone) => gone.clone(),
                None => role_ref(role(picture.model(), found.role)?),
            },
            workspaces: offer.workspaces.iter().filter_map(workspace).collect(),
            projects: offer
                .projects
                .iter()
                .filter_map(|(id, granted)| Some(project(picture.model(), id, project_name(id)?, granted)))
                .collect::<Result<_, _>>()?,
            restrict_to: offer.restrict_to.as_ref().map(|list| {
                let named = |id: &ProjectId| {
                    let name = project_name(id)?;
                    Some(NamedResource { kind: "project".to_owned(), id: id.to_string(), name })
                };
                list.iter().filter_map(named).collect()
            }),
            permissions: read::granted(
                picture.model(),
                &offer.offer(picture.model())?.permissions,
                ResourceKind::Organization,
            ),
            groups: offer.groups.iter().filter_map(group).collect(),
            message: found.message,
            status,
            delivery_state: found.delivery_state,
            invited_by: InvitedBy {
                id: found.inviter_user,
                name: found.inviter_name,
                is_member: sender.is_some_and(|sender| sender.is_active(now)),
            },
            created_at: found.created_at,
            expires_at: found.expires_at,
            last_refusal: found.last_refusal.map(|(code, at)| LastRefusal { code, at }),
            email: found.email,
        })
    });
    bodies.collect()
}

fn project(
    model: &Model,
    id: &ProjectId,
    name: String,
    granted: &StoredGrant,
) -> Result<InvitationProject, Refusal> {
    let role = match granted {
        StoredGrant::Role(key) => Some(key.clone()),
        StoredGrant::Permissions(_) => None,
    };
    let permissions = model.catalog.map(&granted.permissions(model)?, ResourceKind::Project);
    Ok(InvitationProject { id: id.to_string(), name, role, permissions })
}

/// The body of one.
pub(super) fn body<P: Proof>(tx: &mut P, found: Found) -> Result<Invitation, Refusal>
where
    P::Need: Sees<Members> + Inside,
{
    tx.shows_revision(found.revision);
    bodies(tx, vec![found])?.pop().ok_or_else(Refusal::not_found)
}
