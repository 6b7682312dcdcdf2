//! `POST …/members/{member}/deactivate`

use shared::ids::MemberId;
use shared::members::wire::Member;
use shared::problem::Code;

use super::act::Act;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Writing};
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
    fn run(tx: &mut Writing<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Outcome<Member>, Refusal> {
        Act::Deactivate.perform(tx, ask)
    }
}
