//! Everything that access in one organization depends on, at one version, in memory.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cap::Cap;
use super::compact::given::Given;
use super::compact::on::Holder;
use super::compact::register::Register;
use super::compact::roles::Roles;
use super::compact::roster::Roster;
use super::compact::rows::{Group, Item, Project, Workspace};
use super::compact::table::{Table, tag};
use super::compact::terms::TermsTable;
use super::facts::{Elsewhere, ItemFact};
use super::grant::{Grant, Principal};
use super::member::Member;
use super::model::Model;
use super::resource::{Resource, Visibility};
use super::role::{Reach, Role};
use super::tally::Tally;
use crate::ids::{
    GrantId, GroupId, ItemId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId,
};

/// One organization at one version. Two snapshots are equal when they hold the same facts.
///
/// A copy shares everything with its original; a change copies the piece of a few kilobytes that it is in.
/// How it lies in memory is told in [`compact`](super::compact).
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(super) model: Arc<Model>,
    pub(super) organization: OrganizationId,
    pub(super) version: u64,
    pub(super) deleted: bool,
    /// Whom a credential cuts to less than the facts give: see [`Snapshot::capped`].
    pub(super) cap: Option<Cap>,
    pub(super) elsewhere: Elsewhere,
    /// What its own members add to the guard.
    pub(super) here: Elsewhere,
    pub(super) tally: Tally,
    pub(super) roles: Arc<Roles>,
    pub(super) members: Roster,
    /// Members by their user.
    pub(super) users: Table,
    pub(super) workspaces: Register<Workspace>,
    pub(super) projects: Register<Project>,
    pub(super) items: Register<Item>,
    /// Items by how the host names them.
    pub(super) item_names: Table,
    pub(super) groups: Register<Group>,
    /// What was granted on the organization.
    pub(super) given: Arc<Given>,
    /// Whoever holds a grant, by its id.
    pub(super) grants: Table,
    pub(super) terms: TermsTable,
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        let facts = |snapshot: &Self| snapshot.to_facts(|_| true, |_| true);
        self.model == other.model && facts(self) == facts(other)
    }
}

impl Eq for Snapshot {}

impl Snapshot {
    /// An organization with nothing in it: what its founding is applied to.
    pub fn empty(model: Arc<Model>, organization: OrganizationId) -> Self {
        Self {
            roles: Arc::new(Roles::of(&model)),
            model,
            organization,
            version: 0,
            deleted: false,
            cap: None,
            elsewhere: Elsewhere::default(),
            here: Elsewhere::default(),
            tally: Tally::default(),
            members: Roster::default(),
            users: Table::default(),
            workspaces: Register::default(),
            projects: Register::default(),
            items: Register::default(),
            item_names: Table::default(),
            groups: Register::default(),
            given: Arc::default(),
            grants: Table::default(),
            terms: TermsTable::default(),
        }
    }

    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    pub fn version(&self) -> u64 {
        self.version
    }

    /// The same facts, said to be of another version: for the store, after it has raised the organization's.
    #[must_use]
    pub fn at_version(self, version: u64) -> Self {
        Self { version, ..self }
    }

    /// Whether the organization is in its grace period.
    pub fn is_deleted(&self) -> bool {
        self.deleted
    }

