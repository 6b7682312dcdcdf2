//! A member's own grant on a project: the one that its cell of the matrix, the project's page and the form of
//! permissions set. There is one at most for each member and project.

use chrono::{DateTime, Utc};
use shared::access::wire::{AccessChange, PermissionMap};
use shared::access::{
    Access, Denied, Explanation, GrantSource, Principal, Resource, ResourceKind, Source, Via,
};
use shared::ids::{GrantId, MemberId, ProjectId};
use shared::projects::granting::{self, Given};

use super::in_page::InPage;

/// What a member was given on a project beside their role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Direct {
    /// Only what is more than none.
    pub(crate) permissions: PermissionMap,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

impl Direct {
    /// The same with another level over one scope.
    pub(crate) fn with(&self, scope: &str, access: Access) -> Self {
        let mut next = self.clone();
        if access == Access::None {
            next.permissions.remove(scope);
        } else {
            next.permissions.insert(scope.to_owned(), access);
        }
        next
    }

    pub(crate) fn is_none(&self) -> bool {
        self.permissions.is_empty()
    }
}

/// What gives a level, by the kind that a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    Role,
    Workspace,
    Group,
    Grant,
}

impl Origin {
    pub(crate) const ALL: [Self; 4] = [Self::Role, Self::Workspace, Self::Group, Self::Grant];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Workspace => "workspace",
            Self::Group => "group",
            Self::Grant => "grant",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Role => "Role",
            Self::Workspace => "Workspace role",
            Self::Group => "Group",
            Self::Grant => "Direct grant",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.key() == text)
    }

    fn of(source: &Source) -> Self {
        match source.via {
            Via::Role { .. } => Self::Role,
            Via::WorkspaceRole { .. } => Self::Workspace,
            Via::GroupGrant { .. } => Self::Group,
            Via::Grant { .. } => Self::Grant,
        }
    }
}

/// Whether a role alone would suffice comes first: taking the rest away would then change nothing.
pub(crate) fn origin(explanation: &Explanation) -> Option<Origin> {
    explanation.standing().map(Origin::of).min()
}

impl InPage {
    /// What a member was given on a project themselves, until it runs out.
    pub(crate) fn direct(&self, member: MemberId, project: ProjectId) -> Direct {
        let catalog = &self.snapshot().model().catalog;
        let grant = granting::direct(self.snapshot(), Principal::Member(member), project);
        grant.filter(|grant| grant.is_live(self.at())).map_or_else(Direct::default, |grant| Direct {
            permissions: catalog.given(&grant.permissions),
            expires_at: grant.expires_at,
        })
    }

    /// The page as it would be with this in place of what the member was given on the project; or why the
    /// reader may not give it. The server asks the same again.
    pub(crate) fn give(&self, member: MemberId, project: ProjectId, wanted: &Direct) -> Result<Self, Denied> {
        let (before, principal) = (self.snapshot(), Principal::Member(member));
        let permissions =
            before.model().catalog.permissions(&wanted.permissions).map_err(|_| Denied::MisplacedScope)?;
        let changes = if permissions.is_none() {
            match granting::take(before, self.viewer(), principal, project, self.at()) {
                Ok(decision) => decision.changes().to_vec(),
                // Nothing was given, so nothing is taken away.
                Err(Denied::UnknownGrant) => Vec::new(),
                Err(denied) => return Err(denied),
            }
        } else {
            let given = Given {
                permissions,
                expires_at: wanted.expires_at,
                grant: self.unused_grant().ok_or(Denied::Contradiction)?,
                source: self.by_viewer().ok_or(Denied::Contradiction)?,
            };
            granting::give(before, self.viewer(), principal, project, given, self.at())?.changes().to_vec()
        };
        Ok(self.at_snapshot(before.with(&changes)?))
    }

    /// What differs here from the page before.
    pub(crate) fn since(&self, before: &Self) -> Vec<AccessChange> {
        before.differences(before.snapshot(), self.snapshot())
    }

    /// Why a member has what they have over one scope of a project.
    pub(crate) fn reasons(&self, member: MemberId, project: ProjectId, scope: &str) -> Option<Explanation> {
        let scope = self.snapshot().model().catalog.scope(scope)?;
        let on = Resource::Project(project);
        let need = self.snapshot().effective(member, on, self.at()).get(scope).max(Access::View);
        Some(self.snapshot().reasons(member, on, scope, need, self.at()))
    }

    /// Everything that a member holds on a project.
    pub(crate) fn on_project(&self, member: MemberId, project: ProjectId) -> PermissionMap {
        let held = self.snapshot().effective(member, Resource::Project(project), self.at());
        self.snapshot().model().catalog.map(&held, ResourceKind::Project)
    }

    /// An id that no grant of the page has: what is tried in the page is never sent with it.
    fn unused_grant(&self) -> Option<GrantId> {
        self.unused_grants().next()
    }

    /// What is given in the page is given by its reader.
    pub(super) fn by_viewer(&self) -> Option<GrantSource> {
        self.snapshot().member(self.viewer()).map(|viewer| GrantSource::Person(viewer.user))
    }

    /// As many of them as are wanted.
    pub(super) fn unused_grants(&self) -> impl Iterator<Item = GrantId> + '_ {
        let ids = (1u32..).map_while(|n| format!("grt_{n:026}").parse::<GrantId>().ok());
        ids.filter(|id| self.snapshot().grant(*id).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::super::in_page::tests::{id, page};
    use super::*;

    fn given(scope: &str, access: Access) -> Direct {
        Direct::default().with(scope, access)
    }

    #[test]
    fn z7_a_grant_is_tried_before_it_is_sent() {
        let before = page();
        let (viewer, project) = (id("mem", 4), id("prj", 1));
        let after = before.give(viewer, project, &given("content", Access::Full)).expect("an admin may");
        assert_eq!(after.direct(viewer, project), given("content", Access::Full));
        let changes = after.since(&before);
        assert_eq!(changes.len(), 1);
        assert_eq!((changes[0].before, changes[0].after), (Access::View, Access::Full));
        let why = after.reasons(viewer, project, "content").expect("a scope");
        assert_eq!(origin(&why), Some(Origin::Grant));
        let back = after.give(viewer, project, &Direct::default()).expect("taken away again");
        assert!(back.since(&before).is_empty());
    }

    #[test]
    fn z7_what_the_role_gives_already_is_of_the_role() {
        let before = page();
        let (editor, project) = (id("mem", 3), id("prj", 1));
        let after = before.give(editor, project, &given("content", Access::View)).expect("may");
        assert!(after.since(&before).is_empty(), "a grant only adds");
        assert_eq!(origin(&after.reasons(editor, project, "content").expect("a scope")), Some(Origin::Role));
    }

    #[test]
    fn z7_a_reader_without_the_right_is_refused_in_the_page() {
        let page = page().seen_by(id("mem", 3));
        assert_eq!(
            page.give(id("mem", 4), id("prj", 1), &given("content", Access::Full)).err(),
            Some(Denied::PermissionDenied)
        );
    }

    #[test]
    fn a_scope_taken_off_leaves_the_others() {
        let both = given("content", Access::Full).with("comments", Access::View);
        assert_eq!(both.with("content", Access::None), given("comments", Access::View));
        assert!(given("content", Access::View).with("content", Access::None).is_none());
    }
}
