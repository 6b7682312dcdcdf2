//! `POST …/invitations/{inv}/readdress`

use shared::ids::InvitationId;
use shared::invitations::wire::{ReaddressInvitation, Resent};

use super::resend::{RENEWAL, renew};
use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Sends an invitation to another address: the same choices, a new link. The link of the former address is
/// dead, and what was shared with that address comes along.
pub struct Readdress;

impl Operation for Readdress {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/invitations/{inv}/readdress",
        "invitations.readdress",
        "Send an invitation to another address: a new link, the old one is dead",
    )
    .secrets(&["link"])
    .previews()
    .refuses(RENEWAL);
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = ReaddressInvitation;
    type Answer = Resent;
}

impl Write for Readdress {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Resent>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.expect_revision(found.revision)?;
        let ReaddressInvitation { email } = ask.body()?;
        renew(tx, &found, Some(&email), None, "invitations.readdress")
    }
}
