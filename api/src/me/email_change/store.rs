//! The changes of addresses: their secrets are kept as hashes, and each is open once at most.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{MemberId, OrganizationId, UserId};
use shared::me::wire::{EmailChange, Named};
use shared::text::EmailAddress;
use uuid::Uuid;

use super::{CANCEL, LIFETIME, Links};
use crate::authn::secrets;
use crate::authz::need::{Full, InOrganization, Members, SeesOne};
use crate::authz::open::OpenTx;
use crate::authz::own::Own;
use crate::authz::{OwnWriting, Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{email_changes, memberships, organizations, users};
use crate::http::Refusal;
use crate::me;
use crate::runtime;

/// How a change came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Confirmed,
    /// From the old address.
    Cancelled,
    /// From the account.
    Withdrawn,
    /// By another change that began.
    Replaced,
    /// With the membership of the organization that proposed it.
    Void,
}

impl Ended {
    const fn key(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
            Self::Void => "void",
        }
    }
}

/// A change that a link leads to.
#[derive(Debug)]
pub(super) struct Found {
    pub id: Uuid,
    pub user: UserId,
    pub email: EmailAddress,
    expires_at: DateTime<Utc>,
    ended: bool,
}

impl Found {
    pub(super) fn is_open(&self, now: DateTime<Utc>) -> bool {
        !self.ended && now < self.expires_at
    }
}

type Row = (Key<Uuid>, Key<UserId>, String, At, Option<At>);

const ROW: (
    email_changes::id,
    email_changes::user_id,
    email_changes::address,
    email_changes::expires_at,
    email_changes::ended_at,
) = (
    email_changes::id,
    email_changes::user_id,
    email_changes::address,
    email_changes::expires_at,
    email_changes::ended_at,
);

fn found((id, user, address, expires_at, ended_at): Row) -> Result<Found, Refusal> {
    Ok(Found {
        id: id.0,
        user: user.0,
        email: address.try_into().map_err(Refusal::internal)?,
        expires_at: expires_at.0,
        ended: ended_at.is_some(),
    })
}

/// The person's own change that this secret of the new address confirms.
pub(super) fn by_confirm(tx: &mut OwnWriting<'_>, secret: &str) -> Result<Option<Found>, Refusal> {
    let row = email_changes::table
        .filter(email_changes::confirm_hash.eq(secrets::hash(secret)))
        .filter(email_changes::user_id.eq(Key(tx.user())));
    row.select(ROW).first(tx.sql()).optional()?.map(found).transpose()
}

/// The change that this secret of the old address calls off.
pub(super) fn by_cancel(tx: &mut OpenTx<'_>, secret: &str) -> Result<Option<Found>, Refusal> {
    let row = email_changes::table.filter(email_changes::cancel_hash.eq(secrets::hash(secret)));
    row.select(ROW).first(tx.sql()).optional()?.map(found).transpose()
}

/// Ends a change of one's own; whether it was open still.
pub(super) fn end(tx: &mut OwnWriting<'_>, id: Uuid, how: Ended) -> Result<bool, Refusal> {
    let now = tx.now();
    Ok(end_one(tx.sql(), id, how, now)?)
}

/// The same by the link to the old address.
pub(super) fn end_open(tx: &mut OpenTx<'_>, id: Uuid, how: Ended) -> Result<bool, Refusal> {
    let now = tx.now();
    Ok(end_one(tx.sql(), id, how, now)?)
}

