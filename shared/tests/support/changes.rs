//! Changes made of numbers: any change at all, whether or not a rule would make it, and whether or not it
//! fits.

use proptest::prelude::*;
use shared::access::{Change, Facts, Grant, Member, Role, Snapshot, Status, Visibility};
use shared::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId, WorkspaceId};

use super::generate::{role_numbers, scopes};
use super::names::{grant, group, item, member, own_role, project, user, workspace};
use super::world::{RoleNumbers, ScopeNumbers, expiry, grant_fact, item_fact, name, role, role_fact};

/// The numbers of one change.
#[derive(Debug, Clone)]
pub struct Step {
    what: u8,
    target: u8,
    role: u8,
    place: u8,
    project: u8,
    permissions: Vec<ScopeNumbers>,
    own_role: RoleNumbers,
}

prop_compose! {
    pub fn step()(
        what in any::<u8>(), target in any::<u8>(), role in any::<u8>(), place in any::<u8>(),
        project in any::<u8>(), permissions in scopes(3), own_role in role_numbers(),
    ) -> Step {
        Step { what, target, role, place, project, permissions, own_role }
    }
}

/// One of those that are there, or now and then one that is not.
fn any_of<T>(there: impl Iterator<Item = T>, absent: T, number: u8) -> T {
    let mut all: Vec<T> = there.chain([absent]).collect();
    all.swap_remove(usize::from(number) % all.len())
}

impl Step {
    /// The change that the numbers mean here; `number` names what is new.
    pub fn change(&self, snapshot: &Snapshot, number: usize) -> Change {
        let fresh = name('c', number);
        let model = snapshot.model();
        let target: MemberId = any_of(snapshot.members().map(|row| row.id), member("nobody"), self.target);
        let place: WorkspaceId =
            any_of(snapshot.workspaces().map(|row| row.0), workspace("nowhere"), self.place);
        let there: ProjectId = any_of(snapshot.projects().map(|row| row.0), project("nowhere"), self.project);
        let of: GroupId = any_of(snapshot.groups(), group("nothing"), self.place);
        let own: RoleId = any_of(model.own_roles().map(|role| role.id), own_role("none"), self.role);
        let role = role(model, self.role);
        let listed = snapshot.workspaces_of(target).map(|(id, _)| id).next().unwrap_or(place);
        let overriding = self.role.is_multiple_of(2).then_some(role);
        match self.what % 27 {
            0 => Change::MemberAdded(Member {
                id: member(&fresh),
                user: if self.target.is_multiple_of(4) { user("m0") } else { user(&fresh) },
                role,
                status: Status::Active,
                expires_at: expiry(self.place),
            }),
            1 => Change::RoleChanged { member: target, role },
            2 if self.role.is_multiple_of(2) => {
                Change::StatusChanged { member: target, status: Status::Active }
            }
            2 => Change::StatusChanged { member: target, status: Status::Deactivated },
            3 => Change::MemberRemoved { member: target },
            4 => {
                let visibility =
                    if self.role.is_multiple_of(2) { Visibility::Open } else { Visibility::Private };
                Change::WorkspaceAdded { workspace: workspace(&fresh), visibility }
            }
            5 => Change::WorkspaceRemoved { workspace: place },
            6 => Change::ProjectAdded { project: project(&fresh), workspace: place },
            7 => Change::ProjectRemoved { project: there },
            8 => Change::WorkspaceMemberAdded { workspace: place, member: target, role: overriding },
            9 => Change::WorkspaceMemberRemoved { workspace: listed, member: target },
            10 | 11 => {
                let home = snapshot.workspace_of(there).unwrap_or(place);
                let workspace = if self.role.is_multiple_of(4) { place } else { home };
                Change::Restricted { member: target, workspace, projects: [there].into() }
            }
            12 => {
                let restricted = snapshot.restrictions_of(target).map(|(id, _)| id).next().unwrap_or(place);
                Change::RestrictionLifted { member: target, workspace: restricted }
            }
            13..=15 => self.grant(snapshot, &fresh),
            16 => {
                let id: GrantId = any_of(snapshot.grants().map(|row| row.id), grant("nothing"), self.target);
                Change::GrantRemoved(id)
            }
            17 => Change::GroupAdded { group: group(&fresh) },
            18 => Change::GroupRemoved { group: of },
            19 => Change::GroupMemberAdded { group: of, member: target },
            20 => {
                let joined = snapshot.groups_of(target).next().unwrap_or(of);
                Change::GroupMemberRemoved { group: joined, member: target }
            }
            21 => Change::ExpiryChanged { member: target, expires_at: expiry(self.place) },
            22 => Change::WorkspaceRoleChanged { workspace: listed, member: target, role: overriding },
            23 if self.target.is_multiple_of(2) => {
                let id = any_of(snapshot.items().map(|row| row.id), item("nothing"), self.role);
                Change::ItemRemoved { item: id }
            }
            23 => {
                let workspace = snapshot.workspace_of(there).unwrap_or(place);
                let home = shared::access::ProjectFact { id: there, workspace };
                // Of a key that is taken, now and then.
                let key = if self.role.is_multiple_of(4) { name('d', 0) } else { fresh };
                Change::ItemAdded(item_fact(&key, &home, self.role))
            }
            26 => {
                let visibility =
                    if self.role.is_multiple_of(2) { Visibility::Open } else { Visibility::Private };
                Change::VisibilityChanged { workspace: place, visibility }
            }
            24 if self.target.is_multiple_of(4) => Change::RoleRemoved { role: own },
            24 => Change::RoleEdited(self.own_role(snapshot, own)),
            _ => Change::RoleAdded(self.own_role(snapshot, own_role(&fresh))),
        }
    }

    fn grant(&self, snapshot: &Snapshot, fresh: &str) -> Change {
        let facts: Facts = snapshot.to_facts(|_| true, |_| true);
        if facts.members.is_empty() {
            return Change::GrantRemoved(grant("nothing"));
        }
        let numbers = (self.target, self.place, self.permissions.clone(), self.role);
        let fact = grant_fact(snapshot.model(), &facts, fresh, &numbers);
        Change::GrantAdded(Grant {
            id: fact.id,
            principal: fact.principal,
            resource: fact.resource,
            permissions: snapshot
                .model()
                .catalog
                .permissions(&fact.permissions)
                .expect("scopes of the model"),
            expires_at: fact.expires_at,
            source: fact.source,
        })
    }

    /// A role in the form of these numbers, with this id; a new one is named for it.
    fn own_role(&self, snapshot: &Snapshot, id: RoleId) -> Role {
        let key = snapshot.model().role(id).map_or_else(|| id.to_string(), |role| role.key.clone());
        let fact = role_fact(snapshot.model(), "any", &self.own_role);
        let role = shared::access::RoleFact { id, key, ..fact };
        role.read(snapshot.model()).expect("scopes of the model")
    }
}
