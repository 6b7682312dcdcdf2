//! Who may share an item of a project, with whom, and take it back.
//!
//! Whoever manages the project's members may, as far as they hold on the item what they give. A member has
//! the share at once, as a grant on the item. Somebody else gets an invitation: whoever shares is asked then
//! whether they may, and again when it is accepted.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::wire::ShareAccess;
use crate::access::{
    Change, CoreScope, Decision, Denied, Grant, GrantSource, ItemFact, Member, Outcome, Permissions,
    Principal, Resource, Snapshot, Status, may_grant,
};
use crate::ids::{GrantId, ItemId, MemberId, RoleId, UserId};
use crate::invitations::rules::NEWCOMER;
use crate::projects::granting::{Given, fits, replacing, touch_member};

/// What is shared, and until when.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// Its `id` counts where the item is not known yet.
    pub item: ItemFact,
    pub access: ShareAccess,
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether somebody has, or is offered, a share of the item of this name in another project.
    pub is_held_elsewhere: bool,
}

impl Sharing {
    /// The item as it is known, or as it will be.
    pub fn item_in(&self, snapshot: &Snapshot) -> ItemId {
        let known = snapshot.item_named(&self.item.kind, &self.item.key);
        known.filter(|known| known.project == self.item.project).map_or(self.item.id, |known| known.id)
    }

    /// What makes the item known here: nothing, where it is. One that nobody has a share of elsewhere has
    /// moved with its project's content.
    fn made_known(&self, snapshot: &Snapshot) -> Result<Vec<Change>, Denied> {
        let added = Change::ItemAdded(self.item.clone());
        match snapshot.item_named(&self.item.kind, &self.item.key) {
            None => Ok(vec![added]),
            Some(known) if known.project == self.item.project => Ok(Vec::new()),
            Some(_) if self.is_held_elsewhere => Err(Denied::ItemElsewhere),
            Some(known) => Ok(vec![Change::ItemRemoved { item: known.id }, added]),
        }
    }
}

/// What a share gives: content and comments alike.
pub fn permissions(access: ShareAccess) -> Permissions {
    let access = access.into();
    Permissions::NONE.with(CoreScope::Content, access).with(CoreScope::Comments, access)
}

/// Shares an item with a member, in place of an earlier share of it with them.
pub fn share(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    sharing: &Sharing,
    grant: GrantId,
    source: GrantSource,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let place = Resource::Project(sharing.item.project);
    if !snapshot.has(place) {
        return Err(Denied::UnknownProject);
    }
    touch_member(snapshot, actor, target, place, at)?;
    let permissions = permissions(sharing.access);
    let mut changes = sharing.made_known(snapshot)?;
    let known = snapshot.with(&changes)?;
    let on = Resource::Item(sharing.item_in(&known));
    let given = Given { permissions, expires_at: sharing.expires_at, grant, source };
    changes.extend(replacing(&known, Principal::Member(target), on, given));
    may_grant(snapshot, &snapshot.with(&changes)?, actor, Some(target), place, at)?;
    not_over(sharing.expires_at, at)?;
    fits(&known, target, on, permissions, at)?;
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

/// Offers an item to somebody who is not a member and will have this role: makes the item known, and nothing
/// else yet.
pub fn offer(
    snapshot: &Snapshot,
    actor: MemberId,
    role: RoleId,
    sharing: &Sharing,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let place = Resource::Project(sharing.item.project);
    if !snapshot.has(place) {
        return Err(Denied::UnknownProject);
    }
    may_grant(snapshot, snapshot, actor, None, place, at)?;
    let changes = sharing.made_known(snapshot)?;
    let known = snapshot.with(&changes)?;
    may_offer(&known, actor, role, sharing.item_in(&known), permissions(sharing.access), at)?;
    not_over(sharing.expires_at, at)?;
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

/// Whether a member may give this much of an item to somebody who comes in with this role.
pub fn may_offer(
    snapshot: &Snapshot,
    actor: MemberId,
    role: RoleId,
    item: ItemId,
    permissions: Permissions,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let place = Resource::Project(snapshot.item(item).ok_or(Denied::UnknownItem)?.project);
    let role = snapshot.model().role(role).ok_or(Denied::UnknownRole)?;
    let user = UserId::from_uuid(Uuid::nil());
    let newcomer = Member { id: NEWCOMER, user, role: role.id, status: Status::Active, expires_at: None };
    // With their role alone they may come into the place already: that is for whoever invites them to give.
    let before = snapshot.with(&[Change::MemberAdded(newcomer)])?;
    let grant = Grant {
        id: GrantId::from_uuid(Uuid::nil()),
        principal: Principal::Member(NEWCOMER),
        resource: Resource::Item(item),
        permissions,
        expires_at: None,
        source: GrantSource::Person(user),
    };
    let after = before.with(&[Change::GrantAdded(grant)])?;
    may_grant(&before, &after, actor, None, place, at)?;
    if permissions.within(role.seat_ceiling().meet(role.ceiling)) {
        Ok(())
    } else {
        Err(Denied::AboveCeiling)
    }
}

/// Takes a share back: the grant that a member has by it, or what was only offered. `is_last`: nobody else has
/// or is offered a share of the item.
pub fn revoke(
    snapshot: &Snapshot,
    actor: MemberId,
    item: ItemId,
    access: ShareAccess,
    grant: Option<GrantId>,
    is_last: bool,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let place = Resource::Project(snapshot.item(item).ok_or(Denied::UnknownItem)?.project);
    may_grant(snapshot, snapshot, actor, None, place, at)?;
    let mut changes = Vec::new();
    match grant.and_then(|grant| snapshot.grant(grant)) {
        Some(grant) => {
            let target = match grant.principal {
                Principal::Member(member) => Some(member),
                Principal::Group(_) => None,
            };
            changes.push(Change::GrantRemoved(grant.id));
            may_grant(snapshot, &snapshot.with(&changes)?, actor, target, place, at)?;
        }
        None => {
            let held = snapshot.effective(actor, Resource::Item(item), at);
            if !permissions(access).within(held) {
                return Err(Denied::MayNotGrant);
            }
        }
    }
    if is_last {
        changes.push(Change::ItemRemoved { item });
    }
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

fn not_over(expires_at: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Result<(), Denied> {
    if expires_at.is_some_and(|end| end <= at) { Err(Denied::AlreadyOver) } else { Ok(()) }
}
