//! What goes with somebody, as far as the facts tell.

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, GrantSource, Model, Principal, ProjectRole, Resource, Snapshot, Status,
};
use crate::ids::{GroupId, MemberId, ProjectId};

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
