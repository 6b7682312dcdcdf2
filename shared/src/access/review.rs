//! What somebody should look at once a week.
//!
//! A finding is no fault: it is access that is broader, older or less used than it has to be. Nothing here
//! changes anything.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::change::Change;
use super::diff::diff;
use super::grant::{Grant, Principal};
use super::level::Access;
use super::resource::Resource;
use super::role::Reach;
use super::scope::{CoreScope, ResourceKind};
use super::snapshot::Snapshot;
use crate::ids::{GrantId, InvitationId, MemberId, ProjectId};

/// From where on something is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Days that an invitation may wait for an answer.
    pub invitation_days: u32,
    /// So many scopes of the organization in full are broad.
    pub full_scopes: usize,
    /// Days that a member may be away.
    pub idle_days: u32,
    /// Percent of the projects that somebody may be put on.
    pub projects_percent: usize,
    /// Items that a guest may have.
    pub guest_items: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { invitation_days: 3, full_scopes: 3, idle_days: 30, projects_percent: 50, guest_items: 10 }
    }
}

/// An invitation that nobody has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenInvitation {
    pub id: InvitationId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What a review needs and a snapshot does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    pub invitations: Vec<OpenInvitation>,
    /// When each member was last here; for somebody who never was, when they joined. Who is not named is not
    /// said to be away.
    pub last_active: BTreeMap<MemberId, DateTime<Utc>>,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Waiting for longer than an invitation should.
    StaleInvitation { invitation: InvitationId, since: DateTime<Utc> },
    /// Ran out without an answer.
    ExpiredInvitation { invitation: InvitationId, since: DateTime<Utc> },
    /// Full on many scopes of the organization, which are named.
    BroadAccess { member: MemberId, scopes: Vec<String> },
    /// Full on every scope of every project there is.
    FullOnAllProjects { member: MemberId, projects: usize },
    /// Put on most of the projects one by one, or by groups: a role would say the same.
    OnMostProjects { member: MemberId, projects: usize, of: usize },
    /// Active by status, and not here for long.
    Idle { member: MemberId, since: DateTime<Utc> },
    /// Ran out, and still stands in the lists.
    ExpiredGrant { grant: GrantId, since: DateTime<Utc> },
    /// Without this grant everybody would have what they have.
    UnusedGrant { grant: GrantId },
    /// Nobody administers the project but those who administer everything.
    ProjectWithoutAdmin { project: ProjectId },
    /// A guest to whom much is shared by now.
    GuestWithMuch { member: MemberId, items: usize },
}

/// Every finding at this moment, each once, in the order of [`Finding`].
///
/// It evaluates every active member on every resource, and tries every grant away: for the page of a review,
/// not for every request. The owner is never too broad: theirs moves by transfer alone.
pub fn review(
    snapshot: &Snapshot,
    records: &Records,
    thresholds: Thresholds,
    at: DateTime<Utc>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    invitations(records, thresholds, at, &mut findings);
    for member in snapshot.members().filter(|member| member.is_active(at)) {
        let one = Looked { snapshot, member: member.id, thresholds, at };
        findings.extend(one.broad_access());
        findings.extend(one.full_on_all_projects());
        findings.extend(one.on_most_projects());
        findings.extend(one.guest_with_much());
        let away = records.last_active.get(&member.id);
        let idle = away.filter(|since| **since + days(thresholds.idle_days) < at);
        findings.extend(idle.map(|since| Finding::Idle { member: member.id, since: *since }));
    }
    findings.extend(snapshot.grants().filter_map(|grant| unused(snapshot, &grant, at)));
    let projects = snapshot.projects().map(|(project, _)| project);
    let without = projects.filter(|project| !has_own_admin(snapshot, *project, at));
    findings.extend(without.map(|project| Finding::ProjectWithoutAdmin { project }));
    findings.sort();
    findings
}

fn days(number: u32) -> TimeDelta {
    TimeDelta::days(i64::from(number))
}

