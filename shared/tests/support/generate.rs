//! Generated organizations: small, crowded, and full of corner cases.
//!
//! Everything is numbers that are taken modulo what is there, so that a smaller number is a simpler
//! organization and every shrunk one is still valid.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use shared::access::{
    Access, CoreScope, Facts, GrantFact, GrantSource, GroupMemberFact, Member, Model, Permissions, Principal,
    ProjectFact, Resource, RestrictionFact, Scope, Snapshot, Status, Visibility, WorkspaceFact,
    WorkspaceMemberFact,
};
use shared::ids::RoleId;

use super::{grant, group, hours, member, models, organization, project, user, workspace};

/// A model with facts that fit it.
#[derive(Clone)]
pub struct World {
    pub model: Arc<Model>,
    pub facts: Facts,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:#?}", self.model.key, self.facts)
    }
}

impl World {
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::from_facts(self.model.clone(), self.facts.clone()).expect("facts that fit")
    }
}

/// Runs out an hour ago, in an hour, or never; mostly never.
pub fn expiry(number: u8) -> Option<DateTime<Utc>> {
    match number % 8 {
        0 => Some(hours(-1)),
        1 => Some(hours(1)),
        _ => None,
    }
}

/// Permissions that can be granted on this resource, from pairs of numbers.
pub fn grantable(model: &Model, on: Resource, numbers: &[(u8, bool)]) -> Permissions {
    let scopes: Vec<Scope> = (model.catalog.entries().iter())
        .filter(|entry| entry.kind >= on.kind() && entry.core != Some(CoreScope::Ownership))
        .map(|entry| entry.scope)
        .collect();
    numbers.iter().fold(Permissions::NONE, |all, (scope, full)| {
        let access = if *full { Access::Full } else { Access::View };
        all.with(scopes[usize::from(*scope) % scopes.len()], access)
    })
}

/// Somebody, a role, and where they stand.
pub type MemberNumbers = (u8, u8, u8);
/// To whom, on what, what, and until when.
pub type GrantNumbers = (u8, u8, Vec<(u8, bool)>, u8);

/// Every member has a role that can be given; the first, `m0`, holds the top role for good.
pub fn role(model: &Model, number: u8) -> RoleId {
    let roles: Vec<_> = model.roles.iter().filter(|role| !model.is_owner_role(role.id)).collect();
    roles[usize::from(number) % roles.len()].id
}

pub fn name(kind: char, number: usize) -> String {
    format!("{kind}{number}")
}

fn pick<T>(from: &[T], number: u8) -> Option<&T> {
    if from.is_empty() { None } else { from.get(usize::from(number) % from.len()) }
}

prop_compose! {
    /// An organization of up to seven members, three workspaces, five projects, three groups.
    pub fn world()(
        which in 0..2usize,
        members in vec(any::<MemberNumbers>(), 1..7),
        workspaces in vec(any::<bool>(), 1..4),
        projects in vec(any::<u8>(), 0..6),
        listed in vec(any::<(u8, u8, u8)>(), 0..8),
        restrictions in vec(any::<(u8, u8, u8)>(), 0..4),
        groups in 0..4usize,
        group_members in vec(any::<(u8, u8)>(), 0..7),
        grants in vec((any::<u8>(), any::<u8>(), vec(any::<(u8, bool)>(), 1..5), any::<u8>()), 0..9),
    ) -> World {
        let model = models()[which].clone();
        let mut facts = Facts::empty(organization());
        facts.version = 7;
        facts.members.push(Member {
            id: member("m0"), user: user("m0"), role: model.top_role, status: Status::Active, expires_at: None,
        });
        for (number, (of, status, end)) in members.into_iter().enumerate() {
            let name = name('m', number + 1);
            let status = if status % 4 == 0 { Status::Deactivated } else { Status::Active };
            let role = role(&model, of);
            facts.members.push(Member { id: member(&name), user: user(&name), role, status, expires_at: expiry(end) });
        }
        for (number, open) in workspaces.into_iter().enumerate() {
            let visibility = if open { Visibility::Open } else { Visibility::Private };
            facts.workspaces.push(WorkspaceFact { id: workspace(&name('w', number)), visibility });
        }
        for (number, of) in projects.into_iter().enumerate() {
            let workspace = pick(&facts.workspaces, of).expect("one at least").id;
            facts.projects.push(ProjectFact { id: project(&name('p', number)), workspace });
        }
        hang(&model, &mut facts, &listed, &restrictions);
        facts.groups = (0..groups).map(|number| group(&name('g', number))).collect();
        let in_groups: BTreeSet<_> = group_members.into_iter().filter_map(|(of, who)| {
            Some((*pick(&facts.groups, of)?, pick(&facts.members, who)?.id))
        }).collect();
        facts.group_members = in_groups.into_iter().map(|(group, member)| GroupMemberFact { group, member }).collect();
        for (number, numbers) in grants.into_iter().enumerate() {
            let given = grant_fact(&model, &facts, &name('t', number), &numbers);
            facts.grants.push(given);
        }
        World { model, facts }
    }
}

