//! `DELETE /v1/me/sessions`

use serde_json::json;

use super::store;
use crate::authz::{OwnOutcome, OwnWriting, own::Own};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, OwnWrite, Refusal, Spec};
use crate::live::Event;

/// Ends every session but the one that asks.
pub struct EndOtherSessions;

impl Operation for EndOtherSessions {
    const SPEC: Spec =
        Spec::delete("/v1/me/sessions", "me.end_other_sessions", "End all of my sessions but this one")
            .silent();
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl OwnWrite for EndOtherSessions {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Empty>, Refusal> {
        ask.body()?;
        let ended = store::end_other_sessions(tx)?;
        if ended == 0 {
            return Ok(OwnOutcome::unchanged(Empty {}));
        }
        tx.announce(Event::SessionEnded { user: tx.user() });
        Ok(OwnOutcome::changed(Empty {}, "me.end_other_sessions", json!({ "sessions": ended })))
    }
}
