//! `DELETE /v1/me/sessions/{ses}`

use serde_json::json;
use shared::ids::SessionId;
use shared::problem::Code;

use super::store;
use crate::authz::{OwnOutcome, OwnWriting, own::Own};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, OwnWrite, Refusal, Spec};
use crate::live::Event;

/// Ends one session: its next request is refused.
pub struct EndSession;

impl Operation for EndSession {
    const SPEC: Spec = Spec::delete("/v1/me/sessions/{ses}", "me.end_session", "End one of my sessions")
        .silent()
        .refuses(&[Code::NotFound]);
    type Inner = SessionId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl OwnWrite for EndSession {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Empty>, Refusal> {
        ask.body()?;
        if !store::end_session(tx, ask.inner)? {
            return Err(Refusal::not_found());
        }
        tx.announce(Event::SessionEnded { user: tx.user() });
        Ok(OwnOutcome::changed(Empty {}, "me.end_session", json!({ "session": ask.inner })))
    }
}
