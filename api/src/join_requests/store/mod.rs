//! Join requests in the database.

mod person;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;
use shared::ids::{DomainId, InviteLinkId, JoinRequestId, MemberId, OrganizationId, RoleId, UserId};
use shared::join_requests::rules::TOLD;
use shared::join_requests::wire::{JoinRequestStatus, RequestSource};

pub(super) use person::{addresses, joinable, located, mine, of_person};

use crate::authz::need::{Holds, Members};
use crate::authz::{Joiner, Proof, Reading, Record, Writing, party};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{join_requests, member_activity, user_emails, users};
use crate::http::{Refusal, page};

/// A request, whole.
#[derive(Debug, Clone)]
pub struct Found {
    pub(crate) id: JoinRequestId,
    pub(crate) organization: OrganizationId,
    pub(crate) user: UserId,
    pub(crate) user_name: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) source: RequestSource,
    pub(crate) domain: Option<DomainId>,
    pub(crate) suggested_role: RoleId,
    pub(crate) note: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) status: JoinRequestStatus,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) decided_at: Option<DateTime<Utc>>,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) answer_note: Option<String>,
}

#[derive(Queryable)]
struct Row {
    id: Key<JoinRequestId>,
    organization: Key<OrganizationId>,
    user: (Key<UserId>, String),
    email: (String, String),
    source: String,
    domain: Option<Key<DomainId>>,
    suggested_role: Key<RoleId>,
    note: Option<String>,
    reason: Option<String>,
    status: String,
    created_at: At,
    decided: (Option<At>, Option<Key<UserId>>),
    answer_note: Option<String>,
}

/// Every request, with the name of whoever asks.
macro_rules! rows {
    () => {
        join_requests::table.inner_join(users::table.on(users::id.eq(join_requests::user_id))).select((
            join_requests::id,
            join_requests::organization_id,
            (users::id, users::name),
            (join_requests::email, join_requests::email_key),
            join_requests::source,
            join_requests::domain_id,
            join_requests::suggested_role_id,
            join_requests::note,
            join_requests::reason,
            join_requests::status,
            join_requests::created_at,
            (join_requests::decided_at, join_requests::decided_user_id),
            join_requests::answer_note,
        ))
    };
}
use rows;

fn found(row: Row) -> Result<Found, Refusal> {
    let Row {
        id,
        organization,
        user,
        email,
        source,
        domain,
        suggested_role,
        note,
        reason,
        status,
        created_at,
        decided,
        answer_note,
    } = row;
    let unknown = |word: &str| Refusal::internal(format!("a row holds the unknown word {word}"));
    let known = [RequestSource::Domain, RequestSource::Link].into_iter().find(|known| known.key() == source);
    let state = JoinRequestStatus::ALL.into_iter().find(|known| known.key() == status);
    Ok(Found {
        id: id.0,
        organization: organization.0,
        user: user.0.0,
        user_name: user.1,
        email: email.0,
        email_key: email.1,
        source: known.ok_or_else(|| unknown(&source))?,
        domain: domain.map(|id| id.0),
        suggested_role: suggested_role.0,
        note,
        reason,
        status: state.ok_or_else(|| unknown(&status))?,
        created_at: created_at.0,
        decided_at: decided.0.map(|at| at.0),
        decided_by: decided.1.map(|id| id.0),
        answer_note,
    })
}

/// What the list is narrowed to.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) statuses: Vec<JoinRequestStatus>,
    pub(super) limit: u32,
    pub(super) cursor: Option<(DateTime<Utc>, JoinRequestId)>,
}

fn words(statuses: &[JoinRequestStatus]) -> Vec<&'static str> {
    statuses.iter().map(|status| status.key()).collect()
}

/// A page of requests, newest first.
pub(super) fn list<N: Holds<Members>>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
) -> Result<(Vec<Found>, Option<String>), Refusal> {
    let organization = Key(tx.organization());
    let mut query = rows!()
        .filter(join_requests::organization_id.eq(organization))
        .filter(join_requests::status.eq_any(words(&filter.statuses)))
        .into_boxed();
    if let Some((at, id)) = filter.cursor {
        query = query.filter(
            join_requests::created_at
                .lt(At(at))
                .or(join_requests::created_at.eq(At(at)).and(join_requests::id.lt(Key(id)))),
        );
    }
    let rows: Vec<Row> = query
        .order((join_requests::created_at.desc(), join_requests::id.desc()))
        .limit(i64::from(filter.limit) + 1)
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, filter.limit, |row| (row.created_at.0, row.id.0));
    Ok((rows.into_iter().map(found).collect::<Result<_, _>>()?, next))
}

