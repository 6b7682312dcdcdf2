//! `POST /v1/organizations/{org}/restore`

use serde_json::json;
use shared::access::Outcome as Decided;
use shared::ids::UserId;
use shared::notifications::{Page, Topic};
use shared::organizations::rules;
use shared::organizations::wire::Organization;
use shared::problem::Code;

use super::show;
use crate::authz::need::OwnsDeleted;
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::notifications::Notice;

/// Restores a deleted organization, with everything that everybody had.
pub struct Restore;

impl Operation for Restore {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/restore",
        "organizations.restore",
        "Restore a deleted organization",
    )
    .previews()
    .refuses(&[Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Organization;
}

impl Write for Restore {
    type Need = OwnsDeleted;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Organization>, Refusal> {
        tx.actor().require_person()?;
        let NoBody {} = ask.body()?;
        let decision = match rules::restore(tx.snapshot(), tx.member()?, tx.now())? {
            Decided::Unchanged => {
                let version = tx.version() - 1;
                return Ok(Outcome::unchanged(show::body(tx, version)?));
            }
            Decided::Decision(decision) => decision,
        };
        tx.apply(&decision)?;
        let version = tx.version();
        let body = show::body(tx, version)?;
        tell(tx, body.name.as_str())?;
        let target = party("organization", body.id, body.name.as_str());
        let after = json!({ "name": body.name, "slug": body.slug });
        Ok(Outcome::changed(body, Record::new("organizations.restore", target, json!(null), after)))
    }
}

/// Tells everybody who was told of its end.
fn tell<N>(tx: &mut Writing<'_, N>, name: &str) -> Result<(), Refusal> {
    let (picture, now) = (tx.picture(), tx.now());
    let text = format!("{} restored {name}. You have what you had there.", tx.actor().name);
    let active = picture.members().filter(|member| member.is_active(now));
    let users: Vec<UserId> = active.map(|member| member.user).collect();
    let notice = Notice::new(Topic::Organization, "organizations.restore", text).at(Page::OwnAccess);
    tx.notify_all(&users, &notice)
}
