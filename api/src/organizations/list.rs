//! `GET /v1/organizations`

use shared::list::{Page, PageQuery};
use shared::organizations::wire::Organization;
use shared::text::search_key;

use super::{show, store};
use crate::authz::OwnReading;
use crate::authz::own::Own;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec, page};

/// Lists the organizations that one is an active member of.
pub struct List;

impl Operation for List {
    const SPEC: Spec =
        Spec::get("/v1/organizations", "organizations.list", "List the organizations that you belong to");
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<Organization>;
}

impl OwnRead for List {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Page<Organization>, Refusal> {
        tx.principal().require_verified(tx.app())?;
        let now = tx.now();
        let own = store::own(tx)?;
        let (own, next_cursor) =
            page::of(own, &ask.query, |row| (search_key(row.0.name.as_str()), row.0.id))?;
        let mut data = Vec::new();
        for (row, member, version) in own {
            let picture = tx.snapshot(row.id, version)?;
            data.push(show::assemble(
                row,
                &picture,
                member,
                version,
                None,
                (now, tx.app().config.restore_days),
            )?);
        }
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
