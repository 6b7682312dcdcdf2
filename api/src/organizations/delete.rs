//! `DELETE /v1/organizations/{org}`

use chrono::{DateTime, Utc};
use serde_json::json;
use shared::access::Member;
use shared::ids::UserId;
use shared::notifications::Topic;
use shared::organizations::rules;
use shared::organizations::wire::DeleteOrganization;
use shared::problem::Code;

use super::store;
use crate::authz::need::{Full, InOrganization, Ownership};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Empty, Operation, Refusal, Spec, Write};
use crate::members;
use crate::notifications::Notice;
use crate::outbox::letters::{OrganizationDeleted, OrganizationRestorable};

/// Deletes an organization. From now on it is there for nobody; whoever owns it can restore it for a while, with
/// everything that everybody had.
pub struct Delete;

impl Operation for Delete {
    const SPEC: Spec =
        Spec::delete("/v1/organizations/{org}", "organizations.delete", "Delete an organization")
            .silent()
            .previews()
            .refuses(&[Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = DeleteOrganization;
    type Answer = Empty;
}

impl Write for Delete {
    type Need = InOrganization<Ownership, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Self::Answer>, Refusal> {
        tx.actor().require_person()?;
        let row = store::find(tx)?;
        tx.expect_revision(row.revision)?;
        let DeleteOrganization { confirm } = ask.body()?;
        if confirm.trim() != row.name.as_str() {
            return Err(Refusal::field(
                "/confirm",
                "confirm_mismatch",
                "This is not the organization's name. Type it as it is written.",
            ));
        }
        let decision = rules::delete(tx.snapshot(), tx.member()?, tx.now())?;
        tx.apply(&decision)?;
        let until = tx.app().config.restorable_until(tx.now());
        tell(tx, row.name.as_str(), until)?;
        let target = party("organization", row.id, row.name.as_str());
        let before = json!({ "name": row.name, "slug": row.slug });
        Ok(Outcome::changed(
            Empty {},
            Record::new("organizations.delete", target, before, json!({ "restorable_until": until })),
        ))
    }
}

/// Tells every active member, and whoever can restore it until when: also who deleted it, by mail alone.
fn tell<N>(tx: &mut Writing<'_, N>, name: &str, until: DateTime<Utc>) -> Result<(), Refusal> {
    let (picture, now) = (tx.picture(), tx.now());
    let actor = tx.actor().name.clone();
    let slug = store::slug(tx)?;
    let link = tx.app().config.page(&slug);
    let active = picture.members().filter(|member| member.is_active(now));
    let (owners, others): (Vec<_>, Vec<_>) = active.partition(|member| rules::owns(&picture, member.id, now));
    let users = |members: &[&Member]| -> Vec<UserId> { members.iter().map(|member| member.user).collect() };
    let text = format!(
        "{actor} deleted {name}. It can be restored until {}; then it is gone for good.",
        until.format("%-d %B %Y")
    );
    let organization = name.to_owned();
    let notice = || Notice::new(Topic::Organization, "organizations.delete", text.clone());
    let letter = OrganizationDeleted { actor: actor.clone(), organization: organization.clone(), until };
    tx.notify_all(&users(&others), &notice().with(letter))?;
    let restorable = || OrganizationRestorable {
        actor: actor.clone(),
        organization: organization.clone(),
        until,
        link: link.clone(),
    };
    tx.notify_all(&users(&owners), &notice().with(restorable()))?;
    if !tx.request().preview {
        let own = tx.actor().user;
        let address = members::store::address(tx, own)?;
        tx.mail(&address, &restorable(), None)?;
    }
    Ok(())
}
