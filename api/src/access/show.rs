//! `GET …/members/{member}/access`: everything that one member can get at, and why.
//!
//! Only resources that the asker sees are spoken of, and only names that the asker may read are said: what
//! is missing is spoken of without a name.

pub(crate) mod store;

use std::collections::{BTreeMap, BTreeSet};

use shared::access::wire::{MemberAccess, NamedResource, ResourceAccess, Why};
use shared::access::{
    Access, Blocker, CoreScope, Explanation, GrantSource, Names, Principal, Resource, Snapshot, Source, Via,
};
use shared::ids::{MemberId, ProjectId, UserId, WorkspaceId};
use shared::list::PageQuery;
use shared::text::search_key;

use super::resource_ref;
use crate::authz::need::OneselfOrMembers;
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};
use crate::{projects, workspaces};

/// Shows one member's access.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/members/{member}/access",
        "access.show",
        "Show everything that a member can get at, and why",
    );
    type Inner = MemberId;
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = MemberAccess;
}

impl Read for Show {
    type Need = OneselfOrMembers;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let member = ask.inner;
        let at = tx.now();
        if tx.snapshot().member(member).is_none() {
            return Err(Refusal::not_found());
        }
        let (mut places, mut names) = seen(tx)?;
        let picture = tx.picture();
        let snapshot = &*picture;
        places.retain(|place| has_to_do_with(snapshot, member, place.resource, at));
        let (places, next_cursor) = page::of(places, &ask.query, |place| place.order.clone())?;

        let told: Vec<Told> = places.into_iter().map(|place| tell(snapshot, member, place, at)).collect();
        let givers = givers(&told, snapshot, tx.member()?, at);
        names.people = store::names(tx, &givers)?;
        let data = told.into_iter().map(|told| row(snapshot, told, &names)).collect();
        Ok(MemberAccess { version: tx.snapshot().version(), groups: Vec::new(), data, next_cursor })
    }
}

type Moment = chrono::DateTime<chrono::Utc>;

/// A resource that the asker sees, and where it stands in the answer: the organization, then each workspace
/// by name with its projects by name.
struct Place {
    resource: Resource,
    name: String,
    within: Option<(WorkspaceId, String)>,
    order: Order,
}

type Order = (Option<(String, WorkspaceId)>, Option<(String, ProjectId)>);

fn seen(tx: &mut Reading<'_, OneselfOrMembers>) -> Result<(Vec<Place>, Names), Refusal> {
    let workspaces = workspaces::store::seen(tx)?;
    let projects = projects::store::seen(tx, None)?;
    let mut names = Names::of(tx.snapshot().model());
    let name = store::organization_name(tx)?;
    let mut places =
        vec![Place { resource: Resource::Organization, name, within: None, order: (None, None) }];
    for workspace in workspaces {
        let name = workspace.name.to_string();
        let order = (Some((search_key(&name), workspace.id)), None);
        let resource = Resource::Workspace(workspace.id);
        names.workspaces.insert(workspace.id, name.clone());
        places.push(Place { resource, name, within: None, order });
    }
    for project in projects {
        let name = project.name.to_string();
        names.projects.insert(project.id, name.clone());
        // Whoever sees a project sees the workspace around it.
        let around = names.workspaces.get(&project.workspace).cloned().unwrap_or_default();
        let order = (Some((search_key(&around), project.workspace)), Some((search_key(&name), project.id)));
        let within = Some((project.workspace, around));
        places.push(Place { resource: Resource::Project(project.id), name, within, order });
    }
    Ok((places, names))
}

/// Whether the member has anything here, or would have but for something that took it: a list of projects, a
/// ceiling, an expiry. Not being in a workspace takes nothing away.
fn has_to_do_with(snapshot: &Snapshot, member: MemberId, resource: Resource, at: Moment) -> bool {
    let workspace = match resource {
        Resource::Organization => return true,
        Resource::Workspace(id) => id,
        Resource::Project(id) => match snapshot.workspace_of(id) {
            Some(workspace) => workspace,
            None => return false,
        },
        Resource::Item(id) => match snapshot.item(id).and_then(|item| snapshot.workspace_of(item.project)) {
            Some(workspace) => workspace,
            None => return false,
        },
    };
    if snapshot.sees(member, resource, at) {
        return true;
    }
    let granted = snapshot.grants_to(Principal::Member(member)).any(|grant| grant.resource == resource)
        || snapshot
            .groups_of(member)
            .any(|group| snapshot.granted(Principal::Group(group), resource).next().is_some());
    if !granted && !snapshot.is_in(member, workspace) {
        return false;
    }
    snapshot
        .model()
        .catalog
        .of(resource.kind())
        .any(|entry| !snapshot.reasons(member, resource, entry.scope, Access::View, at).sources.is_empty())
}

