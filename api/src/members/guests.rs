//! Members who become guests: what is answered where that is the operator's alone, and what the operator does.

use shared::access::{Outcome as Decided, Snapshot};
use shared::ids::MemberId;
use shared::members::rules;
use shared::problem::Code;

use super::act::Act;
use super::store;
use crate::app::App;
use crate::authz::need::Operator;
use crate::authz::{Outcome, Proof, Writing};
use crate::http::Refusal;

/// Names whom to ask, and the person's public id to name to them.
pub(super) fn refused(app: &App, snapshot: &Snapshot, member: MemberId) -> Refusal {
    let contact = app.config.support_contact.as_deref().unwrap_or("the support of this service");
    let user = snapshot.member(member).map(|member| member.user.to_string()).unwrap_or_default();
    let detail = format!(
        "Nobody in the organization turns a member into a guest here. Ask {contact}, and name {user}."
    );
    Refusal::new(Code::GuestConversion, detail)
}

/// What a conversion was: the person, and their role before.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Converted {
    pub(crate) name: String,
    pub(crate) before: String,
    pub(crate) after: String,
    /// Whether there was anything to do.
    pub(crate) changed: bool,
}

/// Turns a member into a guest, as the operator: their workspaces, restrictions and own grants on anything but
/// items close in the same version, and they are told.
pub(crate) fn convert(
    tx: &mut Writing<'_, Operator>,
    member: MemberId,
) -> Result<Outcome<Converted>, Refusal> {
    let picture = tx.picture();
    let person = store::find(tx, member)?;
    let model = picture.model();
    let guest = model.guest_role().ok_or_else(|| {
        Refusal::new(Code::ValidationFailed, "The access model of this organization has no role for guests.")
    })?;
    let before = picture.role_of(member).map(|role| role.name.clone()).unwrap_or_default();
    let name = format!("{} ({})", person.name(), person.user());
    let answer = |changed| Converted { name, before, after: guest.name.clone(), changed };
    match rules::to_guest(&picture, member) {
        Ok(Decided::Unchanged) => Ok(Outcome::unchanged(answer(false))),
        Ok(Decided::Decision(decision)) => {
            let records = Act::ChangeRole(guest.id).carry_out(tx, member, &decision)?;
            Ok(Outcome::changed_each(answer(true), records))
        }
        Err(denied) => Err(denied.into()),
    }
}
