//! `GET /v1/organizations`

use shared::list::Page;
use shared::organizations::wire::Organization;

use super::{show, store};
use crate::authz::OwnReading;
use crate::authz::own::Own;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Lists the organizations that one belongs to.
pub struct List;

impl Operation for List {
    const SPEC: Spec =
        Spec::get("/v1/organizations", "organizations.list", "List the organizations that you belong to");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Page<Organization>;
}

impl OwnRead for List {
    fn run(tx: &mut OwnReading<'_>, _: Ask<'_, Self>) -> Result<Page<Organization>, Refusal> {
        tx.principal().require_verified(tx.app())?;
        let now = tx.now();
        let mut data = Vec::new();
        for (row, member, version) in store::own(tx)? {
            let picture = tx.snapshot(row.id, version)?;
            data.push(show::assemble(row, &picture, member, version, None, now)?);
        }
        Ok(Page::whole(data))
    }
}
