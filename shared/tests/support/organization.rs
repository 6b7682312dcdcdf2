//! An organization in sentences: `Org::studio().owner("olga").member("edda", "editor")…`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::{
    Access, Facts, GrantFact, GrantSource, GroupMemberFact, ItemFact, Member, Model, Principal, ProjectFact,
    Resource, RestrictionFact, Snapshot, Status, Visibility, WorkspaceFact, WorkspaceMemberFact,
};
use shared::ids::RoleId;

use super::{grant, group, item, member, mixed, organization, project, user, workspace};

pub struct Org {
    pub model: Arc<Model>,
    pub facts: Facts,
}

/// `content:full`, in words.
fn permissions(words: &str) -> std::collections::BTreeMap<String, Access> {
    words
        .split_whitespace()
        .map(|word| {
            let (scope, access) = word.split_once(':').expect("scope:access");
            let access = Access::ALL.into_iter().find(|level| level.as_str() == access).expect("a level");
            (scope.to_owned(), access)
        })
        .collect()
}

impl Org {
    pub fn of(model: &Arc<Model>) -> Self {
        Self { model: model.clone(), facts: Facts::empty(organization()) }
    }

    /// The studio preset with its owner, `olga`.
    pub fn studio() -> Self {
        Self::of(Model::studio()).member("olga", "owner")
    }

    /// The mixed model with one admin, `ada`.
    pub fn mixed() -> Self {
        Self::of(mixed()).member("ada", "admin")
    }

    pub fn role(&self, key: &str) -> RoleId {
        self.model.role_by_key(key).expect("a role of the model").id
    }

    pub fn member(mut self, name: &str, role: &str) -> Self {
        let role = self.role(role);
        self.facts.members.push(Member {
            id: member(name),
            user: user(name),
            role,
            status: Status::Active,
            expires_at: None,
        });
        self
    }

    pub fn deactivated(mut self, name: &str) -> Self {
        self.row(name).status = Status::Deactivated;
        self
    }

    pub fn until(mut self, name: &str, end: DateTime<Utc>) -> Self {
        self.row(name).expires_at = Some(end);
        self
    }

    fn row(&mut self, name: &str) -> &mut Member {
        self.facts.members.iter_mut().find(|row| row.id == member(name)).expect("a member")
    }

    pub fn open(mut self, name: &str) -> Self {
        self.facts.workspaces.push(WorkspaceFact { id: workspace(name), visibility: Visibility::Open });
        self
    }

    pub fn private(mut self, name: &str) -> Self {
        self.facts.workspaces.push(WorkspaceFact { id: workspace(name), visibility: Visibility::Private });
        self
    }

    pub fn project(mut self, name: &str, of: &str) -> Self {
        self.facts.projects.push(ProjectFact { id: project(name), workspace: workspace(of) });
        self
    }

    pub fn item(mut self, name: &str, of: &str) -> Self {
        let (kind, key) = ("document".to_owned(), name.to_owned());
        self.facts.items.push(ItemFact { id: item(name), project: project(of), kind, key });
        self
    }

    pub fn listed(mut self, name: &str, of: &str) -> Self {
        let row = WorkspaceMemberFact { workspace: workspace(of), member: member(name), role: None };
        self.facts.workspace_members.push(row);
        self
    }

    pub fn overridden(mut self, name: &str, of: &str, role: &str) -> Self {
        let role = Some(self.role(role));
        let row = WorkspaceMemberFact { workspace: workspace(of), member: member(name), role };
        self.facts.workspace_members.push(row);
        self
    }

    pub fn restricted(mut self, name: &str, of: &str, to: &[&str]) -> Self {
        self.facts.restrictions.push(RestrictionFact {
            member: member(name),
            workspace: workspace(of),
            projects: to.iter().map(|name| project(name)).collect(),
        });
        self
    }

    pub fn group(mut self, name: &str, of: &[&str]) -> Self {
        self.facts.groups.push(group(name));
        for one in of {
            self.facts.group_members.push(GroupMemberFact { group: group(name), member: member(one) });
        }
        self
    }

    /// A grant to a member, named so that a test can speak of it.
    pub fn grant(self, id: &str, to: &str, on: Resource, words: &str) -> Self {
        self.granted(id, Principal::Member(member(to)), on, words, None)
    }

    pub fn grant_until(self, id: &str, to: &str, on: Resource, words: &str, end: DateTime<Utc>) -> Self {
        self.granted(id, Principal::Member(member(to)), on, words, Some(end))
    }

    pub fn group_grant(self, id: &str, to: &str, on: Resource, words: &str) -> Self {
        self.granted(id, Principal::Group(group(to)), on, words, None)
    }

    fn granted(
        mut self,
        id: &str,
        principal: Principal,
        resource: Resource,
        words: &str,
        expires_at: Option<DateTime<Utc>>,
    ) -> Self {
        let id = grant(id);
        let (permissions, source) = (permissions(words), GrantSource::Person(user("olga")));
        self.facts.grants.push(GrantFact { id, principal, resource, permissions, expires_at, source });
        self
    }

    pub fn build(&self) -> Snapshot {
        Snapshot::from_facts(self.model.clone(), self.facts.clone()).expect("facts that fit")
    }
}
