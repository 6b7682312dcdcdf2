//! `GET …/invitations/{inv}`

use shared::ids::InvitationId;
use shared::invitations::wire::Invitation;

use super::{body, store};
use crate::authz::Reading;
use crate::authz::need::{InOrganization, Members, View};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one invitation.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec =
        Spec::get("/v1/organizations/{org}/invitations/{inv}", "invitations.show", "Show an invitation");
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Invitation;
}

impl Read for Show {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let found = store::find(tx, ask.inner)?;
        body::body(tx, found)
    }
}
