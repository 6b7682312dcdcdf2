//! What somebody who is invited would have, worked out in the page.

use std::collections::BTreeSet;

use shared::access::wire::PermissionMap;
use shared::access::{Access, Denied, Resource, ResourceKind, Snapshot};
use shared::ids::{ProjectId, WorkspaceId};
use shared::invitations::rules::{self as invitations, NEWCOMER, Offer};

use super::draft::Draft;
use super::in_page::InPage;

impl InPage {
    /// What somebody who is not a member yet would have, invited like this, and whether the viewer may.
    pub(crate) fn invitee(&self, terms: &Terms<'_>) -> Result<Invitee, Denied> {
        let model = self.snapshot().model();
        let role = model.role_by_key(terms.role).ok_or(Denied::UnknownRole)?;
        let offer = terms.offer(self.snapshot())?;
        invitations::may_invite(self.snapshot(), self.viewer(), role.id, &offer, self.at())?;
        let after = invitations::rehearse(self.snapshot(), role.id, &offer)?;
        let on = |resource| after.effective(NEWCOMER, resource, self.at());
        let content = model.catalog.scope("content");
        let projects = after.resources().filter_map(|resource| match resource {
            Resource::Project(project) => {
                let has = on(resource);
                Some((project, content.map_or(Access::None, |content| has.get(content))))
            }
            Resource::Organization | Resource::Workspace(_) | Resource::Item(_) => None,
        });
        let workspaces = after.resources().filter_map(|resource| match resource {
            Resource::Workspace(workspace) if after.sees(NEWCOMER, resource, self.at()) => Some(workspace),
            Resource::Organization | Resource::Workspace(_) | Resource::Project(_) | Resource::Item(_) => {
                None
            }
        });
        Ok(Invitee {
            workspaces: workspaces.collect(),
            organization: model.catalog.map(&on(Resource::Organization), ResourceKind::Organization),
            projects: projects.collect(),
        })
    }
}

/// What an invitation would say for one role.
#[derive(Debug, Clone)]
pub(crate) struct Terms<'a> {
    pub(crate) role: &'a str,
    /// Everything else that it gives.
    pub(crate) draft: &'a Draft,
}

impl Terms<'_> {
    /// As far as the page knows: of groups it has those of its own members alone.
    fn offer(&self, snapshot: &Snapshot) -> Result<Offer, Denied> {
        let (model, draft) = (snapshot.model(), self.draft);
        let read =
            |given: &PermissionMap| model.catalog.permissions(given).map_err(|_| Denied::MisplacedScope);
        let mut offer = Offer { permissions: read(&draft.given)?, ends: draft.ends, ..Offer::default() };
        for id in draft.workspaces.iter().chain(draft.workspace_roles.keys()) {
            let over = draft.workspace_roles.get(id);
            let over = over.map(|key| model.role_by_key(key).map(|role| role.id).ok_or(Denied::UnknownRole));
            offer.workspaces.insert(id.parse().map_err(|_| Denied::UnknownWorkspace)?, over.transpose()?);
        }
        for (id, bundle) in &draft.projects {
            let bundle = model.project_role(bundle).ok_or(Denied::UnknownRole)?;
            offer.projects.insert(id.parse().map_err(|_| Denied::UnknownProject)?, bundle.permissions);
        }
        for (id, given) in draft.scopes.iter().filter(|(_, given)| !given.is_empty()) {
            offer.projects.insert(id.parse().map_err(|_| Denied::UnknownProject)?, read(given)?);
        }
        let groups = draft.groups.iter().filter_map(|id| id.parse().ok());
        offer.groups = groups.filter(|group| snapshot.has_group(*group)).collect();
        offer.restrict_to =
            draft.restrict_to.as_ref().map(|listed| listed.iter().filter_map(|id| id.parse().ok()).collect());
        Ok(offer)
    }
}

/// What the invited person would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invitee {
    /// Those that stand in their sidebar.
    pub(crate) workspaces: BTreeSet<WorkspaceId>,
    pub(crate) organization: PermissionMap,
    pub(crate) projects: Vec<(ProjectId, Access)>,
}

#[cfg(test)]
mod tests {
    use super::super::in_page::tests::{id, page};
    use super::*;

    #[test]
    fn z1_an_invitation_says_what_it_will_give() {
        let page = page();
        let mut draft = Draft::new("editor");
        draft.restrict_to = Some([id::<ProjectId>("prj", 1).to_string()].into());
        draft.given.insert("billing".to_owned(), Access::View);
        let terms = Terms { role: "editor", draft: &draft };
        let invitee = page.invitee(&terms).expect("a preview");
        assert_eq!(invitee.projects, [(id("prj", 1), Access::Full), (id("prj", 2), Access::None)]);
        assert_eq!(invitee.organization["billing"], Access::View);
        assert_eq!(invitee.workspaces.len(), 1, "the open one");
        assert_eq!(page.invitee(&Terms { role: "owner", ..terms }), Err(Denied::MayNotGrant));
    }
}
