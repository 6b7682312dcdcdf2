//! What of an invitation came to it by shares.

use std::collections::BTreeMap;

use shared::access::{Change, Decision, Resource, Snapshot};
use shared::ids::{InvitationId, ItemId, MemberId, UserId};
use shared::invitations::rules::OfferedItem;
use shared::shares::rules::{may_offer, permissions};

use super::store::{self, Row};
use crate::authz::need::{Admits, Holds, Inside, Members, Sees};
use crate::authz::{Proof, Writing};
use crate::http::Refusal;
use crate::invitations::{self, store::Found};

/// Shares that wait, as rules read them.
pub(crate) fn offered<'r>(
    snapshot: &Snapshot,
    rows: impl IntoIterator<Item = &'r Row>,
) -> BTreeMap<ItemId, OfferedItem> {
    let given = |row: &Row| OfferedItem {
        permissions: permissions(row.access),
        expires_at: row.expires_at,
        user: row.shared_by,
        member: snapshot.member_of_user(row.shared_by).map(|member| member.id),
    };
    rows.into_iter().map(|row| (row.item, given(row))).collect()
}

/// The shares that wait with an invitation.
pub(crate) struct Waiting(Vec<Row>);

impl Waiting {
    pub(crate) fn find<N>(tx: &mut Writing<'_, N>, invitation: InvitationId) -> Result<Self, Refusal> {
        store::of_invitation(tx, invitation).map(Self)
    }

    /// As rules read them.
    pub(crate) fn items<N>(&self, tx: &Writing<'_, N>) -> BTreeMap<ItemId, OfferedItem> {
        offered(tx.snapshot(), &self.0)
    }

    /// Writes down what has become of each: the member's, or, where nobody could give it any more, over.
    pub(crate) fn accepted<N>(
        self,
        tx: &mut Writing<'_, N>,
        member: MemberId,
        decision: &Decision,
    ) -> Result<(), Refusal> {
        for row in self.0 {
            let granted = decision.changes().iter().find_map(|change| match change {
                Change::GrantAdded(grant) if grant.resource == Resource::Item(row.item) => Some(grant.id),
                _ => None,
            });
            match granted {
                Some(grant) => store::activate(tx, row.id, member, grant)?,
                None => store::end(tx, row.id)?,
            }
        }
        Ok(())
    }
}

/// Makes the heir answer for what somebody offered who goes, as far as the heir may give it, and whoever decides so:
/// nobody passes on what they could not give. The rest lapses.
pub(crate) fn hand_over<N>(
    tx: &mut Writing<'_, N>,
    from: UserId,
    heir: MemberId,
    user: UserId,
) -> Result<(), Refusal>
where
    N: Admits + Holds<Members> + Sees<Members> + Inside,
{
    let (me, now) = (tx.member()?, tx.now());
    for row in store::waiting_by(tx, &[from])? {
        let Some((invitation, ..)) = row.invitation else { continue };
        let role = invitations::store::find(tx, invitation)?.role;
        let given = permissions(row.access);
        let may = |who| may_offer(tx.snapshot(), who, role, row.item, given, now).is_ok();
        if may(heir) && may(me) {
            store::hand_over(tx, row.id, user)?;
        }
    }
    Ok(())
}

/// Refuses whoever could not share all that waits with an invitation: to lead it to somebody else, or to open it again,
/// is to give it.
pub(crate) fn require_all<N>(tx: &mut Writing<'_, N>, found: &Found) -> Result<(), Refusal> {
    let Waiting(rows) = Waiting::find(tx, found.id)?;
    let (me, now) = (tx.member()?, tx.now());
    for row in rows {
        may_offer(tx.snapshot(), me, found.role, row.item, permissions(row.access), now)?;
    }
    Ok(())
}

/// Whoever sends an invitation again stands for what it offers from then on, as far as they may give it.
pub(crate) fn take_over<N: Admits>(tx: &mut Writing<'_, N>, found: &Found) -> Result<(), Refusal> {
    let Waiting(rows) = Waiting::find(tx, found.id)?;
    let (me, now) = (tx.member()?, tx.now());
    for row in rows {
        let given = permissions(row.access);
        if may_offer(tx.snapshot(), me, found.role, row.item, given, now).is_ok() {
            store::take_over(tx, row.id)?;
        }
    }
    Ok(())
}
