//! A snapshot from rows, all at once.
//!
//! It is the snapshot that the same facts make when they are applied one by one, but each piece is written
//! once: rows are put in order first, so that what belongs together stands together.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::apply::change;
use super::compact::block::{Draft, Held};
use super::compact::chunks::number;
use super::compact::given::ToGroup;
use super::compact::on::{Holder, On};
use super::compact::register::Register;
use super::compact::roster::Roster;
use super::compact::rows::{Group, Item, Numbers, Project, Workspace};
use super::compact::table::{Table, tag};
use super::compact::terms::Terms;
use super::facts::{
    Facts, FactsError, GrantFact, GroupMemberFact, ItemFact, ProjectFact, RestrictionFact, WorkspaceFact,
    WorkspaceMemberFact,
};
use super::guard;
use super::member::Member;
use super::model::Model;
use super::snapshot::{Snapshot, name_tag};
use super::tally::Tally;
use crate::ids::GroupId;

impl Snapshot {
    /// The snapshot that these rows make.
    pub fn from_facts(model: Arc<Model>, facts: Facts) -> Result<Self, FactsError> {
        let mut made = Self::empty(model, facts.organization);
        made.version = facts.version;
        made.deleted = facts.deleted;
        made.elsewhere = facts.elsewhere;
        for role in facts.roles {
            let role = role.read(&made.model)?;
            if made.model.role(role.id) != Some(&role) {
                made.add_role(role)?;
            }
        }
        made.fill_workspaces(facts.workspaces)?;
        made.fill_projects(facts.projects)?;
        made.fill_items(facts.items)?;
        let mut drafts = made.drafts(facts.members)?;
        // Whatever hangs on members finds them by their number, before there is anything else to them.
        made.members = Roster::of(drafts.iter().cloned());
        made.list_all(&mut drafts, facts.workspace_members)?;
        made.restrict_all(&mut drafts, facts.restrictions)?;
        made.fill_groups(&mut drafts, facts.groups, facts.group_members)?;
        made.fill_grants(&mut drafts, facts.grants)?;
        made.here = guard::count(&made.model, drafts.iter().map(|draft| &draft.member), made.here);
        made.tally = Tally::of(&drafts);
        made.members = Roster::of(drafts.into_iter());
        Ok(made)
    }

    fn fill_workspaces(&mut self, rows: Vec<WorkspaceFact>) -> Result<(), FactsError> {
        let rows = each_once(rows, |row| row.id, |row| row.id.to_string())?;
        let entries = rows.into_iter().map(|WorkspaceFact { id, visibility }| Workspace::new(id, visibility));
        self.workspaces = Register::of(entries.collect());
        Ok(())
    }

    fn fill_projects(&mut self, rows: Vec<ProjectFact>) -> Result<(), FactsError> {
        let rows = each_once(rows, |row| row.id, |row| row.id.to_string())?;
        let mut entries = Vec::with_capacity(rows.len());
        for ProjectFact { id, workspace } in rows {
            entries.push(Project::new(id, self.workspace_number(workspace)?));
        }
        let inside = entries.iter().enumerate().map(|(at, row)| (row.workspace, number(at)));
        for (workspace, projects) in by_first(inside) {
            change(&mut self.workspaces, workspace, |row| row.projects = projects);
        }
        self.projects = Register::of(entries);
        Ok(())
    }

    fn fill_items(&mut self, rows: Vec<ItemFact>) -> Result<(), FactsError> {
        let name = |row: &ItemFact| format!("{}:{}", row.kind, row.key);
        let rows = each_once(rows, |row| row.id, name)?;
        let mut names = BTreeSet::new();
        if let Some(twice) = rows.iter().find(|row| !names.insert((&row.kind, &row.key))) {
            return Err(FactsError::Duplicate(name(twice)));
        }
        let mut entries = Vec::with_capacity(rows.len());
        self.item_names = Table::with_room(rows.len());
        for fact in rows {
            let project = self.project_number(fact.project)?;
            self.item_names.insert(name_tag(&fact.kind, &fact.key), number(entries.len()));
            entries.push(Item::new(fact, project));
        }
        let inside = entries.iter().enumerate().map(|(at, row)| (row.project, number(at)));
        for (project, items) in by_first(inside) {
            change(&mut self.projects, project, |row| row.items = items);
        }
        self.items = Register::of(entries);
        Ok(())
    }

