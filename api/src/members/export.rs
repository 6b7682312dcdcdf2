//! `GET …/members.csv`: everything that the directory's filter shows, as a table.

use chrono::{DateTime, SecondsFormat, Utc};
use shared::access::Seat;
use shared::members::wire::{Member, MembersQuery, MembersTableQuery, Via};

use super::body;
use super::directory::{Filter, Found, find};
use super::list::filter;
use crate::access::store::status_key;
use crate::authz::Reading;
use crate::authz::need::{InOrganization, Members, View};
use crate::http::csv::Csv;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// How many are in memory at once beside the table itself: as many as a large page.
const STRIDE: u32 = 1_000;

/// Exports the directory, in its order. It is read page by page on one picture, so that a hundred thousand members
/// take the memory of their lines and no more.
pub struct Export;

impl Operation for Export {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/members.csv",
        "members.export",
        "Export members, as CSV: everything that the filter shows",
    );
    type Inner = ();
    type Query = MembersTableQuery;
    type Body = NoBody;
    type Answer = Csv;
}

const HEAD: [&str; 11] = [
    "Name",
    "Email",
    "Role",
    "Status",
    "Seat",
    "Workspaces",
    "Projects",
    "Joined",
    "Last active",
    "Ends",
    "Member",
];

impl Read for Export {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Csv, Refusal> {
        let MembersTableQuery { q, role, status, seat, group, workspace, sort } = ask.query;
        let query = MembersQuery { q, role, status, seat, group, workspace, sort, ..MembersQuery::default() };
        let mut table = Csv::default();
        table.row(HEAD);
        let Some(mut filter) = filter(tx, &query)? else { return Ok(table) };
        filter.limit = STRIDE;
        loop {
            let Found { rows, next_cursor, total: _ } = find(tx, &filter, false)?;
            for member in body::bodies(tx, rows)? {
                line(&mut table, &member);
            }
            let Some(next) = next_cursor else { return Ok(table) };
            filter = Filter { cursor: Some(crate::http::page::read_cursor(&next)?), ..filter };
        }
    }
}

fn line(table: &mut Csv, member: &Member) {
    let Member {
        id,
        user,
        role,
        status,
        seat,
        implicit,
        restricted: _,
        provisioned_by: _,
        workspaces,
        projects_count,
        expires_at,
        expires_soon: _,
        joined_at,
        last_active_at,
    } = member;
    let seat = match seat {
        Seat::Paid => "paid",
        Seat::Free => "free",
    };
    let places = if *implicit {
        "all".to_owned()
    } else {
        let names = workspaces.iter().map(|place| match (&place.role, place.via) {
            (Some(role), Via::Listed) => format!("{} ({})", place.name, role.name),
            (_, Via::Implicit | Via::Listed | Via::Open) => place.name.to_string(),
        });
        names.collect::<Vec<_>>().join("; ")
    };
    let (id, projects, joined) = (id.to_string(), projects_count.to_string(), moment(Some(*joined_at)));
    let (seen, ends) = (moment(*last_active_at), moment(*expires_at));
    table.row([
        user.name.as_str(),
        &user.email,
        &role.name,
        status_key(*status),
        seat,
        &places,
        &projects,
        &joined,
        &seen,
        &ends,
        &id,
    ]);
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}
