//! What the demo reads past the operations: whether it is there, and the links of its mails.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::columns::{At, Json};
use crate::db::schema::{dev_mail, domains, organization_slugs};
use crate::db::{AnyConn, DbError};

/// Whether an organization has, or had, this address.
pub(super) fn is_there(conn: &mut AnyConn, slug: &str) -> Result<bool, DbError> {
    let found = organization_slugs::table.filter(organization_slugs::slug.eq(slug));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(conn)?)
}

/// Takes a claimed domain as proven now, and as looked up.
pub(super) fn prove_domain(conn: &mut AnyConn, name: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(domains::table.filter(domains::name.eq(name)))
        .set((domains::verified_at.eq(At(now)), domains::checked_at.eq(At(now))))
        .execute(conn)?;
    Ok(())
}

/// The links of the newest mail to this address that has one to this page.
pub(super) fn newest_link(conn: &mut AnyConn, to: &str, page: &str) -> Result<Option<String>, DbError> {
    let mails: Vec<Json> = dev_mail::table
        .filter(dev_mail::recipient.eq(to))
        .order((dev_mail::sent_at.desc(), dev_mail::id.desc()))
        .select(dev_mail::links)
        .load(conn)?;
    for links in mails {
        let links: Vec<String> = links.read()?;
        if let Some(link) = links.into_iter().find(|link| link.contains(page)) {
            return Ok(Some(link));
        }
    }
    Ok(None)
}
