//! `GET …/invite-link`

use shared::invite_links::wire::InviteLink;
use shared::problem::Code;

use super::{body, store};
use crate::authz::Reading;
use crate::authz::need::{Full, InOrganization, Members};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows the link, to be copied: to those who may let people in, because whoever holds it comes in.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec =
        Spec::get("/v1/organizations/{org}/invite-link", "invite_links.show", "Show the shareable link")
            .refuses(&[Code::LinkDisabled]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = InviteLink;
}

impl Read for Show {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Reading<'_, Self::Need>, _: Ask<'_, Self>) -> Result<InviteLink, Refusal> {
        let link = store::find(tx)?.ok_or_else(body::disabled)?;
        body::body(tx, &link)
    }
}
