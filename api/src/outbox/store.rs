//! The rows of mails.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{InvitationId, OrganizationId};
use shared::invitations::rules::Recorded;
use uuid::Uuid;

use super::backoff::LEASE;
use super::letters::Rendered;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{dev_mail, invitations, organizations, outbox};
use crate::db::{AnyConn, DbError};
use crate::invitations::store::status_key;
use crate::runtime;

const WAITING: &str = "waiting";

/// A mail to write down, for each of its recipients.
pub struct NewMail {
    pub(super) organization: Option<OrganizationId>,
    pub(super) invitation: Option<InvitationId>,
    pub(super) kind: &'static str,
    pub(super) payload: Vec<u8>,
    pub(super) recipients: Vec<String>,
}

/// Without the recipients and the text: a log must not hold a live link.
impl std::fmt::Debug for NewMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewMail({})", self.kind)
    }
}

/// Mails of one statement: PostgreSQL takes 65,535 values in one, SQLite half of that.
const AT_ONCE: usize = 1_000;

/// Writes mails down.
pub(super) fn insert(conn: &mut AnyConn, mails: &[NewMail], now: DateTime<Utc>) -> QueryResult<()> {
    let each: Vec<(&NewMail, &String)> =
        mails.iter().flat_map(|mail| mail.recipients.iter().map(move |to| (mail, to))).collect();
    for each in each.chunks(AT_ONCE) {
        let rows: Vec<_> = each
            .iter()
            .map(|(mail, recipient)| {
                let NewMail { organization, invitation, kind, payload, recipients: _ } = mail;
                (
                    outbox::id.eq(Key(runtime::new_id::<Uuid>())),
                    outbox::organization_id.eq(organization.map(Key)),
                    outbox::invitation_id.eq(invitation.map(Key)),
                    outbox::kind.eq(*kind),
                    outbox::recipient.eq(*recipient),
                    outbox::payload.eq(Some(payload)),
                    outbox::state.eq(WAITING),
                    outbox::attempts.eq(0),
                    outbox::next_attempt_at.eq(At(now)),
                    outbox::created_at.eq(At(now)),
                )
            })
            .collect();
        let into = diesel::insert_into(outbox::table);
        match conn {
            AnyConn::Pg(pg) => into.values(rows).execute(pg)?,
            AnyConn::Sqlite(lite) => into.values(rows).execute(lite)?,
        };
    }
    Ok(())
}

/// Takes back what waits for an invitation. That no mail brought it is what its delivery state says from now on.
pub(super) fn void(conn: &mut AnyConn, invitation: InvitationId) -> QueryResult<()> {
    let waiting = outbox::table
        .filter(outbox::invitation_id.eq(Some(Key(invitation))))
        .filter(outbox::state.eq(WAITING));
    let voided = diesel::update(waiting)
        .set((outbox::state.eq("void"), outbox::payload.eq(None::<Vec<u8>>)))
        .execute(conn)?;
    if voided > 0 { set_delivery(conn, invitation, "failed") } else { Ok(()) }
}

fn set_delivery(conn: &mut AnyConn, invitation: InvitationId, state: &str) -> QueryResult<()> {
    diesel::update(invitations::table.filter(invitations::id.eq(Key(invitation))))
        .set(invitations::delivery_state.eq(state))
        .execute(conn)
        .map(drop)
}

/// Whether a mail is due. Asked of a reader, so that an idle server never takes the write lock.
pub(super) fn is_due(conn: &mut AnyConn, now: DateTime<Utc>) -> Result<bool, DbError> {
    let due: Option<Key<Uuid>> = outbox::table
        .filter(outbox::state.eq(WAITING))
        .filter(outbox::next_attempt_at.le(At(now)))
        .select(outbox::id)
        .first(conn)
        .optional()?;
    Ok(due.is_some())
}

/// A mail that this process has taken up.
pub(super) struct InHand {
    pub id: Uuid,
    pub organization: Option<OrganizationId>,
    pub invitation: Option<InvitationId>,
    pub kind: String,
    pub recipient: String,
    pub payload: Option<Vec<u8>>,
    /// This one included.
    pub attempts: i32,
    pub created_at: DateTime<Utc>,
}

type Row = (
    Key<Uuid>,
    Option<Key<OrganizationId>>,
    Option<Key<InvitationId>>,
    String,
    String,
    Option<Vec<u8>>,
    i32,
    At,
);

