//! `DELETE /v1/me/emails/{id}`

use serde_json::json;
use shared::ids::EmailId;
use shared::problem::Code;

use super::store;
use crate::authz::{OwnOutcome, OwnWriting};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, OwnWrite, Refusal, Spec};

/// Takes an address off the account, never the one that it goes by.
pub struct RemoveEmail;

impl Operation for RemoveEmail {
    const SPEC: Spec = Spec::delete("/v1/me/emails/{id}", "me.remove_email", "Remove one of my addresses")
        .silent()
        .refuses(&[Code::NotFound, Code::LastEmail]);
    type Inner = EmailId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl OwnWrite for RemoveEmail {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Empty>, Refusal> {
        let email = store::email_by_id(tx, ask.inner)?.ok_or_else(Refusal::not_found)?;
        ask.body()?;
        if email.primary {
            return Err(Refusal::new(
                Code::LastEmail,
                "This is the address that you sign in and are known with. Only the others can be removed.",
            ));
        }
        store::remove_email(tx, email.id)?;
        Ok(OwnOutcome::changed(Empty {}, "me.remove_email", json!({ "email": email.address })))
    }
}
