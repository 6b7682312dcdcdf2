//! `GET …/domains`

use shared::domains::wire::Domain;
use shared::list::{Page, PageQuery};

use super::body::body;
use super::store;
use crate::authz::need::{InOrganization, Members, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists the organization's domains.
pub struct List;

impl Operation for List {
    const SPEC: Spec =
        Spec::get("/v1/organizations/{org}/domains", "domains.list", "List the organization's domains");
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<Domain>;
}

impl Read for List {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (rows, next_cursor) =
            page::of(store::all(tx)?, &ask.query, |found| (found.name.clone(), found.id))?;
        let model = tx.snapshot().model();
        let data = rows.into_iter().map(|found| body(found, model)).collect::<Result<_, _>>()?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
