//! `PATCH /v1/me`

use serde_json::json;
use shared::me::wire::{EditMe, User};

use super::store;
use crate::authz::{OwnOutcome, OwnWriting};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, OwnWrite, Refusal, Spec};

/// Changes what others see of the person: the name.
pub struct Edit;

impl Operation for Edit {
    const SPEC: Spec = Spec::patch("/v1/me", "me.edit", "Change my name");
    type Inner = ();
    type Query = NoQuery;
    type Body = EditMe;
    type Answer = User;
}

impl OwnWrite for Edit {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<User>, Refusal> {
        let EditMe { name } = ask.body()?;
        let before = store::user(tx)?;
        let Some(name) = name.filter(|name| *name != before.name) else {
            return Ok(OwnOutcome::unchanged(before));
        };
        store::rename(tx, &name)?;
        let detail = json!({ "before": before.name, "after": name });
        Ok(OwnOutcome::changed(User { name, ..before }, "me.edit", detail))
    }
}