/// Whoever comes second finds it ended: a confirmation and a cancellation never both do something.
fn end_one(conn: &mut AnyConn, id: Uuid, how: Ended, now: DateTime<Utc>) -> QueryResult<bool> {
    let open =
        email_changes::table.filter(email_changes::id.eq(Key(id))).filter(email_changes::ended_at.is_null());
    let ended = diesel::update(open)
        .set((email_changes::ended_at.eq(At(now)), email_changes::outcome.eq(how.key())))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Calls off what waits for the person.
pub(super) fn withdraw(tx: &mut OwnWriting<'_>) -> Result<(), Refusal> {
    let (user, now) = (tx.user(), tx.now());
    end_all(tx.sql(), user, Ended::Withdrawn, now)?;
    Ok(())
}

fn end_all(conn: &mut AnyConn, user: UserId, how: Ended, now: DateTime<Utc>) -> QueryResult<usize> {
    let open = email_changes::table
        .filter(email_changes::user_id.eq(Key(user)))
        .filter(email_changes::ended_at.is_null());
    diesel::update(open)
        .set((email_changes::ended_at.eq(At(now)), email_changes::outcome.eq(how.key())))
        .execute(conn)
}

/// Calls off what this organization proposed to somebody whose membership ends.
pub(crate) fn void<N>(tx: &mut Writing<'_, N>, user: UserId) -> Result<(), Refusal> {
    let (organization, now) = (tx.organization(), tx.now());
    let open = email_changes::table
        .filter(email_changes::user_id.eq(Key(user)))
        .filter(email_changes::organization_id.eq(Key(organization)))
        .filter(email_changes::ended_at.is_null());
    diesel::update(open)
        .set((email_changes::ended_at.eq(At(now)), email_changes::outcome.eq(Ended::Void.key())))
        .execute(tx.sql())?;
    Ok(())
}

/// What waits for the person's answer.
pub(super) fn waiting<P: Own>(tx: &mut P) -> Result<Option<EmailChange>, Refusal> {
    let (user, now) = (tx.user(), tx.now());
    type Waiting = (String, At, Option<Key<OrganizationId>>, Option<String>);
    let row: Option<Waiting> = email_changes::table
        .left_join(organizations::table.on(organizations::id.nullable().eq(email_changes::organization_id)))
        .filter(email_changes::user_id.eq(Key(user)))
        .filter(email_changes::ended_at.is_null())
        .filter(email_changes::expires_at.gt(At(now)))
        .select((
            email_changes::address,
            email_changes::expires_at,
            email_changes::organization_id,
            organizations::name.nullable(),
        ))
        .first(tx.sql())
        .optional()?;
    let Some((address, expires_at, _, organization)) = row else { return Ok(None) };
    Ok(Some(EmailChange {
        email: address.try_into().map_err(Refusal::internal)?,
        expires_at: expires_at.0,
        proposed_by: organization.map(|name| Named { name }),
    }))
}

/// What the organization of the proof proposed to this member, until they answer. What they do by themselves is
/// theirs to know.
pub(crate) fn proposed<P: Proof>(tx: &mut P, member: MemberId) -> Result<Option<EmailChange>, Refusal>
where
    P::Need: SeesOne,
{
    let (organization, now) = (Key(tx.organization()), tx.now());
    let row: Option<(String, At, String)> = email_changes::table
        .inner_join(organizations::table.on(organizations::id.nullable().eq(email_changes::organization_id)))
        .inner_join(memberships::table.on(memberships::user_id.eq(email_changes::user_id)))
        .filter(organizations::id.eq(organization))
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::member_id.eq(Key(member)))
        .filter(memberships::valid_to.is_null())
        .filter(email_changes::ended_at.is_null())
        .filter(email_changes::expires_at.gt(At(now)))
        .select((email_changes::address, email_changes::expires_at, organizations::name))
        .first(tx.sql())
        .optional()?;
    let Some((address, expires_at, name)) = row else { return Ok(None) };
    Ok(Some(EmailChange {
        email: address.try_into().map_err(Refusal::internal)?,
        expires_at: expires_at.0,
        proposed_by: Some(Named { name }),
    }))
}

/// Begins one by the person.
pub(super) fn begin(tx: &mut OwnWriting<'_>, email: &EmailAddress) -> Result<(Links, EmailChange), Refusal> {
    let (user, now) = (tx.user(), tx.now());
    let links = keep(tx.sql(), user, email, None, now)?;
    let change = EmailChange { email: email.clone(), expires_at: now + LIFETIME, proposed_by: None };
    Ok((links, change))
}

/// Begins one that an admin proposes to this person; `None` where another account has the address.
pub(crate) fn propose(
    tx: &mut Writing<'_, InOrganization<Members, Full>>,
    user: UserId,
    email: &EmailAddress,
    organization: String,
) -> Result<Option<(Links, EmailChange)>, Refusal> {
    let (of, now) = (tx.organization(), tx.now());
    if me::store::is_held_besides(tx.sql(), user, &email.key())? {
        return Ok(None);
    }
    let links = keep(tx.sql(), user, email, Some(of), now)?;
    let proposed_by = Some(Named { name: organization });
    Ok(Some((links, EmailChange { email: email.clone(), expires_at: now + LIFETIME, proposed_by })))
}

fn keep(
    conn: &mut AnyConn,
    user: UserId,
    email: &EmailAddress,
    organization: Option<OrganizationId>,
    now: DateTime<Utc>,
) -> QueryResult<Links> {
    // The account's row first: of two that begin at once the second finds the first one open, and ends it.
    diesel::update(users::table.filter(users::id.eq(Key(user))))
        .set(users::revision.eq(users::revision + 1))
        .execute(conn)?;
    end_all(conn, user, Ended::Replaced, now)?;
    let links =
        Links { confirm: secrets::new_secret(), cancel: format!("{CANCEL}{}", secrets::new_secret()) };
    diesel::insert_into(email_changes::table)
        .values((
            email_changes::id.eq(Key(runtime::new_id::<Uuid>())),
            email_changes::user_id.eq(Key(user)),
            email_changes::address.eq(email.as_str()),
            email_changes::address_key.eq(email.key()),
            email_changes::organization_id.eq(organization.map(Key)),
            email_changes::confirm_hash.eq(secrets::hash(&links.confirm)),
            email_changes::cancel_hash.eq(secrets::hash(&links.cancel)),
            email_changes::created_at.eq(At(now)),
            email_changes::expires_at.eq(At(now + LIFETIME)),
        ))
        .execute(conn)?;
    Ok(links)
}
