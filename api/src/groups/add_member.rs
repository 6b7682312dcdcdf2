//! `PUT …/groups/{grp}/members/{member}`

use shared::access::Outcome as Decided;
use shared::groups::wire::Group;
use shared::plans::Feature;
use shared::problem::Code;

use super::answer::body;
use super::membership::Act;
use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{GroupMember, Outcome, Proof, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::plans;

/// Puts a member into a group, whose access they have with their next request. Again is nothing.
pub struct AddMember;

impl Operation for AddMember {
    const SPEC: Spec = Spec::put(
        "/v1/organizations/{org}/groups/{grp}/members/{member}",
        "groups.add_member",
        "Put a member into a group",
    )
    .creates()
    .previews()
    .refuses(&[Code::PlanRequired, Code::MayNotGrant, Code::OwnerProtected]);
    type Inner = GroupMember;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Group;
}

impl Write for AddMember {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Group>, Refusal> {
        let GroupMember { group, member } = ask.inner;
        let row = store::one(tx, group)?;
        let decided = Act::Add.decide(tx.snapshot(), tx.member()?, group, member, tx.now())?;
        plans::require(tx, Feature::Groups)?;
        let NoBody {} = ask.body()?;
        match decided {
            Decided::Unchanged => Ok(Outcome::unchanged(body(tx, group)?)),
            Decided::Decision(decision) => {
                let record = Act::Add.carry_out(tx, &row, member, &decision)?;
                Act::Add.tell(tx, &row, &[member])?;
                Ok(Outcome::changed(body(tx, group)?, record).created(true))
            }
        }
    }
}