fn invitations(records: &Records, thresholds: Thresholds, at: DateTime<Utc>, findings: &mut Vec<Finding>) {
    for OpenInvitation { id, created_at, expires_at } in &records.invitations {
        if *expires_at <= at {
            findings.push(Finding::ExpiredInvitation { invitation: *id, since: *expires_at });
        } else if *created_at + days(thresholds.invitation_days) < at {
            findings.push(Finding::StaleInvitation { invitation: *id, since: *created_at });
        }
    }
}

/// One active member.
struct Looked<'a> {
    snapshot: &'a Snapshot,
    member: MemberId,
    thresholds: Thresholds,
    at: DateTime<Utc>,
}

impl Looked<'_> {
    fn owns(&self) -> bool {
        let role = self.snapshot.role_of(self.member);
        role.is_some_and(|role| self.snapshot.model().is_owner_role(role.id))
    }

    fn broad_access(&self) -> Option<Finding> {
        let held = self.snapshot.effective(self.member, Resource::Organization, self.at);
        let scopes = self.snapshot.model().catalog.of(ResourceKind::Organization);
        let full: Vec<String> = (scopes.filter(|entry| held.get(entry.scope) == Access::Full))
            .map(|entry| entry.key.clone())
            .collect();
        let broad = full.len() >= self.thresholds.full_scopes && !self.owns();
        broad.then_some(Finding::BroadAccess { member: self.member, scopes: full })
    }

    fn full_on_all_projects(&self) -> Option<Finding> {
        let projects = self.snapshot.projects().len();
        let full = self.snapshot.projects().all(|(project, _)| {
            let held = self.snapshot.effective(self.member, Resource::Project(project), self.at);
            let mut scopes = self.snapshot.model().catalog.of(ResourceKind::Project);
            scopes.all(|entry| held.get(entry.scope) == Access::Full)
        });
        // Of a single project there is nothing less to have.
        let all = full && projects > 1 && !self.owns();
        all.then_some(Finding::FullOnAllProjects { member: self.member, projects })
    }

    fn on_most_projects(&self) -> Option<Finding> {
        let of = self.snapshot.projects().len();
        let principals: Vec<Principal> = std::iter::once(Principal::Member(self.member))
            .chain(self.snapshot.groups_of(self.member).map(Principal::Group))
            .collect();
        let is_on = |project: ProjectId| {
            let on = Resource::Project(project);
            principals.iter().any(|to| self.snapshot.granted(*to, on).any(|grant| grant.is_live(self.at)))
        };
        let projects = self.snapshot.projects().filter(|(project, _)| is_on(*project)).count();
        let most = projects > 1 && projects * 100 > of * self.thresholds.projects_percent;
        most.then_some(Finding::OnMostProjects { member: self.member, projects, of })
    }

    fn guest_with_much(&self) -> Option<Finding> {
        let guest = self.snapshot.role_of(self.member).is_some_and(|role| role.reach == Reach::Shared);
        if !guest {
            return None;
        }
        let items = self
            .snapshot
            .items()
            .filter(|item| !self.snapshot.effective(self.member, Resource::Item(item.id), self.at).is_none());
        let items = items.count();
        (items > self.thresholds.guest_items).then_some(Finding::GuestWithMuch { member: self.member, items })
    }
}

fn unused(snapshot: &Snapshot, grant: &Grant, at: DateTime<Utc>) -> Option<Finding> {
    if let Some(since) = grant.expires_at.filter(|_| !grant.is_live(at)) {
        return Some(Finding::ExpiredGrant { grant: grant.id, since });
    }
    // Somebody deactivated gets the very same back: what is theirs is not unused, only asleep.
    let asleep = match grant.principal {
        Principal::Member(member) => !snapshot.member(member).is_some_and(|member| member.is_active(at)),
        Principal::Group(_) => false,
    };
    if asleep || snapshot.is_deleted() {
        return None;
    }
    let without = snapshot.with(&[Change::GrantRemoved(grant.id)]).ok()?;
    diff(snapshot, &without, at).is_empty().then_some(Finding::UnusedGrant { grant: grant.id })
}

fn has_own_admin(snapshot: &Snapshot, project: ProjectId, at: DateTime<Utc>) -> bool {
    snapshot
        .who_can(Resource::Project(project), CoreScope::SettingsMembers, Access::Full, None, at)
        .any(|member| !snapshot.is_implicit(member))
}
