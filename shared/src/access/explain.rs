//! Why somebody has what they have, scope by scope: every source, and what cut it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::evaluate::Place;
use super::grant::{Grant, GrantSource, Principal};
use super::level::Access;
use super::member::{Member, Status};
use super::resource::Resource;
use super::role::{Reach, Role, Seat};
use super::scope::{CoreScope, Scope};
use super::smallest_flip::{self, Flip};
use super::snapshot::Snapshot;
use crate::ids::{GrantId, GroupId, MemberId, RoleId, WorkspaceId};

/// The answer to one question, with everything that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    pub member: MemberId,
    pub resource: Resource,
    /// The scope's key.
    pub scope: String,
    /// What was asked for.
    pub need: Access,
    /// What they have: allowed when it is at least `need`.
    pub result: Access,
    /// Everything that gives more than nothing over the scope by itself, also where it was cut.
    pub sources: Vec<Source>,
    /// The first thing in the way; only where the answer is no.
    pub blocker: Option<Blocker>,
    /// The fewest single facts that would make the answer the other one. Empty where no such facts are this
    /// organization's to change.
    pub smallest_flip: Vec<Flip>,
}

impl Explanation {
    pub fn is_allowed(&self) -> bool {
        self.need > Access::None && self.result >= self.need
    }

    /// The sources that each suffice. Without all of them the answer is no.
    pub fn standing(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| self.is_allowed() && source.counts >= self.need)
    }
}

/// One thing that gives access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    #[serde(flatten)]
    pub via: Via,
    /// What it gives by itself.
    pub gives: Access,
    /// What is left of that.
    pub counts: Access,
    /// What took the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

/// Where access comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Via {
    /// The organization role.
    Role { role: RoleId },
    /// The role that stands in for it in a workspace.
    WorkspaceRole { role: RoleId, workspace: WorkspaceId },
    /// A grant to the member.
    Grant { grant: GrantId, on: Resource, from: GrantSource },
    /// A grant to a group that the member is in.
    GroupGrant { grant: GrantId, group: GroupId, on: Resource, from: GrantSource },
}

impl Via {
    /// What kind of source it is, in a word.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Role { .. } => "role",
            Self::WorkspaceRole { .. } => "workspace_role",
            Self::Grant { .. } => "grant",
            Self::GroupGrant { .. } => "group_grant",
        }
    }

    /// The grant that it is, if it is one.
    pub const fn grant(&self) -> Option<GrantId> {
        match self {
            Self::Grant { grant, .. } | Self::GroupGrant { grant, .. } => Some(*grant),
            Self::Role { .. } | Self::WorkspaceRole { .. } => None,
        }
    }
}

/// Why a source counts for less than it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Cut {
    /// The membership is deactivated.
    Deactivated,
    /// The membership has run out.
    MembershipExpired { at: DateTime<Utc> },
    /// The organization is in its grace period.
    Deleted,
    /// The grant has run out.
    Expired { at: DateTime<Utc> },
    /// Another role stands in for this one in the workspace.
    Overridden { workspace: WorkspaceId, role: RoleId },
    /// The member is not in the private workspace.
    NotInWorkspace { workspace: WorkspaceId },
    /// The list of projects there leaves this one out.
    Restricted { workspace: WorkspaceId },
    /// The organization role's seat allows no more.
    SeatCeiling { role: RoleId },
    /// The role reaches no higher, or, for a guest, no container.
    RoleCeiling { role: RoleId },
}

/// The first thing in the way of a no, in the order in which they are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Blocker {
    NotAMember,
    Deactivated,
    /// The resource, the scope or the role is not there.
    Unknown,
    SeatCeiling,
    RoleCeiling,
    /// The membership, or a grant that would suffice, has run out.
    Expired,
    Restricted,
    NoGrant,
}

impl Snapshot {
    /// Why a member has what they have over one scope: asked as whether they have any, and where they have
    /// full, as whether they have that.
    pub fn explain(
        &self,
        member: MemberId,
        resource: Resource,
        scope: impl Into<Scope>,
        at: DateTime<Utc>,
    ) -> Explanation {
        let scope = scope.into();
        let need = self.effective(member, resource, at).get(scope).max(Access::View);
        self.explain_need(member, resource, scope, need, at)
    }

