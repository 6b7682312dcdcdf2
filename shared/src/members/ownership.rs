//! Ownership: one member's, handed on to one other.

use chrono::{DateTime, Utc};

use crate::access::{Change, Decision, Denied, Snapshot};
use crate::ids::MemberId;

/// Hands ownership on to an active admin; whoever had it is an admin from then on. Both in one decision, so that
/// there is never none and never two.
///
/// An admin whose membership ends is none for this: the owner's never does.
pub fn transfer(
    snapshot: &Snapshot,
    actor: MemberId,
    heir: MemberId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    let model = snapshot.model();
    if !model.has_owner {
        return Err(Denied::NoOwnership);
    }
    let owner = snapshot.member(actor).ok_or(Denied::UnknownMember)?;
    if !owner.is_active(at) || !model.is_owner_role(owner.role) {
        return Err(Denied::PermissionDenied);
    }
    let next = snapshot.member(heir).ok_or(Denied::UnknownMember)?;
    let admin = model.admin_role().ok_or(Denied::HeirNotAdmin)?.id;
    if next.role != admin || !next.is_active(at) || next.expires_at.is_some() {
        return Err(Denied::HeirNotAdmin);
    }
    let changes = vec![
        Change::RoleChanged { member: heir, role: model.top_role },
        Change::RoleChanged { member: actor, role: admin },
    ];
    Decision::new(snapshot, changes)
}

/// Whether [`transfer`] to this member would do.
pub fn may_inherit(snapshot: &Snapshot, member: MemberId, at: DateTime<Utc>) -> bool {
    let admin = snapshot.model().admin_role().map(|role| role.id);
    snapshot
        .member(member)
        .is_some_and(|next| Some(next.role) == admin && next.is_active(at) && next.expires_at.is_none())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::access::{Member, Model, Status};
    use crate::ids::{OrganizationId, RoleId, UserId, WorkspaceId};
    use crate::members::rules::found;

    fn id(n: u128) -> MemberId {
        MemberId::from_uuid(Uuid::from_u128(n))
    }

    /// Somebody's organization of this model, with one more member.
    fn house(model: &Arc<Model>, role: RoleId, change: impl Fn(&mut Member)) -> Snapshot {
        let organization = OrganizationId::from_uuid(Uuid::from_u128(1));
        let user = |n| UserId::from_uuid(Uuid::from_u128(n));
        let founded = found(model, organization, id(1), user(1), WorkspaceId::from_uuid(Uuid::from_u128(1)));
        let empty = Snapshot::empty(model.clone(), organization);
        let mut house = founded.and_then(|founded| Ok(founded.applied_to(&empty)?)).expect("it is founded");
        let mut second = Member { id: id(2), user: user(2), role, status: Status::Active, expires_at: None };
        change(&mut second);
        house.apply(&Change::MemberAdded(second)).expect("they are in");
        house
    }

    #[test]
    fn m10_ownership_goes_to_an_active_admin_for_good_and_to_nobody_else() {
        let at = DateTime::UNIX_EPOCH;
        for model in Model::presets().iter().filter(|model| model.has_owner) {
            let admin = model.admin_role().expect("a model with an owner has admins").id;
            let good = house(model, admin, |_| {});
            let done =
                transfer(&good, id(1), id(2), at).expect("an admin").applied_to(&good).expect("applied");
            let role = |of: u128| done.member(id(of)).map(|member| member.role);
            assert_eq!((role(1), role(2)), (Some(admin), Some(model.top_role)), "{}", model.key);
            assert!(may_inherit(&good, id(2), at) && !may_inherit(&good, id(1), at));
            assert_eq!(transfer(&good, id(2), id(1), at), Err(Denied::PermissionDenied));
            assert_eq!(transfer(&good, id(1), id(1), at), Err(Denied::HeirNotAdmin));
            assert_eq!(transfer(&good, id(1), id(3), at), Err(Denied::UnknownMember));
            let away = house(model, admin, |second| second.status = Status::Deactivated);
            let ending =
                house(model, admin, |second| second.expires_at = Some(at + chrono::TimeDelta::days(9)));
            let lower = house(model, model.default_role, |_| {});
            for bad in [away, ending, lower] {
                assert_eq!(transfer(&bad, id(1), id(2), at), Err(Denied::HeirNotAdmin), "{}", model.key);
                assert!(!may_inherit(&bad, id(2), at));
            }
        }
        for model in Model::presets().iter().filter(|model| !model.has_owner) {
            let house = house(model, model.top_role, |_| {});
            assert_eq!(transfer(&house, id(1), id(2), at), Err(Denied::NoOwnership), "{}", model.key);
        }
    }
}
