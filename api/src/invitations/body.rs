//! An invitation as answers show it: never its token.

use std::collections::BTreeMap;

use shared::access::wire::NamedResource;
use shared::ids::{ProjectId, WorkspaceId};
use shared::invitations::wire::{Invitation, InvitationProject, InvitedBy, LastRefusal};
use shared::text::Name;

use super::store::Found;
use crate::access::{role, role_ref};
use crate::authz::Proof;
use crate::authz::need::{Inside, Members, Sees};
use crate::http::Refusal;
use crate::{projects, workspaces};

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
    let workspace = |id: &WorkspaceId| {
        let name = workspaces.get(id)?;
        Some(NamedResource { kind: "workspace".to_owned(), id: id.to_string(), name: name.to_string() })
    };
    let project_name = |id: &ProjectId| projects.get(id).map(Name::to_string);
    let bodies = found.into_iter().map(|found| {
        let status = found.state(now).into();
        let sender = picture.member(found.inviter_member);
        let offer = &found.offer;
        Ok(Invitation {
            id: found.id,
            role: role_ref(role(picture.model(), found.role)?),
            workspaces: offer.workspaces.iter().filter_map(workspace).collect(),
            projects: offer
                .projects
                .iter()
                .filter_map(|(id, role)| {
                    let name = project_name(id)?;
                    Some(InvitationProject { id: id.to_string(), name, role: role.clone() })
                })
                .collect(),
            restrict_to: offer.restrict_to.as_ref().map(|list| {
                let named = |id: &ProjectId| {
                    let name = project_name(id)?;
                    Some(NamedResource { kind: "project".to_owned(), id: id.to_string(), name })
                };
                list.iter().filter_map(named).collect()
            }),
            groups: Vec::new(),
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

/// The body of one.
pub(super) fn body<P: Proof>(tx: &mut P, found: Found) -> Result<Invitation, Refusal>
where
    P::Need: Sees<Members> + Inside,
{
    tx.shows_revision(found.revision);
    bodies(tx, vec![found])?.pop().ok_or_else(Refusal::not_found)
}
