//! Workspaces, projects and items.

use std::sync::Arc;

use super::change;
use crate::access::compact::rows::{Item, Project, Workspace};
use crate::access::facts::{FactsError, ItemFact};
use crate::access::resource::{Resource, Visibility};
use crate::access::snapshot::{Snapshot, name_tag};
use crate::ids::{ItemId, MemberId, ProjectId, WorkspaceId};

impl Snapshot {
    pub(super) fn add_workspace(
        &mut self,
        id: WorkspaceId,
        visibility: Visibility,
    ) -> Result<(), FactsError> {
        if self.workspaces.has(id.uuid()) {
            return Err(FactsError::Duplicate(id.to_string()));
        }
        self.workspaces.insert(Workspace::new(id, visibility));
        Ok(())
    }

    pub(super) fn change_visibility(
        &mut self,
        id: WorkspaceId,
        visibility: Visibility,
    ) -> Result<(), FactsError> {
        let at = self.workspace_number(id)?;
        change(&mut self.workspaces, at, |row| row.visibility = visibility);
        Ok(())
    }

    pub(super) fn remove_workspace(&mut self, workspace: WorkspaceId) -> Result<(), FactsError> {
        let at = self.workspace_number(workspace)?;
        let projects: Vec<ProjectId> = self.projects_in(workspace).collect();
        let members: Vec<MemberId> = self.roster(workspace).collect();
        for project in projects {
            self.remove_project(project)?;
        }
        for member in members {
            self.unlist(member, workspace)?;
        }
        for member in self.restricted_in(at) {
            self.lift(member, workspace)?;
        }
        self.remove_grants_on(Resource::Workspace(workspace))?;
        self.workspaces.remove(at);
        Ok(())
    }

    pub(super) fn add_project(&mut self, id: ProjectId, workspace: WorkspaceId) -> Result<(), FactsError> {
        let home = self.workspace_number(workspace)?;
        if self.projects.has(id.uuid()) {
            return Err(FactsError::Duplicate(id.to_string()));
        }
        let at = self.projects.insert(Project::new(id, home));
        change(&mut self.workspaces, home, |row| row.projects.put(at));
        Ok(())
    }

    pub(super) fn remove_project(&mut self, project: ProjectId) -> Result<(), FactsError> {
        let at = self.project_number(project)?;
        let items: Vec<ItemId> = self.items_in(project).collect();
        for item in items {
            self.remove_item(item)?;
        }
        self.remove_grants_on(Resource::Project(project))?;
        let Some(home) = self.projects.get(at).map(|row| row.workspace) else { return Ok(()) };
        for member in self.restricted_in(home) {
            let number = self.member_number(member)?;
            if self.members.list(number, home).is_some_and(|list| list.contains(&project)) {
                self.members.edit(number, |draft| {
                    if let Some(list) = &mut draft.place_in(home).list {
                        Arc::make_mut(list).remove(&project);
                    }
                });
            }
        }
        change(&mut self.workspaces, home, |row| row.projects.take(at));
        self.projects.remove(at);
        Ok(())
    }

    pub(super) fn add_item(&mut self, item: ItemFact) -> Result<(), FactsError> {
        let project = self.project_number(item.project)?;
        if self.items.has(item.id.uuid()) || self.item_named(&item.kind, &item.key).is_some() {
            return Err(FactsError::Duplicate(format!("{}:{}", item.kind, item.key)));
        }
        let name = name_tag(&item.kind, &item.key);
        let at = self.items.insert(Item::new(item, project));
        self.item_names.insert(name, at);
        change(&mut self.projects, project, |row| row.items.put(at));
        Ok(())
    }

    pub(super) fn remove_item(&mut self, item: ItemId) -> Result<(), FactsError> {
        let at = self.items.number(item.uuid()).ok_or(FactsError::UnknownItem(item))?;
        self.remove_grants_on(Resource::Item(item))?;
        if let Some(row) = self.items.remove(at) {
            self.item_names.remove(name_tag(&row.fact.kind, &row.fact.key), at);
            change(&mut self.projects, row.project, |row| row.items.take(at));
        }
        Ok(())
    }

    fn restricted_in(&self, workspace: u32) -> Vec<MemberId> {
        let row = self.workspaces.get(workspace);
        row.into_iter().flat_map(|row| row.restricted.iter()).map(|at| self.member_id(at)).collect()
    }
}
