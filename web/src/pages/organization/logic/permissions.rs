//! The form of somebody's permissions: role, scopes, projects and an end, saved as one. What each level in it
//! may be, and what the whole would do, is computed in the page; the server decides.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::access::wire::{PatternBody, PermissionMap};
use shared::access::{
    Access, Change, CoreScope, Denied, Permissions, Principal, Reach, Resource, ResourceKind,
};
use shared::ids::{MemberId, ProjectId, WorkspaceId};
use shared::members::edit::{self, Edit, Granting};
use shared::members::wire::{EditMember, MemberDetail, ProjectPermissions};

use super::cells::given;
use super::effect::level;
use super::in_page::InPage;

/// What the form holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// A role's key.
    pub(crate) role: String,
    /// Given on the organization beside the role.
    pub(crate) given: PermissionMap,
    /// Set: the role counts in these projects alone.
    pub(crate) restrict_to: Option<BTreeSet<String>>,
    /// Given on single projects, by id.
    pub(crate) projects: BTreeMap<String, PermissionMap>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

impl Form {
    pub(crate) fn of(detail: &MemberDetail) -> Self {
        let projects = detail.projects.iter();
        Self {
            role: detail.member.role.key.clone(),
            given: given(&detail.permissions),
            restrict_to: (detail.restrict_to.as_ref())
                .map(|list| list.iter().map(|one| one.id.clone()).collect()),
            projects: projects.map(|one| (one.id.to_string(), given(&one.permissions))).collect(),
            expires_at: detail.member.expires_at,
        }
    }

    /// What is otherwise than before; `None` where nothing is. What was left alone is not sent.
    pub(crate) fn changes(&self, before: &Self) -> Option<EditMember> {
        let edit = EditMember {
            role: (self.role != before.role).then(|| self.role.clone()),
            permissions: (self.given != before.given).then(|| self.given.clone()),
            restrict_to: (self.restrict_to != before.restrict_to)
                .then(|| self.restrict_to.as_ref().map(|list| list.iter().cloned().collect())),
            projects: (self.projects != before.projects).then(|| {
                let projects = self.projects.iter();
                projects
                    .map(|(id, permissions)| ProjectPermissions {
                        id: id.clone(),
                        permissions: permissions.clone(),
                    })
                    .collect()
            }),
            expires_at: (self.expires_at != before.expires_at).then_some(self.expires_at),
        };
        (edit != EditMember::default()).then_some(edit)
    }

    /// The same with another role: one that reaches everything, or no place at all, takes nothing besides.
    pub(crate) fn with_role(&self, key: &str, page: &InPage) -> Self {
        let role = page.snapshot().model().role_by_key(key);
        match role.map(|role| role.reach) {
            Some(Reach::Everything | Reach::Shared) => {
                Self { role: key.to_owned(), expires_at: self.expires_at, ..Self::default() }
            }
            Some(Reach::Granted) | None => Self { role: key.to_owned(), ..self.clone() },
        }
    }

    /// Gives another level over one scope of the organization.
    pub(crate) fn set(&mut self, scope: &str, access: Access) {
        put(&mut self.given, scope, access);
    }

    /// Gives another level over one scope of a project.
    pub(crate) fn set_on(&mut self, project: &str, scope: &str, access: Access) {
        let on = self.projects.entry(project.to_owned()).or_default();
        put(on, scope, access);
        if on.is_empty() {
            self.projects.remove(project);
        }
    }

    /// Takes a project into the list, or off it: its own scopes go with it.
    pub(crate) fn list(&mut self, project: &str, on: bool) {
        let list = self.restrict_to.get_or_insert_default();
        if on {
            list.insert(project.to_owned());
        } else {
            list.remove(project);
            self.projects.remove(project);
        }
    }

    /// Fills the form in after a pattern: its scopes, in the projects that are listed or given already.
    pub(crate) fn fill(&mut self, pattern: &PatternBody) {
        self.given = given(&pattern.permissions);
        let chosen: BTreeSet<String> =
            self.restrict_to.iter().flatten().chain(self.projects.keys()).cloned().collect();
        let on_each = given(&pattern.on_projects);
        self.projects = chosen.iter().map(|project| (project.clone(), on_each.clone())).collect();
        self.projects.retain(|_, permissions| !permissions.is_empty());
        self.restrict_to = Some(chosen);
    }
}

