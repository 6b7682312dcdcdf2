//! The model in the page: what a change would do and whether the viewer may make it, by the same functions
//! that the server decides with. The server is asked again before anything is saved.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::wire::{AccessChange, PermissionMap, ResourceRef, SnapshotBody};
use shared::access::{
    Access, Change, Denied, Explanation, Grant, Model, Names, Reach, Resource, Role, Snapshot, diff,
};
use shared::groups::rules as groups;
use shared::ids::{GroupId, MemberId};
use shared::members::{ownership, rules};
use shared::roles::rules as roles;

use super::words::article;
use crate::seen::Seen;

/// What could be done to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// To the role with this key.
    ChangeRole(String),
    Deactivate,
    Activate,
    Remove,
    Leave,
    /// To the owner's role, by the owner.
    HandOn,
}

/// The slice of the organization that the page was given.
#[derive(Debug, Clone)]
pub(crate) struct InPage {
    snapshot: Snapshot,
    at: DateTime<Utc>,
    viewer: MemberId,
}

impl InPage {
    /// `None` where the rows make no sense with this model: the page then shows no preview of its own and
    /// leaves every decision to the server.
    pub(crate) fn new(body: SnapshotBody, model: Arc<Model>, viewer: MemberId) -> Option<Self> {
        let snapshot = Snapshot::from_facts(model, body.facts).ok()?;
        Some(Self { snapshot, at: body.at, viewer })
    }

    /// The page of somebody through whose eyes the app is seen.
    pub(crate) fn of(seen: &Seen) -> Self {
        Self { snapshot: seen.snapshot().clone(), at: seen.at(), viewer: seen.member() }
    }

    /// The version of the organization that it is of.
    pub(crate) fn version(&self) -> u64 {
        self.snapshot.version()
    }

    /// The facts that the page was given.
    pub(super) const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The server's clock when it gave them.
    pub(super) const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who reads the page.
    pub(super) const fn viewer(&self) -> MemberId {
        self.viewer
    }

    /// The same page with other facts.
    pub(super) fn at_snapshot(&self, snapshot: Snapshot) -> Self {
        Self { snapshot, at: self.at, viewer: self.viewer }
    }

    /// The names of the roles; a page adds those of its places.
    pub(crate) fn names(&self) -> Names {
        Names::of(self.snapshot.model())
    }

    /// What the act would change, or why the viewer may not do it.
    pub(crate) fn attempt(&self, target: MemberId, act: &Act) -> Result<Vec<AccessChange>, Denied> {
        let (before, at, viewer) = (&self.snapshot, self.at, self.viewer);
        let changes = match act {
            Act::ChangeRole(key) => {
                let role = before.model().role_by_key(key).ok_or(Denied::UnknownRole)?.id;
                rules::change_role(before, viewer, target, role, at)?.changes().to_vec()
            }
            Act::Deactivate => rules::deactivate(before, viewer, target, at)?.changes().to_vec(),
            Act::Activate => rules::activate(before, viewer, target, at)?.changes().to_vec(),
            Act::Remove => rules::remove(before, viewer, target, at)?.changes().to_vec(),
            Act::Leave => rules::leave(before, target, at)?.changes().to_vec(),
            Act::HandOn => ownership::transfer(before, viewer, target, at)?.changes().to_vec(),
        };
        let after = before.with(&changes)?;
        Ok(self.differences(before, &after))
    }

    /// The page as it would be with a deactivated member back; `None` where the viewer could not bring them back.
    pub(crate) fn with_back(&self, target: MemberId) -> Option<Self> {
        let changes = rules::activate(&self.snapshot, self.viewer, target, self.at).ok()?.changes().to_vec();
        Some(Self { snapshot: self.snapshot.with(&changes).ok()?, ..self.clone() })
    }

    /// How many permissions a deactivated member would have again on a return; `None` where that cannot be told here.
    pub(crate) fn kept(&self, target: MemberId) -> Option<u64> {
        self.attempt(target, &Act::Activate).ok().map(|changes| changes.len() as u64)
    }

    /// Whether the viewer may propose another address to somebody.
    pub(crate) fn may_propose_email(&self, target: MemberId) -> Result<(), Denied> {
        rules::may_propose_email(&self.snapshot, self.viewer, target, self.at)
    }

    /// What somebody holds on the organization, of every kind of scope: the bound of what they may give there.
    pub(crate) fn held(&self, scope: &str) -> Access {
        let catalog = &self.snapshot.model().catalog;
        let held = self.snapshot.effective(self.viewer, Resource::Organization, self.at);
        catalog.scope(scope).map_or(Access::None, |scope| held.get(scope))
    }

