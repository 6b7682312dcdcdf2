//! `GET /v1/me/notifications`

use std::collections::BTreeMap;

use shared::list::Page;
use shared::notifications::wire::{Notification, NotificationsQuery};

use super::store;
use crate::authz::OwnReading;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec, page};

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
        let include = page::Include::of(ask.query.include.as_deref(), &["total", "counts"])?;
        let (data, next_cursor) = store::page(tx, &ask.query)?;
        if !include.has("total") && !include.has("counts") {
            return Ok(Page { next_cursor, ..Page::whole(data) });
        }
        let (unread, read) = store::counts(tx)?;
        let total = match ask.query.unread {
            Some(true) => unread,
            Some(false) => read,
            None => unread + read,
        };
        let states = BTreeMap::from([("unread".to_owned(), unread), ("read".to_owned(), read)]);
        Ok(Page {
            data,
            next_cursor,
            total: include.has("total").then_some(total),
            counts: include.has("counts").then(|| BTreeMap::from([("state".to_owned(), states)])),
        })
    }
}
