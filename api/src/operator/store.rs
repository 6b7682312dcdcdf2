//! The stored chains of the audit log.

use diesel::prelude::*;
use shared::ids::{OrganizationId, RequestId, UserId};

use crate::audit::chain::Content;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{audit_entries, audit_heads, organizations, user_emails};
use crate::db::{AnyConn, DbError};

/// An entry as it is stored.
#[derive(Queryable)]
pub(super) struct Stored {
    pub sequence: i64,
    pub at: At,
    actor: Json,
    pub action: String,
    target: Json,
    outcome: String,
    code: Option<String>,
    before: Json,
    after: Json,
    origin: String,
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<Key<RequestId>>,
    version: Option<i64>,
    pub hash: String,
}

impl Stored {
    /// What its hash is over.
    pub(super) fn content(&self, organization: OrganizationId) -> Content<'_> {
        Content {
            organization,
            sequence: self.sequence,
            at: self.at.0,
            actor: &self.actor.0,
            action: &self.action,
            target: &self.target.0,
            outcome: &self.outcome,
            code: self.code.as_deref(),
            before: &self.before.0,
            after: &self.after.0,
            origin: &self.origin,
            ip: self.ip.as_deref(),
            user_agent: self.user_agent.as_deref(),
            request_id: self.request_id.map(|id| id.0),
            version: self.version.map(i64::cast_unsigned),
        }
    }
}

/// Every organization, those that were deleted too, or the one of this slug.
pub(super) fn organizations(
    conn: &mut AnyConn,
    slug: Option<&str>,
) -> Result<Vec<(OrganizationId, String)>, DbError> {
    let mut wanted = organizations::table.into_boxed();
    if let Some(slug) = slug {
        wanted = wanted.filter(organizations::slug.eq(slug));
    }
    let rows: Vec<(Key<OrganizationId>, String)> =
        wanted.order(organizations::slug).select((organizations::id, organizations::slug)).load(conn)?;
    Ok(rows.into_iter().map(|(id, slug)| (id.0, slug)).collect())
}

/// Whose address this is, as their first one or as one that was verified.
pub(super) fn user_of(conn: &mut AnyConn, key: &str) -> Result<Option<UserId>, DbError> {
    let user: Option<Key<UserId>> = user_emails::table
        .filter(user_emails::address_key.eq(key))
        .filter(user_emails::is_primary.or(user_emails::verified_at.is_not_null()))
        .select(user_emails::user_id)
        .first(conn)
        .optional()?;
    Ok(user.map(|user| user.0))
}

/// The number and the hash of the entry that was written last.
pub(super) fn head(
    conn: &mut AnyConn,
    organization: OrganizationId,
) -> Result<Option<(i64, String)>, DbError> {
    let head = audit_heads::table.filter(audit_heads::organization_id.eq(Key(organization)));
    Ok(head.select((audit_heads::sequence, audit_heads::hash)).first(conn).optional()?)
}

/// The entries after this one, oldest first.
pub(super) fn entries_after(
    conn: &mut AnyConn,
    organization: OrganizationId,
    sequence: i64,
    limit: i64,
) -> Result<Vec<Stored>, DbError> {
    let entries = audit_entries::table
        .filter(audit_entries::organization_id.eq(Key(organization)))
        .filter(audit_entries::sequence.gt(sequence))
        .order(audit_entries::sequence)
        .limit(limit)
        .select((
            audit_entries::sequence,
            audit_entries::at,
            audit_entries::actor,
            audit_entries::action,
            audit_entries::target,
            audit_entries::outcome,
            audit_entries::code,
            audit_entries::before_state,
            audit_entries::after_state,
            audit_entries::origin,
            audit_entries::ip,
            audit_entries::user_agent,
            audit_entries::request_id,
            audit_entries::version,
            audit_entries::hash,
        ));
    Ok(entries.load(conn)?)
}

