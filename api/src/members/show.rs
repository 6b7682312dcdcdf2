//! `GET …/members/{member}`

use shared::ids::MemberId;
use shared::members::wire::Member;

use super::body;
use crate::authz::Reading;
use crate::authz::need::OneselfOrMembers;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one member.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}/members/{member}", "members.show", "Show a member");
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Member;
}

impl Read for Show {
    type Need = OneselfOrMembers;
    fn run(tx: &mut Reading<'_, OneselfOrMembers>, ask: Ask<'_, Self>) -> Result<Member, Refusal> {
        body::body(tx, ask.inner)
    }
}
