//! The person, their sessions and their addresses.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::{Resource, Snapshot, Status};
use shared::ids::{EmailId, MemberId, OrganizationId, SessionId, UserId, WorkspaceId};
use shared::list::PageQuery;
use shared::me::wire::{Email, Session, User};
use shared::text::{EmailAddress, Name};

use crate::access::store::{listing, status_key};
use crate::app::App;
use crate::authz::OwnWriting;
use crate::authz::open::OpenTx;
use crate::authz::own::Own;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::notice::{self, Notice};
use crate::db::schema::{memberships, organizations, sessions, user_emails, user_secrets, users, workspaces};
use crate::http::{Refusal, page};
use crate::runtime;

/// The person who asks.
pub(super) fn user<P: Own>(tx: &mut P) -> Result<User, Refusal> {
    let (user, deployment) = (tx.user(), Deployment::of(tx.app()));
    let (user, landing) = load_user(tx.sql(), deployment, user)?;
    let Some(landing) = landing else { return Ok(user) };
    let snapshot = tx.snapshot(landing.organization, landing.version)?;
    Ok(User { default_workspace: landing.seen_in(&snapshot, tx.now()), ..user })
}

/// The person that an open operation has just signed in or recognised.
pub(crate) fn user_of(tx: &mut OpenTx<'_>, user: UserId) -> Result<User, Refusal> {
    let deployment = Deployment::of(tx.app());
    let (user, landing) = load_user(tx.sql(), deployment, user)?;
    let Some(landing) = landing else { return Ok(user) };
    let snapshot = tx.snapshot(landing.organization)?;
    Ok(User { default_workspace: landing.seen_in(&snapshot, tx.now()), ..user })
}

/// The workspace that somebody chose to land in, and the membership that leads there.
struct Landing {
    workspace: WorkspaceId,
    member: MemberId,
    organization: OrganizationId,
    version: u64,
}

impl Landing {
    /// The workspace, for as long as they see it: nobody should land on an error. The choice is kept, and counts
    /// again when they come back into it.
    fn seen_in(&self, snapshot: &Snapshot, at: DateTime<Utc>) -> Option<WorkspaceId> {
        let is_seen = snapshot.sees(self.member, Resource::Workspace(self.workspace), at);
        is_seen.then_some(self.workspace)
    }
}

/// What a person is told of where they are.
struct Deployment {
    verification_required: bool,
    sends_mail: bool,
}

impl Deployment {
    fn of(app: &App) -> Self {
        Self { verification_required: app.config.require_verified_email(), sends_mail: app.mailer.can_send() }
    }
}

/// The person, without where they land: that, as far as there is a membership, is a question to its organization.
fn load_user(
    conn: &mut AnyConn,
    deployment: Deployment,
    user: UserId,
) -> Result<(User, Option<Landing>), Refusal> {
    type Row = (String, String, Option<At>, Option<Key<WorkspaceId>>, At);
    let (name, address, verified_at, landing, created_at): Row = users::table
        .inner_join(user_emails::table.on(user_emails::user_id.eq(users::id)))
        .filter(users::id.eq(Key(user)))
        .filter(user_emails::is_primary.eq(true))
        .select((
            users::name,
            user_emails::address,
            user_emails::verified_at,
            users::default_workspace_id,
            users::created_at,
        ))
        .first(conn)?;
    let landing = landing.map(|workspace| landing_in(conn, user, workspace)).transpose()?.flatten();
    let Deployment { verification_required, sends_mail } = deployment;
    let user = User {
        id: user,
        email: address.try_into().map_err(Refusal::internal)?,
        name: name.try_into().map_err(Refusal::internal)?,
        email_verified: verified_at.is_some(),
        verification_required,
        sends_mail,
        avatar_url: None,
        default_workspace: None,
        created_at: created_at.0,
    };
    Ok((user, landing))
}

/// None where the workspace, or the membership that led there, is gone.
fn landing_in(conn: &mut AnyConn, user: UserId, workspace: Key<WorkspaceId>) -> QueryResult<Option<Landing>> {
    let found: Option<(Key<MemberId>, Key<OrganizationId>, i64)> = workspaces::table
        .inner_join(organizations::table.on(organizations::id.eq(workspaces::organization_id)))
        .inner_join(memberships::table.on(memberships::organization_id.eq(organizations::id)))
        .filter(workspaces::id.eq(workspace))
        .filter(workspaces::valid_to.is_null())
        .filter(organizations::deleted_at.is_null())
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::valid_to.is_null())
        .filter(memberships::status.eq(status_key(Status::Active)))
        .select((memberships::member_id, organizations::id, organizations::version))
        .first(conn)
        .optional()?;
    Ok(found.map(|(member, organization, version)| Landing {
        workspace: workspace.0,
        member: member.0,
        organization: organization.0,
        version: version.unsigned_abs(),
    }))
}