    /// Why a member has at least `need` over one scope, or why not, with the smallest change that would make
    /// it the other way round.
    pub fn explain_need(
        &self,
        member: MemberId,
        resource: Resource,
        scope: impl Into<Scope>,
        need: Access,
        at: DateTime<Utc>,
    ) -> Explanation {
        let scope = scope.into();
        let mut explanation = self.reasons(member, resource, scope, need, at);
        explanation.smallest_flip = smallest_flip::find(self, &explanation, scope, at);
        explanation
    }

    /// The same without the search for a change: for tables of many cells.
    pub fn reasons(
        &self,
        member: MemberId,
        resource: Resource,
        scope: impl Into<Scope>,
        need: Access,
        at: DateTime<Utc>,
    ) -> Explanation {
        let scope = scope.into();
        let standing = Standing::find(self, member, resource, scope, at);
        let result = self.effective(member, resource, at).get(scope);
        let allowed = need > Access::None && result >= need;
        let blocker = match &standing {
            _ if allowed => None,
            Err(blocker) => Some(*blocker),
            Ok(standing) => Some(standing.blocker(need)),
        };
        Explanation {
            member,
            resource,
            scope: self.model.catalog.key(scope).to_owned(),
            need,
            result,
            sources: standing.map_or_else(|_| Vec::new(), |standing| standing.sources()),
            blocker,
            smallest_flip: Vec::new(),
        }
    }
}

/// All that is known about one member on one resource over one scope.
struct Standing<'a> {
    snapshot: &'a Snapshot,
    member: &'a Member,
    role: &'a Role,
    here: &'a Role,
    place: Place,
    scope: Scope,
    at: DateTime<Utc>,
}

impl<'a> Standing<'a> {
    fn find(
        snapshot: &'a Snapshot,
        member: MemberId,
        resource: Resource,
        scope: Scope,
        at: DateTime<Utc>,
    ) -> Result<Self, Blocker> {
        let facts = snapshot.member(member).ok_or(Blocker::NotAMember)?;
        let unknown = match facts.status {
            Status::Deactivated => Blocker::Deactivated,
            Status::Active => Blocker::Unknown,
        };
        let place = snapshot.place(resource).ok_or(unknown)?;
        let role = snapshot.model.role(facts.role).ok_or(unknown)?;
        let here = snapshot.role_at(member, resource).ok_or(unknown)?;
        snapshot.model.catalog.entry(scope).ok_or(unknown)?;
        Ok(Self { snapshot, member: facts, role, here, place, scope, at })
    }

    fn sources(&self) -> Vec<Source> {
        let mut sources = Vec::new();
        let overridden = match self.place.workspace {
            Some(workspace) if self.role.id != self.here.id => Some(workspace),
            Some(_) | None => None,
        };
        let role = Via::Role { role: self.role.id };
        match overridden {
            None => self.add(&mut sources, role, self.role.baseline.get(self.scope), self.base_cut()),
            Some(workspace) => {
                let cut = Cut::Overridden { workspace, role: self.here.id };
                self.add(&mut sources, role, self.role.baseline.get(self.scope), Some(cut));
                let over = Via::WorkspaceRole { role: self.here.id, workspace };
                self.add(&mut sources, over, self.here.baseline.get(self.scope), self.base_cut());
            }
        }
        for grant in self.snapshot.grants_reaching(self.member.id, self.place) {
            let (id, on, from) = (grant.id, grant.resource, grant.source);
            let via = match grant.principal {
                Principal::Member(_) => Via::Grant { grant: id, on, from },
                Principal::Group(group) => Via::GroupGrant { grant: id, group, on, from },
            };
            self.add(&mut sources, via, grant.permissions.get(self.scope), self.grant_cut(&grant));
        }
        sources
    }

