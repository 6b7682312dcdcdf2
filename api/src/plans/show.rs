//! `GET …/plan`

use shared::plans::Plans;
use shared::plans::wire::Plan;

use super::check::{plan, quotas};
use crate::authz::Reading;
use crate::authz::need::AnyMember;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows the organization's plan, with what it has. Every member may know: pages say what a plan lacks.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec =
        Spec::get("/v1/organizations/{org}/plan", "plans.show", "Show the organization's plan");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Plan;
}

impl Read for Show {
    type Need = AnyMember;
    fn run(tx: &mut Reading<'_, Self::Need>, _: Ask<'_, Self>) -> Result<Plan, Refusal> {
        let plan = plan(tx)?;
        Ok(Plans::shipped().body(plan, quotas(tx, plan)?))
    }
}
