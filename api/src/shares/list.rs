//! `GET /v1/projects/{prj}/shares`

use shared::list::Page;
use shared::shares::wire::{Share, ShareStatus, SharesQuery};
use shared::text::email_key;

use super::body::body;
use super::store::{self, Filter};
use crate::authz::need::{OverseesProject, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists what is shared of a project, newest first.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/projects/{prj}/shares",
        "shares.list",
        "List what is shared of a project, and with whom",
    );
    type Inner = ();
    type Query = SharesQuery;
    type Body = NoBody;
    type Answer = Page<Share>;
}

impl Read for List {
    type Need = OverseesProject<View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let SharesQuery { q, status, item_type, item_id, limit, cursor } = &ask.query;
        let filter = Filter {
            text: page::search(q.as_deref(), email_key)?,
            states: status.as_deref().map(states).transpose()?.unwrap_or_default(),
            kind: item_type.clone(),
            key: item_id.clone(),
            limit: page::limit(*limit)?,
            cursor: cursor.as_deref().map(page::read_cursor).transpose()?,
        };
        let now = tx.now();
        let (rows, next_cursor) = store::page(tx, ask.request.id_of("prj")?, &filter)?;
        let data = rows.into_iter().map(|row| body(row, now)).collect();
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}

fn states(text: &str) -> Result<Vec<ShareStatus>, Refusal> {
    let state = |word: &str| match word {
        "pending" => Ok(ShareStatus::Pending),
        "active" => Ok(ShareStatus::Active),
        "expired" => Ok(ShareStatus::Expired),
        _ => {
            let detail = "Use pending, active or expired, several with commas.";
            Err(Refusal::field("?status", "unknown_value", detail))
        }
    };
    text.split(',').map(state).collect()
}
