//! `GET …/groups`

use std::collections::BTreeSet;

use shared::groups::wire::{Group, GroupsQuery};
use shared::ids::{GroupId, MemberId};
use shared::list::{Page, PageQuery};
use shared::text::search_key;

use super::answer::bodies;
use super::store;
use crate::authz::need::{InOrganization, Members, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists groups by name.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}/groups", "groups.list", "List groups, by name");
    type Inner = ();
    type Query = GroupsQuery;
    type Body = NoBody;
    type Answer = Page<Group>;
}

impl Read for List {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let GroupsQuery { q, member, limit, cursor, include } = ask.query;
        let include = page::Include::of(include.as_deref(), &["total"])?;
        let of = match member.as_deref() {
            None => None,
            Some(text) => Some(groups_of(tx, text)?),
        };
        let mut rows = store::all(tx, page::search(q.as_deref(), search_key)?)?;
        rows.retain(|row| of.as_ref().is_none_or(|of| of.contains(&row.id)));
        let total = include.has("total").then_some(rows.len() as u64);
        // Sorted here: the two databases do not agree on the order of letters.
        let query = PageQuery { limit, cursor };
        let (rows, next_cursor) = page::of(rows, &query, |row| (search_key(row.name.as_str()), row.id))?;
        Ok(Page { next_cursor, total, ..Page::whole(bodies(tx, rows)?) })
    }
}

/// The groups of one member; none for somebody who is no member here.
fn groups_of<P: Proof>(tx: &P, text: &str) -> Result<BTreeSet<GroupId>, Refusal> {
    let member = if text == "me" { Some(tx.member()?) } else { text.parse::<MemberId>().ok() };
    let known = member.filter(|id| tx.snapshot().member(*id).is_some());
    Ok(known.map(|id| tx.snapshot().groups_of(id).collect()).unwrap_or_default())
}
