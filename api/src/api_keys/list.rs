//! `GET …/api-keys`

use shared::api_keys::wire::ApiKey;
use shared::list::{Page, PageQuery};

use super::body::body;
use super::store;
use crate::authz::need::{InOrganization, Integrations, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists the keys that are not revoked, newest first.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/api-keys",
        "api_keys.list",
        "List the API keys that are not revoked, newest first",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<ApiKey>;
}

impl Read for List {
    type Need = InOrganization<Integrations, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let rows = store::all(tx)?;
        let (rows, next_cursor) = page::of(rows, &ask.query, |row| std::cmp::Reverse(row.key.id))?;
        let (model, at) = (tx.snapshot().model(), tx.now());
        let data = rows.into_iter().map(|row| body(row, model, at)).collect();
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
