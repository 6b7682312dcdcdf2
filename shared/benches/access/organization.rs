//! One organization of any size, made of numbers: the same one on every machine.
//!
//! Everybody has about ten grants and is in about ten groups, every group has about ten grants; a twentieth
//! of the grants has an end, and half of those are over. Roles are mixed, some members are deactivated,
//! restricted to a few projects, or listed in workspaces with a role of their own there. Half of the
//! workspaces are private.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use shared::access::{
    Facts, GrantFact, GrantSource, GroupMemberFact, Member, Model, Principal, ProjectFact, Resource,
    RestrictionFact, Status, Visibility, WorkspaceFact, WorkspaceMemberFact,
};
use shared::ids::{GrantId, GroupId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId};
use uuid::Uuid;

const A_MEMBERS_GRANTS: usize = 10;
const A_MEMBERS_GROUPS: usize = 10;
const A_GROUPS_GRANTS: usize = 10;
const A_WORKSPACES_PROJECTS: usize = 20;

/// How many members and projects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) members: usize,
    pub(crate) projects: usize,
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} x {}", self.members, self.projects)
    }
}

/// Numbers that look random and are the same each time (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn in_a_hundred(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// An id as the server makes them: by time, then random.
    fn id(&mut self, at: usize) -> Uuid {
        let time = (1_760_000_000_000 + at as u128) << 80;
        let random = u128::from(self.next()) & ((1 << 62) - 1);
        Uuid::from_u128(time | 0x7 << 76 | 0b10 << 62 | random)
    }
}

/// The moment of every question.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("a moment")
}

/// The facts of an organization of this size, in the default model.
pub(crate) fn organization(size: Size) -> Facts {
    let model = Model::studio();
    let mut numbers = Numbers::new(size.members as u64);
    let mut facts = Facts::empty(OrganizationId::from_uuid(numbers.id(0)));
    let workspaces: Vec<WorkspaceId> = (0..size.projects.div_ceil(A_WORKSPACES_PROJECTS))
        .map(|at| WorkspaceId::from_uuid(numbers.id(at)))
        .collect();
    for (at, id) in workspaces.iter().copied().enumerate() {
        let visibility = if at % 2 == 0 { Visibility::Open } else { Visibility::Private };
        facts.workspaces.push(WorkspaceFact { id, visibility });
    }
    for at in 0..size.projects {
        let id = ProjectId::from_uuid(numbers.id(at));
        facts.projects.push(ProjectFact { id, workspace: workspaces[at % workspaces.len()] });
    }
    facts.groups = (0..size.members.div_ceil(100)).map(|at| GroupId::from_uuid(numbers.id(at))).collect();
    for at in 0..size.members {
        let member = somebody(model, &mut numbers, at);
        hang(model, &mut numbers, &mut facts, member.id, &workspaces);
        facts.members.push(member);
    }
    for at in 0..facts.groups.len() {
        for _ in 0..A_GROUPS_GRANTS {
            let grant = granted(model, &mut numbers, &facts, Principal::Group(facts.groups[at]));
            facts.grants.push(grant);
        }
    }
    facts
}

fn role(model: &Model, key: &str) -> RoleId {
    model.role_by_key(key).expect("a role of the model").id
}

fn somebody(model: &Model, numbers: &mut Numbers, at: usize) -> Member {
    let key = match (at, numbers.below(100)) {
        (0, _) => "owner",
        (_, 0) => "admin",
        (_, 1..=55) => "editor",
        (_, 56..=94) => "viewer",
        (_, _) => "guest",
    };
    let status = if at > 0 && numbers.in_a_hundred(3) { Status::Deactivated } else { Status::Active };
    let (id, user) = (MemberId::from_uuid(numbers.id(at)), UserId::from_uuid(numbers.id(at)));
    Member { id, user, role: role(model, key), status, expires_at: None }
}