/// Gives the person another name, in what directories search too.
pub(super) fn rename(tx: &mut OwnWriting<'_>, name: &Name) -> Result<(), Refusal> {
    let primary = primary_email(tx)?;
    let me = users::table.filter(users::id.eq(Key(tx.user())));
    diesel::update(me).set(users::name.eq(name.as_str())).execute(tx.sql())?;
    let user = tx.user();
    Ok(listing::renew(tx.sql(), user, name.as_str(), primary.address.as_str())?)
}

/// Sessions that are alive, newest first.
pub(super) fn sessions<P: Own>(
    tx: &mut P,
    query: &PageQuery,
) -> Result<(Vec<Session>, Option<String>), Refusal> {
    type Row = (Key<SessionId>, At, At, Option<String>, Option<String>);
    let limit = page::limit(query.limit)?;
    let mut rows = sessions::table
        .filter(sessions::user_id.eq(Key(tx.user())))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(At(tx.now())))
        .into_boxed();
    if let Some(cursor) = &query.cursor {
        let (before,): (SessionId,) = page::read_cursor(cursor)?;
        rows = rows.filter(sessions::id.lt(Key(before)));
    }
    let rows: Vec<Row> = rows
        .order(sessions::id.desc())
        .limit(i64::from(limit) + 1)
        .select((
            sessions::id,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::user_agent,
            sessions::ip,
        ))
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.0.0,));
    let current = tx.principal().session;
    let data = rows
        .into_iter()
        .map(|(id, created_at, last_seen_at, user_agent, ip)| Session {
            id: id.0,
            current: id.0 == current,
            created_at: created_at.0,
            last_seen_at: last_seen_at.0,
            user_agent,
            ip,
        })
        .collect();
    Ok((data, next))
}

/// Ends one of the person's sessions; whether there was such a one.
pub(super) fn end_session(tx: &mut OwnWriting<'_>, session: SessionId) -> Result<bool, Refusal> {
    let now = tx.now();
    let alive = sessions::table
        .filter(sessions::id.eq(Key(session)))
        .filter(sessions::user_id.eq(Key(tx.user())))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(At(now)));
    let ended = diesel::update(alive).set(sessions::ended_at.eq(At(now))).execute(tx.sql())?;
    let user = tx.user();
    notice::tell(tx.sql(), &Notice::SessionsEnded { user })?;
    Ok(ended > 0)
}

/// Ends every session of the person but the one that asks; how many there were.
pub(super) fn end_other_sessions(tx: &mut OwnWriting<'_>) -> Result<usize, Refusal> {
    let now = tx.now();
    let others = sessions::table
        .filter(sessions::user_id.eq(Key(tx.user())))
        .filter(sessions::id.ne(Key(tx.principal().session)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(At(now)));
    let ended = diesel::update(others).set(sessions::ended_at.eq(At(now))).execute(tx.sql())?;
    let user = tx.user();
    notice::tell(tx.sql(), &Notice::SessionsEnded { user })?;
    Ok(ended)
}

type EmailRow = (Key<EmailId>, String, bool, Option<At>, At);

const EMAIL: (
    user_emails::id,
    user_emails::address,
    user_emails::is_primary,
    user_emails::verified_at,
    user_emails::created_at,
) = (
    user_emails::id,
    user_emails::address,
    user_emails::is_primary,
    user_emails::verified_at,
    user_emails::created_at,
);

fn email((id, address, primary, verified_at, created_at): EmailRow) -> Result<Email, Refusal> {
    Ok(Email {
        id: id.0,
        address: address.try_into().map_err(Refusal::internal)?,
        primary,
        verified: verified_at.is_some(),
        created_at: created_at.0,
    })
}

/// The person's addresses, oldest first.
pub(super) fn emails<P: Own>(tx: &mut P, query: &PageQuery) -> Result<(Vec<Email>, Option<String>), Refusal> {
    let limit = page::limit(query.limit)?;
    let mut rows = user_emails::table.filter(user_emails::user_id.eq(Key(tx.user()))).into_boxed();
    if let Some(cursor) = &query.cursor {
        let (after,): (EmailId,) = page::read_cursor(cursor)?;
        rows = rows.filter(user_emails::id.gt(Key(after)));
    }
    let rows: Vec<EmailRow> =
        rows.order(user_emails::id.asc()).limit(i64::from(limit) + 1).select(EMAIL).load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.0.0,));
    Ok((rows.into_iter().map(email).collect::<Result<_, _>>()?, next))
}

