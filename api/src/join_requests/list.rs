//! `GET …/join-requests`

use std::collections::BTreeMap;

use shared::join_requests::wire::{JoinRequest, JoinRequestStatus, JoinRequestsQuery};
use shared::list::{Counts, Page};

use super::body::bodies;
use super::store::{self, Filter};
use crate::authz::Reading;
use crate::authz::need::{Full, Holds, InOrganization, Members};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists requests: for whoever may answer them, and nobody else.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/join-requests",
        "join_requests.list",
        "List requests to be let in, newest first",
    );
    type Inner = ();
    type Query = JoinRequestsQuery;
    type Body = NoBody;
    type Answer = Page<JoinRequest>;
}

impl Read for List {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let JoinRequestsQuery { status, limit, cursor, include } = ask.query;
        let filter = Filter {
            statuses: match status.as_deref() {
                Some(text) => statuses(text)?,
                None => vec![JoinRequestStatus::Pending],
            },
            limit: page::limit(limit)?,
            cursor: cursor.as_deref().map(page::read_cursor).transpose()?,
        };
        let include = page::Include::of(include.as_deref(), &["total", "counts"])?;
        let total = if include.has("total") { Some(store::total(tx, &filter)?) } else { None };
        let counts = if include.has("counts") { Some(count(tx)?) } else { None };
        let (found, next_cursor) = store::list(tx, &filter)?;
        Ok(Page { next_cursor, total, counts, ..Page::whole(bodies(tx, found)?) })
    }
}

fn statuses(text: &str) -> Result<Vec<JoinRequestStatus>, Refusal> {
    text.split(',')
        .map(|word| {
            let known = JoinRequestStatus::ALL.into_iter().find(|status| status.key() == word);
            known.ok_or_else(|| {
                Refusal::field(
                    "?status",
                    "unknown_value",
                    "Use pending, approved, denied, withdrawn or superseded, separated by commas.",
                )
            })
        })
        .collect()
}

/// How many there are of each status, whatever is asked for: the tabs of the page.
fn count<N: Holds<Members>>(tx: &mut Reading<'_, N>) -> Result<Counts, Refusal> {
    let mut counts = BTreeMap::new();
    for status in JoinRequestStatus::ALL {
        let filter = Filter { statuses: vec![status], limit: 0, cursor: None };
        counts.insert(status.key().to_owned(), store::total(tx, &filter)?);
    }
    Ok(page::counts_by_status(counts))
}