/// How many requests the filter shows.
pub(super) fn total<N: Holds<Members>>(tx: &mut Reading<'_, N>, filter: &Filter) -> Result<u64, Refusal> {
    let organization = Key(tx.organization());
    let total: i64 = join_requests::table
        .filter(join_requests::organization_id.eq(organization))
        .filter(join_requests::status.eq_any(words(&filter.statuses)))
        .count()
        .get_result(tx.sql())?;
    Ok(total.unsigned_abs())
}

/// One request of the organization.
pub(super) fn find<P: Proof>(tx: &mut P, id: JoinRequestId) -> Result<Found, Refusal>
where
    P::Need: Holds<Members>,
{
    let organization = Key(tx.organization());
    let row: Option<Row> = rows!()
        .filter(join_requests::organization_id.eq(organization))
        .filter(join_requests::id.eq(Key(id)))
        .first(tx.sql())
        .optional()?;
    row.map(found).transpose()?.ok_or_else(Refusal::not_found)
}

/// A request that was just written, as whoever asked is answered.
pub(super) fn own(tx: &mut Writing<'_, Joiner>, id: JoinRequestId) -> Result<Found, Refusal> {
    let user = Key(tx.actor().user);
    let row: Row = rows!()
        .filter(join_requests::user_id.eq(user))
        .filter(join_requests::id.eq(Key(id)))
        .first(tx.sql())?;
    found(row)
}

/// The last request of whoever acts.
pub(super) fn last(tx: &mut Writing<'_, Joiner>) -> Result<Option<Found>, Refusal> {
    let (organization, user) = (tx.organization(), tx.actor().user);
    person::last_in(tx.sql(), user, organization)
}

/// Which of these requests come from an address that its owner has verified, and has still.
pub(super) fn verified<P: Proof>(tx: &mut P, requests: &[Found]) -> Result<BTreeSet<JoinRequestId>, Refusal>
where
    P::Need: Holds<Members>,
{
    let keys: Vec<&str> = requests.iter().map(|found| found.email_key.as_str()).collect();
    let rows: Vec<(Key<UserId>, String)> = user_emails::table
        .filter(user_emails::address_key.eq_any(keys))
        .filter(user_emails::verified_at.is_not_null())
        .select((user_emails::user_id, user_emails::address_key))
        .load(tx.sql())?;
    let proven: BTreeSet<(UserId, String)> = rows.into_iter().map(|(user, key)| (user.0, key)).collect();
    let is_proven = |found: &&Found| proven.contains(&(found.user, found.email_key.clone()));
    Ok(requests.iter().filter(is_proven).map(|found| found.id).collect())
}

/// The names of those who answered.
pub(super) fn names<P: Proof>(tx: &mut P, people: Vec<UserId>) -> Result<BTreeMap<UserId, String>, Refusal>
where
    P::Need: Holds<Members>,
{
    let people: Vec<Key<UserId>> = people.into_iter().map(Key).collect();
    let rows: Vec<(Key<UserId>, String)> =
        users::table.filter(users::id.eq_any(people)).select((users::id, users::name)).load(tx.sql())?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}

/// A new request of whoever acts.
#[derive(Debug)]
pub struct New<'a> {
    pub id: JoinRequestId,
    pub email: &'a str,
    pub email_key: &'a str,
    pub by: By,
    pub suggested_role: RoleId,
    pub note: Option<&'a str>,
    pub reason: Option<&'a str>,
    /// `pending`, or `approved` by the rule that let them in.
    pub status: JoinRequestStatus,
}

/// By what somebody asks.
#[derive(Debug, Clone, Copy)]
pub enum By {
    Domain(DomainId),
    Link(InviteLinkId),
}

/// Writes it. A person has one open request in an organization, as a rule of the table has it.
pub fn insert(tx: &mut Writing<'_, Joiner>, new: &New<'_>) -> Result<(), Refusal> {
    let (organization, user, now) = (Key(tx.organization()), Key(tx.actor().user), At(tx.now()));
    let (source, domain, link) = match new.by {
        By::Domain(id) => (RequestSource::Domain, Some(Key(id)), None),
        By::Link(id) => (RequestSource::Link, None, Some(Key(id))),
    };
    let decided_at = (new.status != JoinRequestStatus::Pending).then_some(now);
    diesel::insert_into(join_requests::table)
        .values((
            join_requests::id.eq(Key(new.id)),
            join_requests::organization_id.eq(organization),
            join_requests::user_id.eq(user),
            (join_requests::email.eq(new.email), join_requests::email_key.eq(new.email_key)),
            join_requests::source.eq(source.key()),
            (join_requests::domain_id.eq(domain), join_requests::link_id.eq(link)),
            join_requests::suggested_role_id.eq(Key(new.suggested_role)),
            (join_requests::note.eq(new.note), join_requests::reason.eq(new.reason)),
            join_requests::status.eq(new.status.key()),
            (join_requests::created_at.eq(now), join_requests::decided_at.eq(decided_at)),
            join_requests::revision.eq(1),
        ))
        .execute(tx.sql())?;
    Ok(())
}

