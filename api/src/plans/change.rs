//! `PUT …/plan`

use serde_json::json;
use shared::plans::Plans;
use shared::plans::wire::{ChangePlan, Plan};
use shared::problem::Code;

use super::check::{plan, quotas};
use super::store;
use crate::authz::need::{Billing, Full, InOrganization};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::organizations;

/// Puts the organization on another plan. Where people pay for plans, paying is what changes them; here it is
/// free only on a development server.
pub struct Change;

impl Operation for Change {
    const SPEC: Spec =
        Spec::put("/v1/organizations/{org}/plan", "plans.change", "Change the organization's plan");
    type Inner = ();
    type Query = NoQuery;
    type Body = ChangePlan;
    type Answer = Plan;
}

impl Write for Change {
    type Need = InOrganization<Billing, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Plan>, Refusal> {
        if !tx.app().config.dev {
            return Err(Refusal::new(
                Code::PermissionDenied,
                "The plan is set by whoever runs this service. Ask them to change it.",
            ));
        }
        let ChangePlan { plan: key } = ask.body()?;
        let plans = Plans::shipped();
        let Some(next) = plans.plan(&key) else {
            let known: Vec<&str> = plans.all().iter().map(|plan| plan.key.as_str()).collect();
            let detail = format!("There is no such plan. Use one of: {}.", known.join(", "));
            return Err(Refusal::field("/plan", "unknown_plan", detail));
        };
        let present = plan(tx)?;
        if present.key == next.key {
            let quotas = quotas(tx, present)?;
            return Ok(Outcome::unchanged(plans.body(present, quotas)));
        }
        store::set(tx, &next.key)?;
        let name = organizations::store::name(tx)?;
        let target = party("organization", tx.organization(), name);
        let (before, after) = (json!({ "plan": present.key }), json!({ "plan": next.key }));
        let answer = plans.body(next, quotas(tx, next)?);
        Ok(Outcome::changed(answer, Record::new("plans.change", target, before, after)))
    }
}
