//! `POST …/invite-link/reset`

use shared::invite_links::wire::InviteLink;
use shared::problem::Code;

use super::body;
use super::set::{Tx, may_give, new_token};
use super::store::{self, Set};
use crate::access::role;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Makes a new link that is set as the old one, which is dead with the next request. Uses are counted anew.
pub struct Reset;

impl Operation for Reset {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/invite-link/reset",
        "invite_links.reset",
        "Reset the shareable link",
    )
    .secrets(&["url", "token"])
    .previews()
    .refuses(&[Code::LinkDisabled, Code::MayNotGrant, Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = InviteLink;
}

impl Write for Reset {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<InviteLink>, Refusal> {
        let old = store::find(tx)?.ok_or_else(body::disabled)?;
        let picture = tx.picture();
        may_give(tx, role(picture.model(), old.role)?, Some(&old))?;
        let NoBody {} = ask.body()?;
        let before = body::facts(tx, &old)?;
        let token = new_token(tx);
        let set = Set {
            role: old.role,
            max_uses: old.limits.max_uses,
            expires_at: old.limits.expires_at,
            allowed_domains: &old.allowed_domains,
            approval: old.approval,
        };
        store::open(tx, &token, &set)?;
        let link = store::find(tx)?.ok_or_else(body::disabled)?;
        let record = Record::new("invite_links.reset", body::target(&link), before, body::facts(tx, &link)?);
        let answer = body::body(tx, &link)?;
        Ok(Outcome::changed(answer, record))
    }
}
