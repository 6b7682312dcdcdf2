//! An invitation as answers show it: never its token.

use std::collections::BTreeMap;

use shared::access::wire::NamedResource;
use shared::access::{Access, CoreScope, Model, Resource, ResourceKind};
use shared::ids::{GroupId, InvitationId, ProjectId, RoleId, WorkspaceId};
use shared::invitations::rules::Recorded;
use shared::invitations::wire::{
    AskedAddress, Invitation, InvitationItem, InvitationProject, InvitationWorkspace, InvitedBy, LastRefusal,
};
use shared::text::Name;

use super::problems::Problems;
use super::store::{self, Asked, Found, StoredGrant};
use crate::access::{read, role, role_ref};
use crate::authz::Proof;
use crate::authz::need::{Inside, Members, Sees};
use crate::http::Refusal;
use crate::shares::store::Row;
use crate::{groups, projects, roles, shares, workspaces};

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
    let ids: Vec<InvitationId> = found.iter().map(|found| found.id).collect();
    let mut waiting: BTreeMap<InvitationId, Vec<Row>> = BTreeMap::new();
    for (invitation, row) in shares::store::of_invitations(tx, &ids)? {
        waiting.entry(invitation).or_default().push(row);
    }
    let mut problems = Problems::new(tx, &found, now)?;
    let waits = found.iter().any(|found| found.recorded == Recorded::Queued);
    let places = if waits { store::places(tx)? } else { BTreeMap::new() };
    let overseer = tx.actor().member;
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
        let shared = waiting.remove(&found.id).unwrap_or_default();
        let problem = problems.of(&found, &shared)?;
        // Who else gets an item is for those who oversee its project.
        let oversees = |row: &Row| {
            let project = Resource::Project(row.project);
            overseer.is_some_and(|member| {
                picture.check(member, project, CoreScope::SettingsMembers, Access::View, now)
            })
        };
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
            items: shared.iter().filter(|row| oversees(row)).map(item).collect(),
            access_expires_at: offer.ends,
            message: found.message,
            status,
            delivery_state: found.delivery_state,
            invited_by: InvitedBy {
                id: found.inviter_user,
                name: found.inviter_name,
                is_member: sender.is_some_and(|sender| sender.is_active(now)),
            },
            created_at: found.created_at,
            expires_at: (found.recorded != Recorded::Queued).then_some(found.expires_at),
            place_in_queue: places.get(&found.id).copied(),
            last_refusal: found.last_refusal.map(|(code, at)| LastRefusal { code, at }),
            problem,
            asked_address: found.asked.map(|Asked { user: _, email, at }| AskedAddress { email, at }),
            email: found.email,
        })
    });
    bodies.collect()
}

fn item(row: &Row) -> InvitationItem {
    InvitationItem {
        kind: row.kind.clone(),
        id: row.key.clone(),
        name: row.name.clone(),
        project: row.project,
        access: row.access,
        expires_at: row.expires_at,
    }
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
