//! What goes with somebody, as far as the facts tell.

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, Denied, GrantSource, Model, Principal, ProjectRole, Resource, Snapshot, Status,
};
use crate::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId};
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

/// What a member would leave. Somebody who is deactivated is looked at as they were before.
pub fn left(snapshot: &Snapshot, member: MemberId, at: DateTime<Utc>) -> Left {
    let awake = [
        Change::StatusChanged { member, status: Status::Active },
        Change::ExpiryChanged { member, expires_at: None },
    ];
    let Some((row, snapshot)) = snapshot.member(member).zip(snapshot.with(&awake).ok()) else {
        return Left::default();
    };
    let snapshot = &snapshot;
    let administers = |project: &ProjectId| {
        snapshot.check(member, Resource::Project(*project), CoreScope::SettingsMembers, Access::Full, at)
    };
    let alone = |project: &ProjectId| {
        let on = Resource::Project(*project);
        let mut admins = snapshot.who_can(on, CoreScope::SettingsMembers, Access::Full, None, at);
        admins.all(|other| other == member || snapshot.is_implicit(other))
    };
    // Of those who administer everything another one is always left.
    let projects = if snapshot.is_implicit(member) {
        Vec::new()
    } else {
        snapshot.projects().map(|(id, _)| id).filter(administers).filter(alone).collect()
    };
    let by_hand = GrantSource::Person(row.user);
    let to_others = |grant: &crate::access::Grant| {
        grant.source == by_hand && grant.principal != Principal::Member(member)
    };
    Left {
        projects,
        groups: snapshot
            .groups_of(member)
            .filter(|group| snapshot.members_of(*group).nth(1).is_none())
            .collect(),
        grants_given: snapshot.grants().filter(to_others).count(),
    }
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
