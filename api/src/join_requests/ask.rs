//! Asking to be let in, by a domain or by the link: once, and not soon after an admin said no.

use serde_json::{Value, json};
use shared::ids::{JoinRequestId, RoleId};
use shared::join_requests::rules::ask_again_at;
use shared::join_requests::wire::{JoinRequestStatus, MyJoinRequest};
use shared::problem::Code;
use shared::text::Name;

use super::store::{self, By, Found, New};
use super::{body, notify};
use crate::authz::{Joiner, Outcome, Proof, Record, Writing, party};
use crate::http::Refusal;
use crate::runtime;

/// What somebody asks with.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) email: &'a str,
    pub(crate) email_key: &'a str,
    pub(crate) by: By,
    pub(crate) suggested_role: RoleId,
    pub(crate) note: Option<&'a str>,
    pub(crate) reason: Option<&'static str>,
}

/// The request of theirs that waits, if one does. Refused is who was denied a short while ago.
pub(crate) fn waiting(tx: &mut Writing<'_, Joiner>) -> Result<Option<Found>, Refusal> {
    let Some(last) = store::last(tx)? else { return Ok(None) };
    let denied_at = last.decided_at.filter(|_| last.status == JoinRequestStatus::Denied);
    if let Some(again) = denied_at.and_then(|denied_at| ask_again_at(denied_at, tx.now())) {
        let again = again.format("%-d %B %Y, %H:%M UTC");
        return Err(Refusal::new(
            Code::JoinRequestDenied,
            format!("An admin denied your request. You can ask again from {again}."),
        ));
    }
    Ok(Some(last).filter(|last| last.status == JoinRequestStatus::Pending))
}

/// What whoever asked sees of it. `organization` is what they know it as.
pub(crate) fn answer(
    tx: &Writing<'_, Joiner>,
    found: Found,
    organization: &Name,
) -> Result<MyJoinRequest, Refusal> {
    body::mine(found, organization.clone(), tx.now())
}

/// Writes the request down, and tells those who may answer it. `through` is what it came through, for the log.
pub(crate) fn ask_admins(
    tx: &mut Writing<'_, Joiner>,
    asking: &Asking<'_>,
    organization: &Name,
    through: (&'static str, Value),
) -> Result<Outcome<MyJoinRequest>, Refusal> {
    let id = insert(tx, asking, JoinRequestStatus::Pending)?;
    let who = tx.actor().name.clone();
    notify::asked(tx, &who, asking.email, asking.note)?;
    let found = store::own(tx, id)?;
    let answer = answer(tx, found, organization)?;
    let mut after = json!({ "email": asking.email, "reason": asking.reason });
    after[through.0] = through.1;
    let target = party("join_request", id, asking.email);
    Ok(Outcome::changed(answer, Record::new("join_requests.create", target, json!(null), after)))
}

/// Writes it down as it is answered already, or waits.
pub(super) fn insert(
    tx: &mut Writing<'_, Joiner>,
    asking: &Asking<'_>,
    status: JoinRequestStatus,
) -> Result<JoinRequestId, Refusal> {
    let id = runtime::new_id::<JoinRequestId>();
    let Asking { email, email_key, by, suggested_role, note, reason } = *asking;
    store::insert(tx, &New { id, email, email_key, by, suggested_role, note, reason, status })?;
    Ok(id)
}
