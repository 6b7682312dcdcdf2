//! Calls that end somebody's place, hand it on, or bring back what was.

use serde_json::{Value, json};
use shared::access::{Change, Facts, Member, Principal};
use shared::ids::{MemberId, WorkspaceId};

use super::calls::{Call, call};
use super::mirror::Mirror;
use super::sequences::{PEOPLE, Run};

/// How many of the latest versions may be undone.
const RECENT: usize = 6;

impl Run {
    /// Whoever calls goes.
    pub(super) fn leave(&mut self) -> Call {
        let path = "/v1/organizations/{org}/leave".to_owned();
        call("leave", "POST", path, json!({}), |_, member, _| vec![Change::MemberRemoved { member }])
    }

    /// Ownership goes to somebody who can sign in, or this world would be at its end.
    pub(super) fn hand_over(&mut self) -> Option<Call> {
        let admin = self.mirror.model.admin_role()?.id;
        let owner = self.mirror.model.top_role;
        let heirs: Vec<MemberId> = PEOPLE
            .iter()
            .map(|name| self.world.id(name).parse().expect("a member"))
            .filter(|heir| self.mirror.role_of(*heir).is_some_and(|role| role.id == admin))
            .collect();
        let heir = if heirs.is_empty() { return None } else { *self.counted.one_of(&heirs) };
        let path = "/v1/organizations/{org}/ownership-transfer".to_owned();
        Some(call("transfer_ownership", "POST", path, json!({ "member": heir }), move |_, member, _| {
            vec![
                Change::RoleChanged { member: heir, role: owner },
                Change::RoleChanged { member, role: admin },
            ]
        }))
    }

    /// One of the latest versions is taken back, whatever was done since.
    pub(super) fn undo(&mut self) -> Option<Call> {
        let latest: Vec<u64> = self.mirror.versions.keys().rev().take(RECENT).copied().collect();
        let version = if latest.is_empty() { return None } else { *self.counted.one_of(&latest) };
        let path = "/v1/organizations/{org}/undo".to_owned();
        Some(call("undo", "POST", path, json!({ "version": version }), move |mirror, _, _| {
            let (before, after) = mirror.versions[&version].clone();
            mirror.facts = taken_back(&mirror.facts, &before, &after);
            Vec::new()
        }))
    }

    pub(super) fn restore_workspace(&mut self) -> Option<Call> {
        let gone: Vec<(WorkspaceId, u64)> = self
            .mirror
            .versions
            .iter()
            .flat_map(|(version, (before, after))| {
                let ended = before.workspaces.iter().filter(move |row| !has(after, row.id));
                ended.map(move |row| (row.id, *version))
            })
            .filter(|(id, _)| !has(&self.mirror.facts, *id))
            .collect();
        let (workspace, _) = if gone.is_empty() { return None } else { *self.counted.one_of(&gone) };
        let last = gone.iter().filter(|(id, _)| *id == workspace).map(|(_, version)| *version).max();
        let version = last.expect("it is one of them");
        let path = format!("/v1/workspaces/{workspace}/restore");
        Some(call("restore_workspace", "POST", path, json!({}), move |mirror, _, _| {
            let (mut before, after) = mirror.versions[&version].clone();
            still_here(mirror, &mut before);
            mirror.facts = taken_back(&mirror.facts, &before, &after);
            Vec::new()
        }))
    }

    /// The organization is deleted and restored: two calls, between which it is there for nobody.
    pub(super) fn end_and_return(&mut self) {
        let owner = self.owner();
        let confirm = json!({ "confirm": "Larkfield" });
        owner.ask("DELETE", "/v1/organizations/{org}").json(&confirm).send().is(204);
        for name in PEOPLE {
            let person = self.world.person(name);
            person.get("/v1/organizations/{org}/members/me/access").refused(404, "not_found");
            let question = json!({
                "subject": { "type": "user", "id": person.user },
                "action": { "name": "general.view" },
                "resource": { "type": "organization", "id": self.world.id("org") },
            });
            let answer = person.post("/access/v1/evaluation", &question);
            assert_ne!(answer.body["decision"], Value::Bool(true), "{name}: {}", answer.text);
        }
        owner.post("/v1/organizations/{org}/restore", &json!({})).is(200);
        self.version += 2;
        assert_eq!(self.mirror.difference(&owner), None, "everybody has what they had");
    }
}

fn has(facts: &Facts, workspace: WorkspaceId) -> bool {
    facts.workspaces.iter().any(|row| row.id == workspace)
}

/// Leaves out what was somebody's who has gone since.
fn still_here(mirror: &Mirror, rows: &mut Facts) {
    let now = &mirror.facts;
    let is_member = |id: MemberId| now.members.iter().any(|row| row.id == id);
    rows.workspace_members.retain(|row| is_member(row.member));
    rows.restrictions.retain(|row| is_member(row.member));
    rows.grants.retain(|row| match row.principal {
        Principal::Member(member) => is_member(member),
        Principal::Group(group) => now.groups.contains(&group),
    });
}

/// The rows as they are now, with those again that went from `before` to `after`, and without those that came.
fn taken_back(now: &Facts, before: &Facts, after: &Facts) -> Facts {
    fn rows<T: Clone + PartialEq>(now: &[T], before: &[T], after: &[T]) -> Vec<T> {
        let stayed = now.iter().filter(|row| before.contains(row) || !after.contains(row));
        let gone = before.iter().filter(|row| !after.contains(row) && !now.contains(row));
        stayed.chain(gone).cloned().collect()
    }
    macro_rules! all {
        ($($table:ident)*) => {
            Facts { $($table: rows(&now.$table, &before.$table, &after.$table),)* ..now.clone() }
        };
    }
    let members = members(&now.members, &before.members, &after.members);
    let rest =
        all!(roles workspaces projects items workspace_members restrictions groups group_members grants);
    Facts { members, ..rest }
}

/// The same of members, whose role and status are facts by themselves.
fn members(now: &[Member], before: &[Member], after: &[Member]) -> Vec<Member> {
    let of = |rows: &[Member], id: MemberId| rows.iter().find(|row| row.id == id).cloned();
    let back = |row: &Member| match (of(before, row.id), of(after, row.id)) {
        (None, Some(_)) => None,
        (Some(was), Some(became)) => Some(Member {
            role: if was.role == became.role { row.role } else { was.role },
            status: if was.status == became.status { row.status } else { was.status },
            ..row.clone()
        }),
        (Some(_) | None, None) => Some(row.clone()),
    };
    let gone = before.iter().filter(|row| of(after, row.id).is_none() && of(now, row.id).is_none());
    now.iter().filter_map(back).chain(gone.cloned()).collect()
}
