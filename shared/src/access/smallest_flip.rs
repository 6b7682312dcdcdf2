//! The fewest single facts whose change would make a check answer the other way.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::explain::{Blocker, Explanation, Via};
use super::facts::{
    Facts, GrantFact, GroupMemberFact, ProjectFact, RestrictionFact, WorkspaceFact, WorkspaceMemberFact,
};
use super::grant::{GrantSource, Principal};
use super::level::Access;
use super::member::{Member, Status};
use super::resource::Resource;
use super::role::Reach;
use super::scope::{CoreScope, Scope};
use super::snapshot::Snapshot;
use crate::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId, UserId, WorkspaceId};

/// More facts than this never have to change: status, membership and role at the most.
const MOST: usize = 3;

/// One fact about one member, changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Flip {
    /// Take them into the organization with this role.
    Join {
        role: RoleId,
    },
    Activate,
    Deactivate,
    /// Take the end off the membership.
    RenewMembership,
    /// Take the end off a grant.
    RenewGrant {
        grant: GrantId,
    },
    /// Grant this much over the scope.
    Grant {
        on: Resource,
        access: Access,
    },
    TakeGrant {
        grant: GrantId,
    },
    LeaveGroup {
        group: GroupId,
    },
    /// Put the project on the list that they are restricted to.
    Allow {
        workspace: WorkspaceId,
        project: ProjectId,
    },
    /// Keep them out of the project: off their list, or by a list without it.
    Restrict {
        workspace: WorkspaceId,
        project: ProjectId,
    },
    JoinWorkspace {
        workspace: WorkspaceId,
    },
    LeaveWorkspace {
        workspace: WorkspaceId,
    },
    /// Another role in the workspace; `null` is their own.
    ChangeWorkspaceRole {
        workspace: WorkspaceId,
        role: Option<RoleId>,
    },
    ChangeRole {
        role: RoleId,
    },
}

/// The fewest facts, and among as many the least far-reaching: candidates stand in that order.
pub(super) fn find(
    snapshot: &Snapshot,
    explanation: &Explanation,
    scope: Scope,
    at: DateTime<Utc>,
) -> Vec<Flip> {
    if explanation.need == Access::None || explanation.blocker == Some(Blocker::Unknown) {
        return Vec::new();
    }
    let asked = Asked { snapshot, explanation, scope, at };
    let candidates = if explanation.is_allowed() { asked.to_take() } else { asked.to_give() };
    let facts = asked.facts();
    (1..=MOST)
        .find_map(|size| asked.first_of_size(size, &facts, &candidates, &mut Vec::new()))
        .unwrap_or_default()
}

struct Asked<'a> {
    snapshot: &'a Snapshot,
    explanation: &'a Explanation,
    scope: Scope,
    at: DateTime<Utc>,
}

