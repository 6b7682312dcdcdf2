//! The model written a second time, slowly: sets of words and loops over rows, no bits, no indexes, none of
//! the crate's own evaluation. The two have to agree on every generated organization.
//!
//! The same evaluator with a fault put in on purpose has to disagree, or the generated organizations are
//! too tame to notice that fault anywhere.

mod support;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use shared::access::{
    Access, Facts, GrantFact, Model, Permissions, Principal, Reach, Resource, Role, Seat, Status, Visibility,
};
use shared::ids::{ItemId, MemberId, ProjectId, WorkspaceId};

use support::generate::{World, pairs, world};
use support::{hours, now};

/// What somebody may do, each as a word: `content can be viewed`. Full is both words.
type Words = BTreeSet<(String, &'static str)>;

/// A mistake that the evaluator could have.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    CeilingDropped,
    SeatCeilingDropped,
    SeatCeilingOfTheOverridingRole,
    StatusDropped,
    MembershipExpiryDropped,
    GrantExpiryDropped,
    ExpiryOneMomentLate,
    OrganizationDroppedInTheBypass,
    AndForOr,
    OrForAnd,
    GroupsForgotten,
    GroupOfSomebodyElse,
    RestrictionDropped,
    RestrictionCutsGrants,
    RestrictionBindsEverything,
    OverrideJoins,
    OverrideBindsEverything,
    PrivateTakenForOpen,
    GrantNeedsTheWorkspace,
    WorkspaceGrantsForgotten,
    OrganizationGrantsForgotten,
    SharedGetsContainers,
}

fn words(model: &Model, permissions: Permissions) -> Words {
    let mut words = Words::new();
    for entry in model.catalog.entries() {
        let access = permissions.get(entry.scope);
        if access != Access::None {
            words.insert((entry.key.clone(), "viewed"));
        }
        if access == Access::Full {
            words.insert((entry.key.clone(), "changed"));
        }
    }
    words
}

fn granted(grant: &GrantFact) -> Words {
    let mut words = Words::new();
    for (scope, access) in &grant.permissions {
        match access {
            Access::None => {}
            Access::View => {
                words.insert((scope.clone(), "viewed"));
            }
            Access::Full => {
                words.insert((scope.clone(), "viewed"));
                words.insert((scope.clone(), "changed"));
            }
        }
    }
    words
}

struct Slow<'a> {
    model: &'a Model,
    facts: &'a Facts,
    at: DateTime<Utc>,
    fault: Fault,
}

