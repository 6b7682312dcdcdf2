//! Who may ask whom in, with what, and what an invitation answers in each of its states.
//!
//! Whether somebody may give what an invitation offers is asked three times with one function: when it is
//! sent, edited or sent again, of whoever does that; and when it is accepted, of its sender as they stand
//! at that moment.

mod answers;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{
    Access, Change, CoreScope, Decision, Denied, Grant, GrantSource, Member, Permissions, Principal, Reach,
    Resource, Role, Snapshot, Status, Visibility, may_grant,
};
use crate::ids::{GrantId, GroupId, InvitationId, ItemId, MemberId, ProjectId, RoleId, UserId, WorkspaceId};
use crate::members::rules::by_transfer_alone;
use crate::shares::rules::may_offer;

pub use answers::*;

/// Stands for somebody who is not a member yet, in a snapshot that only tries an invitation out.
pub const NEWCOMER: MemberId = MemberId::from_uuid(Uuid::nil());

/// What an invitation gives beside the role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// Workspaces to be listed in, with the role that overrides theirs there.
    pub workspaces: BTreeMap<WorkspaceId, Option<RoleId>>,
    /// What is granted on single projects.
    pub projects: BTreeMap<ProjectId, Permissions>,
    /// Keeps the role to these projects in every workspace that they come into.
    pub restrict_to: Option<BTreeSet<ProjectId>>,
    /// What is granted on the organization.
    pub permissions: Permissions,
    /// Groups to be in.
    pub groups: BTreeSet<GroupId>,
    /// When the membership ends.
    pub ends: Option<DateTime<Utc>>,
    /// Single items, each given by whoever shared it.
    pub items: BTreeMap<ItemId, OfferedItem>,
    /// Nobody asked them in but whoever shared the items: they come in as a guest, for those alone.
    pub only_items: bool,
}

/// What is given on a single item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferedItem {
    pub permissions: Permissions,
    pub expires_at: Option<DateTime<Utc>>,
    /// Who shared it, and as which member, if they are one still.
    pub user: UserId,
    pub member: Option<MemberId>,
}

impl Offer {
    /// What is left of it: a workspace, project, group or workspace role may have been deleted since. A
    /// restriction stays one, even with nothing left on its list; where the role of a workspace is gone, the
    /// organization role counts.
    #[must_use]
    pub fn still_standing(&self, snapshot: &Snapshot) -> Self {
        let workspace = |id: &WorkspaceId| snapshot.has(Resource::Workspace(*id));
        let project = |id: &ProjectId| snapshot.has(Resource::Project(*id));
        let role = |id: &RoleId| snapshot.model().role(*id).is_some();
        let Self { workspaces, projects, restrict_to, permissions, groups, ends, items, only_items } = self;
        Self {
            workspaces: (workspaces.iter())
                .filter(|(id, _)| workspace(id))
                .map(|(id, over)| (*id, over.filter(role)))
                .collect(),
            projects: projects
                .iter()
                .filter(|(id, _)| project(id))
                .map(|(id, given)| (*id, *given))
                .collect(),
            restrict_to: restrict_to.as_ref().map(|list| list.iter().copied().filter(project).collect()),
            permissions: *permissions,
            groups: groups.iter().copied().filter(|group| snapshot.has_group(*group)).collect(),
            ends: *ends,
            items: (items.iter())
                .filter(|(id, _)| snapshot.has(Resource::Item(**id)))
                .map(|(id, given)| (*id, *given))
                .collect(),
            only_items: *only_items,
        }
    }

    /// The same without the items that nobody may give any more, or that have run out.
    fn with_items_still_given(mut self, snapshot: &Snapshot, role: RoleId, at: DateTime<Utc>) -> Self {
        self.items.retain(|item, given| {
            let over = given.expires_at.is_some_and(|end| end <= at);
            let by = |member| may_offer(snapshot, member, role, *item, given.permissions, at).is_ok();
            !over && given.member.is_some_and(by)
        });
        self
    }
}

/// Who comes in, and the ids that their rows are to have.
pub struct Newcomer<'a> {
    pub user: UserId,
    pub member: MemberId,
    /// Makes the id of one more grant: asked once for every one that the offer gives.
    pub grant_id: &'a mut dyn FnMut() -> GrantId,
    /// What the grants are said to come from.
    pub source: GrantSource,
}