/// Listings and restrictions, one of each for a member and workspace.
fn hang(model: &Model, facts: &mut Facts, listed: &[(u8, u8, u8)], restrictions: &[(u8, u8, u8)]) {
    let place = |facts: &Facts, who: u8, of: u8| {
        let member = pick(&facts.members, who).expect("one at least").id;
        (member, pick(&facts.workspaces, of).expect("one at least").id)
    };
    let mut rows = BTreeMap::new();
    for (who, of, over) in listed {
        rows.insert(place(facts, *who, *of), (over % 2 == 0).then(|| role(model, over / 2)));
    }
    facts.workspace_members = (rows.into_iter())
        .map(|((member, workspace), role)| WorkspaceMemberFact { workspace, member, role })
        .collect();
    let mut lists = BTreeMap::new();
    for (who, of, bits) in restrictions {
        let (member, workspace) = place(facts, *who, *of);
        let projects: BTreeSet<_> = (facts.projects.iter().enumerate())
            .filter(|(number, row)| row.workspace == workspace && (bits >> number) % 2 == 1)
            .map(|(_, row)| row.id)
            .collect();
        lists.insert((member, workspace), projects);
    }
    facts.restrictions = (lists.into_iter())
        .map(|((member, workspace), projects)| RestrictionFact { member, workspace, projects })
        .collect();
}

/// One of the resources of these facts.
pub fn resource(facts: &Facts, number: u8) -> Resource {
    let all: Vec<Resource> = std::iter::once(Resource::Organization)
        .chain(facts.workspaces.iter().map(|row| Resource::Workspace(row.id)))
        .chain(facts.projects.iter().map(|row| Resource::Project(row.id)))
        .collect();
    all[usize::from(number) % all.len()]
}

pub fn grant_fact(model: &Model, facts: &Facts, id: &str, numbers: &GrantNumbers) -> GrantFact {
    let (to, on, what, end) = numbers;
    let resource = resource(facts, *on);
    let principal = match pick(&facts.groups, to / 2) {
        Some(group) if to % 2 == 0 => Principal::Group(*group),
        _ => Principal::Member(pick(&facts.members, to / 2).expect("one at least").id),
    };
    GrantFact {
        id: grant(id),
        principal,
        resource,
        permissions: model.catalog.given(&grantable(model, resource, what)),
        expires_at: expiry(*end),
        source: GrantSource::Person(user("m0")),
    }
}

/// Every member on every resource, with somebody and something that is not there.
pub fn pairs(snapshot: &Snapshot) -> Vec<(shared::ids::MemberId, Resource)> {
    let members = snapshot.members().map(|row| row.id).chain([member("nobody")]);
    let nowhere = [Resource::Workspace(workspace("nowhere")), Resource::Project(project("nowhere"))];
    let resources: Vec<_> = snapshot.resources().chain(nowhere).collect();
    members.flat_map(|who| resources.iter().map(move |on| (who, *on)).collect::<Vec<_>>()).collect()
}