    /// How far the viewer's own role reaches.
    pub(crate) fn reach(&self) -> Reach {
        self.snapshot.role_of(self.viewer).map_or(Reach::Shared, |role| role.reach)
    }

    /// The model, with the organization's own roles.
    pub(crate) fn model(&self) -> &Arc<Model> {
        self.snapshot.model()
    }

    /// What another form of one of the organization's own roles would change for those who have it, or a role
    /// that does not exist yet, which changes nothing.
    pub(crate) fn reshape(&self, role: Role) -> Result<Vec<AccessChange>, Denied> {
        let before = &self.snapshot;
        let changes = match before.model().role(role.id) {
            Some(_) => roles::edit(before, self.viewer, role, self.at)?.changes().to_vec(),
            None => roles::create(before, self.viewer, role, self.at)?.changes().to_vec(),
        };
        Ok(self.differences(before, &before.with(&changes)?))
    }

    /// Whether a member is in a group.
    pub(crate) fn is_in_group(&self, member: MemberId, group: GroupId) -> bool {
        self.snapshot.groups_of(member).any(|one| one == group)
    }

    /// What putting these members into a group, or taking them out, would change.
    pub(crate) fn regroup(
        &self,
        group: GroupId,
        members: &[MemberId],
        into: bool,
    ) -> Result<Vec<AccessChange>, Denied> {
        // One by one, as the server makes them: each may be refused.
        let mut after = self.snapshot.clone();
        for member in members {
            let one = match into {
                true => groups::add(&after, self.viewer, group, *member, self.at)?,
                false => groups::remove(&after, self.viewer, group, *member, self.at)?,
            };
            after = after.with(one.changes())?;
        }
        Ok(self.differences(&self.snapshot, &after))
    }

    /// The same page with what a group gives in it: a slice holds the groups of its members alone.
    pub(crate) fn with_group(&self, group: GroupId, grants: Vec<Grant>) -> Self {
        let mut snapshot = self.snapshot.clone();
        let mut changes = Vec::new();
        if !snapshot.has_group(group) {
            changes.push(Change::GroupAdded { group });
        }
        let grants = grants
            .into_iter()
            .filter(|grant| self.snapshot.grant(grant.id).is_none() && self.snapshot.has(grant.resource));
        changes.extend(grants.map(Change::GrantAdded));
        if let Ok(with) = snapshot.with(&changes) {
            snapshot = with;
        }
        Self { snapshot, ..self.clone() }
    }

    /// Why what a group gives on a place does not reach one of its members whole; `None` where it does.
    pub(crate) fn cut(&self, member: MemberId, on: Resource, permissions: &PermissionMap) -> Option<String> {
        let model = self.snapshot.model();
        let given = model.catalog.permissions(permissions).ok()?;
        let role = self.snapshot.role_of(member)?;
        let here = self.snapshot.role_at(member, on)?;
        if role.reach == Reach::Shared {
            return Some(format!("as {}, only what is shared with them counts", article(&role.name)));
        }
        let reachable = role.seat_ceiling().meet(here.ceiling);
        (!given.within(reachable)).then(|| match given.within(role.seat_ceiling()) {
            true => format!("{} has a ceiling below it", here.name),
            false => format!("the free seat of {} has a ceiling below it", role.name),
        })
    }

    pub(super) fn differences(&self, before: &Snapshot, after: &Snapshot) -> Vec<AccessChange> {
        let catalog = &before.model().catalog;
        diff(before, after, self.at)
            .into_iter()
            .map(|one| AccessChange {
                member: Some(one.member),
                resource: reference(one.resource, before),
                scope: catalog.key(one.scope).to_owned(),
                before: one.before,
                after: one.after,
            })
            .collect()
    }

    /// Whether a member has at least `need` over a scope of a resource, with everything that it rests on.
    pub(crate) fn ask(
        &self,
        member: MemberId,
        on: Resource,
        scope: &str,
        need: Access,
    ) -> Option<Explanation> {
        let scope = self.snapshot.model().catalog.scope(scope)?;
        Some(self.snapshot.explain_need(member, on, scope, need, self.at))
    }
}