/// The address that the account goes by.
pub(crate) fn primary_email<P: Own>(tx: &mut P) -> Result<Email, Refusal> {
    let mine = user_emails::table.filter(user_emails::user_id.eq(Key(tx.user())));
    email(mine.filter(user_emails::is_primary.eq(true)).select(EMAIL).first(tx.sql())?)
}

/// One of the person's addresses.
pub(super) fn email_by_id<P: Own>(tx: &mut P, id: EmailId) -> Result<Option<Email>, Refusal> {
    let mine = user_emails::table.filter(user_emails::user_id.eq(Key(tx.user())));
    mine.filter(user_emails::id.eq(Key(id))).select(EMAIL).first(tx.sql()).optional()?.map(email).transpose()
}

/// The person's own row of this address, if they have one.
pub(super) fn email_by_key<P: Own>(tx: &mut P, key: &str) -> Result<Option<Email>, Refusal> {
    let mine = user_emails::table.filter(user_emails::user_id.eq(Key(tx.user())));
    mine.filter(user_emails::address_key.eq(key))
        .select(EMAIL)
        .first(tx.sql())
        .optional()?
        .map(email)
        .transpose()
}

/// How many addresses the person has.
pub(super) fn count_emails<P: Own>(tx: &mut P) -> Result<i64, Refusal> {
    let mine = user_emails::table.filter(user_emails::user_id.eq(Key(tx.user())));
    Ok(mine.count().get_result(tx.sql())?)
}

/// Whether another account holds this address, as its primary one or verified.
pub(super) fn is_held_elsewhere<P: Own>(tx: &mut P, key: &str) -> Result<bool, Refusal> {
    let user = tx.user();
    Ok(is_held_besides(tx.sql(), user, key)?)
}

/// The same of somebody else, to whom an address is proposed.
pub(super) fn is_held_besides(conn: &mut AnyConn, user: UserId, key: &str) -> QueryResult<bool> {
    let held = user_emails::table
        .filter(user_emails::address_key.eq(key))
        .filter(user_emails::user_id.ne(Key(user)))
        .filter(user_emails::is_primary.eq(true).or(user_emails::verified_at.is_not_null()));
    Ok(held.select(user_emails::id).first::<Key<EmailId>>(conn).optional()?.is_some())
}

/// Puts an address that was just proven in the place of the one that the account goes by, which goes with every
/// link that was mailed to it. Directories find the person by the new one.
pub(super) fn replace_primary(
    tx: &mut OwnWriting<'_>,
    before: &Email,
    address: &EmailAddress,
) -> Result<(), Refusal> {
    let known = email_by_key(tx, &address.key())?.filter(|email| email.id != before.id);
    remove_email(tx, before.id)?;
    // As one of their others it had links, too.
    if let Some(known) = known {
        remove_email(tx, known.id)?;
    }
    let added = add_email(tx, address)?;
    let (user, now) = (tx.user(), tx.now());
    diesel::update(user_emails::table.filter(user_emails::id.eq(Key(added.id))))
        .set((user_emails::is_primary.eq(true), user_emails::verified_at.eq(At(now))))
        .execute(tx.sql())?;
    let name: String = users::table.filter(users::id.eq(Key(user))).select(users::name).first(tx.sql())?;
    Ok(listing::renew(tx.sql(), user, &name, address.as_str())?)
}

/// Adds an address, not verified.
pub(super) fn add_email(tx: &mut OwnWriting<'_>, address: &EmailAddress) -> Result<Email, Refusal> {
    let (id, now) = (runtime::new_id::<EmailId>(), tx.now());
    diesel::insert_into(user_emails::table)
        .values((
            user_emails::id.eq(Key(id)),
            user_emails::user_id.eq(Key(tx.user())),
            user_emails::address.eq(address.as_str()),
            user_emails::address_key.eq(address.key()),
            user_emails::is_primary.eq(false),
            user_emails::created_at.eq(At(now)),
        ))
        .execute(tx.sql())?;
    Ok(Email { id, address: address.clone(), primary: false, verified: false, created_at: now })
}

/// Takes an address away, with the links that were mailed to it.
pub(super) fn remove_email(tx: &mut OwnWriting<'_>, id: EmailId) -> Result<(), Refusal> {
    let user = Key(tx.user());
    let secrets =
        user_secrets::table.filter(user_secrets::user_id.eq(user)).filter(user_secrets::email_id.eq(Key(id)));
    diesel::delete(secrets).execute(tx.sql())?;
    let row = user_emails::table.filter(user_emails::user_id.eq(user)).filter(user_emails::id.eq(Key(id)));
    diesel::delete(row).execute(tx.sql())?;
    Ok(())
}
