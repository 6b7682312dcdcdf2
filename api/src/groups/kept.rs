//! Who keeps access that came through a group too, and through what: it does not appear among what is lost.

use shared::access::wire::{Kept, NamedResource};
use shared::access::{Grant, Permissions, Principal, Resource, Snapshot};
use shared::ids::{GroupId, MemberId};

use crate::access::{resource_ref, visible};
use crate::authz::need::Inside;
use crate::authz::{Proof, Writing};
use crate::http::Refusal;
use crate::projects::access::store::group_names;

/// The most rows that a preview lists.
const LISTED: usize = 200;

/// What these members, who were in the group before, still have of what it gave, as far as the actor sees it.
/// Nothing is looked for but in a preview.
pub(crate) fn after_leaving<N: Inside>(
    tx: &mut Writing<'_, N>,
    before: &Snapshot,
    group: GroupId,
    members: &[MemberId],
) -> Result<Vec<Kept>, Refusal> {
    let grants = before.grants_to(Principal::Group(group)).collect();
    after_losing(tx, before, grants, members)
}

/// What these members still have of what these grants gave them before.
pub(crate) fn after_losing<N: Inside>(
    tx: &mut Writing<'_, N>,
    before: &Snapshot,
    mut grants: Vec<Grant>,
    members: &[MemberId],
) -> Result<Vec<Kept>, Refusal> {
    if !tx.request().preview {
        return Ok(Vec::new());
    }
    let (after, me, now) = (tx.picture(), tx.member()?, tx.now());
    let others = members.iter().flat_map(|member| after.groups_of(*member)).collect();
    let names = group_names(tx, &others)?;
    grants.retain(|grant| grant.is_live(now) && visible(before, me, grant.resource, now));
    let mut kept = Vec::new();
    for member in members {
        for grant in &grants {
            let had = before.effective(*member, grant.resource, now).meet(grant.permissions);
            let has = after.effective(*member, grant.resource, now).meet(had);
            if has.is_none() || kept.len() == LISTED {
                continue;
            }
            let through = match source(&after, *member, grant.resource, has, now) {
                Through::Group(id) => {
                    named("group", id.to_string(), names.get(&id).cloned().unwrap_or_default())
                }
                Through::Grant(id) => named("grant", id, "A grant of their own".to_owned()),
                Through::Role => {
                    let role = after.role_at(*member, grant.resource);
                    let (id, name) =
                        role.map(|role| (role.id.to_string(), role.name.clone())).unwrap_or_default();
                    named("role", id, name)
                }
            };
            kept.push(Kept {
                member: *member,
                resource: resource_ref(&after, grant.resource),
                permissions: after.model().catalog.given(&has),
                through,
            });
        }
    }
    Ok(kept)
}

enum Through {
    Group(GroupId),
    Grant(String),
    Role,
}

/// The first thing that gives some of this: another group, a grant of their own, or else their role.
fn source(
    snapshot: &Snapshot,
    member: MemberId,
    resource: Resource,
    some: Permissions,
    now: chrono::DateTime<chrono::Utc>,
) -> Through {
    let mut around = vec![resource, Resource::Organization];
    if let Resource::Project(project) = resource {
        around.extend(snapshot.workspace_of(project).map(Resource::Workspace));
    }
    let gives = |principal: Principal| {
        let granted = around.iter().flat_map(move |on| snapshot.granted(principal, *on));
        granted.filter(|grant| grant.is_live(now)).find(|grant| !grant.permissions.meet(some).is_none())
    };
    let group = snapshot.groups_of(member).find(|group| gives(Principal::Group(*group)).is_some());
    match (group, gives(Principal::Member(member))) {
        (Some(group), _) => Through::Group(group),
        (None, Some(grant)) => Through::Grant(grant.id.to_string()),
        (None, None) => Through::Role,
    }
}

fn named(kind: &str, id: String, name: String) -> NamedResource {
    NamedResource { kind: kind.to_owned(), id, name }
}