/// Closes it with an admin's answer.
pub(super) fn answer<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: JoinRequestId,
    status: JoinRequestStatus,
    note: Option<&str>,
) -> Result<(), Refusal> {
    let (organization, user, now) = (tx.organization(), tx.actor().user, tx.now());
    let answered = Closing { status, by: Some(user), note, now };
    close(tx.sql(), organization, id, &answered)
}

/// Takes back what whoever acts had asked.
pub(super) fn withdraw(tx: &mut Writing<'_, Joiner>, id: JoinRequestId) -> Result<(), Refusal> {
    let (organization, now) = (tx.organization(), tx.now());
    let withdrawn = Closing { status: JoinRequestStatus::Withdrawn, by: None, note: None, now };
    close(tx.sql(), organization, id, &withdrawn)
}

/// Closes what a person has open here, because they are asked in, or come in, another way: one membership.
pub(crate) fn supersede<N>(tx: &mut Writing<'_, N>, user: UserId) -> Result<Vec<Record>, Refusal> {
    let (organization, now) = (tx.organization(), tx.now());
    let open: Vec<(Key<JoinRequestId>, String)> = join_requests::table
        .filter(join_requests::organization_id.eq(Key(organization)))
        .filter(join_requests::user_id.eq(Key(user)))
        .filter(join_requests::status.eq(JoinRequestStatus::Pending.key()))
        .select((join_requests::id, join_requests::email))
        .load(tx.sql())?;
    let mut records = Vec::new();
    for (id, email) in open {
        let superseded = Closing { status: JoinRequestStatus::Superseded, by: None, note: None, now };
        close(tx.sql(), organization, id.0, &superseded)?;
        records.push(Record::new(
            "join_requests.supersede",
            party("join_request", id.0, email),
            json!({ "status": "pending" }),
            json!({ "status": "superseded" }),
        ));
    }
    Ok(records)
}

struct Closing<'a> {
    status: JoinRequestStatus,
    by: Option<UserId>,
    note: Option<&'a str>,
    now: DateTime<Utc>,
}

fn close(
    conn: &mut AnyConn,
    organization: OrganizationId,
    id: JoinRequestId,
    closing: &Closing<'_>,
) -> Result<(), Refusal> {
    let Closing { status, by, note, now } = closing;
    diesel::update(join_requests::table.filter(join_requests::organization_id.eq(Key(organization))))
        .filter(join_requests::id.eq(Key(id)))
        .set((
            join_requests::status.eq(status.key()),
            join_requests::decided_at.eq(At(*now)),
            join_requests::decided_user_id.eq(by.map(Key)),
            join_requests::answer_note.eq(*note),
            join_requests::revision.eq(join_requests::revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Another role is suggested, because the one that was is deleted.
pub(crate) fn replace_role<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    role: RoleId,
    by: RoleId,
) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(join_requests::table.filter(join_requests::organization_id.eq(organization)))
        .filter(join_requests::suggested_role_id.eq(Key(role)))
        .set(join_requests::suggested_role_id.eq(Key(by)))
        .execute(tx.sql())?;
    Ok(())
}

/// Those of these members who were here last, as many as are told of a request.
pub(super) fn seen_last(
    tx: &mut Writing<'_, Joiner>,
    members: &[MemberId],
) -> Result<Vec<MemberId>, Refusal> {
    let organization = Key(tx.organization());
    let members: Vec<Key<MemberId>> = members.iter().copied().map(Key).collect();
    let rows: Vec<Key<MemberId>> = member_activity::table
        .filter(member_activity::organization_id.eq(organization))
        .filter(member_activity::member_id.eq_any(members))
        .order((member_activity::last_active_at.desc(), member_activity::member_id.asc()))
        .limit(i64::try_from(TOLD).unwrap_or(i64::MAX))
        .select(member_activity::member_id)
        .load(tx.sql())?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}