impl Slow<'_> {
    fn effective(&self, who: MemberId, on: Resource) -> Words {
        let nothing = Words::new();
        let Some(member) = self.facts.members.iter().find(|row| row.id == who) else { return nothing };
        if member.status != Status::Active && self.fault != Fault::StatusDropped {
            return nothing;
        }
        if self.over(member.expires_at) && self.fault != Fault::MembershipExpiryDropped {
            return nothing;
        }
        let own = self.model.roles.iter().find(|role| role.id == member.role).expect("a role");
        let Some((workspace, project, item)) = self.place(on) else {
            if self.fault == Fault::OrganizationDroppedInTheBypass && own.reach == Reach::Everything {
                return words(self.model, own.baseline);
            }
            return nothing;
        };
        let role = self.role_there(who, own, workspace);
        let mut base = Words::new();
        if own.reach == Reach::Everything || self.is_there(who, own, workspace, project) {
            base = words(self.model, role.baseline);
        }
        if self.fault == Fault::RestrictionBindsEverything && self.is_kept_out(who, workspace, project) {
            base = Words::new();
        }
        if self.fault == Fault::OverrideJoins && !base.is_empty() {
            base.extend(words(self.model, own.baseline));
        }
        let mut given = Words::new();
        let shared = own.reach == Reach::Shared || role.reach == Reach::Shared;
        if !shared || self.fault == Fault::SharedGetsContainers {
            for grant in &self.facts.grants {
                if self.counts(grant, who, workspace, project, item) {
                    given.extend(granted(grant));
                }
            }
        } else {
            for grant in &self.facts.grants {
                let share = grant.principal == Principal::Member(who)
                    && item.is_some_and(|item| grant.resource == Resource::Item(item));
                if share && self.counts(grant, who, workspace, project, item) {
                    given.extend(granted(grant));
                }
            }
        }
        if shared && self.fault != Fault::SharedGetsContainers {
            base = Words::new();
        }
        if self.fault == Fault::RestrictionCutsGrants && self.is_kept_out(who, workspace, project) {
            given = Words::new();
        }
        if self.fault == Fault::GrantNeedsTheWorkspace && base.is_empty() {
            given = Words::new();
        }
        let mut all: Words = match self.fault {
            Fault::AndForOr => base.intersection(&given).cloned().collect(),
            _ => base.union(&given).cloned().collect(),
        };
        if self.fault == Fault::OrForAnd {
            all.extend(words(self.model, role.ceiling));
        }
        if self.fault != Fault::CeilingDropped {
            all = all.intersection(&words(self.model, role.ceiling)).cloned().collect();
        }
        let seated = if self.fault == Fault::SeatCeilingOfTheOverridingRole { role } else { own };
        if seated.seat == Seat::Free && self.fault != Fault::SeatCeilingDropped {
            all = all.intersection(&words(self.model, seated.ceiling)).cloned().collect();
        }
        all
    }

    fn over(&self, end: Option<DateTime<Utc>>) -> bool {
        match end {
            None => false,
            Some(end) if self.fault == Fault::ExpiryOneMomentLate => self.at > end,
            Some(end) => self.at >= end,
        }
    }

    /// The workspace and the project that a resource is in or is, if it is one of this organization's.
    fn place(&self, on: Resource) -> Option<(Option<WorkspaceId>, Option<ProjectId>, Option<ItemId>)> {
        match on {
            Resource::Organization => Some((None, None, None)),
            Resource::Workspace(id) => {
                for row in &self.facts.workspaces {
                    if row.id == id {
                        return Some((Some(id), None, None));
                    }
                }
                None
            }
            Resource::Project(id) => {
                for row in &self.facts.projects {
                    if row.id == id {
                        return Some((Some(row.workspace), Some(id), None));
                    }
                }
                None
            }
            Resource::Item(id) => {
                let row = self.facts.items.iter().find(|row| row.id == id)?;
                let (workspace, project, _) = self.place(Resource::Project(row.project))?;
                Some((workspace, project, Some(id)))
            }
        }
    }

    fn role_there<'a>(&'a self, who: MemberId, own: &'a Role, workspace: Option<WorkspaceId>) -> &'a Role {
        for row in &self.facts.workspace_members {
            let here = row.member == who && Some(row.workspace) == workspace;
            let bound = own.reach != Reach::Everything || self.fault == Fault::OverrideBindsEverything;
            if let (true, true, Some(over)) = (here, bound, row.role) {
                return self.model.roles.iter().find(|role| role.id == over).expect("a role");
            }
        }
        own
    }

    fn is_there(
        &self,
        who: MemberId,
        own: &Role,
        workspace: Option<WorkspaceId>,
        project: Option<ProjectId>,
    ) -> bool {
        let Some(workspace) = workspace else { return true };
        if own.reach == Reach::Shared {
            return false;
        }
        let open =
            self.facts.workspaces.iter().any(|row| row.id == workspace && row.visibility == Visibility::Open);
        let listed =
            self.facts.workspace_members.iter().any(|row| row.workspace == workspace && row.member == who);
        let inside = open || listed || self.fault == Fault::PrivateTakenForOpen;
        let kept_out =
            self.is_kept_out(who, Some(workspace), project) && self.fault != Fault::RestrictionDropped;
        inside && !kept_out
    }

    fn is_kept_out(&self, who: MemberId, workspace: Option<WorkspaceId>, project: Option<ProjectId>) -> bool {
        let Some(project) = project else { return false };
        for row in &self.facts.restrictions {
            if row.member == who && Some(row.workspace) == workspace {
                return !row.projects.contains(&project);
            }
        }
        false
    }

    fn counts(
        &self,
        grant: &GrantFact,
        who: MemberId,
        workspace: Option<WorkspaceId>,
        project: Option<ProjectId>,
        item: Option<ItemId>,
    ) -> bool {
        let here = match grant.resource {
            Resource::Organization => self.fault != Fault::OrganizationGrantsForgotten,
            Resource::Workspace(id) => workspace == Some(id) && self.fault != Fault::WorkspaceGrantsForgotten,
            Resource::Project(id) => project == Some(id),
            Resource::Item(id) => item == Some(id),
        };
        let theirs = match grant.principal {
            Principal::Member(id) => id == who,
            Principal::Group(_) if self.fault == Fault::GroupsForgotten => false,
            Principal::Group(_) if self.fault == Fault::GroupOfSomebodyElse => true,
            Principal::Group(id) => {
                self.facts.group_members.iter().any(|row| row.group == id && row.member == who)
            }
        };
        here && theirs && (!self.over(grant.expires_at) || self.fault == Fault::GrantExpiryDropped)
    }
}

/// Where the two evaluators differ first.
fn disagreement(world: &World, at: DateTime<Utc>, fault: Fault) -> Option<String> {
    let snapshot = world.snapshot();
    let slow = Slow { model: &world.model, facts: &world.facts, at, fault };
    pairs(&snapshot).into_iter().find_map(|(who, on)| {
        let fast = words(&world.model, snapshot.effective(who, on, at));
        let slow = slow.effective(who, on);
        (fast != slow).then(|| format!("{who} on {on:?}: fast {fast:?}, slow {slow:?}"))
    })
}

proptest! {
    #![proptest_config(Config::with_cases(256))]

    #[test]
    fn l11_the_snapshot_is_the_slow_reference(world in world()) {
        for at in [now(), hours(-1), hours(1), hours(2)] {
            prop_assert_eq!(disagreement(&world, at, Fault::None), None);
        }
    }
}

#[test]
fn every_seeded_fault_of_the_evaluator_is_noticed() {
    let mut runner = TestRunner::deterministic();
    let worlds: Vec<World> =
        (0..200).map(|_| world().new_tree(&mut runner).expect("a world").current()).collect();
    for fault in [
        Fault::CeilingDropped,
        Fault::SeatCeilingDropped,
        Fault::SeatCeilingOfTheOverridingRole,
        Fault::StatusDropped,
        Fault::MembershipExpiryDropped,
        Fault::GrantExpiryDropped,
        Fault::ExpiryOneMomentLate,
        Fault::OrganizationDroppedInTheBypass,
        Fault::AndForOr,
        Fault::OrForAnd,
        Fault::GroupsForgotten,
        Fault::GroupOfSomebodyElse,
        Fault::RestrictionDropped,
        Fault::RestrictionCutsGrants,
        Fault::RestrictionBindsEverything,
        Fault::OverrideJoins,
        Fault::OverrideBindsEverything,
        Fault::PrivateTakenForOpen,
        Fault::GrantNeedsTheWorkspace,
        Fault::WorkspaceGrantsForgotten,
        Fault::OrganizationGrantsForgotten,
        Fault::SharedGetsContainers,
    ] {
        let noticed = worlds.iter().any(|world| disagreement(world, hours(1), fault).is_some());
        assert!(noticed, "{fault:?} would pass unnoticed");
    }
    assert!(worlds.iter().all(|world| disagreement(world, hours(1), Fault::None).is_none()));
}
