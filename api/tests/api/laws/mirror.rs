//! What the organization should hold, kept beside the server: rows that each allowed call changes as the
//! contract says, evaluated by the slow evaluator of the model's own tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use serde_json::Value;
use shared::access::{
    Access, Change, Facts, Grant, GrantSource, ItemFact, Model, Principal, Reach, Resource, ResourceKind,
    Role, RoleFact, Snapshot,
};
use shared::ids::{GrantId, ItemId, MemberId, ProjectId, RoleId, UserId, WorkspaceId};
use uuid::Uuid;

use super::rows::{self, Forgotten};
use super::slow::{Fault, Slow, in_words};
use crate::support::Person;

pub(super) struct Mirror {
    pub(super) model: Arc<Model>,
    pub(super) facts: Facts,
    pub(super) emails: BTreeMap<MemberId, String>,
    /// What each version made of the rows: those before and those after it.
    pub(super) versions: BTreeMap<u64, (Facts, Facts)>,
    grants: u128,
}

/// What everybody has, by member and then by resource and scope; only what is more than none.
type Held = BTreeMap<(MemberId, String), BTreeMap<String, Access>>;

impl Mirror {
    /// Begins with what the server has.
    pub(super) fn of(owner: &Person) -> Self {
        let everybody = "/v1/organizations/{org}/members?status=all&limit=200";
        let members = owner.get(everybody).is(200);
        let ids: Vec<&str> = rows_of(&members).iter().filter_map(|row| row["id"].as_str()).collect();
        let email = |row: &Value| {
            let id = serde_json::from_value(row["id"].clone()).expect("an id");
            (id, row["user"]["email"].as_str().unwrap_or_default().to_owned())
        };
        let emails = rows_of(&members).iter().map(email).collect();
        let path = format!("/v1/organizations/{{org}}/snapshot?members={}", ids.join(","));
        let slice = owner.get(&path).is(200);
        let facts: Facts = serde_json::from_value(slice["facts"].clone()).expect("facts");
        let model = Model::by_key(slice["access_model"].as_str().expect("a key")).expect("a preset").clone();
        Self { model, facts, emails, versions: BTreeMap::new(), grants: 0 }
    }

    /// Makes what a call should have changed.
    pub(super) fn make(&mut self, changes: &[Change]) {
        for change in changes {
            rows::change(&self.model, &mut self.facts, change, Forgotten::Nothing);
        }
    }

    pub(super) fn role_of(&self, member: MemberId) -> Option<RoleFact> {
        let id = self.facts.members.iter().find(|row| row.id == member)?.role;
        self.role(id)
    }

    pub(super) fn role(&self, id: RoleId) -> Option<RoleFact> {
        let built_in = self.model.role(id).map(|role| RoleFact::of(role, &self.model));
        built_in.or_else(|| self.facts.roles.iter().find(|role| role.id == id).cloned())
    }

    /// A grant of this much, named by the mirror: what the server calls it makes no difference.
    pub(super) fn grant(
        &mut self,
        principal: Principal,
        resource: Resource,
        permissions: &BTreeMap<String, Access>,
    ) -> Change {
        self.grants += 1;
        Change::GrantAdded(Grant {
            id: GrantId::from_uuid(Uuid::from_u128(self.grants)),
            principal,
            resource,
            permissions: self.model.catalog.permissions(permissions).expect("scopes of the model"),
            expires_at: None,
            source: GrantSource::Person(UserId::from_uuid(Uuid::nil())),
        })
    }

    /// The item of this name, and what makes it known where it is not.
    pub(super) fn item(&mut self, project: ProjectId, key: &str) -> (ItemId, Vec<Change>) {
        let kind = "document";
        if let Some(known) = self.facts.items.iter().find(|row| row.kind == kind && row.key == key) {
            return (known.id, Vec::new());
        }
        self.grants += 1;
        let id = ItemId::from_uuid(Uuid::from_u128(self.grants));
        let fact = ItemFact { id, project, kind: kind.to_owned(), key: key.to_owned() };
        (id, vec![Change::ItemAdded(fact)])
    }

    /// The end of everything that was granted to somebody on one resource.
    pub(super) fn without_grants(&self, principal: Principal, on: &[Resource]) -> Vec<Change> {
        let theirs = self.facts.grants.iter().filter(|row| row.principal == principal);
        theirs.filter(|row| on.contains(&row.resource)).map(|row| Change::GrantRemoved(row.id)).collect()
    }

    /// A workspace with all that is in it.
    pub(super) fn inside(&self, workspace: WorkspaceId) -> Vec<Resource> {
        let projects: Vec<ProjectId> =
            self.facts.projects.iter().filter(|row| row.workspace == workspace).map(|row| row.id).collect();
        let items = self.facts.items.iter().filter(|row| projects.contains(&row.project));
        let items: Vec<Resource> = items.map(|row| Resource::Item(row.id)).collect();
        let projects = projects.into_iter().map(Resource::Project);
        std::iter::once(Resource::Workspace(workspace)).chain(projects).chain(items).collect()
    }