/// One place with what the member has there, before names are looked up.
struct Told {
    place: Place,
    scopes: Vec<(String, Explanation)>,
}

fn tell(snapshot: &Snapshot, member: MemberId, place: Place, at: Moment) -> Told {
    let held = snapshot.effective(member, place.resource, at);
    let scopes = snapshot.model().catalog.of(place.resource.kind()).map(|entry| {
        let need = held.get(entry.scope).max(Access::View);
        (entry.key.clone(), snapshot.reasons(member, place.resource, entry.scope, need, at))
    });
    let scopes = scopes.collect();
    Told { place, scopes }
}

/// The people whose names the sentences want, and the asker may read.
fn givers(told: &[Told], snapshot: &Snapshot, asker: MemberId, at: Moment) -> BTreeSet<UserId> {
    let sources = told.iter().flat_map(|told| &told.scopes).flat_map(|(_, explanation)| &explanation.sources);
    let people = sources.filter_map(|source| match source.via {
        Via::Grant { from: GrantSource::Person(user), .. }
        | Via::GroupGrant { from: GrantSource::Person(user), .. } => Some(user),
        Via::Grant { .. } | Via::GroupGrant { .. } | Via::Role { .. } | Via::WorkspaceRole { .. } => None,
    });
    let directory = snapshot.check(asker, Resource::Organization, CoreScope::Members, Access::View, at);
    let oneself = snapshot.member(asker).map(|member| member.user);
    people.filter(|user| directory || Some(*user) == oneself).collect()
}

fn row(snapshot: &Snapshot, told: Told, names: &Names) -> ResourceAccess {
    let Told { place: Place { resource, name, within, order: _ }, scopes } = told;
    let named = |resource: Resource, name: String| {
        let reference = resource_ref(snapshot, resource);
        NamedResource { kind: reference.kind, id: reference.id, name }
    };
    let mut permissions = BTreeMap::new();
    let mut why = BTreeMap::new();
    for (scope, explanation) in scopes {
        permissions.insert(scope.clone(), explanation.result);
        let reasons = reasons(explanation, names);
        if !reasons.is_empty() {
            why.insert(scope, reasons);
        }
    }
    ResourceAccess {
        resource: named(resource, name),
        workspace: within.map(|(id, name)| named(Resource::Workspace(id), name)),
        permissions,
        why,
        sources: Vec::new(),
    }
}

/// Every source; and where all of them were cut, what is in the way.
fn reasons(explanation: Explanation, names: &Names) -> Vec<Why> {
    let mut reasons: Vec<Why> = explanation.sources.iter().map(|source| why(source, names)).collect();
    if let (Some(blocker), false) = (explanation.blocker, reasons.is_empty()) {
        // Without its sources an explanation says what is in the way, and not again what was cut.
        let bare = Explanation { sources: Vec::new(), ..explanation };
        reasons.push(Why {
            source: blocker_key(blocker).to_owned(),
            gives: Access::None,
            counts: false,
            sentence: bare.sentence(names),
            grant: None,
            group: None,
            on: None,
            expires_at: None,
        });
    }
    reasons
}

/// A source as answers tell it.
pub(crate) fn why(source: &Source, names: &Names) -> Why {
    let key = match source.via {
        Via::Role { .. } => "role",
        Via::WorkspaceRole { .. } => "workspace_role",
        Via::Grant { .. } => "grant",
        Via::GroupGrant { .. } => "group_grant",
    };
    Why {
        source: key.to_owned(),
        gives: source.gives,
        counts: source.counts > Access::None,
        sentence: source.sentence(names),
        grant: None,
        group: None,
        on: None,
        expires_at: None,
    }
}

const fn blocker_key(blocker: Blocker) -> &'static str {
    match blocker {
        Blocker::NotAMember => "not_a_member",
        Blocker::Deactivated => "deactivated",
        Blocker::Unknown => "unknown",
        Blocker::SeatCeiling => "seat_ceiling",
        Blocker::RoleCeiling => "role_ceiling",
        Blocker::Expired => "expired",
        Blocker::Restricted => "restricted",
        Blocker::NoGrant => "no_grant",
    }
}
