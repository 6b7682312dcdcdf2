//! `GET …/invitations`

use std::collections::BTreeMap;

use shared::invitations::rules::State;
use shared::invitations::wire::{Invitation, InvitationStatus, InvitationsQuery};
use shared::list::{Counts, Page};
use shared::text::email_key;

use super::body::bodies;
use super::store::{self, Filter, key_of};
use crate::authz::Reading;
use crate::authz::need::{InOrganization, Members, Sees, View};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists invitations that were not accepted, or those in the states asked for.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/invitations",
        "invitations.list",
        "List invitations, newest first",
    );
    type Inner = ();
    type Query = InvitationsQuery;
    type Body = NoBody;
    type Answer = Page<Invitation>;
}

impl Read for List {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let InvitationsQuery { q, status, limit, cursor, include } = ask.query;
        let filter = Filter {
            text: page::search(q.as_deref(), email_key)?,
            states: status.as_deref().map(states).transpose()?.unwrap_or_default(),
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

fn states(text: &str) -> Result<Vec<State>, Refusal> {
    text.split(',')
        .map(|asked| {
            let known = State::ALL.into_iter().find(|state| word(*state) == asked);
            known.ok_or_else(|| {
                Refusal::field(
                    "?status",
                    "unknown_value",
                    "Use pending, queued, accepted, declined, expired or revoked, separated by commas.",
                )
            })
        })
        .collect()
}

/// How many there are in each state, whatever is searched for: the tabs of the page.
fn count<N: Sees<Members>>(tx: &mut Reading<'_, N>) -> Result<Counts, Refusal> {
    let mut counts = BTreeMap::new();
    for state in State::ALL {
        let total = store::total(tx, &Filter { states: vec![state], ..Filter::default() })?;
        counts.insert(word(state), total);
    }
    Ok(page::counts_by_status(counts))
}

/// What a state is called in bodies.
fn word(state: State) -> String {
    key_of(InvitationStatus::from(state))
}
