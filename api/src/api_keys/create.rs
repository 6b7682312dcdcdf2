//! `POST …/api-keys`

use serde_json::{Value, json};
use shared::access::Access;
use shared::api_keys::rules::{self, KeyDenied};
use shared::api_keys::wire::{CreateApiKey, CreatedApiKey};
use shared::ids::ApiKeyId;
use shared::problem::Code;

use super::body::body;
use super::store;
use crate::authn::api_keys;
use crate::authz::need::{Full, InOrganization, Integrations};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::runtime;

/// Makes a key. Its secret is in this answer and nowhere else.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec =
        Spec::post("/v1/organizations/{org}/api-keys", "api_keys.create", "Make an API key for a back end")
            .created()
            .secrets(&["secret"])
            .refuses(&[Code::MayNotGrant]);
    type Inner = ();
    type Query = NoQuery;
    type Body = CreateApiKey;
    type Answer = CreatedApiKey;
}

impl Write for Create {
    type Need = InOrganization<Integrations, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<CreatedApiKey>, Refusal> {
        // One key that makes the next would outlive the day on which it is revoked.
        tx.actor().require_person()?;
        let CreateApiKey { name, check, permissions, expires_at } = ask.body()?;
        let given: Vec<(&String, &Access)> =
            permissions.iter().filter(|(_, access)| **access > Access::None).collect();
        let catalog = std::sync::Arc::clone(tx.snapshot().model());
        for scope in permissions.keys() {
            if catalog.catalog.scope(scope).is_none() {
                let detail = format!("There is no scope “{scope}” in this organization's access model.");
                return Err(Refusal::field(format!("/permissions/{scope}"), "unknown_scope", detail));
            }
        }
        let permitted = catalog.catalog.permissions(&permissions).map_err(Refusal::internal)?;
        let (at, member) = (tx.now(), tx.member()?);
        let new = rules::make(tx.snapshot(), member, permitted, check, expires_at, at).map_err(refusal)?;
        let after = json!({ "name": name, "check": check, "permissions": given.into_iter().collect::<std::collections::BTreeMap<_, _>>(), "expires_at": expires_at });
        let (id, secret) = (runtime::new_id::<ApiKeyId>(), api_keys::new_secret());
        let row = store::insert(tx, id, name, &secret, &new)?;
        let target = party("api_key", id, row.key.name.as_str());
        let key = body(row, tx.snapshot().model(), at);
        let record = Record::new("api_keys.create", target, Value::Null, after);
        Ok(Outcome::changed(CreatedApiKey { key, secret }, record))
    }
}

fn refusal(denied: KeyDenied) -> Refusal {
    match denied {
        KeyDenied::PermissionDenied => {
            Refusal::new(Code::PermissionDenied, "You do not manage API keys here. Ask an admin.")
        }
        KeyDenied::MayNotGrant => Refusal::new(
            Code::MayNotGrant,
            "A key does no more than you can. Leave out what you do not hold yourself.",
        ),
        KeyDenied::Ownership => Refusal::field(
            "/permissions/ownership",
            "not_for_keys",
            "Ownership stays with a person. Leave it out.",
        ),
        KeyDenied::Expired => {
            Refusal::field("/expires_at", "in_the_past", "The end has to be in the future, or left out.")
        }
    }
}
