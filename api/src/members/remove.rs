//! `DELETE …/members/{member}`

use shared::ids::MemberId;
use shared::members::wire::Member;
use shared::problem::Code;

use super::act::Act;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Ends a membership, with everything that hangs on it. Answers with the member as they were.
pub struct Remove;

impl Operation for Remove {
    const SPEC: Spec =
        Spec::delete("/v1/organizations/{org}/members/{member}", "members.remove", "Remove a member")
            .previews()
            .refuses(&[
                Code::OwnerProtected,
                Code::MayNotGrant,
                Code::UseOwnershipTransfer,
                Code::LastAdmin,
                Code::PreconditionFailed,
                Code::UseLeave,
            ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Member;
}

impl Write for Remove {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Outcome<Member>, Refusal> {
        Act::Remove.perform(tx, ask)
    }
}
