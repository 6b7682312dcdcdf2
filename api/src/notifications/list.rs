//! `GET /v1/me/notifications`

use shared::list::Page;
use shared::notifications::wire::{Notification, NotificationsQuery};

use super::store;
use crate::authz::OwnReading;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Lists the notices of whoever asks.
pub struct List;

impl Operation for List {
    const SPEC: Spec =
        Spec::get("/v1/me/notifications", "notifications.list", "List my notices, newest first");
    type Inner = ();
    type Query = NotificationsQuery;
    type Body = NoBody;
    type Answer = Page<Notification>;
}

impl OwnRead for List {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (data, next_cursor) = store::page(tx, &ask.query)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
