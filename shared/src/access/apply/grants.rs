//! Groups, who is in them, and grants.

use std::sync::Arc;

use super::change;
use crate::access::compact::block::Held;
use crate::access::compact::given::{Given, ToGroup};
use crate::access::compact::on::{Holder, Numbered, On};
use crate::access::compact::rows::Group;
use crate::access::compact::table::tag;
use crate::access::compact::terms::Terms;
use crate::access::facts::FactsError;
use crate::access::grant::Grant;
use crate::access::resource::Resource;
use crate::access::snapshot::Snapshot;
use crate::ids::{GrantId, GroupId, MemberId};

impl Snapshot {
    pub(super) fn add_grant(&mut self, grant: Grant) -> Result<(), FactsError> {
        let holder = self.need_holder(grant.principal)?;
        let on = self.need_on(grant.resource)?;
        self.need_grantable(grant.id, grant.permissions, grant.resource.kind())?;
        if self.held(grant.id).is_some() {
            return Err(FactsError::Duplicate(grant.id.to_string()));
        }
        let terms = self.terms.hold(Terms::of(&grant));
        let held = Held { on, id: grant.id, terms };
        match holder {
            Holder::Member(at) => {
                self.members.edit(at, |draft| draft.hold(held));
                self.change_given(on, |given| given.put_member(at));
            }
            Holder::Group(at) => {
                change(&mut self.groups, at, |row| row.hold(held));
                self.change_given(on, |given| given.put_group(ToGroup { group: at, terms }));
            }
        }
        self.grants.insert(tag(grant.id.uuid()), holder.word());
        Ok(())
    }

    pub(super) fn remove_grant(&mut self, id: GrantId) -> Result<(), FactsError> {
        let (holder, held) = self.held(id).ok_or(FactsError::UnknownGrant(id))?;
        match holder {
            Holder::Member(at) => {
                self.members.edit(at, |draft| draft.grants.retain(|other| other.id != id));
            }
            Holder::Group(at) => change(&mut self.groups, at, |row| row.lose(held)),
        }
        self.forget(holder, held);
        Ok(())
    }

    pub(super) fn remove_grants_on(&mut self, resource: Resource) -> Result<(), FactsError> {
        let grants: Vec<GrantId> = self.grants_on(resource).map(|grant| grant.id).collect();
        grants.into_iter().try_for_each(|grant| self.remove_grant(grant))
    }

    /// Everything that points to a grant, but for its holder.
    pub(super) fn forget(&mut self, holder: Holder, held: Held) {
        self.change_given(held.on, |given| match holder {
            Holder::Member(at) => given.take_member(at),
            Holder::Group(at) => given.take_group(ToGroup { group: at, terms: held.terms }),
        });
        self.grants.remove(tag(held.id.uuid()), holder.word());
        self.terms.release(held.terms);
    }

    pub(super) fn add_group(&mut self, group: GroupId) -> Result<(), FactsError> {
        if self.has_group(group) {
            return Err(FactsError::Duplicate(group.to_string()));
        }
        self.groups.insert(Group::new(group));
        Ok(())
    }

    pub(super) fn remove_group(&mut self, group: GroupId) -> Result<(), FactsError> {
        let at = self.group_number(group)?;
        let members: Vec<MemberId> = self.members_of(group).collect();
        for member in members {
            self.leave_group(group, member)?;
        }
        if let Some(row) = self.groups.remove(at) {
            row.grants.iter().for_each(|grant| self.forget(Holder::Group(at), *grant));
        }
        Ok(())
    }

    pub(super) fn join_group(&mut self, group: GroupId, member: MemberId) -> Result<(), FactsError> {
        let at = self.group_number(group)?;
        let number = self.member_number(member)?;
        if self.is_numbered_in(number, at) {
            return Err(FactsError::Duplicate(format!("{member} in {group}")));
        }
        self.members.edit(number, |draft| {
            let position = draft.groups.partition_point(|other| *other < at);
            draft.groups.insert(position, at);
        });
        change(&mut self.groups, at, |row| row.members.put(number));
        Ok(())
    }

    pub(super) fn leave_group(&mut self, group: GroupId, member: MemberId) -> Result<(), FactsError> {
        let found = self.groups.number(group.uuid()).zip(self.members.number(member));
        let Some((at, number)) = found.filter(|(at, number)| self.is_numbered_in(*number, *at)) else {
            return Err(FactsError::Absent(format!("{member} in {group}")));
        };
        self.members.edit(number, |draft| draft.groups.retain(|other| *other != at));
        change(&mut self.groups, at, |row| row.members.take(number));
        Ok(())
    }

    pub(in crate::access) fn is_numbered_in(&self, member: u32, group: u32) -> bool {
        self.groups.get(group).is_some_and(|row| row.members.has(member))
    }

    pub(in crate::access) fn change_given(&mut self, on: On, write: impl FnOnce(&mut Given)) {
        match on.numbered() {
            Numbered::Organization => write(Arc::make_mut(&mut self.given)),
            Numbered::Workspace(at) => change(&mut self.workspaces, at, |row| write(&mut row.given)),
            Numbered::Project(at) => change(&mut self.projects, at, |row| write(&mut row.given)),
            Numbered::Item(at) => change(&mut self.items, at, |row| write(&mut row.given)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::grant::{GrantSource, Principal};
    use crate::access::level::Access;
    use crate::access::model::Model;
    use crate::access::permissions::Permissions;
    use crate::access::scope::CoreScope;
    use crate::ids::OrganizationId;
    use uuid::Uuid;

    #[test]
    fn what_was_granted_and_taken_back_leaves_nothing_behind() {
        let id = |number: u32| Uuid::from_u128(u128::from(number));
        let organization = OrganizationId::from_uuid(id(0));
        let mut snapshot = Snapshot::empty(Model::studio().clone(), organization);
        let group = GroupId::from_uuid(id(1));
        snapshot.add_group(group).expect("a new group");
        for number in 0..500 {
            let grant = Grant {
                id: GrantId::from_uuid(id(number)),
                principal: Principal::Group(group),
                resource: Resource::Organization,
                permissions: Permissions::NONE.with(CoreScope::ALL[1 + number as usize % 14], Access::View),
                expires_at: chrono::DateTime::from_timestamp(number.into(), 0),
                source: GrantSource::Link,
            };
            snapshot.add_grant(grant).expect("a new grant");
            assert_eq!((snapshot.grants.len(), snapshot.terms.len()), (1, 1));
            snapshot.remove_grant(grant.id).expect("it is there");
        }
        assert_eq!((snapshot.grants.len(), snapshot.terms.len()), (0, 0));
        assert!(snapshot.given.groups().is_empty());
        assert_eq!(
            snapshot,
            Snapshot::empty(Model::studio().clone(), organization)
                .with([&crate::access::Change::GroupAdded { group }])
                .expect("a new group")
        );
    }
}
