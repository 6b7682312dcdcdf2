//! Calls made of numbers: every rule there is, by anybody, on anything.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use shared::access::{
    Change, Decision, Denied, GrantSource, ItemFact, Outcome, Permissions, Principal, Resource, Role,
    Snapshot, Visibility,
};
use shared::groups::rules as groups;
use shared::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId, WorkspaceId};
use shared::invitations::rules::{self as invitations, Newcomer, Offer};
use shared::members::edit::{Edit, Granting, edit, set_workspaces};
use shared::projects::granting::{self, Given};
use shared::roles::rules as roles;
use shared::shares::rules::{self as shares, Sharing};
use shared::shares::wire::ShareAccess;
use shared::workspaces::membership;
use shared::{members::rules as members, projects::rules as projects, workspaces::rules as workspaces};

use super::generate::{role_numbers, scopes};
use super::names::{grant, group, item, member, now, own_role, project, user, workspace};
use super::world::{RoleNumbers, ScopeNumbers, expiry, grantable, name, role, role_fact};

/// The numbers of one call.
#[derive(Debug, Clone)]
pub struct Call {
    what: u8,
    actor: u8,
    target: u8,
    role: u8,
    place: u8,
    project: u8,
    permissions: Vec<ScopeNumbers>,
    own_role: RoleNumbers,
}

prop_compose! {
    pub fn call()(
        what in any::<u8>(), (actor, target) in any::<(u8, u8)>(), role in any::<u8>(),
        place in any::<u8>(), project in any::<u8>(), permissions in scopes(3), own_role in role_numbers(),
    ) -> Call {
        Call { what, actor, target, role, place, project, permissions, own_role }
    }
}

fn pick<T: Copy>(from: &[T], number: u8) -> Option<T> {
    if from.is_empty() { None } else { from.get(usize::from(number) % from.len()).copied() }
}

fn of_outcome(outcome: Outcome) -> Vec<Change> {
    outcome.changes().to_vec()
}

fn of_decision(decision: Decision) -> Vec<Change> {
    decision.changes().to_vec()
}

/// What there is to call about.
struct There {
    members: Vec<MemberId>,
    workspaces: Vec<WorkspaceId>,
    projects: Vec<ProjectId>,
    groups: Vec<GroupId>,
    own_roles: Vec<RoleId>,
}

impl There {
    fn is(snapshot: &Snapshot) -> Self {
        Self {
            members: snapshot.members().map(|row| row.id).collect(),
            workspaces: snapshot.workspaces().map(|(id, _)| id).collect(),
            projects: snapshot.projects().map(|(id, _)| id).collect(),
            groups: snapshot.groups().collect(),
            own_roles: snapshot.model().own_roles().map(|role| role.id).collect(),
        }
    }
}

impl Call {
    /// How many kinds of calls there are.
    pub const KINDS: u8 = 27;

    pub fn kind(&self) -> u8 {
        self.what % Self::KINDS
    }

    /// Who calls, and what a rule makes of it; `number` names what is new. `None` where there is nothing to
    /// call about.
    pub fn decide(
        &self,
        snapshot: &Snapshot,
        number: usize,
    ) -> Option<(MemberId, Result<Vec<Change>, Denied>)> {
        let there = There::is(snapshot);
        let actor = pick(&there.members, self.actor)?;
        let target = pick(&there.members, self.target)?;
        let model = snapshot.model();
        // The owner's role too: it has to be refused.
        let role = model.roles[usize::from(self.role) % model.roles.len()].id;
        let (fresh, at) = (name('n', number), now());
        let even = self.role.is_multiple_of(2);
        let changes = match self.kind() {
            0 => members::change_role(snapshot, actor, target, role, at).map(of_outcome),
            1 => members::deactivate(snapshot, actor, target, at).map(of_outcome),
            2 => members::activate(snapshot, actor, target, at).map(of_outcome),
            3 => members::remove(snapshot, actor, target, at).map(of_decision),
            4 => members::leave(snapshot, actor, at).map(of_decision),
            5 => members::set_expiry(snapshot, actor, target, expiry(self.place), at).map(of_outcome),
            6 => {
                let place = pick(&there.workspaces, self.place)?;
                projects::create(snapshot, actor, place, project(&fresh), at).map(of_decision)
            }
            7 => projects::delete(snapshot, actor, pick(&there.projects, self.project)?, at).map(of_decision),
            8 => {
                let visibility = if even { Visibility::Open } else { Visibility::Private };
                workspaces::create(snapshot, actor, workspace(&fresh), visibility, at).map(of_decision)
            }
            9 => {
                workspaces::delete(snapshot, actor, pick(&there.workspaces, self.place)?, at).map(of_decision)
            }
            10..=12 => self.invite(snapshot, &there, actor, number),
            13..=15 => self.in_a_workspace(snapshot, &there, actor, target)?,
            16 | 17 => self.on_a_project(snapshot, &there, actor, target, &fresh)?,
            18 | 19 => self.about_a_group(snapshot, &there, actor, target, &fresh)?,
            20 | 21 => self.about_a_role(snapshot, &there, actor, &fresh)?,
            22 | 23 => self.share(snapshot, &there, actor, target, &fresh)?,
            26 => {
                let visibility = if even { Visibility::Open } else { Visibility::Private };
                let place = pick(&there.workspaces, self.place)?;
                workspaces::set_visibility(snapshot, actor, place, visibility, at).map(of_outcome)
            }
            24 => self.edit(snapshot, &there, actor, target, number),
            _ => {
                let over = even.then_some(role);
                let wanted: BTreeMap<_, _> =
                    pick(&there.workspaces, self.place).map(|id| (id, over)).into_iter().collect();
                set_workspaces(snapshot, actor, target, &wanted, at).map(of_outcome)
            }
        };
        Some((actor, changes))
    }

