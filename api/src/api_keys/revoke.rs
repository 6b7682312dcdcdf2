//! `DELETE …/api-keys/{key}`

use serde_json::{Value, json};
use shared::ids::ApiKeyId;

use super::store;
use crate::authz::need::{Full, InOrganization, Integrations};
use crate::authz::{Outcome, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, Refusal, Spec, Write};

/// Revokes a key: its next request is refused.
pub struct Revoke;

impl Operation for Revoke {
    const SPEC: Spec =
        Spec::delete("/v1/organizations/{org}/api-keys/{key}", "api_keys.revoke", "Revoke an API key")
            .silent();
    type Inner = ApiKeyId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl Write for Revoke {
    type Need = InOrganization<Integrations, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Empty>, Refusal> {
        let row = store::one(tx, ask.inner)?;
        let NoBody {} = ask.body()?;
        store::revoke(tx, row.key.id)?;
        let target = party("api_key", row.key.id, row.key.name.as_str());
        let before =
            json!({ "name": row.key.name, "check": row.key.checks, "permissions": row.key.permissions });
        Ok(Outcome::changed(Empty {}, Record::new("api_keys.revoke", target, before, Value::Null)))
    }
}
