//! Everybody who can, and everything that somebody can.
//!
//! Both come in order and from behind whatever was answered last, so that pages joined are the whole answer.
//! The one thing that all questions have in common is found once: the resource, or the member.

use chrono::{DateTime, Utc};

use super::compact::on::On;
use super::compact::record::Record;
use super::compact::register::{Entry, Register};
use super::level::Access;
use super::permissions::Permissions;
use super::resource::Resource;
use super::scope::Scope;
use super::snapshot::Snapshot;
use crate::ids::MemberId;

impl Snapshot {
    /// The members who have at least this much over a scope of a resource, by id, behind `after`.
    pub fn who_can(
        &self,
        resource: Resource,
        scope: impl Into<Scope>,
        need: Access,
        after: Option<MemberId>,
        at: DateTime<Utc>,
    ) -> impl Iterator<Item = MemberId> + '_ {
        let scope = scope.into();
        // Asked for nothing, everybody would do.
        let spot = self.spot(resource).filter(|_| need > Access::None);
        spot.into_iter().flat_map(move |spot| {
            let all = after.is_none().then(|| self.members.numbers());
            let rest = after.map(|after| self.members.numbers_after(after));
            let numbers = all.into_iter().flatten().chain(rest.into_iter().flatten());
            numbers.filter_map(move |number| {
                let record = self.members.record(number)?;
                let held = self.holds(number, record, spot, at);
                (held.get(scope) >= need).then(|| MemberId::from_uuid(record.id()))
            })
        })
    }

    /// The resources where a member has anything, in the order of [`Resource`], behind `after`, each with all
    /// that they hold there.
    pub fn what_can(
        &self,
        member: MemberId,
        after: Option<Resource>,
        at: DateTime<Utc>,
    ) -> impl Iterator<Item = (Resource, Permissions)> + '_ {
        self.members.find(member).into_iter().flat_map(move |(number, record)| {
            self.behind(after).filter_map(move |on| self.held_on(number, record, on, at))
        })
    }

    fn held_on(
        &self,
        number: u32,
        record: Record<'_>,
        on: On,
        at: DateTime<Utc>,
    ) -> Option<(Resource, Permissions)> {
        let held = self.holds(number, record, self.spot_on(on)?, at);
        if held.is_none() {
            return None;
        }
        let resource = self.resource(on);
        self.counts_on(held, resource).then_some((resource, held))
    }

    /// Every resource behind this one, by number.
    fn behind(&self, after: Option<Resource>) -> impl Iterator<Item = On> {
        let organization = after.is_none().then_some(On::ORGANIZATION);
        let workspaces = match after {
            None | Some(Resource::Organization) => Rest::All,
            Some(Resource::Workspace(id)) => Rest::Behind(id.uuid()),
            Some(Resource::Project(_) | Resource::Item(_)) => Rest::Nothing,
        };
        let projects = match after {
            None | Some(Resource::Organization | Resource::Workspace(_)) => Rest::All,
            Some(Resource::Project(id)) => Rest::Behind(id.uuid()),
            Some(Resource::Item(_)) => Rest::Nothing,
        };
        let items = match after {
            Some(Resource::Item(id)) => Rest::Behind(id.uuid()),
            None | Some(Resource::Organization | Resource::Workspace(_) | Resource::Project(_)) => Rest::All,
        };
        (organization.into_iter())
            .chain(workspaces.of(&self.workspaces).map(On::workspace))
            .chain(projects.of(&self.projects).map(On::project))
            .chain(items.of(&self.items).map(On::item))
    }
}

/// How much of a register is still to come.
enum Rest {
    All,
    Behind(uuid::Uuid),
    Nothing,
}

impl Rest {
    fn of<E: Entry>(self, register: &Register<E>) -> impl Iterator<Item = u32> {
        let (all, behind) = match self {
            Self::All => (Some(register.numbers()), None),
            Self::Behind(id) => (None, Some(register.numbers_after(id))),
            Self::Nothing => (None, None),
        };
        all.into_iter().flatten().chain(behind.into_iter().flatten())
    }
}
