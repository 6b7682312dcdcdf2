//! `POST …/members/{member}/delete`

use shared::access::Outcome as Decided;
use shared::ids::MemberId;
use shared::members::wire::{DeleteMember, Member};
use shared::problem::Code;
use shared::text::email_key;

use super::act::Act;
use super::{body, store};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Deletes a member who was added by mistake, named once more by their address. All that they had here goes for
/// good, and undo does not reach it; their account and their other organizations are untouched. Answers with the
/// member as they were.
///
/// The log keeps who they were, and the rows are closed, not erased: access as of an earlier day stays as it was.
pub struct Delete;

impl Operation for Delete {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/members/{member}/delete",
        "members.delete",
        "Delete a member who was added by mistake",
    )
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
    type Body = DeleteMember;
    type Answer = Member;
}

impl Write for Delete {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Member>, Refusal> {
        let member = ask.inner;
        let present = body::body(tx, member)?;
        let decided = Act::Delete.decide(tx.snapshot(), tx.member()?, member, tx.now());
        // 403 comes before 412 and 422, and those before 409.
        if let Err(denied) = decided
            && Act::is_forbidden(denied)
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let DeleteMember { confirm } = ask.body()?;
        let confirmed = match confirm {
            Some(typed) => email_key(&typed) == email_key(store::find(tx, member)?.email()),
            // What it would do is looked at before the address is typed.
            None => tx.request().preview,
        };
        if !confirmed {
            let detail = "Type the address of the member who is to be deleted.";
            return Err(Refusal::field("/confirm", "mismatch", detail));
        }
        match decided? {
            Decided::Unchanged => Ok(Outcome::unchanged(present)),
            Decided::Decision(decision) => {
                let records = Act::Delete.carry_out(tx, member, &decision)?;
                Ok(Outcome::changed_each(present, records))
            }
        }
    }
}
