//! A resource with what it is inside of, as it lies in memory, and what was granted on the way.

use chrono::{DateTime, Utc};

use super::compact::on::On;
use super::compact::record::Record;
use super::compact::rows::{Item, Project, Workspace};
use super::permissions::Permissions;
use super::resource::Resource;
use super::snapshot::Snapshot;

/// Found once for a resource, however many members are asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) workspace: Option<(u32, &'a Workspace)>,
    pub(super) project: Option<(u32, &'a Project)>,
    pub(super) item: Option<(u32, &'a Item)>,
}

impl Snapshot {
    #[inline]
    pub(super) fn spot(&self, resource: Resource) -> Option<Spot<'_>> {
        match resource {
            Resource::Organization => Some(Spot { workspace: None, project: None, item: None }),
            Resource::Workspace(id) => {
                let workspace = Some(self.workspaces.find(id.uuid())?);
                Some(Spot { workspace, project: None, item: None })
            }
            Resource::Project(id) => {
                let (at, project) = self.projects.find(id.uuid())?;
                self.around_project(at, project)
            }
            Resource::Item(id) => self.spot_of_item(self.items.number(id.uuid())?),
        }
    }

    /// The same for what is known by its number.
    pub(super) fn spot_on(&self, on: On) -> Option<Spot<'_>> {
        use super::compact::on::Numbered;
        match on.numbered() {
            Numbered::Organization => Some(Spot { workspace: None, project: None, item: None }),
            Numbered::Workspace(at) => {
                let workspace = Some((at, self.workspaces.get(at)?));
                Some(Spot { workspace, project: None, item: None })
            }
            Numbered::Project(at) => self.spot_of_project(at),
            Numbered::Item(at) => self.spot_of_item(at),
        }
    }

    #[inline]
    fn spot_of_project(&self, at: u32) -> Option<Spot<'_>> {
        self.around_project(at, self.projects.get(at)?)
    }

    #[inline]
    fn around_project<'a>(&'a self, at: u32, project: &'a Project) -> Option<Spot<'a>> {
        let workspace = Some((project.workspace, self.workspaces.get(project.workspace)?));
        Some(Spot { workspace, project: Some((at, project)), item: None })
    }

    fn spot_of_item(&self, at: u32) -> Option<Spot<'_>> {
        let item = self.items.get(at)?;
        let around = self.spot_of_project(item.project)?;
        Some(Spot { item: Some((at, item)), ..around })
    }

    /// Everything that is granted to a member, and to groups of theirs, on a spot and around it, and has not
    /// expired.
    #[inline]
    pub(super) fn granted_in(&self, record: Record<'_>, spot: Spot<'_>, at: DateTime<Utc>) -> Permissions {
        let workspace = spot.workspace.map_or(On::ORGANIZATION, |(at, _)| On::workspace(at));
        let project = spot.project.map_or(On::ORGANIZATION, |(at, _)| On::project(at));
        let item = spot.item.map_or(On::ORGANIZATION, |(at, _)| On::item(at));
        let mut all = Permissions::NONE;
        let mut join = |terms| all = all.join(self.terms.get(terms).given(at));
        record.granted_on([On::ORGANIZATION, workspace, project, item], &mut join);
        let groups = record.group_list();
        self.given.to_groups(groups, &mut join);
        let around = [
            spot.workspace.map(|(_, row)| &row.given),
            spot.project.map(|(_, row)| &row.given),
            spot.item.map(|(_, row)| &row.given),
        ];
        for given in around.into_iter().flatten() {
            given.to_groups(groups, &mut join);
        }
        all
    }

    /// What is granted to a member themselves on one place, and has not expired.
    #[inline]
    pub(super) fn granted_on(&self, record: Record<'_>, on: On, at: DateTime<Utc>) -> Permissions {
        let mut all = Permissions::NONE;
        record.granted_on([on], |terms| all = all.join(self.terms.get(terms).given(at)));
        all
    }
}
