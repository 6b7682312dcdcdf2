//! How many members there are of each role, kept and not counted again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::compact::block::Draft;
use super::compact::rows::Numbers;
use super::member::{Member, Status};
use super::snapshot::Snapshot;
use crate::ids::{GroupId, RoleId, WorkspaceId};

/// Kept by every change of a member.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// By the role's number: who is active, and who is deactivated.
    roles: Vec<[u32; 2]>,
    /// Whose membership has an end.
    ending: Numbers,
}

fn column(status: Status) -> usize {
    match status {
        Status::Active => 0,
        Status::Deactivated => 1,
    }
}

impl Tally {
    /// Of these members, who have the numbers from nought.
    pub(super) fn of(drafts: &[Draft]) -> Self {
        let mut tally = Self::default();
        for draft in drafts {
            *tally.cell(draft.role, draft.member.status) += 1;
        }
        let ending = (0..).zip(drafts).filter(|(_, draft)| draft.member.expires_at.is_some());
        tally.ending = ending.map(|(number, _)| number).collect();
        tally
    }

    pub(super) fn add(&mut self, number: u32, role: u16, member: &Member) {
        *self.cell(role, member.status) += 1;
        if member.expires_at.is_some() {
            self.ending.put(number);
        }
    }

    pub(super) fn take(&mut self, number: u32, role: u16, member: &Member) {
        *self.cell(role, member.status) -= 1;
        if member.expires_at.is_some() {
            self.ending.take(number);
        }
    }

    fn cell(&mut self, role: u16, status: Status) -> &mut u32 {
        let role = usize::from(role);
        if self.roles.len() <= role {
            self.roles.resize(role + 1, [0; 2]);
        }
        &mut self.roles[role][column(status)]
    }
}

/// How many members of each role are active at one moment, and how many are not.
#[derive(Debug)]
pub struct Standings<'s> {
    snapshot: &'s Snapshot,
    ended: BTreeMap<RoleId, usize>,
}

impl Standings<'_> {
    /// How many members have this role and stand so.
    pub fn count(&self, role: RoleId, standing: Status) -> usize {
        let snapshot = self.snapshot;
        let kept = snapshot.roles.number(role).and_then(|role| snapshot.tally.roles.get(usize::from(role)));
        let kept = kept.map_or(0, |counts| counts[column(standing)] as usize);
        let ended = self.ended.get(&role).copied().unwrap_or_default();
        match standing {
            Status::Active => kept - ended,
            Status::Deactivated => kept + ended,
        }
    }
}

impl Snapshot {
    /// The counts at a moment: those that are kept, but for those whose membership has ended since.
    pub fn standings(&self, at: DateTime<Utc>) -> Standings<'_> {
        let mut ended = BTreeMap::new();
        for member in self.ended(at) {
            *ended.entry(member.role).or_default() += 1;
        }
        Standings { snapshot: self, ended }
    }

    /// The members whose membership has ended by a moment, though nobody deactivated it. As dear as there are members
    /// with an end, past or to come.
    pub fn ended(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Member> {
        let ending = self.tally.ending.iter().filter_map(|number| self.members.member(number));
        ending.filter(move |member| member.has_ended(at))
    }

    /// How many members are in a group.
    pub fn group_size(&self, group: GroupId) -> usize {
        self.groups.find(group.uuid()).map_or(0, |(_, row)| row.members.iter().len())
    }

    /// How many members are listed in a workspace.
    pub fn listed_count(&self, workspace: WorkspaceId) -> usize {
        self.workspaces.find(workspace.uuid()).map_or(0, |(_, row)| row.listed.iter().len())
    }
}