/// What hangs on one member: groups, grants, workspaces, a restriction.
fn hang(
    model: &Model,
    numbers: &mut Numbers,
    facts: &mut Facts,
    member: MemberId,
    workspaces: &[WorkspaceId],
) {
    let groups: BTreeSet<GroupId> = (0..A_MEMBERS_GROUPS).map(|_| numbers.one_of(&facts.groups)).collect();
    facts.group_members.extend(groups.into_iter().map(|group| GroupMemberFact { group, member }));
    for _ in 0..A_MEMBERS_GRANTS {
        let grant = granted(model, numbers, facts, Principal::Member(member));
        facts.grants.push(grant);
    }
    let listed: BTreeSet<WorkspaceId> = (0..numbers.below(3)).map(|_| numbers.one_of(workspaces)).collect();
    for workspace in listed {
        let over = match numbers.below(4) {
            0 => Some(role(model, "editor")),
            1 => Some(role(model, "viewer")),
            _ => None,
        };
        facts.workspace_members.push(WorkspaceMemberFact { workspace, member, role: over });
    }
    if numbers.in_a_hundred(5) {
        let at = numbers.below(workspaces.len());
        let inside = facts.projects.iter().skip(at).step_by(workspaces.len()).take(2);
        let projects = inside.map(|row| row.id).collect();
        facts.restrictions.push(RestrictionFact { member, workspace: workspaces[at], projects });
    }
}

fn granted(model: &Model, numbers: &mut Numbers, facts: &Facts, principal: Principal) -> GrantFact {
    let resource = match numbers.below(100) {
        0 => Resource::Organization,
        1..=8 => Resource::Workspace(facts.workspaces[numbers.below(facts.workspaces.len())].id),
        _ => Resource::Project(facts.projects[numbers.below(facts.projects.len())].id),
    };
    let bundle = &model.project_roles[numbers.below(model.project_roles.len())];
    let hours = if numbers.in_a_hundred(50) { 1 } else { -1 };
    let expires_at = numbers.in_a_hundred(5).then(|| now() + TimeDelta::hours(hours));
    let giver = numbers.below(5) as u128;
    GrantFact {
        id: GrantId::from_uuid(numbers.id(facts.grants.len())),
        principal,
        resource,
        permissions: model.catalog.given(&bundle.permissions),
        expires_at,
        source: GrantSource::Person(UserId::from_uuid(Uuid::from_u128(giver))),
    }
}

/// A check: who, on which project, what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    pub(crate) member: MemberId,
    pub(crate) project: ProjectId,
    pub(crate) workspace: WorkspaceId,
    /// Which of [`actions`].
    pub(crate) action: usize,
}

/// What checks ask for: the project scopes of the model, to see and to change.
pub(crate) fn actions(model: &Model) -> Vec<(shared::access::Scope, shared::access::Access)> {
    use shared::access::{Access, ResourceKind};
    let scopes = model.catalog.of(ResourceKind::Project).map(|entry| entry.scope);
    scopes.flat_map(|scope| [(scope, Access::View), (scope, Access::Full)]).collect()
}

/// Questions all over an organization, half of them where a grant was given.
pub(crate) fn questions(facts: &Facts, count: usize, seed: u64) -> Vec<Question> {
    let mut numbers = Numbers::new(seed);
    let actions = actions(Model::studio()).len();
    let homes: std::collections::HashMap<ProjectId, WorkspaceId> =
        facts.projects.iter().map(|row| (row.id, row.workspace)).collect();
    (0..count)
        .map(|at| {
            let anybody = facts.members[numbers.below(facts.members.len())].id;
            let anywhere = facts.projects[numbers.below(facts.projects.len())].id;
            let grant = &facts.grants[numbers.below(facts.grants.len())];
            let (member, project) = match (at % 2, grant.principal, grant.resource) {
                (0, Principal::Member(member), Resource::Project(project)) => (member, project),
                (0, Principal::Member(member), _) => (member, anywhere),
                (0, Principal::Group(_), Resource::Project(project)) => (anybody, project),
                (_, _, _) => (anybody, anywhere),
            };
            Question { member, project, workspace: homes[&project], action: numbers.below(actions) }
        })
        .collect()
}
