//! Whether the organization's plan has a feature. What was made with one is kept after a downgrade: it can be
//! read, it gives what it gave, and it can be taken away; nothing new is made of it.

use shared::plans::{Feature, Plan, Plans};
use shared::problem::Code;

use super::store;
use crate::authz::Proof;
use crate::http::Refusal;

/// The organization's plan.
pub(super) fn plan<P: Proof>(tx: &mut P) -> Result<&'static Plan, Refusal> {
    let key = store::key(tx)?;
    Plans::shipped().plan(&key).ok_or_else(|| Refusal::internal(format!("unknown plan {key}")))
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
