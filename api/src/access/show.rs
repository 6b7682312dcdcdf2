//! `GET …/members/{member}/access`: everything that one member can get at, and why.
//!
//! Only resources that the asker sees are spoken of, and only names that the asker may read are said: what
//! is missing is spoken of without a name.

pub(crate) mod store;

use std::collections::{BTreeMap, BTreeSet};

use shared::access::wire::{GroupRef, MemberAccess, MemberAccessQuery, NamedResource, ResourceAccess, Why};
use shared::access::{
    Access, Blocker, CoreScope, Explanation, Names, Principal, Resource, Snapshot, Source, Via,
};
use shared::ids::{GrantId, GroupId, ItemId, MemberId, ProjectId, ShareId, UserId, WorkspaceId};
use shared::list::PageQuery;
use shared::text::search_key;

use super::sources::{explained, givers, grants, sources};
use super::{resource_ref, visible};
use crate::authz::need::OneselfOrMembers;
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};
use crate::projects::access::store::group_names;
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
    type Query = MemberAccessQuery;
    type Body = NoBody;
    type Answer = MemberAccess;
}

pub(super) type Tx<'t> = Reading<'t, OneselfOrMembers>;

impl Read for Show {
    type Need = OneselfOrMembers;
    fn run(tx: &mut Tx<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let member = ask.inner;
        let at = tx.now();
        if tx.snapshot().member(member).is_none() {
            return Err(Refusal::not_found());
        }
        let MemberAccessQuery { q, resource_type, limit, cursor } = ask.query;
        let (mut places, mut names) = seen(tx, member)?;
        let picture = tx.picture();
        let snapshot = &*picture;
        let text = q.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(search_key);
        let kinds: Option<Vec<&str>> = resource_type.as_deref().map(|kinds| kinds.split(',').collect());
        places.retain(|place| {
            text.as_ref().is_none_or(|text| search_key(&place.name).contains(text))
                && kinds
                    .as_ref()
                    .is_none_or(|kinds| kinds.contains(&resource_ref(snapshot, place.resource).kind.as_str()))
                && has_to_do_with(snapshot, member, place.resource, at)
        });
        let query = PageQuery { limit, cursor };
        let (places, next_cursor) = page::of(places, &query, |place| place.order.clone())?;

        let told: Vec<Told> = places
            .into_iter()
            .map(|place| Told { scopes: explained(snapshot, member, place.resource, at), place })
            .collect();
        let scopes = told.iter().map(|told| told.scopes.as_slice());
        let shares = look_up(tx, member, scopes, &mut names)?;
        let groups = snapshot
            .groups_of(member)
            .map(|id| GroupRef { id, name: names.groups.get(&id).cloned() })
            .collect();
        let data = told.into_iter().map(|told| row(snapshot, told, &names, &shares)).collect();
        Ok(MemberAccess { version: snapshot.version(), groups, data, next_cursor })
    }
}

type Moment = chrono::DateTime<chrono::Utc>;

/// A resource that the asker sees, and where it stands in the answer: the organization, then each workspace
/// by name with its projects by name, each with its items.
struct Place {
    resource: Resource,
    name: String,
    within: Option<(WorkspaceId, String)>,
    order: Order,
}

/// An item by its name, and by the host's own words for it: the id that it has here is nobody's business.
type Order = (Option<(String, WorkspaceId)>, Option<(String, ProjectId)>, Option<(String, String, String)>);

fn seen(tx: &mut Tx<'_>, member: MemberId) -> Result<(Vec<Place>, Names), Refusal> {
    let workspaces = workspaces::store::seen(tx)?;
    let projects = projects::store::seen(tx, None)?;
    let items = shared_with(tx, member)?;
    let picture = tx.picture();
    let mut names = Names::of(picture.model());
    let name = store::organization_name(tx)?;
    names.organization = Some(name.clone());
    let mut places =
        vec![Place { resource: Resource::Organization, name, within: None, order: (None, None, None) }];
    for workspace in workspaces {
        let name = workspace.name.to_string();
        let order = (Some((search_key(&name), workspace.id)), None, None);
        let resource = Resource::Workspace(workspace.id);
        names.workspaces.insert(workspace.id, name.clone());
        places.push(Place { resource, name, within: None, order });
    }
    for project in projects {
        let name = project.name.to_string();
        names.projects.insert(project.id, name.clone());
        // Whoever sees a project sees the workspace around it.
        let around = names.workspaces.get(&project.workspace).cloned().unwrap_or_default();
        let order =
            (Some((search_key(&around), project.workspace)), Some((search_key(&name), project.id)), None);
        let within = Some((project.workspace, around));
        places.push(Place { resource: Resource::Project(project.id), name, within, order });
    }
    for (id, name) in items {
        let Some(item) = picture.item(id) else { continue };
        names.items.insert(id, name.clone());
        // A guest sees the item, and not what it is in.
        let project = names.projects.get(&item.project).map(|name| (search_key(name), item.project));
        let workspace = picture.workspace_of(item.project).filter(|_| project.is_some());
        let around = workspace.and_then(|id| Some((id, names.workspaces.get(&id)?.clone())));
        let workspace = around.as_ref().map(|(id, name)| (search_key(name), *id));
        let own = Some((search_key(&name), item.kind.clone(), item.key.clone()));
        places.push(Place {
            resource: Resource::Item(id),
            name,
            within: around,
            order: (workspace, project, own),
        });
    }
    Ok((places, names))
}

