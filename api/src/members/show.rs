//! `GET …/members/{member}`

use shared::ids::MemberId;
use shared::members::wire::MemberDetail;

use super::detail::detail;
use crate::authz::Reading;
use crate::authz::need::OneselfOrMembers;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one member.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/members/{member}",
        "members.show",
        "Show a member, with all that is granted to them alone",
    );
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = MemberDetail;
}

impl Read for Show {
    type Need = OneselfOrMembers;
    fn run(tx: &mut Reading<'_, OneselfOrMembers>, ask: Ask<'_, Self>) -> Result<MemberDetail, Refusal> {
        detail(tx, ask.inner)
    }
}
