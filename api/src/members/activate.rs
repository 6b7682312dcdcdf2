//! `POST …/members/{member}/activate`

use shared::ids::MemberId;
use shared::members::wire::Member;
use shared::problem::Code;

use super::act::Act;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Gives a deactivated member the very same access back.
pub struct Activate;

impl Operation for Activate {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/members/{member}/activate",
        "members.activate",
        "Activate a member",
    )
    .previews()
    .refuses(&[
        Code::OwnerProtected,
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::LastAdmin,
        Code::PreconditionFailed,
        Code::NoSeat,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Member;
}

impl Write for Activate {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Outcome<Member>, Refusal> {
        Act::Activate.perform(tx, ask)
    }
}