    /// What is closed of somebody who becomes a guest.
    pub(super) fn as_guest(&self, member: MemberId) -> Vec<Change> {
        let listed = self.facts.workspace_members.iter().filter(|row| row.member == member);
        let listed = listed.map(|row| Change::WorkspaceMemberRemoved { workspace: row.workspace, member });
        let restricted = self.facts.restrictions.iter().filter(|row| row.member == member);
        let restricted = restricted.map(|row| Change::RestrictionLifted { workspace: row.workspace, member });
        let grants = self.facts.grants.iter().filter(|row| row.principal == Principal::Member(member));
        let grants = grants.filter(|row| !matches!(row.resource, Resource::Item(_)));
        let grants = grants.map(|row| Change::GrantRemoved(row.id));
        listed.chain(restricted).chain(grants).collect()
    }

    /// Where the server says otherwise of somebody's access, first.
    pub(super) fn difference(&self, owner: &Person) -> Option<String> {
        let expected = self.held();
        let told = self.told(owner);
        let none = BTreeMap::new();
        let cells = expected.keys().chain(told.keys());
        let differing =
            cells.map(|cell| (cell, expected.get(cell).unwrap_or(&none), told.get(cell).unwrap_or(&none)));
        let mut differing = differing.filter(|(_, expected, told)| expected != told);
        differing
            .next()
            .map(|(cell, expected, told)| format!("{cell:?} should have {expected:?}, has {told:?}"))
    }

    fn resources(&self) -> Vec<(Resource, String)> {
        let workspaces =
            self.facts.workspaces.iter().map(|row| (Resource::Workspace(row.id), row.id.to_string()));
        let projects = self.facts.projects.iter().map(|row| (Resource::Project(row.id), row.id.to_string()));
        let items = self.facts.items.iter();
        let items = items.map(|row| (Resource::Item(row.id), format!("{}:{}", row.kind, row.key)));
        let organization = (Resource::Organization, self.facts.organization.to_string());
        std::iter::once(organization).chain(workspaces).chain(projects).chain(items).collect()
    }

    /// By the slow evaluator, and by a snapshot loaded afresh: the two agree before the server is asked.
    fn held(&self) -> Held {
        let at = DateTime::UNIX_EPOCH;
        let slow = Slow { model: &self.model, facts: &self.facts, at, fault: Fault::None };
        let afresh = Snapshot::from_facts(self.model.clone(), self.facts.clone()).expect("rows that fit");
        let mut held = Held::new();
        for member in self.facts.members.iter().map(|row| row.id) {
            for (resource, name) in self.resources() {
                let levels = self.model.catalog.map(&afresh.effective(member, resource, at), resource.kind());
                let levels = given(levels);
                let words = slow.effective(member, resource);
                let of_kind =
                    |key: &str| self.model.catalog.of(resource.kind()).any(|entry| entry.key == key);
                let words = words.into_iter().filter(|(key, _)| of_kind(key)).collect();
                assert_eq!(in_words(&levels), words, "{member} on {name}");
                // An item without a grant of their own on it is its project over again, and not listed.
                let listed =
                    match resource {
                        Resource::Item(_) => self.facts.grants.iter().any(|row| {
                            row.resource == resource && row.principal == Principal::Member(member)
                        }),
                        Resource::Organization | Resource::Workspace(_) | Resource::Project(_) => true,
                    };
                if listed && !levels.is_empty() {
                    held.insert((member, name), levels);
                }
            }
        }
        held
    }

    /// By the server.
    fn told(&self, owner: &Person) -> Held {
        let mut held = Held::new();
        for member in self.facts.members.iter().map(|row| row.id) {
            let path = format!("/v1/organizations/{{org}}/members/{member}/access?limit=200");
            let answer = owner.get(&path).is(200);
            assert_eq!(answer["next_cursor"], Value::Null, "one page is enough");
            for row in rows_of(&answer) {
                let resource = &row["resource"];
                let (kind, id) = (&resource["type"], resource["id"].as_str().expect("an id"));
                let kind = kind.as_str().expect("a kind");
                let known = ["organization", "workspace", "project"].contains(&kind);
                let name = if known { id.to_owned() } else { format!("{kind}:{id}") };
                let levels = serde_json::from_value(row["permissions"].clone()).expect("levels");
                held.insert((member, name), given(levels));
            }
        }
        held
    }
}

fn given(mut levels: BTreeMap<String, Access>) -> BTreeMap<String, Access> {
    levels.retain(|_, access| *access > Access::None);
    levels
}

pub(super) fn rows_of(answer: &Value) -> &[Value] {
    answer["data"].as_array().map(Vec::as_slice).expect("a list")
}

/// A role as an answer tells it.
pub(super) fn role_in(answer: &Value, model: &Model) -> Role {
    let levels = |field: &str| given(serde_json::from_value(answer[field].clone()).expect("levels"));
    let word = |field: &str| serde_json::from_value(answer[field].clone()).expect("a text");
    let fact = RoleFact {
        id: serde_json::from_value(answer["id"].clone()).expect("an id"),
        key: word("key"),
        name: word("name"),
        description: word("description"),
        baseline: levels("permissions"),
        ceiling: levels("ceiling"),
        seat: serde_json::from_value(answer["seat"].clone()).expect("a seat"),
        reach: serde_json::from_value::<Reach>(answer["reach"].clone()).expect("a reach"),
    };
    fact.read(model).expect("scopes of the model")
}

/// The scopes of one kind, in catalogue order.
pub(super) fn scopes(model: &Model, kind: ResourceKind) -> Vec<String> {
    model.catalog.of(kind).map(|entry| entry.key.clone()).filter(|key| key != "ownership").collect()
}
