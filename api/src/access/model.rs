//! `GET …/access-model`

use shared::access::wire::AccessModelBody;

use crate::authz::need::AnyMember;
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows what the organization's access is made of.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/access-model",
        "access_model.show",
        "Show the scopes and roles that access is made of here",
    );
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = AccessModelBody;
}

impl Read for Show {
    type Need = AnyMember;
    fn run(tx: &mut Reading<'_, Self::Need>, _: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        Ok(AccessModelBody::of(tx.snapshot().model()))
    }
}
