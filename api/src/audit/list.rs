//! `GET …/audit-log`

use chrono::Datelike;
use shared::audit_log::wire::{AuditEntry, AuditQuery};
use shared::list::Page;

use super::store;
use crate::authz::Reading;
use crate::authz::need::{Audit, InOrganization, View};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Lists the audit log.
pub struct List;

impl Operation for List {
    const SPEC: Spec =
        Spec::get("/v1/organizations/{org}/audit-log", "audit_log.list", "List the audit log, newest first");
    type Inner = ();
    type Query = AuditQuery;
    type Body = NoBody;
    type Answer = Page<AuditEntry>;
}

impl Read for List {
    type Need = InOrganization<Audit, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        for (name, at) in [("?since", ask.query.since), ("?until", ask.query.until)] {
            if at.is_some_and(|at| !(1..=9_999).contains(&at.year())) {
                return Err(Refusal::field(name, "out_of_range", "Use a year from 1 to 9999."));
            }
        }
        let (data, next_cursor) = store::page(tx, &ask.query)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
