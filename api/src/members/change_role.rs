//! `PATCH …/members/{member}`

use shared::access::Outcome as Decided;
use shared::ids::MemberId;
use shared::members::wire::{EditMember, Member};
use shared::problem::Code;

use super::act::Act;
use super::body;
use crate::access::role_named;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Gives a member another role, in force with the next request of every open session.
pub struct ChangeRole;

impl Operation for ChangeRole {
    const SPEC: Spec = Spec::patch(
        "/v1/organizations/{org}/members/{member}",
        "members.change_role",
        "Change a member's role",
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
    type Body = EditMember;
    type Answer = Member;
}

impl Write for ChangeRole {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Member>, Refusal> {
        let member = ask.inner;
        let present = body::body(tx, member)?;
        let picture = tx.picture();
        let (actor, now) = (tx.member()?, tx.now());
        // 403 comes before 412 and 422: may they touch this member at all? Their own role again tells.
        let same = Act::ChangeRole(present.role.id).decide(&picture, actor, member, now);
        if let Err(denied) = same
            && Act::is_forbidden(denied)
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let EditMember { role, .. } = ask.body()?;
        let Some(role) = role else { return Ok(Outcome::unchanged(present)) };
        let act = Act::ChangeRole(role_named(picture.model(), &role, "/role")?.id);
        match act.decide(&picture, actor, member, now)? {
            Decided::Unchanged => Ok(Outcome::unchanged(present)),
            Decided::Decision(decision) => {
                let records = act.carry_out(tx, member, &decision)?;
                Ok(Outcome::changed_each(body::body(tx, member)?, records))
            }
        }
    }
}