fn put(map: &mut PermissionMap, scope: &str, access: Access) {
    if access == Access::None {
        map.remove(scope);
    } else {
        map.insert(scope.to_owned(), access);
    }
}

/// Between what a level in the form may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// What they have without what is given here.
    floor: PermissionMap,
    /// The most that their role and seat ever reach.
    ceiling: PermissionMap,
    /// What the reader holds there.
    held: PermissionMap,
    /// The role's name.
    by: String,
}

impl Bounds {
    fn at(map: &PermissionMap, scope: &str) -> Access {
        map.get(scope).copied().unwrap_or_default()
    }

    /// The level that stands, with this much given.
    pub(crate) fn stands(&self, scope: &str, given: Access) -> Access {
        Self::at(&self.floor, scope).max(given.min(Self::at(&self.ceiling, scope)))
    }

    /// What has to be given for a level to stand: nothing where they have it anyway.
    pub(crate) fn to_give(&self, scope: &str, level: Access) -> Access {
        if level <= Self::at(&self.floor, scope) { Access::None } else { level }
    }

    /// Why each level cannot be chosen, of those that cannot; `given` is what is given now.
    pub(crate) fn refused(&self, scope: &str, given: Access) -> [Option<String>; 3] {
        let (floor, ceiling, held) =
            (Self::at(&self.floor, scope), Self::at(&self.ceiling, scope), Self::at(&self.held, scope));
        Access::ALL.map(|wanted| {
            if wanted < floor {
                Some(format!("{} gives {} already.", self.by, level(floor)))
            } else if wanted > ceiling.max(floor) {
                Some(format!("{} never goes past {}.", self.by, level(ceiling)))
            } else if wanted != self.stands(scope, given)
                && (given > held || self.to_give(scope, wanted) > held)
            {
                Some("You cannot give or take what you do not have.".to_owned())
            } else {
                None
            }
        })
    }

    /// Whether what is given raises them above what they have anyway.
    pub(crate) fn adds(&self, scope: &str, given: Access) -> bool {
        self.stands(scope, given) > Self::at(&self.floor, scope)
    }
}

impl InPage {
    /// The page with the form saved, or why that is refused.
    pub(crate) fn saved(&self, member: MemberId, form: &Form) -> Result<Self, Denied> {
        let before = self.snapshot();
        let project = |id: &String| id.parse::<ProjectId>().map_err(|_| Denied::UnknownProject);
        let projects = form.projects.iter().map(|(id, given)| Ok((project(id)?, self.read(given)?)));
        let listed = form.restrict_to.as_ref().map(|list| list.iter().map(project).collect());
        let edit = Edit {
            role: Some(before.model().role_by_key(&form.role).ok_or(Denied::UnknownRole)?.id),
            permissions: Some(self.read(&form.given)?),
            restrict_to: Some(listed.transpose()?),
            projects: Some(projects.collect::<Result<_, Denied>>()?),
            expires_at: Some(form.expires_at),
        };
        let mut next = self.unused_grants();
        let first = next.next().ok_or(Denied::Contradiction)?;
        let mut grant_id = || next.next().unwrap_or(first);
        let granting =
            Granting { grant_id: &mut grant_id, source: self.by_viewer().ok_or(Denied::Contradiction)? };
        let outcome = edit::edit(before, self.viewer(), member, &edit, granting, self.at())?;
        Ok(self.at_snapshot(before.with(outcome.changes())?))
    }

    /// Between what the levels of the form are, on the organization or a project.
    pub(crate) fn bounds(&self, member: MemberId, form: &Form, on: Resource) -> Bounds {
        let model = self.snapshot().model();
        let kind = on.kind();
        let map = |permissions: Permissions| model.catalog.map(&permissions, kind);
        let Ok(bare) = self.bare(member, form) else { return Bounds::default() };
        let organization = bare.snapshot().role_of(member);
        let here = bare.snapshot().role_at(member, on).or(organization);
        let ceiling = organization.zip(here).map(|(role, here)| role.seat_ceiling().meet(here.ceiling));
        Bounds {
            floor: map(bare.snapshot().effective(member, on, self.at())),
            ceiling: map(ceiling.unwrap_or_default()),
            held: map(self.snapshot().effective(self.viewer(), on, self.at())),
            by: here.map_or_else(|| "The role".to_owned(), |role| role.name.clone()),
        }
    }

