//! `PATCH /v1/organizations/{org}`

use serde_json::json;
use shared::organizations::wire::{EditOrganization, Organization};
use shared::problem::Code;

use super::{show, store};
use crate::authz::need::{Full, General, InOrganization};
use crate::authz::{Outcome, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Changes the settings.
pub struct Edit;

impl Operation for Edit {
    const SPEC: Spec =
        Spec::patch("/v1/organizations/{org}", "organizations.edit", "Change an organization's settings")
            .refuses(&[Code::SlugTaken, Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = EditOrganization;
    type Answer = Organization;
}

impl Write for Edit {
    type Need = InOrganization<General, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Organization>, Refusal> {
        let before = store::find(tx)?;
        tx.expect_revision(before.revision)?;
        let EditOrganization { name, slug, existing_accounts, invitation_days } = ask.body()?;
        if invitation_days.is_some_and(|days| !(1..=7).contains(&days)) {
            return Err(Refusal::field(
                "/invitation_days",
                "out_of_range",
                "An invitation is good for 1 to 7 days.",
            ));
        }
        let edited = store::Edited {
            name: name.as_ref().unwrap_or(&before.name),
            slug: slug.as_ref().unwrap_or(&before.slug),
            existing_accounts: existing_accounts.unwrap_or(before.existing_accounts),
            invitation_days: invitation_days.unwrap_or(before.invitation_days),
        };
        let same = *edited.name == before.name
            && *edited.slug == before.slug
            && edited.existing_accounts == before.existing_accounts
            && edited.invitation_days == before.invitation_days;
        if same {
            let version = tx.version() - 1;
            return Ok(Outcome::unchanged(show::body(tx, version)?));
        }
        store::edit(tx, &before, &edited)?;
        let version = tx.version();
        let body = show::body(tx, version)?;
        let record = Record::new(
            "organizations.edit",
            party("organization", before.id, before.name.as_str()),
            json!({
                "name": before.name, "slug": before.slug,
                "existing_accounts": before.existing_accounts, "invitation_days": before.invitation_days,
            }),
            json!({
                "name": body.name, "slug": body.slug,
                "existing_accounts": body.existing_accounts, "invitation_days": body.invitation_days,
            }),
        );
        Ok(Outcome::changed(body, record))
    }
}
