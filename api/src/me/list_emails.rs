//! `GET /v1/me/emails`

use shared::list::{Page, PageQuery};
use shared::me::wire::Email;

use super::store;
use crate::authz::OwnReading;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Lists the addresses of whoever asks.
pub struct ListEmails;

impl Operation for ListEmails {
    const SPEC: Spec = Spec::get("/v1/me/emails", "me.list_emails", "My addresses");
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<Email>;
}

impl OwnRead for ListEmails {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (data, next_cursor) = store::emails(tx, &ask.query)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
