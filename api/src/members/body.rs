//! A member as answers show them.

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::access::wire::RoleRef;
use shared::access::{Access, CoreScope, Model, Permissions, Principal, Reach, ResourceKind, Snapshot};
use shared::ids::{MemberId, RoleId, WorkspaceId};
use shared::members::wire::{EXPIRES_SOON, Member, MemberWorkspace, Person, Via};

use super::store::{self, Row};
use crate::access::{role, role_ref};
use crate::authz::Proof;
use crate::authz::need::{Inside, SeesOne};
use crate::http::Refusal;
use crate::workspaces;

/// The bodies of these members. What the asker cannot see is neither named nor counted.
pub(super) fn bodies<P: Proof>(tx: &mut P, rows: Vec<Row>) -> Result<Vec<Member>, Refusal>
where
    P::Need: Inside,
{
    let seen = workspaces::store::seen(tx)?;
    let (picture, asker, now) = (tx.picture(), tx.member()?, tx.now());
    let catalog = &picture.model().catalog;
    let of_projects = catalog.of(ResourceKind::Project).map(|entry| entry.scope);
    let anything = of_projects.fold(Permissions::NONE, |all, scope| all.with(scope, Access::Full));
    let content = Permissions::NONE.with(CoreScope::Content, Access::View);
    let shown = picture.reached(asker, anything, now);
    rows.into_iter()
        .map(|row| {
            let member = picture.member(row.id()).ok_or_else(Refusal::not_found)?;
            let of = role(picture.model(), member.role)?;
            let implicit = of.reach == Reach::Everything;
            let inside: Vec<_> = picture.inside(member.id).collect();
            let there = |workspace: &workspaces::store::Row| {
                let at = inside.binary_search_by_key(&workspace.id, |(id, _)| *id).ok()?;
                let listing = inside[at].1;
                Some(MemberWorkspace {
                    id: workspace.id,
                    name: workspace.name.clone(),
                    role: over(picture.model(), listing, implicit),
                    via: how(listing, implicit),
                })
            };
            Ok(Member {
                id: member.id,
                user: person(&row),
                role: role_ref(of),
                status: member.standing(now),
                seat: of.seat,
                implicit,
                // A list of a workspace that they are not in waits until they are.
                restricted: picture
                    .restrictions_of(member.id)
                    .any(|(workspace, _)| picture.is_in(member.id, workspace)),
                provisioned_by: None,
                workspaces: seen.iter().filter_map(there).collect(),
                projects_count: picture.reached(member.id, content, now).shared_with(&shown, &picture) as u64,
                expires_at: member.expires_at,
                expires_soon: expires_soon(member.expires_at, now),
                joined_at: row.joined_at(),
                last_active_at: row.last_active_at(),
            })
        })
        .collect()
}

/// The person behind a row.
pub(crate) fn person(row: &Row) -> Person {
    Person { id: row.user(), name: row.name().to_owned(), email: row.email().to_owned(), avatar_url: None }
}

/// How somebody who is in a workspace is in it.
pub(crate) fn via(snapshot: &Snapshot, member: MemberId, workspace: WorkspaceId) -> Via {
    how(snapshot.listing(member, workspace), snapshot.is_implicit(member))
}

fn how(listing: Option<Option<RoleId>>, implicit: bool) -> Via {
    match listing {
        _ if implicit => Via::Implicit,
        Some(_) => Via::Listed,
        None => Via::Open,
    }
}

/// The role that overrides theirs in a workspace.
pub(crate) fn role_there(snapshot: &Snapshot, member: MemberId, workspace: WorkspaceId) -> Option<RoleRef> {
    over(snapshot.model(), snapshot.listing(member, workspace), snapshot.is_implicit(member))
}

fn over(model: &Model, listing: Option<Option<RoleId>>, implicit: bool) -> Option<RoleRef> {
    let over = listing.flatten().filter(|_| !implicit)?;
    model.role(over).map(role_ref)
}

/// Whether an end is near, or past.
pub(crate) fn expires_soon(end: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    end.is_some_and(|end| end - now <= EXPIRES_SOON)
}

/// The revision of a member: of all that the form of their permissions shows, so that two people who edit it
/// at once are told. What gives a group something, or a role, is not theirs.
pub(crate) fn revision(snapshot: &Snapshot, member: MemberId) -> i64 {
    let row = snapshot.member(member).map(|row| (row.role, row.status, row.expires_at));
    let mut places: Vec<_> = snapshot.workspaces_of(member).collect();
    let mut lists: Vec<_> = snapshot.restrictions_of(member).collect();
    let mut groups: Vec<_> = snapshot.groups_of(member).collect();
    // Another grant has another id: none is ever written over.
    let mut grants: Vec<_> = snapshot.grants_to(Principal::Member(member)).map(|grant| grant.id).collect();
    places.sort();
    lists.sort();
    groups.sort();
    grants.sort();
    let text = json!([row, places, lists, groups, grants]).to_string();
    let first = Sha256::digest(text).iter().take(8).fold(0u64, |all, byte| all << 8 | u64::from(*byte));
    (first >> 1).cast_signed()
}

/// The body of one.
pub(super) fn body<P: Proof>(tx: &mut P, id: MemberId) -> Result<Member, Refusal>
where
    P::Need: SeesOne + Inside,
{
    let row = store::find(tx, id)?;
    let revision = revision(tx.snapshot(), id);
    tx.shows_revision(revision);
    bodies(tx, vec![row])?.pop().ok_or_else(Refusal::not_found)
}
