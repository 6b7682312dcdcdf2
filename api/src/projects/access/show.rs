//! `GET /v1/projects/{prj}/access`

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::access::wire::GroupRef;
use shared::access::{
    Access, CoreScope, Explanation, Grant, GrantSource, Names, Principal, Resource, ResourceKind, Snapshot,
    Via,
};
use shared::ids::{GrantId, GroupId, MemberId, ProjectId, UserId};
use shared::members::wire::Person;
use shared::projects::granting::direct;
use shared::projects::wire::{ProjectAccess, ProjectAccessQuery, ProjectGroup, ProjectMember};
use shared::text::search_key;

use super::{rows, store};
use crate::access::show::store::{given_at, names as people_names, organization_name};
use crate::access::sources::{explained, given_by, givers, grants, level, sources};
use crate::access::{role, role_ref};
use crate::authz::need::{OverseesProject, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec};
use crate::{projects, workspaces};

/// Groups that an answer lists at most.
const LISTED_GROUPS: usize = 200;

/// Shows who works on a project, and through what.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get(
        "/v1/projects/{prj}/access",
        "projects.show_access",
        "Show everybody who has access to a project, through what, and how much",
    );
    type Inner = ();
    type Query = ProjectAccessQuery;
    type Body = NoBody;
    type Answer = ProjectAccess;
}

type Tx<'t> = Reading<'t, OverseesProject<View>>;

/// A member with what is said of each scope.
struct Told {
    member: MemberId,
    scopes: Vec<(String, Explanation)>,
}

impl Read for Show {
    type Need = OverseesProject<View>;
    fn run(tx: &mut Tx<'_>, ask: Ask<'_, Self>) -> Result<ProjectAccess, Refusal> {
        let project: ProjectId = ask.request.id_of("prj")?;
        let (picture, now) = (tx.picture(), tx.now());
        let snapshot = &*picture;
        let rows::Found { members, next, total } = rows::find(tx, project, &ask.query)?;
        let told: Vec<Told> = members
            .iter()
            .map(|member| Told {
                member: *member,
                scopes: explained(snapshot, *member, Resource::Project(project), now),
            })
            .collect();
        let granted: Vec<_> = snapshot
            .groups()
            .filter_map(|group| {
                direct(snapshot, Principal::Group(group), project).map(|grant| (group, grant))
            })
            .collect();
        let wanted = granted.iter().map(|(group, _)| *group).chain(told.iter().flat_map(groups_in)).collect();
        let by_hand = granted.iter().map(|(_, grant)| *grant);
        let names = names(tx, project, &told, by_hand, &wanted)?;
        let mut people = store::people(tx, &members)?;
        let data = told.into_iter().map(|told| {
            let person = people.remove(&told.member).ok_or_else(Refusal::not_found)?;
            row(snapshot, project, told, person, &names, now)
        });
        let data = data.collect::<Result<_, Refusal>>()?;
        let group = |(group, grant): (GroupId, Grant)| ProjectGroup {
            group: GroupRef { id: group, name: names.groups.get(&group).cloned() },
            members_count: snapshot.members_of(group).count() as u64,
            grant: grant.id,
            level: level(snapshot.model(), ResourceKind::Project, grant.permissions),
            permissions: snapshot.model().catalog.map(&grant.permissions, ResourceKind::Project),
            expires_at: grant.expires_at,
            given_by: given_by(grant.source, &names),
            given_at: names.given.get(&grant.id).copied(),
        };
        let mut groups: Vec<ProjectGroup> = granted.into_iter().map(group).collect();
        groups.sort_by_cached_key(|row| (row.group.name.as_deref().map(search_key), row.group.id));
        groups.truncate(LISTED_GROUPS);
        Ok(ProjectAccess { version: snapshot.version(), data, next_cursor: next, total, groups })
    }
}

fn groups_in(told: &Told) -> impl Iterator<Item = GroupId> + '_ {
    let sources = told.scopes.iter().flat_map(|(_, explanation)| &explanation.sources);
    sources.filter_map(|source| match source.via {
        Via::GroupGrant { group, .. } => Some(group),
        Via::Role { .. } | Via::WorkspaceRole { .. } | Via::Grant { .. } => None,
    })
}

/// Whoever sees who works here sees through which groups; who gave it is named to those who see the directory.
fn names(
    tx: &mut Tx<'_>,
    project: ProjectId,
    told: &[Told],
    by_hand: impl Iterator<Item = Grant> + Clone,
    groups: &BTreeSet<GroupId>,
) -> Result<Names, Refusal> {
    let picture = tx.picture();
    let me = tx.member()?;
    let row = projects::store::one(tx, project)?;
    let around = workspaces::store::one(tx, row.workspace)?;
    let directory = picture.check(me, Resource::Organization, CoreScope::Members, Access::View, tx.now());
    let oneself = tx.actor().user;
    let given = told.iter().flat_map(|told| grants(&told.scopes));
    let given: BTreeSet<GrantId> = given.chain(by_hand.clone().map(|grant| grant.id)).collect();
    let hands = by_hand.filter_map(|grant| match grant.source {
        GrantSource::Person(user) => Some(user),
        GrantSource::Invitation(_)
        | GrantSource::Link
        | GrantSource::DomainRule
        | GrantSource::Provisioning => None,
    });
    let people: BTreeSet<UserId> = told
        .iter()
        .flat_map(|told| givers(&told.scopes))
        .chain(hands)
        .filter(|user| directory || *user == oneself)
        .collect();
    Ok(Names {
        groups: store::group_names(tx, groups)?,
        workspaces: BTreeMap::from([(row.workspace, around.name.to_string())]),
        projects: BTreeMap::from([(project, row.name.to_string())]),
        people: people_names(tx, &people)?,
        given: given_at(tx, &given)?,
        organization: Some(organization_name(tx)?),
        ..Names::of(picture.model())
    })
}

fn row(
    snapshot: &Snapshot,
    project: ProjectId,
    told: Told,
    user: Person,
    names: &Names,
    now: DateTime<Utc>,
) -> Result<ProjectMember, Refusal> {
    let Told { member, scopes } = told;
    let facts = snapshot.member(member).ok_or_else(Refusal::not_found)?;
    let given = direct(snapshot, Principal::Member(member), project);
    let permissions: BTreeMap<String, Access> =
        scopes.iter().map(|(key, explanation)| (key.clone(), explanation.result)).collect();
    let held = snapshot.model().catalog.permissions(&permissions).map_err(Refusal::internal)?;
    Ok(ProjectMember {
        member,
        user,
        role: role_ref(role(snapshot.model(), facts.role)?),
        status: facts.standing(now),
        implicit: snapshot.is_implicit(member),
        level: level(snapshot.model(), ResourceKind::Project, held),
        permissions,
        sources: sources(snapshot, ResourceKind::Project, &scopes, names, &BTreeMap::new()),
        direct: given.is_some(),
        expires_at: given.and_then(|grant| grant.expires_at),
    })
}
