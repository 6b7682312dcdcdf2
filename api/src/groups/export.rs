//! `GET …/groups.csv`: who is in which group, a row a member and a column a group.

use std::collections::BTreeSet;

use shared::groups::wire::GroupsTableQuery;
use shared::ids::{GroupId, MemberId};
use shared::text::search_key;

use super::store::{self, Person};
use crate::access::store::status_key;
use crate::authz::need::{InOrganization, Members, View};
use crate::authz::{Proof, Reading};
use crate::http::csv::Csv;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// The most cells of one table: what a spreadsheet still opens.
const MOST: usize = 2_000_000;

/// Exports the matrix of groups and members. Everybody is in it who is in one of the groups.
pub struct Export;

impl Operation for Export {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/groups.csv",
        "groups.export",
        "Export who is in which group, as CSV",
    );
    type Inner = ();
    type Query = GroupsTableQuery;
    type Body = NoBody;
    type Answer = Csv;
}

impl Read for Export {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Csv, Refusal> {
        let mut groups = store::all(tx, None)?;
        if let Some(list) = &ask.query.group {
            let named: BTreeSet<GroupId> = list.split(',').filter_map(|id| id.trim().parse().ok()).collect();
            groups.retain(|row| named.contains(&row.id));
        }
        groups.sort_by_cached_key(|row| (search_key(row.name.as_str()), row.id));
        let people = store::people(tx)?;
        let (now, snapshot) = (tx.now(), tx.snapshot());
        let inside: Vec<BTreeSet<MemberId>> =
            groups.iter().map(|row| snapshot.members_of(row.id).collect()).collect();
        let members: BTreeSet<MemberId> = inside.iter().flatten().copied().collect();
        if members.len().saturating_mul(groups.len()) > MOST {
            let detail = "This table would be too large. Name the groups that you want, with ?group=.";
            return Err(Refusal::field("?group", "too_many", detail));
        }
        let mut people: Vec<Person> =
            people.into_values().filter(|person| members.contains(&person.member)).collect();
        people.sort_by_cached_key(|person| (search_key(&person.name), person.member));
        let mut table = Csv::default();
        table.row(
            ["Name", "Email", "Role", "Status"].into_iter().chain(groups.iter().map(|row| row.name.as_str())),
        );
        for Person { member, name, email } in &people {
            let role = snapshot.role_of(*member).map_or("", |role| role.name.as_str());
            let status = snapshot.member(*member).map(|row| status_key(row.standing(now)));
            let cells = [name.as_str(), email.as_str(), role, status.unwrap_or_default()];
            let marks = inside.iter().map(|of| if of.contains(member) { "yes" } else { "" });
            table.row(cells.into_iter().chain(marks));
        }
        Ok(table)
    }
}