impl Asked<'_> {
    fn first_of_size(
        &self,
        size: usize,
        facts: &Facts,
        candidates: &[Flip],
        chosen: &mut Vec<Flip>,
    ) -> Option<Vec<Flip>> {
        if size == 0 {
            return self.flips(facts, chosen).then(|| chosen.clone());
        }
        for (position, flip) in candidates.iter().enumerate() {
            chosen.push(flip.clone());
            let found = self.first_of_size(size - 1, facts, &candidates[position + 1..], chosen);
            chosen.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn flips(&self, facts: &Facts, flips: &[Flip]) -> bool {
        let key = &self.explanation.scope;
        let changed = flips.iter().fold(facts.clone(), |mut changed, flip| {
            flip.apply_to(&mut changed, self.explanation.member, key);
            changed
        });
        let Ok(after) = Snapshot::from_facts(self.snapshot.model.clone(), changed) else { return false };
        let Explanation { member, resource, need, .. } = *self.explanation;
        after.check(member, resource, self.scope, need, self.at) != self.explanation.is_allowed()
    }

    /// The facts that this one answer depends on: trying a change on those is as good as on all.
    fn facts(&self) -> Facts {
        let (snapshot, member) = (self.snapshot, self.explanation.member);
        let mut facts = Facts::empty(snapshot.organization);
        facts.deleted = snapshot.deleted;
        facts.members = snapshot.member(member).cloned().into_iter().collect();
        let Some(place) = snapshot.place(self.explanation.resource) else { return facts };
        facts.projects = (place.project.zip(place.workspace).into_iter())
            .map(|(id, workspace)| ProjectFact { id, workspace })
            .collect();
        facts.items = place.item.and_then(|item| snapshot.item(item)).cloned().into_iter().collect();
        facts.groups = snapshot.groups_of(member).collect();
        facts.group_members =
            facts.groups.iter().map(|group| GroupMemberFact { group: *group, member }).collect();
        facts.grants = (snapshot.grants_reaching(member, place))
            .map(|grant| GrantFact {
                id: grant.id,
                principal: grant.principal,
                resource: grant.resource,
                permissions: snapshot.model.catalog.given(&grant.permissions),
                expires_at: grant.expires_at,
                source: grant.source,
            })
            .collect();
        let Some((workspace, visibility)) =
            place.workspace.zip(place.workspace.and_then(|id| snapshot.visibility(id)))
        else {
            return facts;
        };
        facts.workspaces = vec![WorkspaceFact { id: workspace, visibility }];
        facts.workspace_members = (snapshot.listing(member, workspace).into_iter())
            .map(|role| WorkspaceMemberFact { workspace, member, role })
            .collect();
        facts.restrictions = (snapshot.restriction(member, workspace).into_iter())
            .map(|projects| RestrictionFact {
                member,
                workspace,
                projects: projects.iter().copied().filter(|id| place.project == Some(*id)).collect(),
            })
            .collect();
        facts
    }

    /// What could turn a no into a yes.
    fn to_give(&self) -> Vec<Flip> {
        let Explanation { member, resource, need, .. } = *self.explanation;
        let Some(facts) = self.snapshot.member(member) else {
            return self.roles_upwards(None).map(|role| Flip::Join { role }).collect();
        };
        let mut flips = Vec::new();
        if facts.status == Status::Deactivated {
            flips.push(Flip::Activate);
        }
        if facts.expires_at.is_some()
            && !(Member { status: Status::Active, ..facts.clone() }).is_active(self.at)
        {
            flips.push(Flip::RenewMembership);
        }
        let place = self.snapshot.place(resource);
        let workspace = place.and_then(|place| place.workspace);
        if let Some(place) = place {
            let expired =
                self.snapshot.grants_reaching(member, place).filter(|grant| !grant.is_live(self.at));
            flips.extend(expired.map(|grant| Flip::RenewGrant { grant: grant.id }));
            if let (Some(workspace), Some(project)) = (place.workspace, place.project)
                && self.snapshot.is_restricted_from(member, project)
            {
                flips.push(Flip::Allow { workspace, project });
            }
            if let Some(workspace) = workspace.filter(|id| self.snapshot.listing(member, *id).is_none()) {
                flips.push(Flip::JoinWorkspace { workspace });
            }
            let entry = self.snapshot.model.catalog.entry(self.scope);
            if self.scope != CoreScope::Ownership.into() {
                let grantable = |on: &Resource| entry.is_some_and(|entry| entry.is_within(on.kind()));
                let innermost = place.chain().filter(grantable).last();
                flips.extend(innermost.map(|on| Flip::Grant { on, access: need }));
            }
        }
        self.workspace_roles(workspace, &mut flips);
        flips.extend(self.roles_upwards(Some(facts.role)).map(|role| Flip::ChangeRole { role }));
        flips
    }

    /// What could turn a yes into a no.
    fn to_take(&self) -> Vec<Flip> {
        let Explanation { member, resource, .. } = *self.explanation;
        let Some(facts) = self.snapshot.member(member) else { return Vec::new() };
        let place = self.snapshot.place(resource);
        let workspace = place.and_then(|place| place.workspace);
        let mut flips = Vec::new();
        for source in self.explanation.standing() {
            match source.via {
                Via::Grant { grant, .. } => flips.push(Flip::TakeGrant { grant }),
                Via::GroupGrant { group, .. } if !flips.contains(&Flip::LeaveGroup { group }) => {
                    flips.push(Flip::LeaveGroup { group });
                }
                Via::GroupGrant { .. } | Via::Role { .. } | Via::WorkspaceRole { .. } => {}
            }
        }
        if let Some((workspace, project)) = workspace.zip(place.and_then(|place| place.project)) {
            flips.push(Flip::Restrict { workspace, project });
        }
        if let Some(workspace) = workspace.filter(|id| self.snapshot.listing(member, *id).is_some()) {
            flips.push(Flip::LeaveWorkspace { workspace });
        }
        self.workspace_roles(workspace, &mut flips);
        let mut roles: Vec<_> = self.roles_upwards(Some(facts.role)).collect();
        roles.reverse();
        flips.extend(roles.into_iter().map(|role| Flip::ChangeRole { role }));
        flips.push(Flip::Deactivate);
        flips
    }

    /// Only what is there already is changed: the model may not have workspace roles at all.
    fn workspace_roles(&self, workspace: Option<WorkspaceId>, flips: &mut Vec<Flip>) {
        let Some(workspace) = workspace else { return };
        let listing = self.snapshot.listing(self.explanation.member, workspace);
        if let Some(Some(_)) = listing {
            flips.push(Flip::ChangeWorkspaceRole { workspace, role: None });
            let roles = self.roles_upwards(None).filter(|role| {
                self.snapshot.model.role(*role).is_some_and(|role| role.reach != Reach::Shared)
            });
            flips.extend(roles.map(|role| Flip::ChangeWorkspaceRole { workspace, role: Some(role) }));
        }
    }

    /// Every other role that somebody can be given, the lowest first. The owner's moves by transfer.
    fn roles_upwards(&self, but: Option<RoleId>) -> impl Iterator<Item = RoleId> + '_ {
        let model = &self.snapshot.model;
        (model.roles.iter().rev().map(|role| role.id))
            .filter(move |role| Some(*role) != but && !model.is_owner_role(*role))
    }
}

