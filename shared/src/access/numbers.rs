//! From ids to the numbers that a snapshot knows things by, and back.

use super::compact::block::Held;
use super::compact::given::Given;
use super::compact::on::{Holder, Numbered, On};
use super::compact::register::{Entry, Register};
use super::compact::table::tag;
use super::grant::{Grant, Principal};
use super::resource::Resource;
use super::snapshot::Snapshot;
use crate::ids::{GrantId, GroupId, ItemId, MemberId, ProjectId, RoleId, WorkspaceId};

impl Snapshot {
    pub(super) fn on(&self, resource: Resource) -> Option<On> {
        match resource {
            Resource::Organization => Some(On::ORGANIZATION),
            Resource::Workspace(id) => self.workspaces.number(id.uuid()).map(On::workspace),
            Resource::Project(id) => self.projects.number(id.uuid()).map(On::project),
            Resource::Item(id) => self.items.number(id.uuid()).map(On::item),
        }
    }

    pub(super) fn resource(&self, on: On) -> Resource {
        match on.numbered() {
            Numbered::Organization => Resource::Organization,
            Numbered::Workspace(at) => Resource::Workspace(self.workspace_id(at)),
            Numbered::Project(at) => Resource::Project(self.project_id(at)),
            Numbered::Item(at) => Resource::Item(self.item_id(at)),
        }
    }

    /// What was granted on a place.
    pub(super) fn given(&self, on: On) -> Option<&Given> {
        match on.numbered() {
            Numbered::Organization => Some(&self.given),
            Numbered::Workspace(at) => self.workspaces.get(at).map(|row| &row.given),
            Numbered::Project(at) => self.projects.get(at).map(|row| &row.given),
            Numbered::Item(at) => self.items.get(at).map(|row| &row.given),
        }
    }

    pub(super) fn holder(&self, principal: Principal) -> Option<Holder> {
        match principal {
            Principal::Member(id) => self.members.number(id).map(Holder::Member),
            Principal::Group(id) => self.groups.number(id.uuid()).map(Holder::Group),
        }
    }

    pub(super) fn held_by(&self, holder: Holder) -> impl Iterator<Item = Held> {
        let (member, group) = match holder {
            Holder::Member(at) => (Some(at), None),
            Holder::Group(at) => (None, self.groups.get(at)),
        };
        let of_member = member.into_iter().flat_map(|at| self.members.held(at));
        of_member.chain(group.into_iter().flat_map(|row| row.grants.iter().copied()))
    }

    /// The grant with this id, and who holds it.
    pub(super) fn held(&self, id: GrantId) -> Option<(Holder, Held)> {
        let among = |word| self.held_by(Holder::from_word(word)).find(|held| held.id == id);
        let word = self.grants.find(tag(id.uuid()), |word| among(word).is_some())?;
        Some((Holder::from_word(word), among(word)?))
    }

    pub(super) fn grant_of(&self, holder: Holder, held: Held) -> Grant {
        let principal = match holder {
            Holder::Member(at) => Principal::Member(self.member_id(at)),
            Holder::Group(at) => Principal::Group(self.group_id(at)),
        };
        let terms = self.terms.get(held.terms);
        Grant {
            id: held.id,
            principal,
            resource: self.resource(held.on),
            permissions: terms.permissions,
            expires_at: terms.expires_at,
            source: terms.source,
        }
    }

    pub(super) fn member_id(&self, at: u32) -> MemberId {
        MemberId::from_uuid(self.members.record(at).expect("a member keeps their number").id())
    }

    pub(super) fn workspace_id(&self, at: u32) -> WorkspaceId {
        named(&self.workspaces, at).id
    }

    pub(super) fn project_id(&self, at: u32) -> ProjectId {
        named(&self.projects, at).id
    }

    pub(super) fn item_id(&self, at: u32) -> ItemId {
        named(&self.items, at).fact.id
    }

    pub(super) fn group_id(&self, at: u32) -> GroupId {
        named(&self.groups, at).id
    }

    pub(super) fn role_id(&self, number: u16) -> RoleId {
        self.roles.get(number).expect("a role that somebody has stays").id
    }
}

/// What something else points to is there: see [`compact`](super::compact).
fn named<E: Entry>(register: &Register<E>, at: u32) -> &E {
    register.get(at).expect("what is pointed to is there")
}
