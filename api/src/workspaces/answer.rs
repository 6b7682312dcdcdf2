//! A workspace as answers show it.

use chrono::{DateTime, Utc};
use shared::access::{Access, Reach, Resource, Snapshot, Visibility, oversees_members};
use shared::ids::{MemberId, WorkspaceId};
use shared::workspaces::wire::Workspace;

use super::store::Row;
use crate::access::visible;
use crate::authz::Proof;
use crate::http::Refusal;

/// How many active members there are of either reach: counted once for a whole page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heads {
    /// In every workspace by role.
    everywhere: u64,
    /// In those that are open, and in those that list them.
    granted: u64,
}

impl Heads {
    pub(super) fn of(snapshot: &Snapshot, at: DateTime<Utc>) -> Self {
        let count = |reach: Reach| {
            let here = snapshot.members().filter(|member| member.is_active(at));
            here.filter(|member| snapshot.model().role(member.role).is_some_and(|role| role.reach == reach))
                .count() as u64
        };
        Self { everywhere: count(Reach::Everything), granted: count(Reach::Granted) }
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
    let Row { id, name, visibility, created_at, revision: _ } = row;
    let projects = snapshot.projects_in(id).filter(|id| visible(snapshot, me, Resource::Project(*id), at));
    Ok(Workspace {
        id,
        organization: tx.organization(),
        name,
        visibility,
        // Given a project inside alone, one sees the name, and not who is in it.
        members_count: oversees_members(snapshot, me, Resource::Workspace(id), Access::View, at)
            .then(|| heads.of_workspace(snapshot, id, visibility, at)),
        projects_count: projects.count() as u64,
        created_at,
    })
}
