//! `DELETE …/roles/{role}`

use serde_json::json;
use shared::access::{Denied, RoleFact, Snapshot};
use shared::ids::RoleId;
use shared::invitations::rules::{State, rehearse};
use shared::problem::Code;
use shared::roles::rules;
use shared::roles::wire::{DeleteRoleQuery, Role};

use super::answer::body;
use crate::access::{self, role_named};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, RoleName, Writing, party};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::invitations::store::Found;
use crate::{domains, invitations, invite_links, join_requests, organizations};

/// Deletes a role of the organization's own. Whoever has it, and every open invitation with it, gets the
/// replacement in the same version. Answers with the role as it was.
pub struct Delete;

impl Operation for Delete {
    const SPEC: Spec = Spec::delete("/v1/organizations/{org}/roles/{role}", "roles.delete", "Delete a role")
        .previews()
        .refuses(&[
            Code::MayNotGrant,
            Code::PreconditionFailed,
            Code::BuiltInRole,
            Code::RoleInUse,
            Code::UseOwnershipTransfer,
            Code::LastAdmin,
            Code::NoSeat,
            Code::GuestConversion,
        ]);
    type Inner = RoleName;
    type Query = DeleteRoleQuery;
    type Body = NoBody;
    type Answer = Role;
}

impl Write for Delete {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Role>, Refusal> {
        let id = ask.inner.find(tx)?;
        let answer = body(tx, id)?;
        let (picture, actor, now) = (tx.picture(), tx.member()?, tx.now());
        // 403 comes before 412 and 422, and those before 409.
        let touched = rules::may_touch(&picture, actor, id, now);
        if let Err(denied) = touched
            && denied != Denied::BuiltInRole
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let NoBody {} = ask.body()?;
        let replacement = match &ask.query.replacement {
            None => None,
            Some(text) => Some(role_named(picture.model(), text, "?replacement")?.id),
        };
        if replacement == Some(id) {
            let detail = "A role does not replace itself. Choose another one.";
            return Err(Refusal::field("?replacement", "same_role", detail));
        }
        touched?;
        let offering = invitations::store::unanswered_with_role(tx, id)?;
        let open = |found: &&Found| matches!(found.state(now), State::Pending | State::Queued);
        let invited = offering.iter().any(|found| open(&found)) || domains::store::gives(tx, id)?;
        let decision = match rules::delete(&picture, actor, id, replacement, invited, now) {
            Ok(decision) => decision,
            Err(Denied::NoWorkspaceRole) => {
                let detail =
                    "Somebody has this role in a workspace, and no workspace can give the replacement.";
                return Err(Refusal::field("?replacement", "no_workspace_role", detail));
            }
            Err(denied) => return Err(denied.into()),
        };
        let members: Vec<_> = rules::holders(&picture, id).collect();
        let overrides = rules::overrides(&picture, id).count();
        let moved: Vec<_> = offering.iter().filter(open).map(|found| found.id).collect();
        if let Some(replacement) = replacement {
            for found in &offering {
                let offer = found.offer.replacing(id, replacement);
                let role = if found.role == id { replacement } else { found.role };
                if open(&found) {
                    fits(&picture, found, role, &offer)?;
                }
                invitations::store::replace_role(tx, found.id, role, &offer)?;
            }
        }
        if let Some(replacement) = replacement {
            domains::store::replace_role(tx, id, replacement)?;
            join_requests::store::replace_role(tx, id, replacement)?;
        }
        let unlinked = invite_links::disable::with_role(tx, id)?;
        tx.apply(&decision)?;
        tell(tx, &picture, &answer, replacement)?;
        let old = access::role(picture.model(), id)?;
        let record = Record::new(
            "roles.delete",
            party("role", id, old.name.as_str()),
            json!(RoleFact::of(old, picture.model())),
            json!({
                "replacement": replacement, "members": members, "overrides": overrides, "invitations": moved,
            }),
        );
        Ok(Outcome::changed(answer, record).and(unlinked))
    }
}

/// Refuses a replacement with which an open invitation could not be accepted any more.
fn fits(
    snapshot: &Snapshot,
    found: &Found,
    role: RoleId,
    offer: &invitations::store::StoredOffer,
) -> Result<(), Refusal> {
    let offer = offer.offer(snapshot.model())?.still_standing(snapshot);
    match rehearse(snapshot, role, &offer) {
        Ok(_) => Ok(()),
        Err(_) => {
            let detail = format!(
                "The invitation to {} offers more than the replacement can have. Edit or revoke it first.",
                found.email
            );
            Err(Refusal::field("?replacement", "does_not_fit", detail))
        }
    }
}

fn tell(
    tx: &mut Writing<'_, InOrganization<Members, Full>>,
    before: &Snapshot,
    deleted: &Role,
    replacement: Option<RoleId>,
) -> Result<(), Refusal> {
    let Some(replacement) = replacement else { return Ok(()) };
    let now = access::role(before.model(), replacement)?.name.clone();
    let organization = organizations::store::name(tx)?;
    let (who, was) = (tx.actor().name.clone(), &deleted.role.name);
    let text =
        format!("{who} deleted the role {was} in {organization}. You have the role {now} in its place.");
    access::tell_changed(tx, before, "roles.delete", &text)
}