#[cfg(test)]
pub(super) mod samples {
    //! Rows to verify and to help, and what somebody with the file might do to them.

    use super::*;
    use crate::audit;
    use crate::authz::{Actor, Record};
    use crate::db::schema::{user_log, user_secrets, users};
    use crate::http::{Refusal, Request};
    use crate::runtime;
    use serde_json::json;

    /// Ada's account.
    pub(in crate::operator) fn ada(conn: &mut AnyConn, request: &Request) -> Result<Actor, Refusal> {
        let actor = Actor { user: runtime::new_id(), name: "Ada".to_owned(), member: None, key: None };
        let at = At(request.now);
        diesel::insert_into(users::table)
            .values((
                users::id.eq(Key(actor.user)),
                users::name.eq("Ada"),
                users::created_at.eq(at),
                users::revision.eq(1),
            ))
            .execute(conn)?;
        diesel::insert_into(user_emails::table)
            .values((
                user_emails::id.eq(Key(runtime::new_id::<shared::ids::EmailId>())),
                user_emails::user_id.eq(Key(actor.user)),
                user_emails::address.eq("Ada@example.com"),
                user_emails::address_key.eq("ada@example.com"),
                user_emails::is_primary.eq(true),
                user_emails::created_at.eq(at),
            ))
            .execute(conn)?;
        Ok(actor)
    }

    /// An organization with this many entries in its log.
    pub(in crate::operator) fn organization(
        conn: &mut AnyConn,
        request: &Request,
        actor: &Actor,
        slug: &str,
        entries: u64,
    ) -> Result<OrganizationId, Refusal> {
        let organization = runtime::new_id::<OrganizationId>();
        diesel::insert_into(organizations::table)
            .values((
                organizations::id.eq(Key(organization)),
                (organizations::name.eq(slug), organizations::slug.eq(slug)),
                (organizations::access_model.eq("studio"), organizations::plan.eq("free")),
                organizations::existing_accounts.eq("join"),
                (organizations::version.eq(1), organizations::revision.eq(1)),
                organizations::invitation_days.eq(7),
                organizations::created_at.eq(At(request.now)),
            ))
            .execute(conn)?;
        for version in 1..=entries {
            // In an order that PostgreSQL's jsonb does not keep.
            let (before, after) = (json!({ "role": "viewer", "at": version }), json!(null));
            let record = Record { action: "members.change_role", target: None, before, after };
            audit::applied(conn, request, organization, actor, vec![record], version)?;
        }
        Ok(organization)
    }

    /// Changes what an entry says.
    pub(in crate::operator) fn rewrite(
        conn: &mut AnyConn,
        organization: OrganizationId,
        sequence: i64,
    ) -> Result<usize, DbError> {
        let entry = audit_entries::table
            .filter(audit_entries::organization_id.eq(Key(organization)))
            .filter(audit_entries::sequence.eq(sequence));
        Ok(diesel::update(entry).set(audit_entries::after_state.eq(Json(json!("owner")))).execute(conn)?)
    }

    /// Takes an entry out.
    pub(in crate::operator) fn take_out(
        conn: &mut AnyConn,
        organization: OrganizationId,
        sequence: i64,
    ) -> Result<usize, DbError> {
        let entry = audit_entries::table
            .filter(audit_entries::organization_id.eq(Key(organization)))
            .filter(audit_entries::sequence.eq(sequence));
        Ok(diesel::delete(entry).execute(conn)?)
    }

    /// How many links and how many lines of their own log somebody has.
    pub(in crate::operator) fn traces(conn: &mut AnyConn, user: UserId) -> Result<(i64, i64), DbError> {
        let secrets = user_secrets::table.filter(user_secrets::user_id.eq(Key(user))).count();
        let log = user_log::table.filter(user_log::user_id.eq(Key(user))).count();
        Ok((secrets.get_result(conn)?, log.get_result(conn)?))
    }
}
