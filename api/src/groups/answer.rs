//! A group as answers show it.

use shared::access::Principal;
use shared::groups::wire::Group;
use shared::ids::GroupId;
use shared::plans::Feature;

use super::store::{self, Row};
use crate::access::visible;
use crate::authz::Proof;
use crate::authz::need::{Inside, Members, Sees};
use crate::http::Refusal;
use crate::plans;

/// The bodies of these groups. What the asker cannot see is not counted.
pub(super) fn bodies<P: Proof>(tx: &mut P, rows: Vec<Row>) -> Result<Vec<Group>, Refusal> {
    let frozen = !plans::has(tx, Feature::Groups)?;
    let (snapshot, me, now) = (tx.snapshot(), tx.member()?, tx.now());
    let group = |row| {
        let Row { id, name, created_at, revision: _ } = row;
        let grants = snapshot.grants_to(Principal::Group(id));
        Group {
            id,
            name,
            members_count: snapshot.members_of(id).count() as u64,
            grants_count: grants.filter(|grant| visible(snapshot, me, grant.resource, now)).count() as u64,
            frozen,
            created_at,
        }
    };
    Ok(rows.into_iter().map(group).collect())
}

/// The body of one.
pub(super) fn body<P: Proof>(tx: &mut P, id: GroupId) -> Result<Group, Refusal>
where
    P::Need: Sees<Members> + Inside,
{
    let row = store::one(tx, id)?;
    tx.shows_revision(row.revision);
    bodies(tx, vec![row])?.pop().ok_or_else(Refusal::not_found)
}
