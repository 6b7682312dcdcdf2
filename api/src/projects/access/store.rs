//! The names of those who work on a project. Who does is a fact of access, and stands in the snapshot.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use shared::ids::{GroupId, MemberId, UserId};
use shared::members::wire::Person;

use crate::authz::need::Inside;
use crate::authz::{Proof, Reading};
use crate::db::columns::Key;
use crate::db::schema::{groups, memberships, user_emails, users};
use crate::http::Refusal;

/// What names are put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Name,
    Email,
}

/// Where members stand in an order of names: the text, and the member where two have the same.
pub(super) type Position = (String, MemberId);

/// Which members are looked through.
#[derive(Debug)]
pub(super) struct Through<'a> {
    pub by: By,
    pub descending: bool,
    /// Behind this one.
    pub after: Option<Position>,
    /// These alone, if they are few enough to be named.
    pub among: Option<&'a BTreeSet<MemberId>>,
    /// Each begins a word of the name or the address.
    pub words: &'a [String],
    pub limit: i64,
}

/// Every current member, with the person and the first address.
macro_rules! people {
    ($organization:expr) => {
        memberships::table
            .inner_join(users::table)
            .inner_join(
                user_emails::table
                    .on(user_emails::user_id.eq(memberships::user_id).and(user_emails::is_primary)),
            )
            .filter(memberships::organization_id.eq($organization))
            .filter(memberships::valid_to.is_null())
    };
}

/// Current members, by what directories find them by.
macro_rules! listed {
    ($tx:expr, $words:expr) => {{
        let mut rows = memberships::table
            .filter(memberships::organization_id.eq(Key($tx.organization())))
            .filter(memberships::valid_to.is_null())
            .into_boxed();
        for word in $words {
            // A word is letters and digits alone: nothing in it means anything to LIKE.
            rows = rows.filter(memberships::words.like(format!("% {word}%")));
        }
        rows
    }};
}

/// Members in the order of their names or addresses.
pub(super) fn look_through<N: Inside>(
    tx: &mut Reading<'_, N>,
    through: &Through<'_>,
) -> Result<Vec<Position>, Refusal> {
    macro_rules! ordered {
        ($column:expr) => {{
            let mut rows = listed!(tx, through.words);
            if let Some(among) = through.among {
                let among: Vec<Key<MemberId>> = among.iter().copied().map(Key).collect();
                rows = rows.filter(memberships::member_id.eq_any(among));
            }
            if let Some((value, last)) = through.after.clone() {
                let (value, same, last) = (value.clone(), $column.eq(value), Key(last));
                rows = match through.descending {
                    true => rows.filter($column.lt(value).or(same.and(memberships::member_id.lt(last)))),
                    false => rows.filter($column.gt(value).or(same.and(memberships::member_id.gt(last)))),
                };
            }
            rows = match through.descending {
                true => rows.order(($column.desc(), memberships::member_id.desc())),
                false => rows.order(($column.asc(), memberships::member_id.asc())),
            };
            rows.limit(through.limit).select(($column, memberships::member_id)).load(tx.sql())?
        }};
    }
    let rows: Vec<(String, Key<MemberId>)> = match through.by {
        By::Name => ordered!(memberships::words),
        By::Email => ordered!(memberships::email_key),
    };
    Ok(rows.into_iter().map(|(text, id)| (text, id.0)).collect())
}

/// The members whose name or address has words that begin so.
pub(super) fn matching<N: Inside>(
    tx: &mut Reading<'_, N>,
    words: &[String],
) -> Result<BTreeSet<MemberId>, Refusal> {
    let ids: Vec<Key<MemberId>> = listed!(tx, words).select(memberships::member_id).load(tx.sql())?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// The people behind these memberships.
pub(super) fn people<N: Inside>(
    tx: &mut Reading<'_, N>,
    of: &[MemberId],
) -> Result<BTreeMap<MemberId, Person>, Refusal> {
    let ids: Vec<Key<MemberId>> = of.iter().copied().map(Key).collect();
    let rows: Vec<(Key<MemberId>, Key<UserId>, String, String)> = people!(Key(tx.organization()))
        .filter(memberships::member_id.eq_any(ids))
        .select((memberships::member_id, users::id, users::name, user_emails::address))
        .load(tx.sql())?;
    let person = |(member, id, name, email): (Key<MemberId>, Key<UserId>, String, String)| {
        (member.0, Person { id: id.0, name, email, avatar_url: None })
    };
    Ok(rows.into_iter().map(person).collect())
}

/// What these groups are called. For those who manage who is in a place, and for those who see the directory.
pub(crate) fn group_names<P: Proof>(
    tx: &mut P,
    of: &BTreeSet<GroupId>,
) -> Result<BTreeMap<GroupId, String>, Refusal>
where
    P::Need: Inside,
{
    if of.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Key<GroupId>> = of.iter().copied().map(Key).collect();
    let rows: Vec<(Key<GroupId>, String)> = groups::table
        .filter(groups::organization_id.eq(Key(tx.organization())))
        .filter(groups::id.eq_any(ids))
        // One that was deleted and brought back has several rows: the last says what it is called.
        .order(groups::valid_from)
        .select((groups::id, groups::name))
        .load(tx.sql())?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}