    fn in_a_workspace(
        &self,
        snapshot: &Snapshot,
        there: &There,
        actor: MemberId,
        target: MemberId,
    ) -> Option<Result<Vec<Change>, Denied>> {
        let place = pick(&there.workspaces, self.place)?;
        let model = snapshot.model();
        let role = model.roles[usize::from(self.role) % model.roles.len()].id;
        let some: BTreeSet<_> = pick(&there.projects, self.project).into_iter().collect();
        let at = now();
        let done = match self.own_role.0 % 5 {
            0 => membership::set_role(snapshot, actor, place, target, None, at),
            1 => membership::set_role(snapshot, actor, place, target, Some(role), at),
            2 => membership::remove(snapshot, actor, place, target, at),
            3 => membership::restrict(snapshot, actor, place, target, &some, at),
            _ => membership::lift_restriction(snapshot, actor, place, target, at),
        };
        Some(done.map(of_outcome))
    }

    fn on_a_project(
        &self,
        snapshot: &Snapshot,
        there: &There,
        actor: MemberId,
        target: MemberId,
        fresh: &str,
    ) -> Option<Result<Vec<Change>, Denied>> {
        let on = pick(&there.projects, self.project)?;
        let to = match pick(&there.groups, self.target).filter(|_| self.role.is_multiple_of(2)) {
            Some(group) => Principal::Group(group),
            None => Principal::Member(target),
        };
        if self.place.is_multiple_of(4) {
            return Some(granting::take(snapshot, actor, to, on, now()).map(of_decision));
        }
        let given = Given {
            permissions: grantable(snapshot.model(), Resource::Project(on), &self.permissions),
            expires_at: expiry(self.place).filter(|end| *end > now()),
            grant: grant(fresh),
            source: GrantSource::Person(user("m0")),
        };
        Some(granting::give(snapshot, actor, to, on, given, now()).map(of_outcome))
    }

    fn about_a_group(
        &self,
        snapshot: &Snapshot,
        there: &There,
        actor: MemberId,
        target: MemberId,
        fresh: &str,
    ) -> Option<Result<Vec<Change>, Denied>> {
        if self.place.is_multiple_of(5) {
            return Some(groups::create(snapshot, actor, group(fresh), now()).map(of_decision));
        }
        let of = pick(&there.groups, self.project)?;
        Some(match self.place % 5 {
            1 => groups::delete(snapshot, actor, of, now()).map(of_decision),
            2 => groups::remove(snapshot, actor, of, target, now()).map(of_outcome),
            _ => groups::add(snapshot, actor, of, target, now()).map(of_outcome),
        })
    }

    fn about_a_role(
        &self,
        snapshot: &Snapshot,
        there: &There,
        actor: MemberId,
        fresh: &str,
    ) -> Option<Result<Vec<Change>, Denied>> {
        let model = snapshot.model();
        let made = |id: RoleId, key: String| -> Role {
            let fact = role_fact(model, "any", &self.own_role);
            shared::access::RoleFact { id, key, ..fact }.read(model).expect("scopes of the model")
        };
        if self.place.is_multiple_of(4) {
            let new = made(own_role(fresh), fresh.to_owned());
            return Some(roles::create(snapshot, actor, new, now()).map(of_decision));
        }
        let own = pick(&there.own_roles, self.project)?;
        if self.place % 4 == 1 {
            let instead = self.target.is_multiple_of(2).then(|| role(model, self.role));
            return Some(roles::delete(snapshot, actor, own, instead, false, now()).map(of_decision));
        }
        let key = model.role(own)?.key.clone();
        Some(roles::edit(snapshot, actor, made(own, key), now()).map(of_outcome))
    }

