//! The copies that wait.

use diesel::prelude::*;
use serde_json::Value;
use shared::audit_log::wire::Party;
use shared::ids::{MemberId, OrganizationId};
use uuid::Uuid;

use super::Copy;
use crate::authz::own::Own;
use crate::authz::{OwnWriting, party};
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{audit_copies, memberships};
use crate::db::{AnyConn, DbError};
use crate::http::Refusal;
use crate::runtime;

/// Leaves a copy for every organization that the person is in, about themselves as its member.
pub(crate) fn leave(
    tx: &mut OwnWriting<'_>,
    action: &str,
    before: &Value,
    after: &Value,
) -> Result<(), Refusal> {
    let (user, now, name) = (tx.user(), tx.now(), tx.principal().name.clone());
    let request = tx.request();
    let about = |target: Party| Copy {
        at: now,
        actor: party("user", user, name.as_str()),
        action: action.to_owned(),
        target,
        before: before.clone(),
        after: after.clone(),
        from_app: request.from_app,
        ip: request.ip.clone(),
        user_agent: request.user_agent.clone(),
        request: request.id,
    };
    let whole = about(party("member", "", name.as_str()));
    let of: Vec<(Key<OrganizationId>, Key<MemberId>)> = memberships::table
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::valid_to.is_null())
        .select((memberships::organization_id, memberships::member_id))
        .load(tx.sql())?;
    for (organization, member) in of {
        let copy = Copy { target: party("member", member.0, whole.target.name.as_str()), ..whole.clone() };
        diesel::insert_into(audit_copies::table)
            .values((
                audit_copies::id.eq(Key(runtime::new_id::<Uuid>())),
                audit_copies::organization_id.eq(organization),
                audit_copies::entry.eq(Json::of(&copy)),
                audit_copies::created_at.eq(At(now)),
            ))
            .execute(tx.sql())?;
    }
    Ok(())
}

/// Whether one waits.
pub(super) fn is_waiting(conn: &mut AnyConn) -> Result<bool, DbError> {
    Ok(audit_copies::table.select(audit_copies::id).first::<Key<Uuid>>(conn).optional()?.is_some())
}

/// Takes the one that waits longest; its ids ascend with time.
pub(super) fn take(conn: &mut AnyConn) -> Result<Option<(OrganizationId, Copy)>, Refusal> {
    let next: Option<Key<Uuid>> =
        audit_copies::table.order(audit_copies::id).select(audit_copies::id).first(conn).optional()?;
    let Some(id) = next else { return Ok(None) };
    let taken: Option<(Key<OrganizationId>, Json)> =
        diesel::delete(audit_copies::table.filter(audit_copies::id.eq(id)))
            .returning((audit_copies::organization_id, audit_copies::entry))
            .get_result(conn)
            .optional()?;
    taken.map(|(organization, entry)| Ok((organization.0, entry.read()?))).transpose()
}
