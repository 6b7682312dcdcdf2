//! A workspace as answers show it.

use chrono::{DateTime, Utc};
use shared::access::{Access, Reach, Resource, Snapshot, Visibility, oversees_members};
use shared::ids::{MemberId, WorkspaceId};
use shared::plans::{Plan, Quota};
use shared::workspaces::wire::Workspace;

use super::store::Row;
use crate::access::visible;
use crate::authz::Proof;
use crate::http::Refusal;
use crate::plans;

/// How many active members there are of either reach: counted once for a whole page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heads {
    /// In every workspace by role.
    everywhere: u64,
    /// In those that are open, and in those that list them.
    granted: u64,
    /// The plan whose quotas are counted.
    plan: &'static Plan,
}

impl Heads {
    pub(super) fn of<P: Proof>(tx: &mut P) -> Result<Self, Refusal> {
        let plan = plans::plan(tx)?;
        let (snapshot, at) = (tx.snapshot(), tx.now());
        let count = |reach: Reach| {
            let here = snapshot.members().filter(|member| member.is_active(at));
            here.filter(|member| snapshot.model().role(member.role).is_some_and(|role| role.reach == reach))
                .count() as u64
        };
        Ok(Self { everywhere: count(Reach::Everything), granted: count(Reach::Granted), plan })
    }

    /// Listed and implicit members, each once.
    fn of_workspace(
        self,
        snapshot: &Snapshot,
        workspace: WorkspaceId,
        visibility: Visibility,
        at: DateTime<Utc>,
    ) -> u64 {
        let listed = match visibility {
            Visibility::Open => self.granted,
            Visibility::Private => {
                let counts = |member: &MemberId| {
                    !snapshot.is_implicit(*member)
                        && snapshot.is_in(*member, workspace)
                        && snapshot.member(*member).is_some_and(|member| member.is_active(at))
                };
                snapshot.roster(workspace).filter(counts).count() as u64
            }
        };
        self.everywhere + listed
    }
}

/// The body, for the acting member.
pub(super) fn body<P: Proof>(tx: &P, heads: Heads, row: Row) -> Result<Workspace, Refusal> {
    let (snapshot, at, me) = (tx.snapshot(), tx.now(), tx.member()?);
    let Row { id, name, created_at, revision: _ } = row;
    let visibility = snapshot.visibility(id).ok_or_else(Refusal::not_found)?;
    let projects = snapshot.projects_in(id).filter(|id| visible(snapshot, me, Resource::Project(*id), at));
    let projects_count = projects.count() as u64;
    // Given a project inside alone, one sees the name, and not who is in it.
    let members_count = oversees_members(snapshot, me, Resource::Workspace(id), Access::View, at)
        .then(|| heads.of_workspace(snapshot, id, visibility, at));
    // Who does not see every project is not told how many there are.
    let every_project = snapshot.is_implicit(me).then_some(projects_count);
    let quotas = [(Quota::Members, members_count), (Quota::Projects, every_project)];
    let quotas =
        quotas.into_iter().filter_map(|(quota, used)| Some(heads.plan.quota(quota, used?))).collect();
    Ok(Workspace {
        id,
        organization: tx.organization(),
        name,
        visibility,
        members_count,
        projects_count,
        quotas,
        created_at,
    })
}
