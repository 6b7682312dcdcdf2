//! A resource with what it is inside of, as it lies in memory, and what was granted on the way.

use chrono::{DateTime, Utc};

use super::compact::on::On;
use super::compact::record::Record;
use super::compact::rows::{Given, Item, Project, ToGroup, Workspace};
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
            Resource::Project(id) => self.spot_of_project(self.projects.number(id.uuid())?),
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
        let project = self.projects.get(at)?;
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
    pub(super) fn granted_in(
        &self,
        number: u32,
        record: Record<'_>,
        spot: Spot<'_>,
        at: DateTime<Utc>,
    ) -> Permissions {
        let groups = record.groups();
        let mut all = Permissions::NONE;
        spot.each(&self.given, |on, given| {
            all = all.join(self.granted_on(number, record, on, at));
            for terms in shared(groups, &given.groups) {
                all = all.join(self.terms.get(terms).given(at));
            }
        });
        all
    }

    /// What is granted to a member themselves on one place, and has not expired.
    #[inline]
    pub(super) fn granted_on(
        &self,
        number: u32,
        record: Record<'_>,
        on: On,
        at: DateTime<Utc>,
    ) -> Permissions {
        let (grants, word) = (record.grants(), on.word());
        let from = grants.partition_point(|other| *other < word);
        let here = grants[from..].iter().take_while(|other| **other == word).count();
        (from..from + here).fold(Permissions::NONE, |all, grant| {
            let terms = self.members.terms(number, record, grant);
            all.join(self.terms.get(terms).given(at))
        })
    }
}

impl<'a> Spot<'a> {
    /// From the organization inwards, each with what was granted on it.
    #[inline]
    fn each(self, organization: &'a Given, mut found: impl FnMut(On, &'a Given)) {
        found(On::ORGANIZATION, organization);
        if let Some((at, row)) = self.workspace {
            found(On::workspace(at), &row.given);
        }
        if let Some((at, row)) = self.project {
            found(On::project(at), &row.given);
        }
        if let Some((at, row)) = self.item {
            found(On::item(at), &row.given);
        }
    }
}

/// The terms of the grants to any of these groups. Both lists are in order: each of the shorter is looked for
/// in the longer.
#[inline]
fn shared<'a>(groups: &'a [u32], grants: &'a [ToGroup]) -> impl Iterator<Item = u32> + 'a {
    let few_groups = groups.len() <= grants.len();
    let by_group = if few_groups { groups } else { &[] };
    let by_grant = if few_groups { &[] } else { grants };
    let of_group = |group: u32| {
        let from = grants.partition_point(|grant| grant.group < group);
        grants[from..].iter().take_while(move |grant| grant.group == group)
    };
    (by_group.iter().flat_map(move |group| of_group(*group)))
        .chain(by_grant.iter().filter(|grant| groups.binary_search(&grant.group).is_ok()))
        .map(|grant| grant.terms)
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shared_is_found_from_either_side(groups in btree_set(0..40u32, 0..12), grants in vec((0..40u32, 0..5u32), 0..30)) {
            let groups: Vec<u32> = groups.into_iter().collect();
            let mut grants: Vec<ToGroup> = grants.into_iter().map(|(group, terms)| ToGroup { group, terms }).collect();
            grants.sort();
            let expected: Vec<u32> =
                grants.iter().filter(|grant| groups.contains(&grant.group)).map(|grant| grant.terms).collect();
            prop_assert_eq!(shared(&groups, &grants).collect::<Vec<_>>(), expected);
        }
    }
}
