//! Organizations made of numbers: small, crowded, and full of corner cases.
//!
//! Every number is taken modulo what is there, so that any numbers at all make a valid organization, and
//! smaller ones a simpler one. Where the numbers come from is somebody else's business: the property tests
//! draw them, and the corpus that is evaluated in two builds counts them out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use shared::access::{
    Access, CoreScope, Facts, GrantFact, GrantSource, GroupMemberFact, ItemFact, Member, Model, Permissions,
    Principal, ProjectFact, Reach, Resource, RestrictionFact, RoleFact, Scope, Seat, Snapshot, Status,
    Visibility, WorkspaceFact, WorkspaceMemberFact,
};
use shared::ids::{InvitationId, MemberId, RoleId};

use super::names::{grant, group, hours, item, member, organization, own_role, project, user, workspace};

/// A scope, and whether it is given in full.
pub type ScopeNumbers = (u8, bool);
/// Somebody's role, status and end.
pub type MemberNumbers = (u8, u8, u8);
/// To whom, on what, what, and until when.
pub type GrantNumbers = (u8, u8, Vec<ScopeNumbers>, u8);
/// Reach and seat, what it gives, and what it can reach besides.
pub type RoleNumbers = (u8, Vec<ScopeNumbers>, Vec<ScopeNumbers>);

/// What an organization is made of.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    pub model: u8,
    pub deleted: u8,
    pub roles: Vec<RoleNumbers>,
    pub members: Vec<MemberNumbers>,
    pub workspaces: Vec<bool>,
    pub projects: Vec<u8>,
    pub items: Vec<u8>,
    pub listed: Vec<(u8, u8, u8)>,
    pub restrictions: Vec<(u8, u8, u8)>,
    pub groups: u8,
    pub group_members: Vec<(u8, u8)>,
    pub grants: Vec<GrantNumbers>,
}

/// A model with facts that fit it.
#[derive(Clone)]
pub struct World {
    /// Without the organization's own roles: those are facts.
    pub model: Arc<Model>,
    pub facts: Facts,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:#?}", self.model.key, self.facts)
    }
}

static MIXED: LazyLock<Arc<Model>> =
    LazyLock::new(|| Arc::new(Model::from_toml(include_str!("mixed.toml")).expect("valid")));

/// The model of `mixed.toml`: free and paid seats, every reach, tight ceilings, several on top.
pub fn mixed() -> &'static Arc<Model> {
    &MIXED
}

/// The models that organizations are made with: every preset, and the one that is none, as often again.
pub fn models() -> Vec<&'static Arc<Model>> {
    Model::presets().iter().flat_map(|preset| [mixed(), preset]).collect()
}

impl World {
    pub fn of(numbers: &Numbers) -> Self {
        let models = models();
        let model = models[usize::from(numbers.model) % models.len()].clone();
        let mut facts = Facts::empty(organization());
        facts.version = 7;
        facts.deleted = numbers.deleted % 16 == 15;
        facts.roles = (numbers.roles.iter().enumerate())
            .map(|(number, of)| role_fact(&model, &name('r', number), of))
            .collect();
        // Somebody holds the top role for good.
        facts.members.push(Member {
            id: member("m0"),
            user: user("m0"),
            role: model.top_role,
            status: Status::Active,
            expires_at: None,
        });
        for (number, (of, status, end)) in numbers.members.iter().enumerate() {
            let name = name('m', number + 1);
            let status = if status % 4 == 0 { Status::Deactivated } else { Status::Active };
            let (id, user, role) = (member(&name), user(&name), role_of(&model, &facts, *of));
            facts.members.push(Member { id, user, role, status, expires_at: expiry(*end) });
        }
        for (number, open) in numbers.workspaces.iter().enumerate() {
            let visibility = if *open { Visibility::Open } else { Visibility::Private };
            facts.workspaces.push(WorkspaceFact { id: workspace(&name('w', number)), visibility });
        }
        for (number, of) in numbers.projects.iter().enumerate() {
            if let Some(home) = pick(&facts.workspaces, *of) {
                let workspace = home.id;
                facts.projects.push(ProjectFact { id: project(&name('p', number)), workspace });
            }
        }
        for (number, of) in numbers.items.iter().enumerate() {
            if let Some(home) = pick(&facts.projects, *of) {
                facts.items.push(item_fact(&name('d', number), home, *of));
            }
        }
        hang(&model, &mut facts, numbers);
        facts.groups = (0..usize::from(numbers.groups)).map(|number| group(&name('g', number))).collect();
        let in_groups: BTreeSet<_> = (numbers.group_members.iter())
            .filter_map(|(of, who)| Some((*pick(&facts.groups, *of)?, pick(&facts.members, *who)?.id)))
            .collect();
        facts.group_members =
            in_groups.into_iter().map(|(group, member)| GroupMemberFact { group, member }).collect();
        for (number, numbers) in numbers.grants.iter().enumerate() {
            let given = grant_fact(&model, &facts, &name('t', number), numbers);
            facts.grants.push(given);
        }
        Self { model, facts }
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot::from_facts(self.model.clone(), self.facts.clone()).expect("facts that fit")
    }
}

