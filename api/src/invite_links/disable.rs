//! `DELETE …/invite-link`

use serde_json::Value;
use shared::ids::RoleId;
use shared::problem::Code;

use super::body;
use super::set::Tx;
use super::store;
use crate::authz::need::{Full, Holds, InOrganization, Members};
use crate::authz::{Outcome, Record, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, Refusal, Spec, Write};

/// Turns the link off: it leads nowhere with the next request, and never again.
pub struct Disable;

impl Operation for Disable {
    const SPEC: Spec = Spec::delete(
        "/v1/organizations/{org}/invite-link",
        "invite_links.disable",
        "Turn the shareable link off",
    )
    .silent()
    .previews()
    .refuses(&[Code::LinkDisabled, Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl Write for Disable {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Empty>, Refusal> {
        let link = store::find(tx)?.ok_or_else(body::disabled)?;
        tx.expect_revision(link.revision)?;
        let NoBody {} = ask.body()?;
        let record = disable(tx, &link)?;
        Ok(Outcome::changed(Empty {}, record))
    }
}

fn disable<N: Holds<Members>>(tx: &mut Writing<'_, N>, link: &store::Link) -> Result<Record, Refusal> {
    let before = body::facts(tx, link)?;
    store::close(tx)?;
    Ok(Record::new("invite_links.disable", body::target(link), before, Value::Null))
}

/// Turns it off with the role that it gives, which is deleted: whoever holds the link was promised that one.
pub(crate) fn with_role<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    role: RoleId,
) -> Result<Vec<Record>, Refusal> {
    match store::find(tx)?.filter(|link| link.role == role) {
        Some(link) => Ok(vec![disable(tx, &link)?]),
        None => Ok(Vec::new()),
    }
}
