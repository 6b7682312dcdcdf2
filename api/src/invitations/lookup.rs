//! `POST /v1/invitations/lookup`

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use shared::access::{Resource, Snapshot};
use shared::ids::WorkspaceId;
use shared::invitations::rules::{NEWCOMER, Reader, TurnedAway, look_up, rehearse};
use shared::invitations::wire::{InvitationLookup, InvitationToken, InvitedView};
use shared::me::wire::Named;
use shared::problem::Code;
use shared::text::{EmailAddress, search_key};

use super::store::{self, Found};
use crate::access::{role, snapshots};
use crate::authn::secrets;
use crate::authz::Open;
use crate::authz::invitee::{self, Look, look, turned_away};
use crate::authz::open::OpenTx;
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};
use crate::{organizations, workspaces};

/// Shows what a link is for: to whom it is meant, a little more.
pub struct Lookup;

impl Operation for Lookup {
    const SPEC: Spec =
        Spec::post("/v1/invitations/lookup", "invitations.lookup", "Show what an invitation's link is for")
            .refuses(&[
                Code::Unauthenticated,
                Code::InvitationNotFound,
                Code::InvitationWrongAccount,
                Code::InvitationExpired,
                Code::InvitationUsed,
            ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = InvitationToken;
    type Answer = InvitationLookup;
}

impl Public for Lookup {
    const REASON: &'static str = "whoever opens the link of an invitation may not have an account yet";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<InvitationLookup>, Refusal> {
        open.app().limits.count_caller(Limited::Lookup, open.request())?;
        let token = ask.body()?.token;
        let mut turned = None;
        let looked = open.read(|tx| {
            let principal = tx.principal()?;
            let found =
                store::by_token(tx.sql(), &secrets::hash(token.as_str()))?.ok_or_else(invitee::unknown)?;
            let now = tx.now();
            let Look { reader, verified, state } = look(tx.sql(), principal.as_ref(), &found, now)?;
            // Somebody may have added the address without proving it: they see what a stranger sees. Where nobody
            // has to prove one, whoever has it is taken in with it.
            let invited =
                reader == Reader::Invited && (verified || !tx.app().config.require_verified_email());
            if let Err(why) = look_up(state, reader) {
                turned = Some((found.id, principal.is_some()));
                return Err(if invited && why == TurnedAway::Expired {
                    expired(tx, &found)?
                } else {
                    turned_away(why, &found)
                });
            }
            show(tx, found, invited)
        });
        // Admins see that somebody was turned away; a stranger without an account says nothing about anybody.
        if let (Err(refusal), Some((id, true))) = (&looked, turned)
            && matches!(refusal.code, Code::InvitationWrongAccount | Code::InvitationExpired)
        {
            invitee::note_refusal(open.app(), id, refusal, open.request().now);
        }
        looked.map(Answered::from)
    }
}

/// To whom it was meant, with the names of those who can send it again.
fn expired(tx: &mut OpenTx<'_>, found: &Found) -> Result<Refusal, Refusal> {
    let (organization, _) = organizations::store::name_and_version(tx, found.organization)?;
    let inviter = &found.inviter_name;
    Ok(Refusal::new(
        Code::InvitationExpired,
        format!(
            "{inviter} invited you to {organization}, and the invitation has expired. Ask {inviter}, or an admin of \
             {organization}, to send it again."
        ),
    ))
}

fn show(tx: &mut OpenTx<'_>, found: Found, invited: bool) -> Result<InvitationLookup, Refusal> {
    let (organization, version) = organizations::store::name_and_version(tx, found.organization)?;
    let (app, now) = (tx.app(), tx.now());
    let snapshot = snapshots::at(tx.sql(), app, found.organization, version)?;
    let names = if invited { workspaces::store::invited_names(tx, &found)? } else { BTreeMap::new() };
    let first = found.offer.workspaces.keys().find_map(|id| names.get(id)).cloned();
    let hint = found.email.parse::<EmailAddress>().map(|email| email.hint()).unwrap_or_default();
    let sees = if invited { sees(&snapshot, &found, &names, now)? } else { None };
    Ok(InvitationLookup {
        state: found.state(now).into(),
        organization: Named { name: organization },
        inviter: Named { name: found.inviter_name },
        role: Named { name: role(snapshot.model(), found.role)?.name.clone() },
        email_hint: hint,
        expires_at: found.expires_at,
        email: invited.then_some(found.email),
        workspace: first.map(|name| Named { name }),
        message: found.message.filter(|_| invited),
        sees,
    })
}

/// What acceptance would open; `None` where it could not be accepted as it is.
fn sees(
    snapshot: &Snapshot,
    found: &Found,
    names: &BTreeMap<WorkspaceId, String>,
    now: DateTime<Utc>,
) -> Result<Option<InvitedView>, Refusal> {
    let model = snapshot.model();
    let offer = found.offer.offer(model)?.still_standing(snapshot);
    let Ok(inside) = rehearse(snapshot, found.role, &offer) else { return Ok(None) };
    let open = |resource| inside.sees(NEWCOMER, resource, now);
    let mut workspaces: Vec<String> = names
        .iter()
        .filter(|(id, _)| open(Resource::Workspace(**id)))
        .map(|(_, name)| name.clone())
        .collect();
    workspaces.sort_by_cached_key(|name| search_key(name));
    Ok(Some(InvitedView {
        role: role(model, found.role)?.description.clone(),
        workspaces: workspaces.into_iter().map(|name| Named { name }).collect(),
        projects: inside.projects().filter(|(id, _)| open(Resource::Project(*id))).count() as u64,
    }))
}
