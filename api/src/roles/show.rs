//! `GET …/roles/{role}`

use shared::roles::wire::Role;

use super::answer::body;
use crate::authz::need::{InOrganization, Members, View};
use crate::authz::{Reading, RoleName};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one role, named by its key or id.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}/roles/{role}", "roles.show", "Show a role");
    type Inner = RoleName;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Role;
}

impl Read for Show {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Role, Refusal> {
        let role = ask.inner.find(tx)?;
        body(tx, role)
    }
}
