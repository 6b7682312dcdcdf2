//! `GET /.well-known/jwks.json`

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::authz::Open;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};

/// Publishes the keys that verify access tokens.
pub struct ListKeys;

/// A JSON Web Key Set (RFC 7517), as the keys themselves write it.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct KeySet(Value);

impl utoipa::PartialSchema for KeySet {
    fn schema() -> RefOr<Schema> {
        let keys = utoipa::openapi::ArrayBuilder::new().items(ObjectBuilder::new());
        ObjectBuilder::new().property("keys", keys).required("keys").into()
    }
}
impl utoipa::ToSchema for KeySet {}

impl Operation for ListKeys {
    const SPEC: Spec = Spec::get(
        "/.well-known/jwks.json",
        "auth.list_keys",
        "The public keys that verify access tokens (RFC 7517)",
    );
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = KeySet;
}

impl Public for ListKeys {
    const REASON: &'static str = "public keys are what hosts verify tokens with, offline";
    fn run(open: &Open<'_>, _: Ask<'_, Self>) -> Result<Answered<KeySet>, Refusal> {
        Ok(KeySet(open.app().keys.jwks()).into())
    }
}
