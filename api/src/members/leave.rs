//! `POST …/leave`

use serde_json::Value;
use shared::members::rules;
use shared::members::wire::Member;
use shared::problem::Code;

use super::act::{Ended, end, facts};
use super::body;
use crate::authz::need::AnyMember;
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Ends one's own membership. The owner, and the last lasting admin, cannot.
pub struct Leave;

impl Operation for Leave {
    const SPEC: Spec = Spec::post("/v1/organizations/{org}/leave", "members.leave", "Leave an organization")
        .previews()
        .refuses(&[Code::UseOwnershipTransfer, Code::LastAdmin]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Member;
}

impl Write for Leave {
    type Need = AnyMember;
    fn run(tx: &mut Writing<'_, AnyMember>, mut ask: Ask<'_, Self>) -> Result<Outcome<Member>, Refusal> {
        tx.actor().require_person()?;
        let NoBody {} = ask.body()?;
        let member = tx.member()?;
        let (user, name) = (tx.actor().user, tx.actor().name.clone());
        let present = body::body(tx, member)?;
        let before = facts(tx.snapshot(), member)?;
        let decision = rules::leave(tx.snapshot(), member, tx.now())?;
        let Ended { voided, .. } = end(tx, user, &decision)?;
        let record = Record::new("members.leave", party("member", member, name), before, Value::Null);
        Ok(Outcome::changed(present, record).and(voided))
    }
}
