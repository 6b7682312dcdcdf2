//! The facts of access in the database, and what a change of them does.
//!
//! | file | what it is |
//! | --- | --- |
//! | `store` | rows to facts, and a decided change to rows |
//! | `snapshots` | the snapshot of each organization, kept at its version |
//! | `freshness` | hearing of what other processes write |
//! | `show` | `GET …/members/{member}/access`: one member's access, and why |
//! | `explain` | `GET …/members/{member}/access/explain`: one permission, and what would turn it |
//! | `preview` | `POST …/access/preview`: what several changes together would do |
//! | `model` | `GET …/access-model` |
//! | `models` | the access models of this deployment |
//! | `read` | permissions that a request names, and how a grant is answered |
//! | `sources` | what somebody's access on a resource comes from, each source once |
//! | `slice` | `GET …/snapshot`: the facts that a page needs to answer for some members |

pub mod explain;
pub mod freshness;
pub mod model;
pub mod models;
pub mod preview;
pub mod read;
pub mod show;
pub mod slice;
pub mod snapshots;
pub mod sources;
pub mod store;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use shared::access::wire::{AccessChange, Changes, ResourceRef, RoleRef};
use shared::access::{Broken, Denied, Difference, Model, Resource, Role, Snapshot, diff};
use shared::ids::{ItemId, MemberId, RoleId, UserId};
use shared::notifications::{Page, Topic};

use crate::authz::{Actor, Proof, Writing};
use crate::http::Refusal;
use crate::notifications::Notice;

/// The most rows that an answer lists of what changed.
const LISTED_CHANGES: usize = 200;

/// Whether this member can see the resource at all.
pub fn visible(snapshot: &Snapshot, member: MemberId, resource: Resource, at: DateTime<Utc>) -> bool {
    resource == Resource::Organization || snapshot.sees(member, resource, at)
}

/// Refuses what would leave the organization without its owner or a lasting admin.
pub fn guard(after: &Snapshot) -> Result<(), Refusal> {
    shared::access::guard(after).map_err(|broken| {
        Refusal::from(match broken {
            Broken::NoLastingAdmin => Denied::LastAdmin,
            Broken::NoOwner | Broken::TwoOwners => Denied::UseOwnershipTransfer,
        })
    })
}

/// Tells everybody, but the actor, whose access a change has changed so far: one notice each.
pub fn tell_changed<N>(
    tx: &mut Writing<'_, N>,
    before: &Snapshot,
    kind: &'static str,
    text: &str,
) -> Result<(), Refusal> {
    // A rehearsal has nobody to tell.
    if tx.request().preview {
        return Ok(());
    }
    let after = tx.picture();
    // What changed for people, whatever the credential may use of it.
    let touched = touched(&diff(&before.uncapped(), &after.uncapped(), tx.now()));
    let users: Vec<UserId> =
        touched.into_iter().filter_map(|member| after.member(member)).map(|member| member.user).collect();
    tx.notify_all(&users, &Notice::new(Topic::Access, kind, text).at(Page::OwnAccess))
}

/// The members that differ.
pub fn touched(differences: &[Difference]) -> Vec<MemberId> {
    let differ: BTreeSet<MemberId> = differences.iter().map(|row| row.member).collect();
    differ.into_iter().collect()
}

/// What a change did to people's access, as far as the actor may see it.
pub fn changes(
    differences: &[Difference],
    before: &Snapshot,
    after: &Snapshot,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Changes {
    // Somebody who has just come in sees what they came into.
    let own = actor.member.or_else(|| after.member_of_user(actor.user).map(|member| member.id));
    let seen = |resource: Resource| {
        actor.is_operator()
            || own.is_some_and(|own| visible(before, own, resource, at) || visible(after, own, resource, at))
    };
    let mut changes = Changes::default();
    for row in differences.iter().filter(|row| seen(row.resource)) {
        let side = if before.has(row.resource) { before } else { after };
        count(&mut changes, change_row(side, row));
    }
    changes
}

/// Adds what people would get who are not members yet.
pub fn add_prospective(changes: &mut Changes, rows: Vec<AccessChange>) {
    for row in rows {
        count(changes, row);
    }
}

fn count(changes: &mut Changes, row: AccessChange) {
    changes.total += 1;
    if row.after > row.before {
        changes.gained += 1;
    } else {
        changes.lost += 1;
    }
    if changes.data.len() < LISTED_CHANGES {
        changes.data.push(row);
    }
}

/// A difference as answers show it.
pub fn change_row(snapshot: &Snapshot, row: &Difference) -> AccessChange {
    let Difference { member, resource, scope, before, after } = *row;
    AccessChange {
        member: Some(member),
        resource: resource_ref(snapshot, resource),
        scope: snapshot.model().catalog.key(scope).to_owned(),
        before,
        after,
    }
}

/// A resource as answers name it.
pub fn resource_ref(snapshot: &Snapshot, resource: Resource) -> ResourceRef {
    let (kind, id) = match resource {
        Resource::Organization => ("organization", snapshot.organization().to_string()),
        Resource::Workspace(id) => ("workspace", id.to_string()),
        Resource::Project(id) => ("project", id.to_string()),
        Resource::Item(id) => return item_ref(snapshot, id),
    };
    ResourceRef { kind: kind.to_owned(), id }
}

/// An item by the host's own words for it.
fn item_ref(snapshot: &Snapshot, id: ItemId) -> ResourceRef {
    let named = snapshot.item(id).map(|item| (item.kind.clone(), item.key.clone()));
    let (kind, id) = named.unwrap_or_else(|| ("item".to_owned(), String::new()));
    ResourceRef { kind, id }
}

/// A role as answers name it.
pub fn role_ref(role: &Role) -> RoleRef {
    RoleRef { id: role.id, key: role.key.clone(), name: role.name.clone() }
}

/// The role behind a stored id: every id in the tables came out of the model.
pub fn role(model: &Model, id: RoleId) -> Result<&Role, Refusal> {
    model.role(id).ok_or_else(|| Refusal::internal(format!("a row holds the unknown role {id}")))
}

/// The role that a request names by key or id.
pub fn role_named<'m>(model: &'m Model, text: &str, pointer: &str) -> Result<&'m Role, Refusal> {
    model.role_named(text).ok_or_else(|| {
        let known: Vec<&str> = model.roles.iter().map(|role| role.key.as_str()).collect();
        Refusal::field(
            pointer,
            "unknown_role",
            format!("There is no such role. Use one of: {}.", known.join(", ")),
        )
    })
}
