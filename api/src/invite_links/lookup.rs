//! `POST /v1/invite-links/lookup`

use shared::invite_links::rules::stands;
use shared::invite_links::wire::{InviteLinkLookup, InviteLinkToken};
use shared::me::wire::Named;
use shared::problem::Code;

use super::{body, store};
use crate::access::{role, snapshots};
use crate::authn::secrets;
use crate::authz::Open;
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};
use crate::organizations;

/// Shows what the link leads to: the organization's name and the role, to anybody who holds it.
pub struct Lookup;

impl Operation for Lookup {
    const SPEC: Spec =
        Spec::post("/v1/invite-links/lookup", "invite_links.lookup", "Show what a shareable link leads to")
            .refuses(&[
                Code::Unauthenticated,
                Code::LinkNotFound,
                Code::LinkSetterMayNot,
                Code::LinkExpired,
                Code::LinkUsedUp,
            ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = InviteLinkToken;
    type Answer = InviteLinkLookup;
}

impl Public for Lookup {
    const REASON: &'static str = "whoever opens the link of an organization may not have an account yet";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<InviteLinkLookup>, Refusal> {
        open.app().limits.count_caller(Limited::Lookup, open.request())?;
        let token = ask.body()?.token;
        let shown = open.read(|tx| {
            // The same for everybody; a dead credential is told all the same, so that the page signs in anew.
            tx.principal()?;
            let found = store::by_token(tx.sql(), &secrets::hash(token.as_str()))?;
            let link = found.ok_or_else(body::unknown)?;
            let (name, version) = organizations::store::name_and_version(tx, link.organization)?;
            let (app, now) = (tx.app(), tx.now());
            let snapshot = snapshots::at(tx.sql(), app, link.organization, version)?;
            stands(&snapshot, Some(link.setter_member), link.role, now)?;
            link.limits.let_in(now).map_err(body::spent)?;
            Ok(InviteLinkLookup {
                organization: Named { name },
                role: Named { name: role(snapshot.model(), link.role)?.name.clone() },
                approval: link.approval,
            })
        })?;
        Ok(Answered::from(shown))
    }
}
