//! `GET …/groups/{grp}`

use shared::groups::wire::Group;
use shared::ids::GroupId;

use super::answer::body;
use crate::authz::Reading;
use crate::authz::need::{InOrganization, Members, View};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one group.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}/groups/{grp}", "groups.show", "Show a group");
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Group;
}

impl Read for Show {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Group, Refusal> {
        body(tx, ask.inner)
    }
}
