//! `GET /v1/organizations/{org}/deleted-workspaces`

use shared::access::Denied;
use shared::list::{Page, PageQuery};
use shared::text::search_key;
use shared::workspaces::rules;
use shared::workspaces::wire::DeletedWorkspace;

use super::store::deleted as store;
use crate::authz::need::AnyMember;
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists the deleted workspaces that the caller may restore. Nobody else is told that there were any.
pub struct ListDeleted;

impl Operation for ListDeleted {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/deleted-workspaces",
        "workspaces.list_deleted",
        "List the deleted workspaces that you can restore, by name",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<DeletedWorkspace>;
}

impl Read for ListDeleted {
    type Need = AnyMember;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (me, now) = (tx.member()?, tx.now());
        let mut restorable = Vec::new();
        for row in store::all(tx)? {
            let deleted = store::closed(tx, &row)?;
            let may = match rules::restore(tx.snapshot(), me, &deleted, now) {
                // Listed with what stands in its way: restoring it says what that is.
                Ok(_) | Err(Denied::RestoreConflict) => true,
                Err(_) => false,
            };
            if may {
                restorable.push(DeletedWorkspace {
                    id: row.id,
                    name: row.name,
                    visibility: row.visibility,
                    projects_count: deleted.projects.len() as u64,
                    deleted_at: row.deleted_at,
                    restorable_until: tx.app().config.restorable_until(row.deleted_at),
                });
            }
        }
        let key = |row: &DeletedWorkspace| (search_key(row.name.as_str()), row.id);
        let (data, next_cursor) = page::of(restorable, &ask.query, key)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