/// The items that were shared with the member themselves, as far as the asker sees them.
fn shared_with(tx: &mut Tx<'_>, member: MemberId) -> Result<BTreeMap<ItemId, String>, Refusal> {
    let (picture, me, at) = (tx.picture(), tx.member()?, tx.now());
    let own = picture.grants_to(Principal::Member(member)).filter_map(|grant| match grant.resource {
        Resource::Item(item) => Some(item),
        Resource::Organization | Resource::Workspace(_) | Resource::Project(_) => None,
    });
    // One's own share that has run out is still one's own to know of.
    let items = own.filter(|item| me == member || visible(&picture, me, Resource::Item(*item), at)).collect();
    store::item_names(tx, &items)
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

/// Looks up the names that sentences about this member want and the asker may read, and which share made
/// which grant of theirs. Who is in groups and who gave what is the directory's to show.
pub(super) fn look_up<'a>(
    tx: &mut Tx<'_>,
    member: MemberId,
    told: impl Iterator<Item = &'a [(String, Explanation)]> + Clone,
    names: &mut Names,
) -> Result<BTreeMap<GrantId, ShareId>, Refusal> {
    let picture = tx.picture();
    let directory =
        picture.check(tx.member()?, Resource::Organization, CoreScope::Members, Access::View, tx.now());
    let oneself = tx.actor().user;
    let people: BTreeSet<UserId> =
        told.clone().flat_map(givers).filter(|user| directory || *user == oneself).collect();
    names.people = store::names(tx, &people)?;
    names.given = store::given_at(tx, &told.flat_map(grants).collect())?;
    if directory {
        let groups: BTreeSet<GroupId> = picture.groups_of(member).collect();
        names.groups = group_names(tx, &groups)?;
    }
    store::shares_of(tx, member)
}

fn row(
    snapshot: &Snapshot,
    told: Told,
    names: &Names,
    shares: &BTreeMap<GrantId, ShareId>,
) -> ResourceAccess {
    let Told { place: Place { resource, name, within, order: _ }, scopes } = told;
    let named = |resource: Resource, name: String| {
        let reference = resource_ref(snapshot, resource);
        NamedResource { kind: reference.kind, id: reference.id, name }
    };
    let sources = sources(snapshot, resource.kind(), &scopes, names, shares);
    let mut permissions = BTreeMap::new();
    let mut why = BTreeMap::new();
    for (scope, explanation) in scopes {
        permissions.insert(scope.clone(), explanation.result);
        let reasons = reasons(snapshot, explanation, names);
        if !reasons.is_empty() {
            why.insert(scope, reasons);
        }
    }
    ResourceAccess {
        resource: named(resource, name),
        workspace: within.map(|(id, name)| named(Resource::Workspace(id), name)),
        permissions,
        why,
        sources,
    }
}

/// Every source; and where all of them were cut, what is in the way.
fn reasons(snapshot: &Snapshot, explanation: Explanation, names: &Names) -> Vec<Why> {
    let mut reasons: Vec<Why> =
        explanation.sources.iter().map(|source| told(snapshot, source, names)).collect();
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

/// One source, as people read it and pages act on it.
pub(super) fn told(snapshot: &Snapshot, source: &Source, names: &Names) -> Why {
    let (grant, group, on) = match source.via {
        Via::Role { .. } => (None, None, None),
        Via::WorkspaceRole { workspace, .. } => (None, None, Some(Resource::Workspace(workspace))),
        Via::Grant { grant, on, .. } => (Some(grant), None, Some(on)),
        Via::GroupGrant { grant, group, on, .. } => (Some(grant), Some(group), Some(on)),
    };
    Why {
        grant,
        group,
        on: on.map(|on| resource_ref(snapshot, on)),
        expires_at: grant.and_then(|grant| snapshot.grant(grant)).and_then(|grant| grant.expires_at),
        ..Why::of(source, names)
    }
}

/// What is in the way, in a word.
pub(super) const fn blocker_key(blocker: Blocker) -> &'static str {
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
