//! `POST /v1/me/notifications/read`

use serde_json::json;
use shared::notifications::wire::ReadNotifications;

use super::store;
use crate::authz::{OwnOutcome, OwnWriting, own::Own};
use crate::http::request::NoQuery;
use crate::http::{Ask, Empty, Operation, OwnWrite, Refusal, Spec};
use crate::live::Event;

/// Marks notices as read: those that are named, or all. An id that is nobody's, or somebody else's, is
/// passed over, so that a page need not know which notices are gone.
pub struct MarkRead;

impl Operation for MarkRead {
    const SPEC: Spec =
        Spec::post("/v1/me/notifications/read", "notifications.mark_read", "Mark notices as read, or all")
            .silent();
    type Inner = ();
    type Query = NoQuery;
    type Body = ReadNotifications;
    type Answer = Empty;
}

impl OwnWrite for MarkRead {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Empty>, Refusal> {
        let ReadNotifications { notifications } = ask.body()?;
        let read = store::mark_read(tx, notifications.as_deref())?;
        if read == 0 {
            return Ok(OwnOutcome::unchanged(Empty {}));
        }
        // The person's other tabs count what is unread too.
        tx.announce(Event::notices([tx.user()]));
        Ok(OwnOutcome::changed(Empty {}, "notifications.mark_read", json!({ "notifications": read })))
    }
}
