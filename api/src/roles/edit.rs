//! `PATCH …/roles/{role}`

use serde_json::json;
use shared::access::{Denied, Outcome as Decided, Role as OwnRole, RoleFact};
use shared::plans::Feature;
use shared::problem::Code;
use shared::roles::rules::{self, default_ceiling};
use shared::roles::wire::{EditRole, Role};

use super::answer::body;
use super::form;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, RoleName, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{access, organizations, plans};

/// Gives a role another form. Everybody who has it has the new one at once, and is told if that changes
/// their access.
pub struct Edit;

impl Operation for Edit {
    const SPEC: Spec = Spec::patch("/v1/organizations/{org}/roles/{role}", "roles.edit", "Change a role")
        .previews()
        .refuses(&[
            Code::PlanRequired,
            Code::MayNotGrant,
            Code::PreconditionFailed,
            Code::RoleInvalid,
            Code::BuiltInRole,
            Code::LastAdmin,
            Code::NoSeat,
            Code::GuestConversion,
        ]);
    type Inner = RoleName;
    type Query = NoQuery;
    type Body = EditRole;
    type Answer = Role;
}

impl Write for Edit {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Role>, Refusal> {
        let id = ask.inner.find(tx)?;
        let present = body(tx, id)?;
        let (picture, actor, now) = (tx.picture(), tx.member()?, tx.now());
        // 403 comes before 412 and 422, and those before 409.
        let touched = rules::may_touch(&picture, actor, id, now);
        match touched {
            Ok(()) => plans::require(tx, Feature::CustomRoles)?,
            Err(Denied::BuiltInRole) => {}
            Err(denied) => return Err(denied.into()),
        }
        tx.expect_shown_revision()?;
        let EditRole { name, description, permissions, ceiling, seat, reach } = ask.body()?;
        let (model, catalog) = (picture.model(), &picture.model().catalog);
        let old = access::role(model, id)?;
        let followed = old.ceiling == default_ceiling(catalog, old.baseline, old.seat, old.reach);
        let baseline = match &permissions {
            Some(map) => form::permissions(catalog, map, "permissions")?,
            None => old.baseline,
        };
        let (seat, reach) = (seat.unwrap_or(old.seat), reach.unwrap_or(old.reach));
        let ceiling = match &ceiling {
            Some(map) => form::permissions(catalog, map, "ceiling")?,
            None if followed => default_ceiling(catalog, baseline, seat, reach),
            None => old.ceiling,
        };
        let role = OwnRole {
            id,
            key: old.key.clone(),
            name: name.map_or_else(|| old.name.clone(), |name| name.to_string()),
            description: description.map_or_else(|| old.description.clone(), String::from),
            baseline,
            ceiling,
            seat,
            reach,
            built_in: false,
        };
        touched?;
        form::check(catalog, &role)?;
        let decision = match rules::edit(&picture, actor, role.clone(), now) {
            Ok(Decided::Unchanged) => return Ok(Outcome::unchanged(present)),
            Ok(Decided::Decision(decision)) => decision,
            Err(Denied::NoWorkspaceRole) => {
                let detail =
                    "Somebody has this role in a workspace, where a guest has none. Change that first.";
                return Err(Refusal::field("/reach", "no_workspace_role", detail));
            }
            Err(denied) => return Err(denied.into()),
        };
        tx.apply(&decision)?;
        let organization = organizations::store::name(tx)?;
        let (who, what) = (tx.actor().name.clone(), role.name.clone());
        let text = format!("{who} changed the role {what} in {organization}, and with it your access.");
        access::tell_changed(tx, &picture, "roles.edit", &text)?;
        let record = Record::new(
            "roles.edit",
            party("role", id, role.name.as_str()),
            json!(RoleFact::of(old, model)),
            json!(RoleFact::of(&role, model)),
        );
        Ok(Outcome::changed(body(tx, id)?, record))
    }
}
