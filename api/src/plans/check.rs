//! Whether the organization's plan has a feature. What was made with one is kept after a downgrade: it can be
//! read, it gives what it gave, and it can be taken away; nothing new is made of it.

use shared::access::{Access, CoreScope, Resource};
use shared::plans::{Feature, Plan, Plans, Quota, seats, wire};
use shared::problem::Code;

use super::store;
use crate::authz::Proof;
use crate::http::Refusal;

/// The organization's plan.
pub(crate) fn plan<P: Proof>(tx: &mut P) -> Result<&'static Plan, Refusal> {
    let key = store::key(tx)?;
    Plans::shipped().plan(&key).ok_or_else(|| Refusal::internal(format!("unknown plan {key}")))
}

/// What the organization takes of each quota of this plan, of those that the asker may count.
pub(super) fn quotas<P: Proof>(tx: &P, plan: &Plan) -> Result<Vec<wire::Quota>, Refusal> {
    let (snapshot, me, now) = (tx.snapshot(), tx.member()?, tx.now());
    let sees = |scope| snapshot.check(me, Resource::Organization, scope, Access::View, now);
    let mut quotas = Vec::new();
    if sees(CoreScope::Members) || sees(CoreScope::Billing) {
        quotas.push(plan.quota(Quota::Members, seats::used(snapshot, now)));
    }
    // Who does not see every project is not told how many there are.
    if snapshot.is_implicit(me) {
        quotas.push(plan.quota(Quota::Projects, snapshot.projects().count() as u64));
    }
    Ok(quotas)
}

/// Whether the organization's plan has this.
pub fn has<P: Proof>(tx: &mut P, feature: Feature) -> Result<bool, Refusal> {
    Ok(plan(tx)?.has(feature))
}

/// Refuses where the organization's plan does not have this, and names the lowest plan that does.
pub fn require<P: Proof>(tx: &mut P, feature: Feature) -> Result<(), Refusal> {
    let plan = plan(tx)?;
    if plan.has(feature) {
        return Ok(());
    }
    let lowest = Plans::shipped().lowest_with(feature).map_or("another", |lowest| lowest.name.as_str());
    let detail =
        format!("{} come with the {lowest} plan. This organization is on {}.", feature.label(), plan.name);
    Err(Refusal::new(Code::PlanRequired, detail))
}
