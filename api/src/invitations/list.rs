//! `GET …/invitations`

use shared::invitations::rules::State;
use shared::invitations::wire::{Invitation, InvitationStatus, InvitationsQuery};
use shared::list::Page;
use shared::text::email_key;

use super::body::bodies;
use super::store::{self, Filter};
use crate::authz::Reading;
use crate::authz::need::{InOrganization, Members, View};
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
        let include = page::Include::of(include.as_deref(), &["total"])?;
        let total = if include.has("total") { Some(store::total(tx, &filter)?) } else { None };
        let (found, next_cursor) = store::list(tx, &filter)?;
        Ok(Page { next_cursor, total, ..Page::whole(bodies(tx, found)?) })
    }
}

fn states(text: &str) -> Result<Vec<State>, Refusal> {
    text.split(',')
        .map(|word| {
            let known = State::ALL.into_iter().find(|state| {
                let key = serde_json::to_value(InvitationStatus::from(*state));
                key.is_ok_and(|key| key == word)
            });
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
