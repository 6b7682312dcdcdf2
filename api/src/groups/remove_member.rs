//! `DELETE …/groups/{grp}/members/{member}`

use shared::access::Outcome as Decided;
use shared::groups::wire::Group;
use shared::problem::Code;

use super::answer::body;
use super::membership::Act;
use super::{kept, store};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{GroupMember, Outcome, Proof, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Takes a member out of a group. Somebody who is not in it is not there: 404.
pub struct RemoveMember;

impl Operation for RemoveMember {
    const SPEC: Spec = Spec::delete(
        "/v1/organizations/{org}/groups/{grp}/members/{member}",
        "groups.remove_member",
        "Take a member out of a group",
    )
    .previews()
    .refuses(&[Code::MayNotGrant, Code::OwnerProtected]);
    type Inner = GroupMember;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Group;
}

impl Write for RemoveMember {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Group>, Refusal> {
        let GroupMember { group, member } = ask.inner;
        let row = store::one(tx, group)?;
        let picture = tx.picture();
        let decided = Act::Remove.decide(&picture, tx.member()?, group, member, tx.now())?;
        let NoBody {} = ask.body()?;
        match decided {
            Decided::Unchanged => Err(Refusal::not_found()),
            Decided::Decision(decision) => {
                let record = Act::Remove.carry_out(tx, &row, member, &decision)?;
                Act::Remove.tell(tx, &row, &[member])?;
                let kept = kept::after_leaving(tx, &picture, group, &[member])?;
                Ok(Outcome::changed(body(tx, group)?, record).keeping(kept))
            }
        }
    }
}
