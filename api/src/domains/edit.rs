//! `PATCH …/domains/{dom}`

use serde_json::{Value, json};
use shared::access::Denied;
use shared::auth::wire::Method;
use shared::domains::wire::{Domain, EditDomain, JoinMode};
use shared::ids::DomainId;
use shared::members::rules::may_leave_open;
use shared::problem::Code;

use super::body::body;
use super::{proof, store};
use crate::access::{role, role_named};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Says how people with an address at the domain come in.
pub struct Edit;

impl Operation for Edit {
    const SPEC: Spec = Spec::patch(
        "/v1/organizations/{org}/domains/{dom}",
        "domains.edit",
        "Say how people with an address at the domain come in",
    )
    .refuses(&[
        Code::DomainUnverified,
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::ReachShared,
        Code::PreconditionFailed,
    ]);
    type Inner = DomainId;
    type Query = NoQuery;
    type Body = EditDomain;
    type Answer = Domain;
}

impl Write for Edit {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Domain>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.expect_revision(found.revision)?;
        let EditDomain { join, default_role, trusted_methods } = ask.body()?;
        let picture = tx.picture();
        let model = picture.model();
        let new_role = match &default_role {
            Some(text) => role_named(model, text, "/default_role")?,
            None => role(model, found.default_role)?,
        };
        let join = join.unwrap_or(found.join);
        let mut trusted = trusted_methods.unwrap_or_else(|| found.trusted.clone());
        trusted.sort();
        trusted.dedup();
        let changed = join != found.join || new_role.id != found.default_role || trusted != found.trusted;
        if !changed {
            tx.shows_revision(found.revision);
            return Ok(Outcome::unchanged(body(found, model)?));
        }
        // Whoever opens the way gives the role to whoever comes by it, so they must be able to give it.
        let opens = join == JoinMode::Open;
        if opens || new_role.id != found.default_role {
            match may_leave_open(&picture, tx.member()?, new_role.id, tx.now()) {
                Err(Denied::NotForWalkIns) => return Err(not_for_walk_ins()),
                other => other?,
            }
        }
        if join != JoinMode::Off && join != found.join {
            proof::require(&found)?;
        }
        store::edit(tx, found.id, join, new_role.id, &trusted)?;
        let side = |join: JoinMode, role: &str, trusted: &[Method]| -> Value {
            json!({ "join": join, "default_role": role, "trusted_methods": trusted })
        };
        let before = side(found.join, &role(model, found.default_role)?.key, &found.trusted);
        let record = Record::new(
            "domains.edit",
            party("domain", found.id, found.name),
            before,
            side(join, &new_role.key, &trusted),
        );
        let edited = store::find(tx, found.id)?;
        tx.shows_revision(edited.revision);
        Ok(Outcome::changed(body(edited, model)?, record))
    }
}

/// By scope and reach, whatever the role is called.
fn not_for_walk_ins() -> Refusal {
    Refusal::field(
        "/default_role",
        "role_not_allowed",
        "Choose a role that takes part and does not let others in itself.",
    )
}