/// Takes up the mail that waits longest. Counting the attempt is the claim, and its next attempt is put
/// off by the lease: another process finds nothing due, and takes it up again if this one dies. A mail whose link
/// leads nowhere by now is taken back instead.
pub(super) fn claim(conn: &mut AnyConn, now: DateTime<Utc>) -> Result<Option<InHand>, DbError> {
    loop {
        let row: Option<Row> = outbox::table
            .filter(outbox::state.eq(WAITING))
            .filter(outbox::next_attempt_at.le(At(now)))
            .order((outbox::next_attempt_at, outbox::id))
            .select((
                outbox::id,
                outbox::organization_id,
                outbox::invitation_id,
                outbox::kind,
                outbox::recipient,
                outbox::payload,
                outbox::attempts,
                outbox::created_at,
            ))
            .first(conn)
            .optional()?;
        let Some((Key(id), organization, invitation, kind, recipient, payload, attempts, At(created_at))) =
            row
        else {
            return Ok(None);
        };
        let mail = InHand {
            id,
            organization: organization.map(|key| key.0),
            invitation: invitation.map(|key| key.0),
            kind,
            recipient,
            payload,
            attempts: attempts + 1,
            created_at,
        };
        lock_organization(conn, &mail)?;
        if let Some(invitation) = mail.invitation
            && !is_open(conn, invitation, now)?
        {
            void(conn, invitation)?;
            continue;
        }
        let claimed = diesel::update(outbox::table.filter(outbox::id.eq(Key(id))))
            .filter(outbox::state.eq(WAITING))
            .filter(outbox::attempts.eq(attempts))
            .set((outbox::attempts.eq(mail.attempts), outbox::next_attempt_at.eq(At(now + LEASE))))
            .execute(conn)?;
        if claimed == 1 {
            return Ok(Some(mail));
        }
        // Another process was quicker, or the mail was taken back. The next look does not find it.
    }
}

/// Whether an invitation's link still leads somewhere. Its organization may have been deleted since the mail was
/// written down, its days may be over.
fn is_open(conn: &mut AnyConn, invitation: InvitationId, now: DateTime<Utc>) -> QueryResult<bool> {
    let open = invitations::table
        .inner_join(organizations::table.on(organizations::id.eq(invitations::organization_id)))
        .filter(invitations::id.eq(Key(invitation)))
        .filter(invitations::status.eq(status_key(Recorded::Pending)))
        .filter(invitations::expires_at.gt(At(now)))
        .filter(organizations::deleted_at.is_null());
    diesel::select(diesel::dsl::exists(open)).get_result(conn)
}

/// How an attempt went.
pub(super) enum End {
    Sent,
    /// Tried for long enough.
    Failed(String),
    /// The mail server refused it for good.
    Bounced(String),
    /// To be tried again at this time.
    Again(DateTime<Utc>, String),
}

/// Writes down how an attempt went, unless the mail was taken back or taken up by another meanwhile.
pub(super) fn settle(
    conn: &mut AnyConn,
    mail: &InHand,
    end: &End,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    lock_organization(conn, mail)?;
    let (state, error) = match end {
        End::Sent => ("sent", None),
        End::Failed(error) => ("failed", Some(error)),
        End::Bounced(error) => ("bounced", Some(error)),
        End::Again(_, error) => (WAITING, Some(error)),
    };
    let mine = diesel::update(outbox::table.filter(outbox::id.eq(Key(mail.id))))
        .filter(outbox::state.eq(WAITING))
        .filter(outbox::attempts.eq(mail.attempts));
    let settled = match end {
        End::Again(at, _) => {
            mine.set((outbox::next_attempt_at.eq(At(*at)), outbox::last_error.eq(error))).execute(conn)?
        }
        End::Sent | End::Failed(_) | End::Bounced(_) => mine
            .set((
                outbox::state.eq(state),
                outbox::payload.eq(None::<Vec<u8>>),
                outbox::last_error.eq(error),
                outbox::finished_at.eq(Some(At(now))),
            ))
            .execute(conn)?,
    };
    if let (1, Some(invitation)) = (settled, mail.invitation) {
        set_delivery(conn, invitation, state)?;
    }
    Ok(())
}

