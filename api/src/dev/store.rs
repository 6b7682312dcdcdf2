//! The kept mails and the clock's offset.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::mail::{Kept, Listed};
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{deployment_clock, dev_mail};
use crate::db::{AnyConn, DbError};

diesel::define_sql_function! {
    /// Letter case of addresses: whoever looks for a mail may write them in another one.
    fn lower(text: Text) -> Text;
}

/// The clock's one row.
const CLOCK: i32 = 1;

/// How many seconds the deployment's clock is ahead.
pub fn clock_offset(conn: &mut AnyConn) -> Result<i64, DbError> {
    let offset = deployment_clock::table
        .filter(deployment_clock::id.eq(CLOCK))
        .select(deployment_clock::offset_seconds)
        .first(conn)
        .optional()?;
    Ok(offset.unwrap_or(0))
}

/// Moves the clock ahead; answers how far ahead it is then.
pub(super) fn advance(conn: &mut AnyConn, seconds: i64) -> Result<i64, DbError> {
    // Two processes may move it at the same moment, before there is a row.
    let first = diesel::insert_into(deployment_clock::table)
        .values((deployment_clock::id.eq(CLOCK), deployment_clock::offset_seconds.eq(0)));
    match conn {
        AnyConn::Pg(pg) => first.on_conflict_do_nothing().execute(pg)?,
        AnyConn::Sqlite(lite) => first.on_conflict_do_nothing().execute(lite)?,
    };
    let offset = diesel::update(deployment_clock::table.filter(deployment_clock::id.eq(CLOCK)))
        .set(deployment_clock::offset_seconds.eq(deployment_clock::offset_seconds + seconds))
        .returning(deployment_clock::offset_seconds)
        .get_result(conn)?;
    Ok(offset)
}

type Row = (String, String, String, String, Json, At);

/// The newest mails with all their parts, those to one address if one is given.
pub(super) fn newest(conn: &mut AnyConn, to: Option<&str>, limit: i64) -> Result<Vec<Kept>, DbError> {
    let mut mails = dev_mail::table.into_boxed();
    if let Some(to) = to {
        mails = mails.filter(lower(dev_mail::recipient).eq(to.to_lowercase()));
    }
    let rows: Vec<Row> =
        mails.order((dev_mail::sent_at.desc(), dev_mail::id.desc())).limit(limit).select(PARTS).load(conn)?;
    rows.into_iter().map(kept).collect()
}

/// One mail.
pub(super) fn one(conn: &mut AnyConn, id: Uuid) -> Result<Option<Kept>, DbError> {
    let row: Option<Row> =
        dev_mail::table.filter(dev_mail::id.eq(Key(id))).select(PARTS).first(conn).optional()?;
    row.map(kept).transpose()
}

/// The newest mails, to choose from.
pub(super) fn listed(conn: &mut AnyConn, to: Option<&str>, limit: i64) -> Result<Vec<Listed>, DbError> {
    let mut mails = dev_mail::table.into_boxed();
    if let Some(to) = to {
        mails = mails.filter(lower(dev_mail::recipient).eq(to.to_lowercase()));
    }
    let rows: Vec<(Key<Uuid>, String, String, At)> = mails
        .order((dev_mail::sent_at.desc(), dev_mail::id.desc()))
        .limit(limit)
        .select((dev_mail::id, dev_mail::recipient, dev_mail::subject, dev_mail::sent_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(Key(id), to, subject, At(sent_at))| Listed { id, to, subject, sent_at })
        .collect())
}

const PARTS: (
    dev_mail::recipient,
    dev_mail::subject,
    dev_mail::text_part,
    dev_mail::html_part,
    dev_mail::links,
    dev_mail::sent_at,
) = (
    dev_mail::recipient,
    dev_mail::subject,
    dev_mail::text_part,
    dev_mail::html_part,
    dev_mail::links,
    dev_mail::sent_at,
);

fn kept((to, subject, text, html, links, At(sent_at)): Row) -> Result<Kept, DbError> {
    let sent_at: DateTime<Utc> = sent_at;
    Ok(Kept { to, subject, text, html, links: links.read()?, sent_at })
}
