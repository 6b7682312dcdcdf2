//! What a directory finds people by, kept beside their memberships: the words of their name and address.
//!
//! No fact of access: it changes in place when the person does, in all their organizations at once.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{MemberId, OrganizationId, UserId};
use shared::text::search_words;

use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{member_activity, member_words, memberships, user_emails, users};

/// How one membership is found.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(super) joined_at: DateTime<Utc>,
    /// Every word, each behind a space: see [`line`].
    pub(crate) words: String,
    pub(crate) email_key: String,
}

/// The words of a name and an address in one text, each behind a space: it holds ` ma` where a word begins so.
pub(crate) fn line(name: &str, address: &str) -> String {
    let words = search_words(name).into_iter().chain(search_words(address));
    words.fold(String::new(), |line, word| line + " " + &word)
}

/// How the person is found who comes in at this moment.
pub(crate) fn of(conn: &mut AnyConn, user: UserId, joined_at: DateTime<Utc>) -> QueryResult<Listed> {
    let (name, address, email_key): (String, String, String) = users::table
        .inner_join(user_emails::table.on(user_emails::user_id.eq(users::id)))
        .filter(users::id.eq(Key(user)))
        .filter(user_emails::is_primary)
        .select((users::name, user_emails::address, user_emails::address_key))
        .first(conn)?;
    Ok(Listed { joined_at, words: line(&name, &address), email_key })
}

/// Writes what goes with a new membership: its words, and that nobody has seen the member yet.
pub(crate) fn begin(
    conn: &mut AnyConn,
    organization: OrganizationId,
    member: MemberId,
    listed: &Listed,
) -> QueryResult<()> {
    open_words(conn, organization, member, &listed.words)?;
    // Of a membership that comes back it is known already.
    let known = member_activity::table.filter(member_activity::member_id.eq(Key(member)));
    if diesel::select(diesel::dsl::exists(known)).get_result(conn)? {
        return Ok(());
    }
    diesel::insert_into(member_activity::table)
        .values((
            member_activity::member_id.eq(Key(member)),
            member_activity::organization_id.eq(Key(organization)),
            member_activity::last_active_at.eq(At(listed.joined_at)),
            member_activity::seen.eq(false),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets the words of a membership that ends.
pub(super) fn end(conn: &mut AnyConn, member: MemberId) -> QueryResult<()> {
    diesel::delete(member_words::table.filter(member_words::member_id.eq(Key(member)))).execute(conn)?;
    Ok(())
}

/// Finds a person by another name or address from now on, in every organization of theirs.
pub(crate) fn renew(conn: &mut AnyConn, user: UserId, name: &str, address: &str) -> QueryResult<()> {
    let words = line(name, address);
    let email_key: String = user_emails::table
        .filter(user_emails::user_id.eq(Key(user)))
        .filter(user_emails::is_primary)
        .select(user_emails::address_key)
        .first(conn)?;
    let live =
        memberships::table.filter(memberships::user_id.eq(Key(user))).filter(memberships::valid_to.is_null());
    let of: Vec<(Key<OrganizationId>, Key<MemberId>)> =
        live.select((memberships::organization_id, memberships::member_id)).load(conn)?;
    diesel::update(live)
        .set((memberships::words.eq(&words), memberships::email_key.eq(email_key)))
        .execute(conn)?;
    for (organization, member) in of {
        end(conn, member.0)?;
        open_words(conn, organization.0, member.0, &words)?;
    }
    Ok(())
}

fn open_words(
    conn: &mut AnyConn,
    organization: OrganizationId,
    member: MemberId,
    line: &str,
) -> QueryResult<()> {
    let words: BTreeSet<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
    for word in words {
        diesel::insert_into(member_words::table)
            .values((
                member_words::organization_id.eq(Key(organization)),
                member_words::word.eq(word),
                member_words::member_id.eq(Key(member)),
                member_words::line.eq(line),
            ))
            .execute(conn)?;
    }
    Ok(())
}
