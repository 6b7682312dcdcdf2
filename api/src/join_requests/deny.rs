//! `POST …/join-requests/{jrq}/deny`

use serde_json::json;
use shared::ids::JoinRequestId;
use shared::join_requests::rules::{Answer, Answering, answering};
use shared::join_requests::wire::{DenyJoinRequest, JoinRequest, JoinRequestStatus};
use shared::notifications::Topic;
use shared::problem::Code;

use super::approve::closed;
use super::body::body;
use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::notifications::Notice;
use crate::organizations;
use crate::outbox::letters::JoinDenied;

/// Turns somebody away who asked. They are told, and can ask again after a while.
pub struct Deny;

impl Operation for Deny {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/join-requests/{jrq}/deny",
        "join_requests.deny",
        "Turn somebody away who asked",
    )
    .refuses(&[Code::JoinRequestClosed]);
    type Inner = JoinRequestId;
    type Query = NoQuery;
    type Body = DenyJoinRequest;
    type Answer = JoinRequest;
}

impl Write for Deny {
    type Need = InOrganization<Members, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<JoinRequest>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        let DenyJoinRequest { note } = ask.body()?;
        match answering(found.status, Answer::Deny).map_err(|_| closed(found.status))? {
            Answering::Again => return Ok(Outcome::unchanged(body(tx, found)?)),
            Answering::Now => {}
        }
        let note = note.as_ref().map(|note| note.as_str()).filter(|text| !text.is_empty());
        store::answer(tx, found.id, JoinRequestStatus::Denied, note)?;
        let organization = organizations::store::name(tx)?;
        let text = format!("Your request to join {organization} was denied.");
        let letter = JoinDenied { organization, note: note.map(str::to_owned) };
        let notice = Notice::new(Topic::Membership, "join_requests.deny", text).with(letter);
        tx.notify(found.user, &notice)?;
        let record = Record::new(
            "join_requests.deny",
            party("join_request", found.id, found.email),
            json!({ "status": "pending" }),
            json!({ "status": "denied" }),
        );
        let answered = store::find(tx, found.id)?;
        Ok(Outcome::changed(body(tx, answered)?, record))
    }
}