fn reference(resource: Resource, of: &Snapshot) -> ResourceRef {
    let (kind, id) = match resource {
        Resource::Organization => ("organization", of.organization().to_string()),
        Resource::Workspace(id) => ("workspace", id.to_string()),
        Resource::Project(id) => ("project", id.to_string()),
        Resource::Item(id) => {
            let item = of.item(id);
            let kind = item.map_or_else(|| "item".to_owned(), |item| item.kind.clone());
            return ResourceRef { kind, id: item.map_or_else(String::new, |item| item.key.clone()) };
        }
    };
    ResourceRef { kind: kind.to_owned(), id }
}

/// Why an act is refused, beside the control that is disabled for it.
pub(crate) const fn why_not(denied: Denied) -> &'static str {
    match denied {
        Denied::PermissionDenied => "This needs Full on Members.",
        Denied::MayNotGrant => "You cannot give or take what you do not have.",
        Denied::OwnerProtected => "The owner cannot be changed this way.",
        Denied::UseOwnershipTransfer => "Ownership only moves by transfer.",
        Denied::UseLeave => "This is you. Leave instead.",
        Denied::HeirNotAdmin => "Only an active admin can become the owner.",
        Denied::NoOwnership => "Nobody owns this organization.",
        Denied::LastAdmin => "Somebody has to remain an admin.",
        Denied::LastWorkspace => "An organization keeps one workspace.",
        Denied::ImplicitMember => "This role is in every workspace.",
        Denied::AboveCeiling => "More than this role can ever reach.",
        Denied::ReachShared => "A guest only gets single items.",
        Denied::MisplacedScope => "This cannot be given there.",
        Denied::NotInWorkspace => "They would not be in that workspace.",
        Denied::AlreadyMember => "Already a member.",
        Denied::MemberDeactivated => "Deactivated. Activate them first.",
        Denied::SenderMayNot => "The sender may no longer give this.",
        Denied::MembershipDeactivated => "This membership is deactivated.",
        Denied::NeedsInvitation => "Somebody who was here before needs an invitation.",
        Denied::LinkSetterMayNot => "Whoever set the link may no longer give this.",
        Denied::NotForWalkIns => "This role does not go to whoever holds a link.",
        Denied::UnknownMember => "No longer a member.",
        Denied::UnknownRole => "There is no such role.",
        Denied::BuiltInRole => "This role comes with the model.",
        Denied::RoleInUse => "Somebody has this role: choose a replacement.",
        Denied::FlawedRole => "These permissions, ceiling, seat and reach do not go together.",
        Denied::RoleTaken => "Another role has this key.",
        Denied::NoWorkspaceRole => "A workspace cannot give this role.",
        Denied::WorkspaceOpen => "Everybody is in an open workspace.",
        Denied::SingleWorkspace => "An organization of this kind has one workspace.",
        Denied::GuestConversion => "Only support turns a member into a guest.",
        Denied::AlreadyOver | Denied::AccessOver => "This moment has passed.",
        Denied::ItemElsewhere => "The item is shared in another project.",
        Denied::UndoExpired => "A change is undone for ten minutes.",
        Denied::UndoConflict => "Something of it has changed since.",
        Denied::RestoreConflict => "Something that was in it does not fit with what there is now.",
        Denied::UndoImpossible => "This is not undone.",
        Denied::NoGuests => "This organization has no guests.",
        Denied::UnknownWorkspace
        | Denied::UnknownProject
        | Denied::UnknownGroup
        | Denied::UnknownItem
        | Denied::UnknownGrant
        | Denied::Contradiction => "Somebody changed this meanwhile.",
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use shared::access::{
        CoreScope, Facts, GrantSource, Member, Principal, ProjectFact, Status, Visibility, WorkspaceFact,
    };
    use shared::ids::{OrganizationId, RoleId};

    impl InPage {
        /// The same facts in another reader's page.
        pub(in super::super) fn seen_by(self, viewer: MemberId) -> Self {
            Self { viewer, ..self }
        }
    }

    pub(in super::super) fn id<T: std::str::FromStr>(prefix: &str, n: u32) -> T
    where
        T::Err: std::fmt::Debug,
    {
        format!("{prefix}_{n:026}").parse().expect("an id")
    }

    /// An organization of four, read by its admin: an owner, the admin, an editor and a viewer, with two projects
    /// in an open workspace.
    pub(in super::super) fn page() -> InPage {
        let model = Model::by_key("studio").expect("the preset");
        let mut facts = Facts::empty(id::<OrganizationId>("org", 1));
        for (n, role) in [(1, "owner"), (2, "admin"), (3, "editor"), (4, "viewer")] {
            facts.members.push(Member {
                id: id("mem", n),
                user: id("usr", n),
                role: model.role_by_key(role).expect("a role").id,
                status: Status::Active,
                expires_at: None,
            });
        }
        facts.workspaces.push(WorkspaceFact { id: id("ws", 1), visibility: Visibility::Open });
        for n in [1, 2] {
            facts.projects.push(ProjectFact { id: id("prj", n), workspace: id("ws", 1) });
        }
        let at = "2026-06-12T12:00:00Z".parse().expect("a time");
        let body = SnapshotBody { version: 1, at, access_model: "studio".to_owned(), facts };
        InPage::new(body, Arc::clone(model), id("mem", 2)).expect("a snapshot")
    }

    #[test]
    fn z1_the_page_knows_what_a_change_does_before_it_is_asked_for() {
        let page = page();
        let changes = page.attempt(id("mem", 3), &Act::ChangeRole("viewer".to_owned())).expect("allowed");
        assert!(!changes.is_empty());
        assert!(changes.iter().all(|change| change.after < change.before));
        assert_eq!(page.attempt(id("mem", 3), &Act::ChangeRole("editor".to_owned())), Ok(Vec::new()));
    }

    #[test]
    fn r5_the_page_knows_whom_another_form_of_a_role_changes() {
        let page = page();
        let viewer = Model::studio().role_by_key("viewer").expect("built in").clone();
        let own: RoleId = id("rol", 7);
        let role = Role { id: own, key: "analyst".to_owned(), built_in: false, ..viewer };
        assert_eq!(page.reshape(role.clone()), Ok(Vec::new()), "nobody has it yet");
        let with = [Change::RoleAdded(role.clone()), Change::RoleChanged { member: id("mem", 3), role: own }];
        let page = InPage { snapshot: page.snapshot.with(&with).expect("a role"), ..page };
        let less = Role { baseline: role.baseline.with(CoreScope::Content, Access::None), ..role.clone() };
        let changes = page.reshape(less).expect("allowed");
        assert!(!changes.is_empty() && changes.iter().all(|change| change.scope == "content"));
        // An admin does not hold ownership, and gives nobody what reaches it.
        let more = Role { baseline: role.baseline.with(CoreScope::Ownership, Access::View), ..role };
        assert!(page.reshape(more).is_err());
        assert_eq!((page.held("ownership"), page.held("billing")), (Access::None, Access::Full));
    }

    #[test]
    fn g1_the_page_knows_what_a_group_gives_to_whoever_comes_in() {
        let page = page();
        let group: GroupId = id("grp", 1);
        let admin = Model::studio().project_role("admin").expect("a bundle").permissions;
        let grant = Grant {
            id: id("grt", 1),
            principal: Principal::Group(group),
            resource: Resource::Project(id("prj", 1)),
            permissions: admin,
            expires_at: None,
            source: GrantSource::Provisioning,
        };
        let page = page.with_group(group, vec![grant]);
        let gained = page.regroup(group, &[id("mem", 3)], true).expect("allowed");
        assert!(!gained.is_empty() && gained.iter().all(|change| change.after > change.before));
        assert!(!page.is_in_group(id("mem", 3), group));
        assert_eq!(page.regroup(group, &[id("mem", 3)], false), Ok(Vec::new()), "they are not in it");
        let on = Resource::Project(id("prj", 1));
        assert_eq!(page.cut(id("mem", 3), on, &Model::studio().catalog.given(&admin)), None);
    }

    #[test]
    fn m5_the_page_refuses_what_the_server_would() {
        let page = page();
        assert_eq!(page.attempt(id("mem", 1), &Act::Remove), Err(Denied::OwnerProtected));
        assert_eq!(page.attempt(id("mem", 2), &Act::Remove), Err(Denied::UseLeave));
        assert!(page.attempt(id("mem", 3), &Act::ChangeRole("owner".to_owned())).is_err());
        assert!(page.attempt(id("mem", 2), &Act::Leave).is_ok());
    }

    #[test]
    fn z2_a_question_is_answered_with_its_reason() {
        let page = page();
        let names = page.names();
        let yes =
            page.ask(id("mem", 3), Resource::Project(id("prj", 1)), "content", Access::Full).expect("known");
        assert!(yes.is_allowed());
        assert_eq!(yes.sentence(&names), "Editor gives full here.");
        let no = page.ask(id("mem", 3), Resource::Organization, "billing", Access::View).expect("known");
        assert!(!no.is_allowed());
        assert_eq!(no.sentence(&names), "No role, grant or group gives view here.");
    }
}