    fn share(
        &self,
        snapshot: &Snapshot,
        there: &There,
        actor: MemberId,
        target: MemberId,
        fresh: &str,
    ) -> Option<Result<Vec<Change>, Denied>> {
        let access = if self.role.is_multiple_of(2) { ShareAccess::View } else { ShareAccess::Full };
        let source = GrantSource::Person(user("m0"));
        let known = snapshot.items().nth(usize::from(self.place) % 5).cloned();
        if let Some(known) = known.clone().filter(|_| self.permissions[0].1) {
            let mut theirs = snapshot.granted(Principal::Member(target), Resource::Item(known.id));
            let theirs = theirs.next().map(|grant| grant.id);
            let done = shares::revoke(snapshot, actor, known.id, access, theirs, false, now());
            return Some(done.map(of_outcome));
        }
        let project = pick(&there.projects, self.project)?;
        let (kind, key) = ("document".to_owned(), fresh.to_owned());
        let new = ItemFact { id: item(fresh), project, kind, key };
        let sharing = Sharing {
            item: known.unwrap_or(new),
            access,
            expires_at: expiry(self.place).filter(|end| *end > now()),
            is_held_elsewhere: true,
        };
        let done = shares::share(snapshot, actor, target, &sharing, grant(fresh), source, now());
        Some(done.map(of_outcome))
    }

    fn edit(
        &self,
        snapshot: &Snapshot,
        there: &There,
        actor: MemberId,
        target: MemberId,
        number: usize,
    ) -> Result<Vec<Change>, Denied> {
        let model = snapshot.model();
        let projects: Vec<ProjectId> = pick(&there.projects, self.project).into_iter().collect();
        let given = |on: Resource| grantable(model, on, &self.permissions);
        let form = Edit {
            role: self.role.is_multiple_of(2).then(|| role(model, self.role / 2)),
            permissions: self.place.is_multiple_of(2).then(|| given(Resource::Organization)),
            restrict_to: self.place.is_multiple_of(3).then(|| Some(projects.iter().copied().collect())),
            projects: self.project.is_multiple_of(2).then(|| {
                projects.iter().map(|project| (*project, given(Resource::Project(*project)))).collect()
            }),
            expires_at: None,
        };
        let mut grant_id = ids('e', number);
        let granting = Granting { grant_id: &mut grant_id, source: GrantSource::Person(user("m0")) };
        edit(snapshot, actor, target, &form, granting, now()).map(of_outcome)
    }

    fn invite(
        &self,
        snapshot: &Snapshot,
        there: &There,
        actor: MemberId,
        number: usize,
    ) -> Result<Vec<Change>, Denied> {
        let model = snapshot.model();
        let mut offer = Offer { permissions: Permissions::NONE, ..Offer::default() };
        if let Some(place) = pick(&there.workspaces, self.place).filter(|_| self.place.is_multiple_of(2)) {
            let over = self.target.is_multiple_of(3).then(|| role(model, self.target / 3));
            offer.workspaces.insert(place, over);
        }
        if let Some(project) = pick(&there.projects, self.project).filter(|_| self.project.is_multiple_of(2))
        {
            let given = grantable(model, Resource::Project(project), &self.permissions);
            offer.projects.insert(project, given);
            if self.project.is_multiple_of(4) {
                offer.restrict_to = Some([project].into());
            }
        }
        if self.target.is_multiple_of(4) {
            offer.permissions = grantable(model, Resource::Organization, &self.permissions);
        }
        offer.groups.extend(pick(&there.groups, self.project).filter(|_| self.role.is_multiple_of(3)));
        let mut grant_id = ids('i', number);
        let name = name('i', number);
        let newcomer = Newcomer {
            user: user(&name),
            member: member(&name),
            grant_id: &mut grant_id,
            source: GrantSource::Person(user("m0")),
        };
        let role = role(model, self.role);
        let done = if self.what.is_multiple_of(2) {
            invitations::add(snapshot, actor, newcomer, role, &offer, now())
        } else {
            invitations::accept(snapshot, Some(actor), newcomer, role, &offer, now())
        };
        done.map(of_decision)
    }
}

/// New ids, named for the call.
fn ids(kind: char, number: usize) -> impl FnMut() -> GrantId {
    let mut given = 0;
    move || {
        given += 1;
        grant(&format!("{kind}{number}.{given}"))
    }
}