    /// The same for somebody who is invited with this role.
    pub(crate) fn bounds_of_role(&self, key: &str, on: Resource) -> Bounds {
        let model = self.snapshot().model();
        let Some(role) = model.role_by_key(key) else { return Bounds::default() };
        let map = |permissions: Permissions| model.catalog.map(&permissions, on.kind());
        Bounds {
            floor: map(role.baseline),
            ceiling: map(role.seat_ceiling().meet(role.ceiling)),
            held: map(self.snapshot().effective(self.viewer(), on, self.at())),
            by: role.name.clone(),
        }
    }

    /// The same on one place alone: only what was given to them there is set aside.
    pub(crate) fn bounds_here(&self, member: MemberId, form: &Form, on: Resource) -> Bounds {
        let bounds = self.bounds(member, form, on);
        let own = self
            .snapshot()
            .granted(Principal::Member(member), on)
            .map(|grant| Change::GrantRemoved(grant.id));
        let changes: Vec<Change> = own.collect();
        let Ok(bare) = self.snapshot().with(&changes) else { return bounds };
        let floor = self.snapshot().model().catalog.map(&bare.effective(member, on, self.at()), on.kind());
        Bounds { floor, ..bounds }
    }

    fn read(&self, permissions: &PermissionMap) -> Result<Permissions, Denied> {
        self.snapshot().model().catalog.permissions(permissions).map_err(|_| Denied::MisplacedScope)
    }

    /// The facts with the form's role, list and end and nothing given to them alone, whoever may say them.
    fn bare(&self, member: MemberId, form: &Form) -> Result<Self, Denied> {
        let before = self.snapshot();
        let present = before.member(member).ok_or(Denied::UnknownMember)?;
        let role = before.model().role_by_key(&form.role).ok_or(Denied::UnknownRole)?;
        let own = before.grants_to(Principal::Member(member));
        let mut changes: Vec<Change> = own
            .filter(|grant| is_of_the_form(grant.resource))
            .map(|grant| Change::GrantRemoved(grant.id))
            .collect();
        if present.role != role.id {
            changes.push(Change::RoleChanged { member, role: role.id });
        }
        self.at_snapshot(before.with(&changes)?).restricted(member, role.reach, form)
    }

    /// One list for every workspace that they are in, or none in any.
    fn restricted(&self, member: MemberId, reach: Reach, form: &Form) -> Result<Self, Denied> {
        let now = self.snapshot();
        let mut changes: Vec<Change> = (now.restrictions_of(member))
            .map(|(workspace, _)| Change::RestrictionLifted { member, workspace })
            .collect();
        let list = form.restrict_to.as_ref().filter(|_| reach == Reach::Granted);
        if let Some(list) = list {
            let inside = now.workspaces().map(|(workspace, _)| workspace);
            let mut lists: BTreeMap<WorkspaceId, BTreeSet<ProjectId>> = inside
                .filter(|workspace| now.is_in(member, *workspace))
                .map(|workspace| (workspace, BTreeSet::new()))
                .collect();
            for project in list.iter().filter_map(|id| id.parse::<ProjectId>().ok()) {
                let workspace = now.workspace_of(project).ok_or(Denied::UnknownProject)?;
                if let Some(listed) = lists.get_mut(&workspace) {
                    listed.insert(project);
                }
            }
            changes.extend(lists.into_iter().map(|(workspace, projects)| Change::Restricted {
                member,
                workspace,
                projects,
            }));
        }
        Ok(self.at_snapshot(now.with(&changes)?))
    }
}

const fn is_of_the_form(on: Resource) -> bool {
    match on {
        Resource::Organization | Resource::Project(_) => true,
        Resource::Workspace(_) | Resource::Item(_) => false,
    }
}

