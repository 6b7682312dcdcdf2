//! A role as answers show it.

use std::collections::BTreeMap;

use shared::access::wire::RoleBody;
use shared::access::{Role, Snapshot};
use shared::ids::RoleId;
use shared::roles::wire;

use super::store;
use crate::authz::Proof;
use crate::authz::need::{Members, Sees};
use crate::http::Refusal;
use crate::invitations;

/// How much hangs on each role, counted once for a whole page.
pub(super) struct Uses {
    members: BTreeMap<RoleId, u64>,
    overrides: BTreeMap<RoleId, u64>,
    invitations: BTreeMap<RoleId, u64>,
}

impl Uses {
    pub(super) fn count<P: Proof>(tx: &mut P) -> Result<Self, Refusal>
    where
        P::Need: Sees<Members>,
    {
        let invitations = invitations::store::open_by_role(tx)?;
        let (mut members, mut overrides) = (BTreeMap::new(), BTreeMap::new());
        let snapshot: &Snapshot = tx.snapshot();
        for member in snapshot.members() {
            *members.entry(member.role).or_default() += 1;
            for role in snapshot.workspaces_of(member.id).filter_map(|(_, role)| role) {
                *overrides.entry(role).or_default() += 1;
            }
        }
        Ok(Self { members, overrides, invitations })
    }

    pub(super) fn body(&self, snapshot: &Snapshot, role: &Role) -> wire::Role {
        let of = |counts: &BTreeMap<RoleId, u64>| counts.get(&role.id).copied().unwrap_or_default();
        wire::Role {
            role: RoleBody::of(role, &snapshot.model().catalog),
            members_count: of(&self.members),
            overrides_count: of(&self.overrides),
            invitations_count: of(&self.invitations),
        }
    }
}

/// The body of one.
pub(super) fn body<P: Proof>(tx: &mut P, id: RoleId) -> Result<wire::Role, Refusal>
where
    P::Need: Sees<Members>,
{
    let uses = Uses::count(tx)?;
    if let Some(revision) = store::revision(tx, id)? {
        tx.shows_revision(revision);
    }
    let snapshot = tx.snapshot();
    let role = snapshot.model().role(id).ok_or_else(Refusal::not_found)?;
    Ok(uses.body(snapshot, role))
}