impl Flip {
    /// Changes the fact. `scope` is the key that the question was about.
    pub fn apply_to(&self, facts: &mut Facts, member: MemberId, scope: &str) {
        let own = facts.members.iter_mut().find(|row| row.id == member);
        match (self, own) {
            (Self::Join { role }, _) => facts.members.push(Member {
                id: member,
                user: UserId::from_uuid(member.uuid()),
                role: *role,
                status: Status::Active,
                expires_at: None,
            }),
            (Self::Activate, Some(own)) => own.status = Status::Active,
            (Self::Deactivate, Some(own)) => own.status = Status::Deactivated,
            (Self::RenewMembership, Some(own)) => own.expires_at = None,
            (Self::ChangeRole { role }, Some(own)) => own.role = *role,
            (Self::Activate | Self::Deactivate | Self::RenewMembership | Self::ChangeRole { .. }, None) => {}
            (Self::RenewGrant { grant }, _) => {
                facts.grants.iter_mut().filter(|row| row.id == *grant).for_each(|row| row.expires_at = None);
            }
            (Self::Grant { on, access }, _) => facts.grants.push(GrantFact {
                id: GrantId::from_uuid(member.uuid()),
                principal: Principal::Member(member),
                resource: *on,
                permissions: [(scope.to_owned(), *access)].into(),
                expires_at: None,
                source: GrantSource::Person(UserId::from_uuid(member.uuid())),
            }),
            (Self::TakeGrant { grant }, _) => facts.grants.retain(|row| row.id != *grant),
            (Self::LeaveGroup { group }, _) => {
                facts.group_members.retain(|row| row.group != *group || row.member != member);
            }
            (Self::Allow { workspace, project }, _) => {
                let own = facts.restrictions.iter_mut();
                own.filter(|row| row.member == member && row.workspace == *workspace).for_each(|row| {
                    row.projects.insert(*project);
                });
            }
            (Self::Restrict { workspace, project }, _) => {
                let of = |row: &RestrictionFact| row.member == member && row.workspace == *workspace;
                if !facts.restrictions.iter().any(of) {
                    let projects = facts.projects.iter().filter(|row| row.workspace == *workspace);
                    let projects = projects.map(|row| row.id).collect();
                    facts.restrictions.push(RestrictionFact { member, workspace: *workspace, projects });
                }
                facts.restrictions.iter_mut().filter(|row| of(row)).for_each(|row| {
                    row.projects.remove(project);
                });
            }
            (Self::JoinWorkspace { workspace }, _) => {
                facts.workspace_members.push(WorkspaceMemberFact {
                    workspace: *workspace,
                    member,
                    role: None,
                });
            }
            (Self::LeaveWorkspace { workspace }, _) => {
                facts.workspace_members.retain(|row| row.workspace != *workspace || row.member != member);
            }
            (Self::ChangeWorkspaceRole { workspace, role }, _) => {
                let own = facts.workspace_members.iter_mut();
                own.filter(|row| row.member == member && row.workspace == *workspace)
                    .for_each(|row| row.role = *role);
            }
        }
    }
}