    /// `cut` takes all of a source; where there is none, the ceilings may still take a part.
    fn add(&self, sources: &mut Vec<Source>, via: Via, gives: Access, cut: Option<Cut>) {
        if gives == Access::None {
            return;
        }
        let (counts, cut) = match self.status_cut().or(cut) {
            Some(cut) => (Access::None, Some(cut)),
            // All else is of a container, and somebody without containers gets none of it.
            None if self.no_containers() && !is_share(&via) => (Access::None, Some(self.container_cut())),
            None => self.under_ceilings(gives),
        };
        sources.push(Source { via, gives, counts, cut });
    }

    fn under_ceilings(&self, gives: Access) -> (Access, Option<Cut>) {
        let seat = self.role.seat_ceiling().get(self.scope);
        let role = self.here.ceiling.get(self.scope);
        let counts = gives.min(seat).min(role);
        let cut = match () {
            () if counts == gives => None,
            () if counts == seat && self.role.seat == Seat::Free => {
                Some(Cut::SeatCeiling { role: self.role.id })
            }
            () => Some(Cut::RoleCeiling { role: self.here.id }),
        };
        (counts, cut)
    }

    fn no_containers(&self) -> bool {
        self.role.reach == Reach::Shared || self.here.reach == Reach::Shared
    }

    fn container_cut(&self) -> Cut {
        match self.role.seat {
            Seat::Free => Cut::SeatCeiling { role: self.role.id },
            Seat::Paid => Cut::RoleCeiling { role: self.here.id },
        }
    }

    /// What takes everything, whatever the source.
    fn status_cut(&self) -> Option<Cut> {
        match (self.member.status, self.member.expires_at) {
            (Status::Deactivated, _) => Some(Cut::Deactivated),
            (Status::Active, Some(at)) if !self.member.is_active(self.at) => {
                Some(Cut::MembershipExpired { at })
            }
            (Status::Active, _) if self.is_gone() => Some(Cut::Deleted),
            (Status::Active, _) => None,
        }
    }

    /// Whether the organization is in its grace period, where nothing is left but to restore it.
    fn is_gone(&self) -> bool {
        self.snapshot.deleted && self.scope != CoreScope::Ownership.into()
    }

    /// What keeps the role's own baseline from counting here.
    fn base_cut(&self) -> Option<Cut> {
        let workspace = self.place.workspace?;
        if !self.snapshot.is_in(self.member.id, workspace) {
            return Some(Cut::NotInWorkspace { workspace });
        }
        let project = self.place.project?;
        self.snapshot.is_restricted_from(self.member.id, project).then_some(Cut::Restricted { workspace })
    }

    fn grant_cut(&self, grant: &Grant) -> Option<Cut> {
        grant.expires_at.filter(|_| !grant.is_live(self.at)).map(|at| Cut::Expired { at })
    }

    /// Asked only where the answer is no.
    fn blocker(&self, need: Access) -> Blocker {
        if self.member.status == Status::Deactivated {
            return Blocker::Deactivated;
        }
        if self.is_gone() {
            return Blocker::Unknown;
        }
        if self.role.seat_ceiling().get(self.scope) < need {
            return Blocker::SeatCeiling;
        }
        if self.here.ceiling.get(self.scope) < need {
            return Blocker::RoleCeiling;
        }
        if self.no_containers() && self.place.item.is_none() {
            return match self.role.seat {
                Seat::Free => Blocker::SeatCeiling,
                Seat::Paid => Blocker::RoleCeiling,
            };
        }
        if !self.member.is_active(self.at) {
            return Blocker::Expired;
        }
        let sources = self.sources();
        let would = |wanted: fn(&Cut) -> bool| {
            sources.iter().any(|source| source.gives >= need && source.cut.as_ref().is_some_and(wanted))
        };
        if would(|cut| matches!(cut, Cut::Expired { .. })) {
            return Blocker::Expired;
        }
        if would(|cut| matches!(cut, Cut::Restricted { .. })) {
            Blocker::Restricted
        } else {
            Blocker::NoGrant
        }
    }
}

/// Whether the source is an item shared with the member themselves: see `Grant::is_share`.
fn is_share(via: &Via) -> bool {
    matches!(via, Via::Grant { on: Resource::Item(_), .. })
}