/// Whether a member may invite somebody with this role and offer.
pub fn may_invite(
    snapshot: &Snapshot,
    actor: MemberId,
    role: RoleId,
    offer: &Offer,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    if !snapshot.check(actor, Resource::Organization, CoreScope::Members, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    let roles = offer.workspaces.values().flatten();
    if std::iter::once(&role).chain(roles).any(|role| snapshot.model().is_owner_role(*role)) {
        return Err(by_transfer_alone(snapshot, actor));
    }
    if offer.ends.is_some_and(|end| end <= at) {
        return Err(Denied::AccessOver);
    }
    let after = rehearse(snapshot, role, offer)?;
    Ok(may_grant(snapshot, &after, actor, Some(NEWCOMER), Resource::Organization, at)?)
}

/// The organization with a [`NEWCOMER`] in it who has accepted: for previews.
pub fn rehearse(snapshot: &Snapshot, role: RoleId, offer: &Offer) -> Result<Snapshot, Denied> {
    let mut next = 0u128;
    let mut grant_id = || {
        // Real ids carry a time, so these small ones are nobody's.
        next += 1;
        GrantId::from_uuid(Uuid::from_u128(next))
    };
    let source = GrantSource::Invitation(InvitationId::from_uuid(Uuid::nil()));
    let user = UserId::from_uuid(Uuid::nil());
    let newcomer = Newcomer { user, member: NEWCOMER, grant_id: &mut grant_id, source };
    Ok(snapshot.with(&admission(snapshot, newcomer, role, offer)?)?)
}

/// Takes the invited person in, if whoever sent the invitation could still give what it offers.
///
/// `sender` is `None` for somebody who is no member any more. An item is asked about of whoever shared it: one
/// that they could not give any more is left out, and where nothing else would be left, so is the person.
pub fn accept(
    snapshot: &Snapshot,
    sender: Option<MemberId>,
    newcomer: Newcomer<'_>,
    role: RoleId,
    offer: &Offer,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    not_yet_a_member(snapshot, newcomer.user, at)?;
    let offer = acceptable(snapshot, sender, role, offer, at)?;
    Decision::new(snapshot, admission(snapshot, newcomer, role, &offer)?)
}

/// What would come of an acceptance at this moment, whoever accepts; or why it would be refused whole.
pub fn acceptable(
    snapshot: &Snapshot,
    sender: Option<MemberId>,
    role: RoleId,
    offer: &Offer,
    at: DateTime<Utc>,
) -> Result<Offer, Denied> {
    let offer = offer.still_standing(snapshot).with_items_still_given(snapshot, role, at);
    if offer.only_items {
        // No role that gives anything comes with them, so those who shared are all who are asked.
        let guest = snapshot.model().guest_role().is_some_and(|guest| guest.id == role);
        if !guest || offer.items.is_empty() {
            return Err(Denied::SenderMayNot);
        }
    } else {
        let sender = sender.ok_or(Denied::SenderMayNot)?;
        let theirs = Offer { items: BTreeMap::new(), ..offer.clone() };
        may_invite(snapshot, sender, role, &theirs, at).map_err(|_| Denied::SenderMayNot)?;
    }
    Ok(offer)
}

/// Takes in at once somebody who has an account, where the organization does not ask them first.
pub fn add(
    snapshot: &Snapshot,
    actor: MemberId,
    newcomer: Newcomer<'_>,
    role: RoleId,
    offer: &Offer,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    may_invite(snapshot, actor, role, offer, at)?;
    not_yet_a_member(snapshot, newcomer.user, at)?;
    Decision::new(snapshot, admission(snapshot, newcomer, role, offer)?)
}

/// Whether somebody can be invited or admitted at all: members are not.
pub fn not_yet_a_member(snapshot: &Snapshot, user: UserId, at: DateTime<Utc>) -> Result<(), Denied> {
    match snapshot.member_of_user(user).map(|member| member.standing(at)) {
        None => Ok(()),
        Some(Status::Active) => Err(Denied::AlreadyMember),
        Some(Status::Deactivated) => Err(Denied::MemberDeactivated),
    }
}

/// The changes that coming in makes, by whichever door.
pub(crate) fn admission(
    snapshot: &Snapshot,
    newcomer: Newcomer<'_>,
    role: RoleId,
    offer: &Offer,
) -> Result<Vec<Change>, Denied> {
    let Newcomer { user, member, grant_id, source } = newcomer;
    let role = snapshot.model().role(role).ok_or(Denied::UnknownRole)?;
    fits_reach(role, offer)?;
    let row = Member { id: member, user, role: role.id, status: Status::Active, expires_at: offer.ends };
    let mut changes = vec![Change::MemberAdded(row)];
    for (workspace, over) in &offer.workspaces {
        let role = over.and_then(|over| snapshot.model().role(over));
        if role.is_some_and(|role| !snapshot.model().overrides_in_workspaces(role)) {
            return Err(Denied::NoWorkspaceRole);
        }
        changes.push(Change::WorkspaceMemberAdded { workspace: *workspace, member, role: *over });
    }
    changes.extend(restrictions(snapshot, member, offer)?);
    let items = offer.items.iter().filter(|_| role.reach != Reach::Everything);
    changes.extend(items.map(|(item, given)| {
        Change::GrantAdded(Grant {
            id: grant_id(),
            principal: Principal::Member(member),
            resource: Resource::Item(*item),
            permissions: given.permissions,
            expires_at: given.expires_at,
            source: GrantSource::Person(given.user),
        })
    }));
    let mut grant = |resource, permissions| {
        let principal = Principal::Member(member);
        Change::GrantAdded(Grant {
            id: grant_id(),
            principal,
            resource,
            permissions,
            expires_at: None,
            source,
        })
    };
    if !offer.permissions.is_none() {
        if !offer.permissions.within(role.seat_ceiling().meet(role.ceiling)) {
            return Err(Denied::AboveCeiling);
        }
        changes.push(grant(Resource::Organization, offer.permissions));
    }
    for (project, permissions) in &offer.projects {
        let workspace = snapshot.workspace_of(*project).ok_or(Denied::UnknownProject)?;
        let over = offer.workspaces.get(&workspace).copied().flatten();
        let here = over.and_then(|over| snapshot.model().role(over)).unwrap_or(role);
        if !permissions.within(role.seat_ceiling().meet(here.ceiling)) {
            return Err(Denied::AboveCeiling);
        }
        changes.push(grant(Resource::Project(*project), *permissions));
    }
    changes.extend(offer.groups.iter().map(|group| Change::GroupMemberAdded { group: *group, member }));
    Ok(changes)
}

fn fits_reach(role: &Role, offer: &Offer) -> Result<(), Denied> {
    // A group gives nothing to somebody who has no containers, and takes nothing from being in it.
    let Offer { workspaces, projects, restrict_to, permissions, groups: _, ends: _, items: _, only_items: _ } =
        offer;
    let containers = !workspaces.is_empty() || !projects.is_empty() || !permissions.is_none();
    match role.reach {
        Reach::Shared if containers || restrict_to.is_some() => Err(Denied::ReachShared),
        Reach::Everything if restrict_to.is_some() || workspaces.values().any(Option::is_some) => {
            Err(Denied::ImplicitMember)
        }
        Reach::Shared | Reach::Granted | Reach::Everything => Ok(()),
    }
}

/// One list for every workspace that they come into, so that a project elsewhere is not left unrestricted.
fn restrictions(snapshot: &Snapshot, member: MemberId, offer: &Offer) -> Result<Vec<Change>, Denied> {
    let Some(list) = &offer.restrict_to else { return Ok(Vec::new()) };
    let mut lists: BTreeMap<WorkspaceId, BTreeSet<ProjectId>> = snapshot
        .workspaces()
        .filter(|(id, visibility)| *visibility == Visibility::Open || offer.workspaces.contains_key(id))
        .map(|(id, _)| (id, BTreeSet::new()))
        .collect();
    for project in list {
        let workspace = snapshot.workspace_of(*project).ok_or(Denied::UnknownProject)?;
        lists.get_mut(&workspace).ok_or(Denied::NotInWorkspace)?.insert(*project);
    }
    let change = |(workspace, projects)| Change::Restricted { member, workspace, projects };
    Ok(lists.into_iter().map(change).collect())
}