    /// Every member with nothing but their own row, in the order of the ids, and who is found by their user.
    fn drafts(&mut self, rows: Vec<Member>) -> Result<Vec<Draft>, FactsError> {
        let rows = each_once(rows, |row| row.id, |row| row.id.to_string())?;
        let mut users: Vec<_> = rows.iter().map(|row| row.user).collect();
        users.sort_unstable();
        if let Some(twice) = users.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(FactsError::SecondMembership(twice[0]));
        }
        self.users = Table::with_room(rows.len());
        let mut drafts = Vec::with_capacity(rows.len());
        for member in rows {
            let role = self.role_number(member.role)?;
            self.users.insert(tag(member.user.uuid()), number(drafts.len()));
            drafts.push(Draft::new(member, role));
        }
        Ok(drafts)
    }

    fn list_all(&mut self, drafts: &mut [Draft], rows: Vec<WorkspaceMemberFact>) -> Result<(), FactsError> {
        let text = |row: &WorkspaceMemberFact| format!("{} in {}", row.member, row.workspace);
        let rows = each_once(rows, |row| (row.member, row.workspace), text)?;
        let mut listed = Vec::with_capacity(rows.len());
        for WorkspaceMemberFact { workspace, member, role } in rows {
            let member = self.member_number(member)?;
            let workspace = self.workspace_number(workspace)?;
            let place = drafts[member as usize].place_in(workspace);
            place.listed = true;
            place.over = role.map(|role| self.role_number(role)).transpose()?;
            listed.push((workspace, member));
        }
        for (workspace, members) in by_first(listed) {
            change(&mut self.workspaces, workspace, |row| row.listed = members);
        }
        Ok(())
    }

    fn restrict_all(&mut self, drafts: &mut [Draft], rows: Vec<RestrictionFact>) -> Result<(), FactsError> {
        let text = |row: &RestrictionFact| format!("the restriction of {}", row.member);
        let rows = each_once(rows, |row| (row.member, row.workspace), text)?;
        let mut restricted = Vec::with_capacity(rows.len());
        for RestrictionFact { member, workspace, projects } in rows {
            let member = self.member_number(member)?;
            let at = self.workspace_number(workspace)?;
            self.need_inside(&projects, workspace)?;
            drafts[member as usize].place_in(at).list = Some(Arc::new(projects));
            restricted.push((at, member));
        }
        for (workspace, members) in by_first(restricted) {
            change(&mut self.workspaces, workspace, |row| row.restricted = members);
        }
        Ok(())
    }

    fn fill_groups(
        &mut self,
        drafts: &mut [Draft],
        groups: Vec<GroupId>,
        rows: Vec<GroupMemberFact>,
    ) -> Result<(), FactsError> {
        let groups = each_once(groups, |id| *id, |id| id.to_string())?;
        self.groups = Register::of(groups.into_iter().map(Group::new).collect());
        let mut joined = Vec::with_capacity(rows.len());
        for GroupMemberFact { group, member } in rows {
            let group = self.group_number(group)?;
            joined.push((self.member_number(member)?, group));
        }
        joined.sort_unstable();
        joined.dedup();
        for run in joined.chunk_by(|one, other| one.0 == other.0) {
            drafts[run[0].0 as usize].groups = run.iter().map(|(_, group)| *group).collect();
        }
        for (group, members) in by_first(joined.into_iter().map(|(member, group)| (group, member))) {
            change(&mut self.groups, group, |row| row.members = members);
        }
        Ok(())
    }

    fn fill_grants(&mut self, drafts: &mut [Draft], rows: Vec<GrantFact>) -> Result<(), FactsError> {
        let mut grants: Vec<(u32, Held)> = Vec::with_capacity(rows.len());
        for GrantFact { id, principal, resource, permissions, expires_at, source } in rows {
            let permissions = self.model.catalog.permissions(&permissions)?;
            let holder = self.need_holder(principal)?;
            let on = self.need_on(resource)?;
            self.need_grantable(id, permissions, resource.kind())?;
            let terms = self.terms.hold(Terms { permissions, expires_at, source });
            grants.push((holder.word(), Held { on, id, terms }));
        }
        grants.sort_unstable_by_key(|(holder, held)| (*holder, held.on, held.id, held.terms));
        grants.dedup_by(|again, first| {
            let same = again == first;
            if same {
                self.terms.release(again.1.terms);
            }
            same
        });
        let mut ids: Vec<_> = grants.iter().map(|(_, held)| held.id).collect();
        ids.sort_unstable();
        if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(FactsError::Duplicate(twice[0].to_string()));
        }
        self.grants = Table::with_room(grants.len());
        let (mut to_members, mut to_groups) = (Vec::with_capacity(grants.len()), Vec::new());
        for run in grants.chunk_by(|one, other| one.0 == other.0) {
            let (word, held) = (run[0].0, run.iter().map(|(_, held)| *held));
            for grant in held.clone() {
                self.grants.insert(tag(grant.id.uuid()), word);
            }
            match Holder::from_word(word) {
                Holder::Member(at) => {
                    to_members.extend(held.clone().map(|grant| (grant.on.word(), at)));
                    drafts[at as usize].grants = held.collect();
                }
                Holder::Group(at) => {
                    to_groups.extend(
                        held.clone().map(|grant| (grant.on, ToGroup { group: at, terms: grant.terms })),
                    );
                    change(&mut self.groups, at, |row| row.grants = held.collect());
                }
            }
        }
        for (on, members) in by_first(to_members) {
            self.change_given(On::from_word(on), |given| given.set_members(members));
        }
        to_groups.sort_unstable();
        for run in to_groups.chunk_by(|one, other| one.0 == other.0) {
            self.change_given(run[0].0, |given| {
                given.set_groups(run.iter().map(|(_, grant)| *grant).collect());
            });
        }
        Ok(())
    }
}

/// The rows in the order of their keys. A row that stands twice counts once; two that say different things
/// of one key are refused with the text.
fn each_once<R: PartialEq, K: Ord>(
    mut rows: Vec<R>,
    key: impl Fn(&R) -> K,
    text: impl Fn(&R) -> String,
) -> Result<Vec<R>, FactsError> {
    rows.sort_by_key(&key);
    rows.dedup();
    match rows.windows(2).find(|pair| key(&pair[0]) == key(&pair[1])) {
        Some(pair) => Err(FactsError::Duplicate(text(&pair[0]))),
        None => Ok(rows),
    }
}

/// The second halves, by the first.
fn by_first(pairs: impl IntoIterator<Item = (u32, u32)>) -> Vec<(u32, Numbers)> {
    let mut pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
    pairs.sort_unstable();
    let runs = pairs.chunk_by(|one, other| one.0 == other.0);
    runs.map(|run| (run[0].0, run.iter().map(|(_, second)| *second).collect())).collect()
}
