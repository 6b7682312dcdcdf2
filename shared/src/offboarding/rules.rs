//! What goes with somebody, as far as the facts tell.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, Denied, GrantSource, Model, Principal, ProjectRole, Resource, Snapshot, Status,
};
use crate::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId, UserId};
use crate::invitations::rules::{Offer, may_invite};
use crate::projects::granting::{Given, give};

/// What is left without somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// Projects that nobody would administer any more but those who administer everything.
    pub projects: Vec<ProjectId>,
    /// Groups with nobody else in them.
    pub groups: Vec<GroupId>,
    /// Grants to others that they gave by hand.
    pub grants_given: usize,
}

/// What each of these members would leave if all of them went. Whoever is deactivated is looked at as they were before.
pub fn left(
    snapshot: &Snapshot,
    leaving: &BTreeSet<MemberId>,
    at: DateTime<Utc>,
) -> BTreeMap<MemberId, Left> {
    let here: Vec<(MemberId, UserId)> =
        leaving.iter().filter_map(|id| snapshot.member(*id)).map(|row| (row.id, row.user)).collect();
    let awake = here.iter().flat_map(|(member, _)| {
        let member = *member;
        [
            Change::StatusChanged { member, status: Status::Active },
            Change::ExpiryChanged { member, expires_at: None },
        ]
    });
    let Ok(snapshot) = snapshot.with(&awake.collect::<Vec<_>>()) else { return BTreeMap::new() };
    let mut all: BTreeMap<MemberId, Left> = here.iter().map(|(id, _)| (*id, Left::default())).collect();
    // Of those who administer everything another one is always left.
    let named: Vec<MemberId> = all.keys().copied().filter(|id| !snapshot.is_implicit(*id)).collect();
    for (project, _) in snapshot.projects() {
        let on = Resource::Project(project);
        let administers =
            |id: &&MemberId| snapshot.check(**id, on, CoreScope::SettingsMembers, Access::Full, at);
        let admins: Vec<MemberId> = named.iter().filter(administers).copied().collect();
        let stays = |other: MemberId| !leaving.contains(&other) && !snapshot.is_implicit(other);
        let mut others = snapshot.who_can(on, CoreScope::SettingsMembers, Access::Full, None, at);
        if admins.is_empty() || others.any(stays) {
            continue;
        }
        for admin in admins {
            all.entry(admin).or_default().projects.push(project);
        }
    }
    let by_user: BTreeMap<UserId, MemberId> = here.into_iter().map(|(member, user)| (user, member)).collect();
    for grant in snapshot.grants() {
        if let GrantSource::Person(user) = grant.source
            && let Some(giver) = by_user.get(&user)
            && grant.principal != Principal::Member(*giver)
        {
            all.entry(*giver).or_default().grants_given += 1;
        }
    }
    for (member, left) in &mut all {
        let empties = |group: &GroupId| snapshot.members_of(*group).all(|other| leaving.contains(&other));
        left.groups = snapshot.groups_of(*member).filter(empties).collect();
    }
    all
}

/// What makes somebody the admin of a project: the first role of one that does.
pub fn admin_of_project(model: &Model) -> Option<&ProjectRole> {
    model.project_roles.iter().find(|role| role.permissions.get(CoreScope::SettingsMembers) == Access::Full)
}

/// Whether an heir takes on a project: they administer it already, or whoever decides may make them its admin.
pub fn may_take_project(
    snapshot: &Snapshot,
    actor: MemberId,
    heir: MemberId,
    project: ProjectId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    awake(snapshot, heir, at)?;
    if snapshot.check(heir, Resource::Project(project), CoreScope::SettingsMembers, Access::Full, at) {
        return Ok(());
    }
    let role = admin_of_project(snapshot.model()).ok_or(Denied::UnknownRole)?;
    let source = GrantSource::Person(snapshot.member(actor).ok_or(Denied::UnknownMember)?.user);
    // Nothing is kept of it: its id is nobody's.
    let grant = GrantId::from_uuid(uuid::Uuid::nil());
    let given = Given { permissions: role.permissions, expires_at: None, grant, source };
    give(snapshot, actor, Principal::Member(heir), project, given, at).map(drop)
}

/// Whether an heir could send invitations to these roles, and whoever decides too: nobody passes on what they could
/// not give. What single invitations give beside their role is looked at when they are passed on.
pub fn may_take_invitations(
    snapshot: &Snapshot,
    actor: MemberId,
    heir: MemberId,
    roles: &[RoleId],
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    awake(snapshot, heir, at)?;
    if !snapshot.check(heir, Resource::Organization, CoreScope::Members, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    let offer = Offer::default();
    roles.iter().try_for_each(|role| {
        may_invite(snapshot, heir, *role, &offer, at)?;
        may_invite(snapshot, actor, *role, &offer, at)
    })
}

fn awake(snapshot: &Snapshot, heir: MemberId, at: DateTime<Utc>) -> Result<(), Denied> {
    let heir = snapshot.member(heir).ok_or(Denied::UnknownMember)?;
    if heir.is_active(at) { Ok(()) } else { Err(Denied::MemberDeactivated) }
}
