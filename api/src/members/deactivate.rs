//! `POST …/members/{member}/deactivate`

use shared::access::Outcome as Decided;
use shared::ids::MemberId;
use shared::members::wire::Member;
use shared::problem::Code;

use super::act::Act;
use super::body;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Stops a membership with the next request, and keeps everything of it.
pub struct Deactivate;

impl Operation for Deactivate {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/members/{member}/deactivate",
        "members.deactivate",
        "Deactivate a member",
    )
    .previews()
    .refuses(&[
        Code::OwnerProtected,
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::LastAdmin,
        Code::PreconditionFailed,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Member;
}

impl Write for Deactivate {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Member>, Refusal> {
        let member = ask.inner;
        let present = body::body(tx, member)?;
        let decided = Act::Deactivate.decide(tx.snapshot(), tx.member()?, member, tx.now());
        // 403 comes before 412 and 422, and those before 409.
        if let Err(denied) = decided
            && Act::is_forbidden(denied)
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let NoBody {} = ask.body()?;
        match decided? {
            Decided::Unchanged => Ok(Outcome::unchanged(present)),
            Decided::Decision(decision) => {
                let records = Act::Deactivate.carry_out(tx, member, &decision)?;
                Ok(Outcome::changed_each(body::body(tx, member)?, records))
            }
        }
    }
}