    /// Every member, by id.
    pub fn members(&self) -> impl ExactSizeIterator<Item = &Member> {
        self.members.iter()
    }

    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.by_id(id)
    }

    /// The membership of this person.
    pub fn member_of_user(&self, user: UserId) -> Option<&Member> {
        let is = |at| self.members.member(at).is_some_and(|member| member.user == user);
        self.users.find(tag(user.uuid()), is).and_then(|at| self.members.member(at))
    }

    /// A member's organization role.
    pub fn role_of(&self, member: MemberId) -> Option<&Role> {
        self.member(member).and_then(|member| self.model.role(member.role))
    }

    /// Whether the member is in every workspace and project by role, without being listed.
    pub fn is_implicit(&self, member: MemberId) -> bool {
        self.role_of(member).is_some_and(|role| role.reach == Reach::Everything)
    }

    pub fn workspaces(&self) -> impl ExactSizeIterator<Item = (WorkspaceId, Visibility)> {
        self.workspaces.iter().map(|row| (row.id, row.visibility))
    }

    pub fn visibility(&self, workspace: WorkspaceId) -> Option<Visibility> {
        self.workspaces.find(workspace.uuid()).map(|(_, row)| row.visibility)
    }

    pub fn projects(&self) -> impl ExactSizeIterator<Item = (ProjectId, WorkspaceId)> {
        self.projects.iter().map(|row| (row.id, self.workspace_id(row.workspace)))
    }

    /// How many projects a workspace has.
    pub fn projects_count(&self, workspace: WorkspaceId) -> usize {
        self.workspaces.find(workspace.uuid()).map_or(0, |(_, row)| row.projects.iter().count())
    }

    pub fn projects_in(&self, workspace: WorkspaceId) -> impl Iterator<Item = ProjectId> {
        let row = self.workspaces.find(workspace.uuid());
        in_order(row.into_iter().flat_map(|(_, row)| row.projects.iter()).map(|at| self.project_id(at)))
    }

    pub fn workspace_of(&self, project: ProjectId) -> Option<WorkspaceId> {
        self.projects.find(project.uuid()).map(|(_, row)| self.workspace_id(row.workspace))
    }

    /// Whether the resource is there at all.
    pub fn has(&self, resource: Resource) -> bool {
        self.on(resource).is_some()
    }

    /// The items that are shared, by id.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &ItemFact> {
        self.items.iter().map(|row| &*row.fact)
    }

    pub fn item(&self, id: ItemId) -> Option<&ItemFact> {
        self.items.find(id.uuid()).map(|(_, row)| &*row.fact)
    }

    /// The item that the host names so.
    pub fn item_named(&self, kind: &str, key: &str) -> Option<&ItemFact> {
        let fact = |at| self.items.get(at).map(|row| &*row.fact);
        let is = |at| fact(at).is_some_and(|fact| fact.kind == kind && fact.key == key);
        self.item_names.find(name_tag(kind, key), is).and_then(fact)
    }

    pub fn items_in(&self, project: ProjectId) -> impl Iterator<Item = ItemId> {
        let row = self.projects.find(project.uuid());
        in_order(row.into_iter().flat_map(|(_, row)| row.items.iter()).map(|at| self.item_id(at)))
    }

    /// The organization, every workspace, every project and every item, in that order.
    pub fn resources(&self) -> impl Iterator<Item = Resource> {
        let workspaces = self.workspaces.iter().map(|row| Resource::Workspace(row.id));
        let projects = self.projects.iter().map(|row| Resource::Project(row.id));
        let items = self.items.iter().map(|row| Resource::Item(row.fact.id));
        std::iter::once(Resource::Organization).chain(workspaces).chain(projects).chain(items)
    }

    /// The members who are listed in a workspace; others may be in it by role, or because it is open.
    pub fn roster(&self, workspace: WorkspaceId) -> impl Iterator<Item = MemberId> {
        let row = self.workspaces.find(workspace.uuid());
        in_order(row.into_iter().flat_map(|(_, row)| row.listed.iter()).map(|at| self.member_id(at)))
    }

    /// The workspaces that a member is listed in, with the overriding role.
    pub fn workspaces_of(&self, member: MemberId) -> impl Iterator<Item = (WorkspaceId, Option<RoleId>)> {
        let record = self.members.find(member).map(|(_, record)| record);
        let listed = record.into_iter().flat_map(|record| record.places()).filter(|(_, place)| place.listed);
        in_order(listed.map(|(at, place)| (self.workspace_id(at), place.over.map(|over| self.role_id(over)))))
    }

    /// The overriding role of a listed member; `None` for somebody who is not listed.
    pub fn listing(&self, member: MemberId, workspace: WorkspaceId) -> Option<Option<RoleId>> {
        let (_, record) = self.members.find(member)?;
        let standing = record.standing(self.workspaces.number(workspace.uuid())?);
        standing.listed.then(|| standing.over.map(|over| self.role_id(over)))
    }

    /// The projects that a member is restricted to in this workspace, if they are.
    pub fn restriction(&self, member: MemberId, workspace: WorkspaceId) -> Option<&BTreeSet<ProjectId>> {
        self.members.list(self.members.number(member)?, self.workspaces.number(workspace.uuid())?)
    }

    /// Every restriction of a member.
    pub fn restrictions_of(
        &self,
        member: MemberId,
    ) -> impl Iterator<Item = (WorkspaceId, &BTreeSet<ProjectId>)> {
        let found = self.members.find(member);
        in_order(found.into_iter().flat_map(|(at, record)| {
            let list = move |workspace| self.members.list(at, workspace);
            record.places().filter_map(move |(place, _)| Some((self.workspace_id(place), list(place)?)))
        }))
    }

    pub fn groups(&self) -> impl ExactSizeIterator<Item = GroupId> {
        self.groups.iter().map(|row| row.id)
    }

    pub fn has_group(&self, group: GroupId) -> bool {
        self.groups.has(group.uuid())
    }

    pub fn members_of(&self, group: GroupId) -> impl Iterator<Item = MemberId> {
        let row = self.groups.find(group.uuid());
        in_order(row.into_iter().flat_map(|(_, row)| row.members.iter()).map(|at| self.member_id(at)))
    }

    pub fn groups_of(&self, member: MemberId) -> impl Iterator<Item = GroupId> {
        let record = self.members.find(member).map(|(_, record)| record);
        in_order(record.into_iter().flat_map(|record| record.groups()).map(|at| self.group_id(at)))
    }

    pub fn is_in_group(&self, member: MemberId, group: GroupId) -> bool {
        let found = self.members.number(member).zip(self.groups.number(group.uuid()));
        found.is_some_and(|(member, group)| self.is_numbered_in(member, group))
    }

    pub fn grant(&self, id: GrantId) -> Option<Grant> {
        self.held(id).map(|(holder, held)| self.grant_of(holder, held))
    }

    /// Every grant, by id. They are put together for this: it costs more than what is there.
    pub fn grants(&self) -> impl ExactSizeIterator<Item = Grant> {
        let to_members = self.members.numbers().map(Holder::Member);
        let to_groups = self.groups.numbers().map(Holder::Group);
        let mut grants: Vec<Grant> = Vec::with_capacity(self.grants.len());
        for holder in to_members.chain(to_groups) {
            grants.extend(self.held_by(holder).map(|held| self.grant_of(holder, held)));
        }
        grants.sort_unstable_by_key(|grant| grant.id);
        grants.into_iter()
    }

    /// The grants to this principal on this very resource, expired ones too.
    pub fn granted(&self, principal: Principal, on: Resource) -> impl Iterator<Item = Grant> {
        let found = self.holder(principal).zip(self.on(on));
        found.into_iter().flat_map(move |(holder, on)| {
            let held = self.held_by(holder).filter(move |held| held.on == on);
            held.map(move |held| self.grant_of(holder, held))
        })
    }

    /// Every grant to this principal, expired ones too.
    pub fn grants_to(&self, principal: Principal) -> impl Iterator<Item = Grant> {
        let grants = self
            .holder(principal)
            .into_iter()
            .flat_map(|holder| self.held_by(holder).map(move |held| self.grant_of(holder, held)));
        let mut grants: Vec<Grant> = grants.collect();
        grants.sort_by_key(|grant| (grant.resource, grant.id));
        grants.into_iter()
    }

    /// Every grant on this very resource, expired ones too.
    pub fn grants_on(&self, resource: Resource) -> impl Iterator<Item = Grant> {
        let mut grants: Vec<Grant> = Vec::new();
        if let Some((on, given)) = self.on(resource).and_then(|on| Some((on, self.given(on)?))) {
            let mut holders: Vec<Holder> = given.members().map(Holder::Member).collect();
            holders.extend(given.groups().iter().map(|grant| Holder::Group(grant.group)));
            // Both lists are in order, and name a holder as often as there are grants.
            holders.dedup();
            for holder in holders {
                let held = self.held_by(holder).filter(|held| held.on == on);
                grants.extend(held.map(|held| self.grant_of(holder, held)));
            }
        }
        grants.sort_by_key(|grant| grant.id);
        grants.into_iter()
    }
}

/// Lists inside are in the order of the numbers; outside, in that of the ids.
fn in_order<T: Ord>(list: impl Iterator<Item = T>) -> std::vec::IntoIter<T> {
    let mut list: Vec<T> = list.collect();
    list.sort_unstable();
    list.into_iter()
}

/// A host's name for an item, as a tag.
pub(super) fn name_tag(kind: &str, key: &str) -> u32 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (kind, key).hash(&mut hasher);
    hasher.finish() as u32
}