/// Takes an organization's row before the rows of its mails and invitations, as every change of the
/// organization does: in another order the two would wait for each other. On SQLite there is one writer.
fn lock_organization(conn: &mut AnyConn, mail: &InHand) -> QueryResult<()> {
    let (AnyConn::Pg(pg), Some(organization), Some(_)) = (conn, mail.organization, mail.invitation) else {
        return Ok(());
    };
    organizations::table
        .filter(organizations::id.eq(Key(organization)))
        .select(organizations::id)
        .for_no_key_update()
        .first::<Key<OrganizationId>>(pg)
        .optional()?;
    Ok(())
}

/// Keeps a mail to be looked at under `/dev`.
pub(super) fn keep(
    conn: &mut AnyConn,
    recipient: &str,
    mail: &Rendered,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let Rendered { subject, text, html, links } = mail;
    diesel::insert_into(dev_mail::table)
        .values((
            dev_mail::id.eq(Key(runtime::new_id::<Uuid>())),
            dev_mail::sent_at.eq(At(now)),
            dev_mail::recipient.eq(recipient),
            dev_mail::subject.eq(subject),
            dev_mail::text_part.eq(text),
            dev_mail::html_part.eq(html),
            dev_mail::links.eq(Json::of(links)),
        ))
        .execute(conn)?;
    Ok(())
}

/// What the tests of the worker put in and look at.
#[cfg(test)]
pub(super) mod fixture {
    use chrono::TimeDelta;

    use super::*;
    use crate::db::Verdict;

    /// An invitation that waits for its mail.
    pub(in crate::outbox) fn invited(
        conn: &mut AnyConn,
        organization: OrganizationId,
        invitation: InvitationId,
        now: DateTime<Utc>,
    ) -> Result<Verdict<()>, DbError> {
        let (at, nobody) = (At(DateTime::UNIX_EPOCH), Key(Uuid::nil()));
        diesel::insert_into(organizations::table)
            .values((
                organizations::id.eq(Key(organization)),
                organizations::name.eq("Larkfield"),
                organizations::slug.eq(organization.to_string()),
                organizations::access_model.eq("studio"),
                organizations::plan.eq("free"),
                organizations::version.eq(1),
                organizations::existing_accounts.eq("add"),
                organizations::invitation_days.eq(7),
                organizations::created_at.eq(at),
                organizations::revision.eq(1),
            ))
            .execute(conn)?;
        diesel::insert_into(invitations::table)
            .values((
                invitations::id.eq(Key(invitation)),
                invitations::organization_id.eq(Key(organization)),
                (invitations::email.eq("bo@example.com"), invitations::email_key.eq("bo@example.com")),
                invitations::role_id.eq(nobody),
                invitations::offer.eq(Json::of(&())),
                (invitations::status.eq("pending"), invitations::delivery.eq("email")),
                (invitations::delivery_state.eq(WAITING), invitations::token_hash.eq(invitation.to_string())),
                (invitations::inviter_user_id.eq(nobody), invitations::inviter_member_id.eq(nobody)),
                (
                    invitations::created_at.eq(at),
                    invitations::issued_at.eq(at),
                    invitations::expires_at.eq(At(now + TimeDelta::days(30))),
                ),
                invitations::revision.eq(1),
            ))
            .execute(conn)?;
        Ok(Verdict::Commit(()))
    }

    /// Deletes the organization, or restores it.
    pub(in crate::outbox) fn delete(
        conn: &mut AnyConn,
        organization: OrganizationId,
        at: Option<DateTime<Utc>>,
    ) -> Result<Verdict<()>, DbError> {
        diesel::update(organizations::table.filter(organizations::id.eq(Key(organization))))
            .set(organizations::deleted_at.eq(at.map(At)))
            .execute(conn)?;
        Ok(Verdict::Commit(()))
    }

    /// An invitation's delivery state.
    pub(in crate::outbox) fn delivery(
        conn: &mut AnyConn,
        invitation: InvitationId,
    ) -> Result<String, DbError> {
        let row = invitations::table.filter(invitations::id.eq(Key(invitation)));
        Ok(row.select(invitations::delivery_state).first(conn)?)
    }

    /// Every mail for an invitation, oldest first: its state, its attempts, and whether it still has its text.
    pub(in crate::outbox) fn mails(
        conn: &mut AnyConn,
        invitation: InvitationId,
    ) -> Result<Vec<(String, i32, bool)>, DbError> {
        let rows = outbox::table
            .filter(outbox::invitation_id.eq(Some(Key(invitation))))
            .order(outbox::id)
            .select((outbox::state, outbox::attempts, outbox::payload.is_not_null()));
        Ok(rows.load(conn)?)
    }
}
