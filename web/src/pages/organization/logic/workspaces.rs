//! Who is what in which workspace: one member's set while it is changed, and what another role would do.

use std::collections::BTreeMap;

use shared::access::wire::AccessChange;
use shared::access::{Denied, Visibility};
use shared::ids::{MemberId, WorkspaceId};
use shared::members::wire::{MemberWorkspace, SetWorkspaces, Via, WorkspaceRole};
use shared::workspaces::wire::Workspace;
use shared::workspaces::{membership, rules};

use super::effect::Spread;
use super::in_page::InPage;
use super::words::{count, number};

/// What is in a workspace, of what the plan allows: "12 of 25 people, 3 projects".
pub(crate) fn facts(workspace: &Workspace) -> String {
    let limit = |key: &str| workspace.quotas.iter().find(|quota| quota.key == key)?.limit;
    let of = |used: u64, key: &str, one: &str, many: &str| match limit(key) {
        Some(limit) => format!("{} of {}", number(used), count(limit, one, many)),
        None => count(used, one, many),
    };
    let projects = of(workspace.projects_count, "projects", "project", "projects");
    match workspace.members_count {
        Some(members) => format!("{}, {projects}", of(members, "members", "person", "people")),
        None => projects,
    }
}

/// What opening or closing a workspace does: `For 3 people: +14 in 1 project and 1 workspace.`
pub(crate) fn spread(changes: &[AccessChange]) -> String {
    let spread = Spread::of(changes);
    let places = if spread.totals.lost > 0 { &spread.lost_in } else { &spread.gained_in };
    match spread.people {
        0 => "Nothing changes in what anybody can do.".to_owned(),
        people => {
            format!("For {}: {} in {places}.", count(people, "person", "people"), spread.totals.text())
        }
    }
}

/// The workspaces of one member, each with the key of the role that overrides theirs there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Membership {
    inside: BTreeMap<WorkspaceId, Option<String>>,
}

impl Membership {
    pub(crate) fn of(workspaces: &[MemberWorkspace]) -> Self {
        let listed = workspaces.iter().filter(|one| match one.via {
            Via::Implicit => false,
            Via::Listed | Via::Open => true,
        });
        let role = |one: &MemberWorkspace| one.role.as_ref().map(|role| role.key.clone());
        Self { inside: listed.map(|one| (one.id, role(one))).collect() }
    }

    pub(crate) fn is_in(&self, workspace: WorkspaceId) -> bool {
        self.inside.contains_key(&workspace)
    }

    pub(crate) fn role(&self, workspace: WorkspaceId) -> Option<&str> {
        self.inside.get(&workspace)?.as_deref()
    }

    pub(crate) fn enter(&mut self, workspace: WorkspaceId, on: bool) {
        if on {
            self.inside.entry(workspace).or_default();
        } else {
            self.inside.remove(&workspace);
        }
    }

    pub(crate) fn set_role(&mut self, workspace: WorkspaceId, role: Option<String>) {
        self.inside.insert(workspace, role);
    }

    /// The whole set, as it is saved. An open workspace is named only where a role is given in it.
    pub(crate) fn request(&self, is_open: impl Fn(WorkspaceId) -> bool) -> SetWorkspaces {
        let named = self.inside.iter().filter(|(id, role)| role.is_some() || !is_open(**id));
        SetWorkspaces {
            workspaces: named
                .map(|(id, role)| WorkspaceRole { id: id.to_string(), role: role.clone() })
                .collect(),
        }
    }
}

impl InPage {
    /// What another role in a workspace would change; `None` is their own again. Or why the reader may not.
    pub(crate) fn set_workspace_role(
        &self,
        member: MemberId,
        workspace: WorkspaceId,
        role: Option<&str>,
    ) -> Result<Vec<AccessChange>, Denied> {
        let before = self.snapshot();
        let role = match role {
            Some(key) => Some(before.model().role_by_key(key).ok_or(Denied::UnknownRole)?.id),
            None => None,
        };
        let outcome = membership::set_role(before, self.viewer(), workspace, member, role, self.at())?;
        let after = before.with(outcome.changes())?;
        Ok(self.differences(before, &after))
    }

    /// What opening or closing a workspace would change. Or why the reader may not.
    pub(crate) fn set_visibility(
        &self,
        workspace: WorkspaceId,
        visibility: Visibility,
    ) -> Result<Vec<AccessChange>, Denied> {
        let before = self.snapshot();
        let outcome = rules::set_visibility(before, self.viewer(), workspace, visibility, self.at())?;
        let after = before.with(outcome.changes())?;
        Ok(self.differences(before, &after))
    }
}

#[cfg(test)]
mod tests {
    use super::super::in_page::tests::{id, page};
    use super::*;
    use shared::access::Access;

    #[test]
    fn m16_the_whole_set_is_saved_together() {
        let mut set = Membership::default();
        let (open, private): (WorkspaceId, WorkspaceId) = (id("ws", 1), id("ws", 2));
        set.enter(open, true);
        set.enter(private, true);
        set.set_role(private, Some("viewer".to_owned()));
        let sent = set.request(|workspace| workspace == open);
        assert_eq!(sent.workspaces.len(), 1);
        assert_eq!(sent.workspaces[0].role.as_deref(), Some("viewer"));
        set.enter(private, false);
        assert!(!set.is_in(private) && set.request(|workspace| workspace == open).workspaces.is_empty());
        set.set_role(open, Some("viewer".to_owned()));
        assert_eq!(set.role(open), Some("viewer"));
        assert_eq!(set.request(|workspace| workspace == open).workspaces.len(), 1);
    }

    #[test]
    fn r4_an_overriding_role_may_lower_and_implicit_members_are_locked() {
        let page = page();
        let lower = page.set_workspace_role(id("mem", 3), id("ws", 1), Some("viewer")).expect("an admin may");
        assert!(!lower.is_empty() && lower.iter().all(|change| change.after < change.before));
        assert!(lower.iter().any(|change| change.after == Access::View));
        assert_eq!(
            page.set_workspace_role(id("mem", 1), id("ws", 1), Some("viewer")),
            Err(Denied::ImplicitMember)
        );
        assert_eq!(
            page.set_workspace_role(id("mem", 3), id("ws", 1), Some("owner")),
            Err(Denied::NoWorkspaceRole)
        );
    }

    #[test]
    fn z1_closing_a_workspace_says_whom_it_takes_it_from_before_it_is_saved() {
        let page = page();
        let closed = page.set_visibility(id("ws", 1), Visibility::Private).expect("an admin may");
        assert!(!closed.is_empty() && closed.iter().all(|change| change.after == Access::None));
        assert!(closed.iter().all(|change| change.member != Some(id("mem", 1))), "an owner is in every one");
        let people = Spread::of(&closed).people;
        assert!(spread(&closed).starts_with(&format!("For {}: −", count(people, "person", "people"))));
        assert_eq!(page.set_visibility(id("ws", 1), Visibility::Open), Ok(Vec::new()), "as it is");
        assert_eq!(spread(&[]), "Nothing changes in what anybody can do.");
    }
}
