//! `DELETE /v1/me/email-change`

use serde_json::json;

use super::store;
use crate::authz::{OwnOutcome, OwnWriting};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, OwnWrite, Refusal, Spec};

/// Calls the change of one's address off that waits, whoever proposed it. Nothing happens where none does.
pub struct Withdraw;

impl Operation for Withdraw {
    const SPEC: Spec =
        Spec::delete("/v1/me/email-change", "me.withdraw_email_change", "Call the change of my address off")
            .silent();
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl OwnWrite for Withdraw {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Empty>, Refusal> {
        ask.body()?;
        let Some(change) = store::waiting(tx)? else { return Ok(OwnOutcome::unchanged(Empty {})) };
        store::withdraw(tx)?;
        Ok(OwnOutcome::changed(Empty {}, "me.withdraw_email_change", json!({ "email": change.email })))
    }
}
