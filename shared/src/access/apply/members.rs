//! Members, the workspaces they are listed in, and the projects they are restricted to.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::change;
use crate::access::compact::block::Draft;
use crate::access::compact::on::Holder;
use crate::access::compact::table::tag;
use crate::access::facts::FactsError;
use crate::access::guard;
use crate::access::member::{Member, Status};
use crate::access::snapshot::Snapshot;
use crate::ids::{MemberId, ProjectId, RoleId, WorkspaceId};

impl Snapshot {
    pub(super) fn add_member(&mut self, member: Member) -> Result<(), FactsError> {
        let role = self.role_number(member.role)?;
        if self.member(member.id).is_some() {
            return Err(FactsError::Duplicate(member.id.to_string()));
        }
        if self.member_of_user(member.user).is_some() {
            return Err(FactsError::SecondMembership(member.user));
        }
        let user = tag(member.user.uuid());
        self.here = guard::count(&self.model, [&member].into_iter(), self.here);
        let number = self.members.insert(Draft::new(member.clone(), role));
        self.users.insert(user, number);
        self.tally.add(number, role, &member);
        Ok(())
    }

    pub(super) fn change_role(&mut self, member: MemberId, role: RoleId) -> Result<(), FactsError> {
        let number = self.role_number(role)?;
        self.change_member(member, |draft| {
            draft.role = number;
            draft.member.role = role;
        })
    }

    pub(super) fn change_status(&mut self, member: MemberId, status: Status) -> Result<(), FactsError> {
        self.change_member(member, |draft| draft.member.status = status)
    }

    pub(super) fn change_expiry(
        &mut self,
        member: MemberId,
        end: Option<DateTime<Utc>>,
    ) -> Result<(), FactsError> {
        self.change_member(member, |draft| draft.member.expires_at = end)
    }

    pub(super) fn remove_member(&mut self, member: MemberId) -> Result<(), FactsError> {
        let number = self.member_number(member)?;
        let Some(draft) = self.members.draft(number) else { return Ok(()) };
        for place in draft.places {
            change(&mut self.workspaces, place.workspace, |row| {
                row.listed.take(number);
                row.restricted.take(number);
            });
        }
        for group in draft.groups {
            change(&mut self.groups, group, |row| row.members.take(number));
        }
        for grant in draft.grants {
            self.forget(Holder::Member(number), grant);
        }
        self.here = guard::uncount(&self.model, &draft.member, self.here);
        self.tally.take(number, draft.role, &draft.member);
        self.users.remove(tag(draft.member.user.uuid()), number);
        self.members.remove(number);
        Ok(())
    }

    pub(super) fn list(
        &mut self,
        member: MemberId,
        workspace: WorkspaceId,
        role: Option<RoleId>,
    ) -> Result<(), FactsError> {
        let number = self.member_number(member)?;
        let at = self.workspace_number(workspace)?;
        let over = role.map(|role| self.role_number(role)).transpose()?;
        if self.listing(member, workspace).is_some() {
            return Err(FactsError::Duplicate(format!("{member} in {workspace}")));
        }
        self.members.edit(number, |draft| {
            let place = draft.place_in(at);
            (place.listed, place.over) = (true, over);
        });
        change(&mut self.workspaces, at, |row| row.listed.put(number));
        Ok(())
    }

    pub(super) fn change_listing(
        &mut self,
        member: MemberId,
        workspace: WorkspaceId,
        role: Option<RoleId>,
    ) -> Result<(), FactsError> {
        let over = role.map(|role| self.role_number(role)).transpose()?;
        let (number, at) = self.listed(member, workspace)?;
        self.members.edit(number, |draft| draft.place_in(at).over = over);
        Ok(())
    }

    pub(super) fn unlist(&mut self, member: MemberId, workspace: WorkspaceId) -> Result<(), FactsError> {
        let (number, at) = self.listed(member, workspace)?;
        self.members.edit(number, |draft| {
            let place = draft.place_in(at);
            (place.listed, place.over) = (false, None);
        });
        change(&mut self.workspaces, at, |row| row.listed.take(number));
        Ok(())
    }

    pub(super) fn restrict(
        &mut self,
        member: MemberId,
        workspace: WorkspaceId,
        projects: BTreeSet<ProjectId>,
    ) -> Result<(), FactsError> {
        let number = self.member_number(member)?;
        let at = self.workspace_number(workspace)?;
        self.need_inside(&projects, workspace)?;
        if self.members.list(number, at).is_none() {
            change(&mut self.workspaces, at, |row| row.restricted.put(number));
        }
        self.members.edit(number, |draft| draft.place_in(at).list = Some(Arc::new(projects)));
        Ok(())
    }

    pub(super) fn lift(&mut self, member: MemberId, workspace: WorkspaceId) -> Result<(), FactsError> {
        if self.restriction(member, workspace).is_none() {
            return Err(FactsError::Absent(format!("the restriction of {member} in {workspace}")));
        }
        let (number, at) = (self.member_number(member)?, self.workspace_number(workspace)?);
        self.members.edit(number, |draft| draft.place_in(at).list = None);
        change(&mut self.workspaces, at, |row| row.restricted.take(number));
        Ok(())
    }

    /// The numbers of a member and a workspace that they are listed in.
    fn listed(&self, member: MemberId, workspace: WorkspaceId) -> Result<(u32, u32), FactsError> {
        if self.listing(member, workspace).is_none() {
            return Err(FactsError::Absent(format!("{member} in {workspace}")));
        }
        Ok((self.member_number(member)?, self.workspace_number(workspace)?))
    }

    fn change_member(&mut self, member: MemberId, write: impl FnOnce(&mut Draft)) -> Result<(), FactsError> {
        let number = self.member_number(member)?;
        if let Some(before) = self.members.draft(number) {
            self.here = guard::uncount(&self.model, &before.member, self.here);
            self.tally.take(number, before.role, &before.member);
        }
        self.members.edit(number, write);
        if let Some(after) = self.members.draft(number) {
            self.here = guard::count(&self.model, std::iter::once(&after.member), self.here);
            self.tally.add(number, after.role, &after.member);
        }
        Ok(())
    }
}