/// The scopes of the organization that a form gives: ownership moves by transfer alone.
pub(crate) fn is_given(scope: &shared::access::wire::ScopeBody, kind: ResourceKind) -> bool {
    let wanted = match kind {
        ResourceKind::Organization => "organization",
        ResourceKind::Workspace => "workspace",
        ResourceKind::Project | ResourceKind::Item => "project",
    };
    scope.kind == wanted && scope.key != CoreScope::Ownership.key()
}

#[cfg(test)]
mod tests {
    use super::super::in_page::tests::{id, page};
    use super::*;

    fn form(role: &str) -> Form {
        Form { role: role.to_owned(), ..Form::default() }
    }

    fn project(n: u32) -> String {
        id::<ProjectId>("prj", n).to_string()
    }

    #[test]
    fn m13_only_what_was_changed_is_sent_and_nothing_where_nothing_was() {
        let before = form("viewer");
        assert_eq!(before.clone().changes(&before), None);
        let mut after = before.clone();
        after.set("billing", Access::View);
        let edit = after.changes(&before).expect("something");
        assert_eq!(edit.permissions, Some([("billing".to_owned(), Access::View)].into()));
        assert_eq!((edit.role, edit.projects, edit.restrict_to), (None, None, None));
        after.set("billing", Access::None);
        assert_eq!(after.changes(&before), None);
    }

    #[test]
    fn m13_taking_a_project_off_the_list_closes_its_scopes() {
        let mut form = form("viewer");
        form.list(&project(1), true);
        form.set_on(&project(1), "content", Access::Full);
        form.list(&project(1), false);
        assert_eq!(form.restrict_to, Some(BTreeSet::new()));
        assert!(form.projects.is_empty());
    }

    #[test]
    fn r9_a_pattern_fills_the_form_in_the_projects_that_are_chosen() {
        let pattern = PatternBody {
            key: "client_reviewer".into(),
            name: "Client reviewer".into(),
            description: String::new(),
            permissions: PermissionMap::new(),
            on_projects: [("reporting".to_owned(), Access::View)].into(),
        };
        let mut form = form("viewer");
        form.set("members", Access::Full);
        form.list(&project(1), true);
        form.fill(&pattern);
        assert!(form.given.is_empty());
        assert_eq!(form.projects[&project(1)], [("reporting".to_owned(), Access::View)].into());
        assert_eq!(form.restrict_to, Some(BTreeSet::from([project(1)])));
    }

    #[test]
    fn m13_the_form_knows_what_it_would_do() {
        let page = page();
        let mut form = form("viewer");
        form.list(&project(1), true);
        form.set_on(&project(1), "content", Access::Full);
        let after = page.saved(id("mem", 4), &form).expect("an admin may");
        let changes = after.since(&page);
        let on = |n: u32| changes.iter().filter(move |change| change.resource.id == project(n));
        assert_eq!(on(1).count(), 1, "content of the listed one");
        assert!(on(2).count() > 1 && on(2).all(|change| change.after == Access::None));
        let refused = |member, role: &str| {
            page.saved(id("mem", member), &Form { role: role.into(), ..Form::default() }).err()
        };
        assert_eq!(refused(1, "owner"), Some(Denied::OwnerProtected));
        assert_eq!(refused(4, "owner"), Some(Denied::MayNotGrant));
    }

    #[test]
    fn m13_levels_below_the_role_and_above_what_one_holds_say_why_not() {
        let page = page();
        let bounds = page.bounds(id("mem", 4), &form("viewer"), Resource::Organization);
        assert_eq!(bounds.stands("members", Access::None), Access::View);
        let [none, view, full] = bounds.refused("members", Access::None);
        assert_eq!(none.as_deref(), Some("Viewer gives View already."));
        assert_eq!((view, full), (None, None));
        let [.., full] = page
            .seen_by(id("mem", 3))
            .bounds(id("mem", 4), &form("viewer"), Resource::Organization)
            .refused("billing", Access::None);
        assert_eq!(full.as_deref(), Some("You cannot give or take what you do not have."));
        assert!(bounds.adds("billing", Access::View) && !bounds.adds("members", Access::View));
        assert_eq!(bounds.to_give("members", Access::View), Access::None);
    }
}
