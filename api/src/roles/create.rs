//! `POST …/roles`

use serde_json::{Value, json};
use shared::access::{Model, Reach, Role as OwnRole, RoleFact, Seat};
use shared::ids::RoleId;
use shared::plans::Feature;
use shared::problem::Code;
use shared::roles::rules::{self, default_ceiling};
use shared::roles::wire::{CreateRole, Role};
use shared::text::{Name, suggest_role_key};

use super::answer::body;
use super::form;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{plans, runtime};

/// Makes a role of the organization's own. Nobody has it yet.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec = Spec::post("/v1/organizations/{org}/roles", "roles.create", "Make a role")
        .created()
        .previews()
        .refuses(&[Code::PlanRequired, Code::MayNotGrant, Code::RoleInvalid, Code::RoleTaken]);
    type Inner = ();
    type Query = NoQuery;
    type Body = CreateRole;
    type Answer = Role;
}

impl Write for Create {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Role>, Refusal> {
        plans::require(tx, Feature::CustomRoles)?;
        let CreateRole { key, name, description, permissions, ceiling, seat, reach } = ask.body()?;
        let picture = tx.picture();
        let (model, catalog) = (picture.model(), &picture.model().catalog);
        let reach = reach.unwrap_or(Reach::Granted);
        let seat = seat.unwrap_or(if reach == Reach::Shared { Seat::Free } else { Seat::Paid });
        let baseline = form::permissions(catalog, &permissions, "permissions")?;
        let ceiling = match ceiling {
            Some(ceiling) => form::permissions(catalog, &ceiling, "ceiling")?,
            None => default_ceiling(catalog, baseline, seat, reach),
        };
        let role = OwnRole {
            id: runtime::new_id::<RoleId>(),
            key: key.map_or_else(|| free_key(model, &name), String::from),
            name: name.to_string(),
            description: description.map(String::from).unwrap_or_default(),
            baseline,
            ceiling,
            seat,
            reach,
            built_in: false,
        };
        form::check(catalog, &role)?;
        let decision = rules::create(&picture, tx.member()?, role.clone(), tx.now())?;
        tx.apply(&decision)?;
        let record = Record::new(
            "roles.create",
            party("role", role.id, role.name.as_str()),
            Value::Null,
            json!(RoleFact::of(&role, model)),
        );
        Ok(Outcome::changed(body(tx, role.id)?, record))
    }
}

/// The key that the name suggests, with a number where that one is taken.
fn free_key(model: &Model, name: &Name) -> String {
    let base = suggest_role_key(name.as_str()).map_or_else(|| "role".to_owned(), String::from);
    // A key has at most 40 characters.
    let base: String = base.chars().take(36).collect();
    let numbered = (2..).map(|number: u32| format!("{base}_{number}"));
    let mut candidates = std::iter::once(base.clone()).chain(numbered);
    candidates.find(|key| model.role_by_key(key).is_none()).unwrap_or(base)
}
