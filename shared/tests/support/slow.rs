//! The model written a second time, slowly: sets of words and loops over rows, no bits, no indexes, none of
//! the crate's own evaluation. What it shares with the crate is the rows and the roles of a model.
//!
//! A fault can be put in on purpose: whoever compares has to notice it, or compares too little.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::access::{
    Access, Facts, GrantFact, Model, Permissions, Principal, Reach, Resource, Seat, Status, Visibility,
};
use shared::ids::{ItemId, MemberId, ProjectId, RoleId, WorkspaceId};

/// What somebody may do, each as a word: `content can be viewed`. Full is both words.
pub type Words = BTreeSet<(String, &'static str)>;

/// A mistake that an evaluator could have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    CeilingDropped,
    SeatCeilingDropped,
    SeatCeilingOfTheOverridingRole,
    StatusDropped,
    MembershipExpiryDropped,
    GrantExpiryDropped,
    ExpiryOneMomentLate,
    OrganizationDroppedInTheBypass,
    DeletionDropped,
    DeletionTakesOwnershipToo,
    AndForOr,
    OrForAnd,
    GroupsForgotten,
    GroupOfSomebodyElse,
    RestrictionDropped,
    RestrictionCutsGrants,
    RestrictionBindsEverything,
    RestrictionForgetsItems,
    OverrideJoins,
    OverrideBindsEverything,
    OverrideForgetsItems,
    PrivateTakenForOpen,
    GrantNeedsTheWorkspace,
    WorkspaceGrantsForgotten,
    OrganizationGrantsForgotten,
    ItemGrantsForgotten,
    ItemGrantCountsOnItsProject,
    ItemWithoutItsProject,
    SharedGetsContainers,
    ShareToAGroupCountsForAGuest,
    GuestByOverrideGetsContainers,
    OwnRolesForgotten,
}

impl Fault {
    /// All but none.
    pub const ALL: [Self; 32] = [
        Self::CeilingDropped,
        Self::SeatCeilingDropped,
        Self::SeatCeilingOfTheOverridingRole,
        Self::StatusDropped,
        Self::MembershipExpiryDropped,
        Self::GrantExpiryDropped,
        Self::ExpiryOneMomentLate,
        Self::OrganizationDroppedInTheBypass,
        Self::DeletionDropped,
        Self::DeletionTakesOwnershipToo,
        Self::AndForOr,
        Self::OrForAnd,
        Self::GroupsForgotten,
        Self::GroupOfSomebodyElse,
        Self::RestrictionDropped,
        Self::RestrictionCutsGrants,
        Self::RestrictionBindsEverything,
        Self::RestrictionForgetsItems,
        Self::OverrideJoins,
        Self::OverrideBindsEverything,
        Self::OverrideForgetsItems,
        Self::PrivateTakenForOpen,
        Self::GrantNeedsTheWorkspace,
        Self::WorkspaceGrantsForgotten,
        Self::OrganizationGrantsForgotten,
        Self::ItemGrantsForgotten,
        Self::ItemGrantCountsOnItsProject,
        Self::ItemWithoutItsProject,
        Self::SharedGetsContainers,
        Self::ShareToAGroupCountsForAGuest,
        Self::GuestByOverrideGetsContainers,
        Self::OwnRolesForgotten,
    ];
}

/// What the crate calls a set of permissions, in words.
pub fn words(model: &Model, permissions: Permissions) -> Words {
    let levels =
        model.catalog.entries().iter().map(|entry| (entry.key.clone(), permissions.get(entry.scope)));
    in_words(&levels.collect())
}

