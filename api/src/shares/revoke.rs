//! `DELETE /v1/projects/{prj}/shares/{shr}`

use serde_json::{Value, json};
use shared::access::Outcome as Decided;
use shared::ids::ShareId;
use shared::notifications::Topic;
use shared::problem::Code;
use shared::shares::rules;
use shared::shares::wire::{Share, ShareStatus};

use super::body::body;
use super::store::{self, Row};
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::notifications::Notice;
use crate::{invitations, organizations};

/// Takes a share back: the grant of a member, or what an invitation was to bring. An invitation that brings
/// nothing else goes with it. Answers with the share as it was.
pub struct Revoke;

type Tx<'t> = Writing<'t, OverseesProject<Full>>;

impl Operation for Revoke {
    const SPEC: Spec = Spec::delete("/v1/projects/{prj}/shares/{shr}", "shares.revoke", "Take a share back")
        .previews()
        .refuses(&[Code::MayNotGrant]);
    type Inner = ShareId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Share;
}

impl Write for Revoke {
    type Need = OverseesProject<Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Share>, Refusal> {
        let row = store::find(tx, ask.request.id_of("prj")?, ask.inner)?;
        let (me, now) = (tx.member()?, tx.now());
        let is_last = !store::is_held(tx, row.item, Some(row.id))?;
        let decided = rules::revoke(tx.snapshot(), me, row.item, row.access, row.grant, is_last, now)?;
        let NoBody {} = ask.body()?;
        // Before the item goes with its last share.
        store::end(tx, row.id)?;
        match decided {
            Decided::Decision(decision) => tx.apply(&decision)?,
            Decided::Unchanged => {}
        }
        let mut records = vec![Record::new(
            "shares.revoke",
            party("share", row.id, row.name.clone()),
            json!({
                "project": row.project,
                "item": { "type": row.kind, "id": row.key },
                "email": row.email,
                "access": row.access,
                "expires_at": row.expires_at,
            }),
            Value::Null,
        )];
        records.extend(close_invitation(tx, &row)?);
        if let Some(user) =
            row.member.and_then(|member| tx.snapshot().member(member)).map(|member| member.user)
            && user != tx.actor().user
        {
            let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
            let text = format!("{actor} no longer shares {} of {organization} with you.", row.name);
            tx.notify(user, &Notice::new(Topic::Shares, "shares.revoked", text))?;
        }
        let share = Share { status: ShareStatus::Revoked, ..body(row, now) };
        Ok(Outcome::changed_each(share, records))
    }
}

/// Closes the invitation that was made to bring this share, if it brings no other.
fn close_invitation(tx: &mut Tx<'_>, row: &Row) -> Result<Option<Record>, Refusal> {
    let Some((id, ..)) = row.invitation.filter(|_| row.grant.is_none()) else { return Ok(None) };
    if !invitations::store::is_for_items_alone(tx, id)? || !store::of_invitation(tx, id)?.is_empty() {
        return Ok(None);
    }
    invitations::store::revoke(tx, id)?;
    Ok(Some(Record::new(
        "invitations.revoke",
        party("invitation", id, row.email.clone()),
        json!({ "status": "pending" }),
        json!({ "status": "revoked" }),
    )))
}
