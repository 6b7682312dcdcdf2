//! `GET …/api-keys/{key}`

use shared::api_keys::wire::ApiKey;
use shared::ids::ApiKeyId;

use super::body::body;
use super::store;
use crate::authz::need::{InOrganization, Integrations, View};
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one key, without its secret.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec =
        Spec::get("/v1/organizations/{org}/api-keys/{key}", "api_keys.show", "Show an API key");
    type Inner = ApiKeyId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = ApiKey;
}

impl Read for Show {
    type Need = InOrganization<Integrations, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let row = store::one(tx, ask.inner)?;
        Ok(body(row, tx.snapshot().model(), tx.now()))
    }
}
