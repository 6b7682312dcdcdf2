//! `Idempotency-Key`: the same request, sent again, is answered from what it did the first time.
//!
//! A key is recorded in the transaction of its change, for 24 hours, and belongs to one principal,
//! organization, method and path. Secret fields are left out of what is kept.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::access::wire::Changes;
use shared::ids::OrganizationId;
use shared::problem::Code;

use super::{Refusal, Request};
use crate::authn::secrets::hex;
use crate::db::AnyConn;
use crate::db::columns::{At, Json};
use crate::db::schema::idempotency_keys;

/// The key of one request.
pub struct Key {
    scope: String,
    request_hash: String,
}

/// What a request with this key did the first time.
#[derive(Debug)]
pub struct Stored {
    pub answer: Value,
    pub changes: Changes,
    pub version: Option<u64>,
}

impl Key {
    /// The request's key, if it is a POST that brings one.
    pub fn of(request: &Request, principal: &str, organization: Option<OrganizationId>) -> Option<Self> {
        let key = request.idempotency_key.as_deref()?;
        // API habit: what signs people in and out is not replayed.
        if request.method != "POST" || request.preview || request.path.starts_with("/v1/auth/") {
            return None;
        }
        let organization = organization.map(|id| id.to_string()).unwrap_or_default();
        let scope = format!("{principal}\n{organization}\n{}\n{}\n{key}", request.method, request.path);
        Some(Self {
            scope: hex(&Sha256::digest(scope.as_bytes())),
            request_hash: hex(&Sha256::digest(&request.body)),
        })
    }

    /// The answer of the first time, if there was one within 24 hours.
    pub fn find(&self, conn: &mut AnyConn, request: &Request) -> Result<Option<Stored>, Refusal> {
        let row = idempotency_keys::table.filter(idempotency_keys::scope.eq(&self.scope));
        let found: Option<(String, Json, Option<i64>, At)> = row
            .select((
                idempotency_keys::request_hash,
                idempotency_keys::body,
                idempotency_keys::version,
                idempotency_keys::created_at,
            ))
            .first(conn)
            .optional()?;
        let Some((request_hash, body, version, created_at)) = found else { return Ok(None) };
        if created_at.0 + TimeDelta::hours(24) <= request.now {
            diesel::delete(row).execute(conn)?;
            return Ok(None);
        }
        if request_hash != self.request_hash {
            return Err(Refusal::new(
                Code::IdempotencyKeyReused,
                "This Idempotency-Key came with another body before. Use a new key for a new request.",
            ));
        }
        let (answer, changes) = body.read()?;
        Ok(Some(Stored { answer, changes, version: version.map(i64::unsigned_abs) }))
    }

    /// Keeps the answer.
    pub fn store<T: Serialize>(
        &self,
        conn: &mut AnyConn,
        request: &Request,
        answer: &T,
        changes: &Changes,
        version: Option<u64>,
    ) -> Result<(), Refusal> {
        let mut kept = serde_json::to_value(answer).map_err(Refusal::internal)?;
        strip(&mut kept, request.secrets);
        diesel::insert_into(idempotency_keys::table)
            .values((
                idempotency_keys::scope.eq(&self.scope),
                idempotency_keys::request_hash.eq(&self.request_hash),
                idempotency_keys::body.eq(Json::of(&(kept, changes))),
                idempotency_keys::version.eq(version.map(u64::cast_signed)),
                idempotency_keys::created_at.eq(At(request.now)),
            ))
            .execute(conn)?;
        Ok(())
    }
}

fn strip(value: &mut Value, secrets: &[&str]) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !secrets.contains(&key.as_str()));
            fields.values_mut().for_each(|field| strip(field, secrets));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_leaves_secrets_out_at_any_depth() {
        let mut answer =
            serde_json::json!({"results": [{"email": "a@example.com", "link": "https://…"}], "link": 1});
        strip(&mut answer, &["link"]);
        assert_eq!(answer, serde_json::json!({"results": [{"email": "a@example.com"}]}));
    }
}
