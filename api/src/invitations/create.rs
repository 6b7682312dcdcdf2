//! `POST …/invitations`: one or many addresses, and a result for each. One bad one does not lose the rest.

use std::sync::Arc;

use shared::access::wire::{AccessChange, PreviewProblem};
use shared::access::{Role, Snapshot, diff};
use shared::invitations::rules::{NEWCOMER, Offer, rehearse};
use shared::invitations::wire::{Invite, Invited, MAX_INVITES};
use shared::problem::Code;

use super::batch::{Batch, Done};
use super::link::expiry;
use super::offer;
use super::store::StoredOffer;
use crate::access::{self, role_named};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::organizations;

/// Invites.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec =
        Spec::post("/v1/organizations/{org}/invitations", "invitations.create", "Invite people by address")
            .secrets(&["link"])
            .previews()
            .itemized()
            .refuses(&[
                Code::UseOwnershipTransfer,
                Code::ReachShared,
                Code::AboveCeiling,
                Code::ImplicitMember,
                Code::PlanRequired,
            ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = Invite;
    type Answer = Invited;
}

impl Write for Create {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Invited>, Refusal> {
        let Invite {
            invites,
            role,
            workspaces,
            projects,
            restrict_to,
            permissions,
            groups,
            message,
            delivery,
            expires_in_days,
            access_expires_at,
            dry_run,
        } = ask.body()?;
        if !(1..=MAX_INVITES).contains(&invites.len()) {
            return Err(Refusal::field("/invites", "out_of_range", "Invite 1 to 1,000 addresses at once."));
        }
        let picture = tx.picture();
        let model = Arc::clone(picture.model());
        let default_role = match &role {
            Some(text) => role_named(&model, text, "/role")?,
            None => access::role(&model, model.default_role)?,
        };
        let offer = StoredOffer {
            workspaces: offer::workspaces(tx, &workspaces)?,
            projects: offer::projects(tx, &projects)?,
            restrict_to: offer::restrict_to(tx, restrict_to.as_deref())?,
            permissions: offer::permissions(tx, &permissions)?,
            groups: offer::groups(tx, &groups)?,
            ends: offer::ends(tx, access_expires_at)?,
            only_items: false,
        };
        let allowed = organizations::store::invitation_days(tx)?;
        let days = match expires_in_days {
            None => allowed,
            Some(days) if (1..=allowed).contains(&days) => days,
            Some(_) => {
                let detail = format!("An invitation here is good for 1 to {allowed} days.");
                return Err(Refusal::field("/expires_in_days", "out_of_range", detail));
            }
        };
        let rehearsed = dry_run || tx.request().preview;
        let batch = Batch {
            default_role,
            bundles: offer.offer(&model)?,
            expires_at: expiry(tx.now(), days, offer.ends),
            offer,
            message: message.as_ref().map(|message| message.as_str()).filter(|text| !text.is_empty()),
            delivery: delivery.unwrap_or_default(),
            days,
            dry_run,
            when_full: model.when_full,
            existing: organizations::store::existing_accounts(tx)?,
            organization: organizations::store::name(tx)?,
        };
        if !rehearsed {
            let count = u32::try_from(invites.len()).unwrap_or(u32::MAX);
            tx.app().limits.count_many(Limited::Invitations, &tx.actor().user.to_string(), count)?;
        }
        let Done { results, records, prospective, seats, refused } = batch.run(tx, &invites)?;
        let problems = results
            .iter()
            .filter_map(|result| {
                Some(PreviewProblem {
                    subject: result.email.clone(),
                    code: result.code.clone()?,
                    detail: None,
                })
            })
            .collect();
        Ok(Outcome::changed_each(Invited { results }, records)
            .rehearsed(prospective, seats, problems)
            .refusing(refused))
    }
}

/// What somebody would get who accepted: rows without a member, for the preview.
pub(crate) fn prospect(
    before: &Snapshot,
    role: &Role,
    offer: &Offer,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<AccessChange>, Refusal> {
    let after = rehearse(before, role.id, offer)?;
    let rows = diff(before, &after, now);
    let newcomer = rows.iter().filter(|row| row.member == NEWCOMER);
    Ok(newcomer.map(|row| AccessChange { member: None, ..access::change_row(&after, row) }).collect())
}
