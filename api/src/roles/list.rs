//! `GET …/roles`

use shared::list::{Page, PageQuery};
use shared::roles::wire::Role;

use super::answer::Uses;
use crate::authz::need::{InOrganization, Members, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists roles: those of the model in its order, then the organization's own, each with what hangs on it.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}/roles", "roles.list", "List roles");
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<Role>;
}

impl Read for List {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let uses = Uses::count(tx)?;
        let snapshot = tx.snapshot();
        // By position, and by id behind it: a role that comes or goes between two pages moves no other.
        let roles = snapshot.model().roles.iter().enumerate().collect();
        let position = |(index, role): &(usize, &shared::access::Role)| {
            let built_in = if role.built_in { *index } else { usize::MAX };
            (built_in, role.id)
        };
        let (roles, next_cursor) = page::of(roles, &ask.query, position)?;
        let data = roles.into_iter().map(|(_, role)| uses.body(snapshot, role)).collect();
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