/// Listings and restrictions, one of each for a member and workspace.
fn hang(model: &Model, facts: &mut Facts, numbers: &Numbers) {
    let place = |facts: &Facts, who: u8, of: u8| {
        Some((pick(&facts.members, who)?.id, pick(&facts.workspaces, of)?.id))
    };
    let mut rows = BTreeMap::new();
    for (who, of, over) in &numbers.listed {
        if let Some(place) = place(facts, *who, *of) {
            rows.insert(place, (over % 2 == 0).then(|| role_of(model, facts, over / 2)));
        }
    }
    facts.workspace_members = (rows.into_iter())
        .map(|((member, workspace), role)| WorkspaceMemberFact { workspace, member, role })
        .collect();
    let mut lists = BTreeMap::new();
    for (who, of, bits) in &numbers.restrictions {
        let Some((member, workspace)) = place(facts, *who, *of) else { continue };
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

pub fn name(kind: char, number: usize) -> String {
    format!("{kind}{number}")
}

pub fn pick<T>(from: &[T], number: u8) -> Option<&T> {
    if from.is_empty() { None } else { from.get(usize::from(number) % from.len()) }
}

/// A role that can be given: not the owner's. Of a model that has the organization's own roles already.
pub fn role(model: &Model, number: u8) -> RoleId {
    let roles: Vec<_> = model.roles.iter().filter(|role| !model.is_owner_role(role.id)).collect();
    roles[usize::from(number) % roles.len()].id
}

fn role_of(model: &Model, facts: &Facts, number: u8) -> RoleId {
    let built_in = model.roles.iter().map(|role| role.id).filter(|role| !model.is_owner_role(*role));
    let roles: Vec<_> = built_in.chain(facts.roles.iter().map(|role| role.id)).collect();
    roles[usize::from(number) % roles.len()]
}

/// Runs out an hour ago, this very moment, in an hour, in three, or never; mostly never.
pub fn expiry(number: u8) -> Option<DateTime<Utc>> {
    match number % 16 {
        0 | 8 => Some(hours(-1)),
        1 => Some(hours(1)),
        2 => Some(hours(3)),
        9 => Some(hours(0)),
        _ => None,
    }
}

/// Levels on some of these scopes, from pairs of numbers.
fn levels(scopes: &[Scope], numbers: &[ScopeNumbers]) -> Permissions {
    numbers.iter().fold(Permissions::NONE, |all, (scope, full)| {
        let access = if *full { Access::Full } else { Access::View };
        all.with(scopes[usize::from(*scope) % scopes.len()], access)
    })
}

/// Permissions that can be granted on this resource.
pub fn grantable(model: &Model, on: Resource, numbers: &[ScopeNumbers]) -> Permissions {
    let scopes: Vec<Scope> = (model.catalog.entries().iter())
        .filter(|entry| entry.is_within(on.kind()) && entry.core != Some(CoreScope::Ownership))
        .map(|entry| entry.scope)
        .collect();
    levels(&scopes, numbers)
}

/// A role of the organization's own, of any kind that a role may be.
pub fn role_fact(model: &Model, key: &str, numbers: &RoleNumbers) -> RoleFact {
    let (form, baseline, beyond) = numbers;
    let reach = [Reach::Granted, Reach::Everything, Reach::Shared][usize::from(form % 3)];
    let seat = if form / 3 % 2 == 0 { Seat::Paid } else { Seat::Free };
    let scopes: Vec<Scope> = (model.catalog.entries().iter())
        .filter(|entry| entry.core != Some(CoreScope::Ownership))
        .map(|entry| entry.scope)
        .collect();
    let affordable = |permissions: Permissions| match seat {
        Seat::Paid => permissions,
        Seat::Free => scopes.iter().fold(permissions, |all, scope| {
            let free = *scope == CoreScope::Comments.into()
                || (reach == Reach::Shared && *scope == CoreScope::Content.into());
            if free { all } else { all.with(*scope, all.get(*scope).min(Access::View)) }
        }),
    };
    let baseline = affordable(levels(&scopes, baseline));
    let beyond = affordable(levels(&scopes, beyond));
    let (baseline, ceiling) = match reach {
        Reach::Granted => (baseline, baseline.join(beyond)),
        Reach::Everything => (baseline, baseline),
        Reach::Shared => (Permissions::NONE, baseline.join(beyond)),
    };
    RoleFact {
        id: own_role(key),
        key: key.to_owned(),
        name: key.to_uppercase(),
        description: String::new(),
        baseline: model.catalog.given(&baseline),
        ceiling: model.catalog.given(&ceiling),
        seat,
        reach,
    }
}

/// An item of a project; several kinds have the same key now and then.
pub fn item_fact(key: &str, home: &ProjectFact, number: u8) -> ItemFact {
    let kind = if number.is_multiple_of(2) { "document" } else { "board" };
    ItemFact { id: item(key), project: home.id, kind: kind.to_owned(), key: key.to_owned() }
}

/// One of the resources of these facts.
pub fn resource(facts: &Facts, number: u8) -> Resource {
    let all: Vec<Resource> = std::iter::once(Resource::Organization)
        .chain(facts.workspaces.iter().map(|row| Resource::Workspace(row.id)))
        .chain(facts.projects.iter().map(|row| Resource::Project(row.id)))
        .chain(facts.items.iter().map(|row| Resource::Item(row.id)))
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
        source: match end / 16 {
            0 => GrantSource::Link,
            1 => GrantSource::DomainRule,
            2 => GrantSource::Provisioning,
            3 => GrantSource::Invitation(InvitationId::from_uuid(grant(id).uuid())),
            _ => GrantSource::Person(user("m0")),
        },
    }
}

/// Every member on every resource, with somebody and something that is not there.
pub fn pairs(snapshot: &Snapshot) -> Vec<(MemberId, Resource)> {
    let members = snapshot.members().map(|row| row.id).chain([member("nobody")]);
    let nowhere = [
        Resource::Workspace(workspace("nowhere")),
        Resource::Project(project("nowhere")),
        Resource::Item(item("nowhere")),
    ];
    let resources: Vec<_> = snapshot.resources().chain(nowhere).collect();
    members.flat_map(|who| resources.iter().map(move |on| (who, *on)).collect::<Vec<_>>()).collect()
}
