//! `DELETE …/invitations/{inv}`

use serde_json::json;
use shared::ids::InvitationId;
use shared::invitations::rules::{Revoking, revoking};
use shared::problem::Code;

use super::{resend, store};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, Refusal, Spec, Write};

/// Revokes an invitation: its link leads nowhere with the next request.
pub struct Revoke;

impl Operation for Revoke {
    const SPEC: Spec = Spec::delete(
        "/v1/organizations/{org}/invitations/{inv}",
        "invitations.revoke",
        "Revoke an invitation",
    )
    .silent()
    .previews()
    .refuses(&[Code::InvitationNotPending, Code::PreconditionFailed]);
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl Write for Revoke {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Empty>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.expect_revision(found.revision)?;
        let NoBody {} = ask.body()?;
        let state = found.state(tx.now());
        match revoking(state).map_err(|_| resend::not_pending())? {
            Revoking::Again => return Ok(Outcome::unchanged(Empty {})),
            Revoking::Close => {}
        }
        store::revoke(tx, found.id)?;
        let record = Record::new(
            "invitations.revoke",
            party("invitation", found.id, found.email),
            json!({ "status": state_word(state) }),
            json!({ "status": "revoked" }),
        );
        Ok(Outcome::changed(Empty {}, record))
    }
}

pub(super) fn state_word(
    state: shared::invitations::rules::State,
) -> shared::invitations::wire::InvitationStatus {
    state.into()
}