/// Levels by key, in words.
pub fn in_words(levels: &BTreeMap<String, Access>) -> Words {
    let mut words = Words::new();
    for (scope, access) in levels {
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

fn both(one: &Words, other: &Words) -> Words {
    one.intersection(other).cloned().collect()
}

/// A role of the model or of the organization's own.
struct Named {
    baseline: Words,
    ceiling: Words,
    seat: Seat,
    reach: Reach,
}

/// What a resource is in, or is.
#[derive(Clone, Copy)]
struct Place {
    workspace: Option<WorkspaceId>,
    project: Option<ProjectId>,
    item: Option<ItemId>,
}

/// The slow evaluator over these rows at this moment.
pub struct Slow<'a> {
    pub model: &'a Model,
    pub facts: &'a Facts,
    pub at: DateTime<Utc>,
    pub fault: Fault,
}

impl Slow<'_> {
    pub fn effective(&self, who: MemberId, on: Resource) -> Words {
        let nothing = Words::new();
        let Some(member) = self.facts.members.iter().find(|row| row.id == who) else { return nothing };
        if member.status != Status::Active && self.fault != Fault::StatusDropped {
            return nothing;
        }
        if self.over(member.expires_at) && self.fault != Fault::MembershipExpiryDropped {
            return nothing;
        }
        let Some(own) = self.role(member.role) else { return nothing };
        let Some(place) = self.place(on) else {
            if self.fault == Fault::OrganizationDroppedInTheBypass && own.reach == Reach::Everything {
                return own.baseline;
            }
            return nothing;
        };
        let over = self.overriding(who, &own, place);
        let role = over.as_ref().unwrap_or(&own);

        let by_override = role.reach == Reach::Shared && self.fault != Fault::GuestByOverrideGetsContainers;
        let guest = own.reach == Reach::Shared || by_override;
        let base = self.base(who, &own, role, place, guest);
        let given = self.given(who, place, guest, base.is_empty());
        let mut all: Words = match self.fault {
            Fault::AndForOr => both(&base, &given),
            _ => base.union(&given).cloned().collect(),
        };
        if self.fault == Fault::OrForAnd {
            all.extend(role.ceiling.iter().cloned());
        }
        if self.fault != Fault::CeilingDropped {
            all = both(&all, &role.ceiling);
        }
        let seated = if self.fault == Fault::SeatCeilingOfTheOverridingRole { role } else { &own };
        if seated.seat == Seat::Free && self.fault != Fault::SeatCeilingDropped {
            all = both(&all, &seated.ceiling);
        }
        if self.facts.deleted && self.fault != Fault::DeletionDropped {
            all.retain(|(scope, _)| scope == "ownership" && self.fault != Fault::DeletionTakesOwnershipToo);
        }
        all
    }

    /// What the role gives here by itself.
    fn base(&self, who: MemberId, own: &Named, role: &Named, place: Place, guest: bool) -> Words {
        if guest && self.fault != Fault::SharedGetsContainers {
            return Words::new();
        }
        if self.fault == Fault::ItemWithoutItsProject && place.item.is_some() {
            return Words::new();
        }
        let mut base = Words::new();
        if own.reach == Reach::Everything || self.is_there(who, own, place) {
            base = role.baseline.clone();
        }
        if self.fault == Fault::RestrictionBindsEverything && self.is_kept_out(who, place) {
            base = Words::new();
        }
        if self.fault == Fault::OverrideJoins && !base.is_empty() {
            base.extend(own.baseline.iter().cloned());
        }
        base
    }

    /// What grants give here.
    fn given(&self, who: MemberId, place: Place, guest: bool, without_base: bool) -> Words {
        let mut given = Words::new();
        for grant in &self.facts.grants {
            let shares_an_item = match (grant.principal, grant.resource) {
                (Principal::Member(_), Resource::Item(_)) => true,
                (Principal::Group(_), Resource::Item(_)) => self.fault == Fault::ShareToAGroupCountsForAGuest,
                _ => false,
            };
            let wanted = !guest || shares_an_item || self.fault == Fault::SharedGetsContainers;
            if wanted && self.counts(grant, who, place) {
                given.extend(in_words(&grant.permissions));
            }
        }
        if self.fault == Fault::RestrictionCutsGrants && self.is_kept_out(who, place) {
            return Words::new();
        }
        if self.fault == Fault::GrantNeedsTheWorkspace && without_base {
            return Words::new();
        }
        given
    }

    fn role(&self, id: RoleId) -> Option<Named> {
        for role in &self.model.roles {
            if role.id == id {
                return Some(Named {
                    baseline: words(self.model, role.baseline),
                    ceiling: words(self.model, role.ceiling),
                    seat: role.seat,
                    reach: role.reach,
                });
            }
        }
        for role in &self.facts.roles {
            if role.id == id && self.fault != Fault::OwnRolesForgotten {
                return Some(Named {
                    baseline: in_words(&role.baseline),
                    ceiling: in_words(&role.ceiling),
                    seat: role.seat,
                    reach: role.reach,
                });
            }
        }
        None
    }

    fn over(&self, end: Option<DateTime<Utc>>) -> bool {
        match end {
            None => false,
            Some(end) if self.fault == Fault::ExpiryOneMomentLate => self.at > end,
            Some(end) => self.at >= end,
        }
    }

    /// Where a resource is, if it is one of this organization's.
    fn place(&self, on: Resource) -> Option<Place> {
        match on {
            Resource::Organization => Some(Place { workspace: None, project: None, item: None }),
            Resource::Workspace(id) => {
                self.facts.workspaces.iter().find(|row| row.id == id)?;
                Some(Place { workspace: Some(id), project: None, item: None })
            }
            Resource::Project(id) => {
                let row = self.facts.projects.iter().find(|row| row.id == id)?;
                Some(Place { workspace: Some(row.workspace), project: Some(id), item: None })
            }
            Resource::Item(id) => {
                let row = self.facts.items.iter().find(|row| row.id == id)?;
                let around = self.place(Resource::Project(row.project))?;
                Some(Place { item: Some(id), ..around })
            }
        }
    }

    /// The role that stands in for somebody's own here.
    fn overriding(&self, who: MemberId, own: &Named, place: Place) -> Option<Named> {
        if self.fault == Fault::OverrideForgetsItems && place.item.is_some() {
            return None;
        }
        for row in &self.facts.workspace_members {
            let here = row.member == who && Some(row.workspace) == place.workspace;
            let bound = own.reach != Reach::Everything || self.fault == Fault::OverrideBindsEverything;
            if let (true, true, Some(over)) = (here, bound, row.role) {
                return self.role(over);
            }
        }
        None
    }

    fn is_there(&self, who: MemberId, own: &Named, place: Place) -> bool {
        let Some(workspace) = place.workspace else { return true };
        if own.reach == Reach::Shared {
            return false;
        }
        let open =
            self.facts.workspaces.iter().any(|row| row.id == workspace && row.visibility == Visibility::Open);
        let listed =
            self.facts.workspace_members.iter().any(|row| row.workspace == workspace && row.member == who);
        let inside = open || listed || self.fault == Fault::PrivateTakenForOpen;
        let overlooked = self.fault == Fault::RestrictionDropped
            || (self.fault == Fault::RestrictionForgetsItems && place.item.is_some());
        inside && (overlooked || !self.is_kept_out(who, place))
    }

    fn is_kept_out(&self, who: MemberId, place: Place) -> bool {
        let Some(project) = place.project else { return false };
        for row in &self.facts.restrictions {
            if row.member == who && Some(row.workspace) == place.workspace {
                return !row.projects.contains(&project);
            }
        }
        false
    }

    fn counts(&self, grant: &GrantFact, who: MemberId, place: Place) -> bool {
        let here = match grant.resource {
            Resource::Organization => self.fault != Fault::OrganizationGrantsForgotten,
            Resource::Workspace(id) => {
                place.workspace == Some(id) && self.fault != Fault::WorkspaceGrantsForgotten
            }
            Resource::Project(id) => {
                let without = self.fault == Fault::ItemWithoutItsProject && place.item.is_some();
                place.project == Some(id) && !without
            }
            Resource::Item(id) => {
                let beside = self.fault == Fault::ItemGrantCountsOnItsProject
                    && place.project.is_some()
                    && self.place(Resource::Item(id)).is_some_and(|of| of.project == place.project);
                beside || (place.item == Some(id) && self.fault != Fault::ItemGrantsForgotten)
            }
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
