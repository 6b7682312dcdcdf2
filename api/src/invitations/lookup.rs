//! `POST /v1/invitations/lookup`

use shared::access::Resource;
use shared::invitations::rules::{Reader, look_up};
use shared::invitations::wire::{InvitationLookup, InvitationToken};
use shared::me::wire::Named;
use shared::problem::Code;
use shared::text::EmailAddress;

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
            if let Err(why) = look_up(state, reader) {
                turned = Some((found.id, principal.is_some()));
                return Err(turned_away(why, &found));
            }
            // Somebody may have added the address without proving it: they see what a stranger sees.
            show(tx, found, reader == Reader::Invited && verified)
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

fn show(tx: &mut OpenTx<'_>, found: Found, invited: bool) -> Result<InvitationLookup, Refusal> {
    let (organization, version) = organizations::store::name_and_version(tx, found.organization)?;
    let (app, now) = (tx.app(), tx.now());
    let snapshot = snapshots::at(tx.sql(), app, found.organization, version)?;
    let first = found.offer.workspaces.keys().copied().find(|id| snapshot.has(Resource::Workspace(*id)));
    let workspace = match first {
        Some(id) if invited => workspaces::store::invited_name(tx, &found, id)?,
        Some(_) | None => None,
    };
    let hint = found.email.parse::<EmailAddress>().map(|email| email.hint()).unwrap_or_default();
    Ok(InvitationLookup {
        state: found.state(now).into(),
        organization: Named { name: organization },
        inviter: Named { name: found.inviter_name },
        role: Named { name: role(snapshot.model(), found.role)?.name.clone() },
        email_hint: hint,
        expires_at: found.expires_at,
        email: invited.then_some(found.email),
        workspace: workspace.map(|name| Named { name }),
    })
}
