//! `POST /v1/workspaces/{ws}/restore`

use serde_json::{Value, json};
use shared::access::{Access, CoreScope, Denied, Resource};
use shared::problem::Code;
use shared::workspaces::rules::{self, Deleted};
use shared::workspaces::wire::Workspace;

use super::answer::{Heads, body};
use super::store::{self, deleted as deleted_store};
use super::tell;
use crate::authz::need::RestoresWorkspace;
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::undo;

/// Restores a deleted workspace with its projects, and with what everybody had there who is still here.
pub struct Restore;

type Tx<'t> = Writing<'t, RestoresWorkspace>;

impl Operation for Restore {
    const SPEC: Spec =
        Spec::post("/v1/workspaces/{ws}/restore", "workspaces.restore", "Restore a deleted workspace")
            .previews()
            .refuses(&[
                Code::PreconditionFailed,
                Code::PermissionDenied,
                Code::SingleWorkspace,
                Code::RestoreConflict,
            ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Workspace;
}

impl Write for Restore {
    /// Who may is the rule's to say: whoever may delete it once it is there.
    type Need = RestoresWorkspace;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Self::Answer>, Refusal> {
        let NoBody {} = ask.body()?;
        let (id, me, now) = (ask.request.id_of("ws")?, tx.member()?, tx.now());
        let place = Resource::Workspace(id);
        if tx.snapshot().has(place) {
            let row = store::one(tx, id)?;
            if !tx.snapshot().check(me, place, CoreScope::Projects, Access::Full, now) {
                return Err(Denied::PermissionDenied.into());
            }
            tx.expect_revision(row.revision)?;
            tx.shows_revision(row.revision);
            let heads = Heads::of(tx)?;
            return Ok(Outcome::unchanged(body(tx, heads, row)?));
        }
        let row = deleted_store::one(tx, id)?;
        let deleted = deleted_store::closed(tx, &row)?;
        let before = tx.picture();
        let decision = match rules::restore(&before, me, &deleted, now) {
            Ok(decision) => decision,
            Err(Denied::RestoreConflict) => return Err(in_the_way(tx, &deleted)?),
            Err(denied) => return Err(denied.into()),
        };
        tx.expect_revision(row.revision)?;
        deleted_store::reopen(tx, &row, &deleted)?;
        tx.apply(&decision)?;
        let given: Vec<_> = deleted.rows.grants.iter().map(|grant| grant.id).collect();
        let given: Vec<_> = given.into_iter().filter(|id| tx.snapshot().grant(*id).is_some()).collect();
        if !undo::store::reopen_shares(tx, &given, row.deleted_at)? {
            return Err(Denied::RestoreConflict.into());
        }
        deleted_store::reopen_waiting_shares(tx, &row, &deleted)?;
        tell::restored(tx, &before, id, row.name.as_str())?;
        let row = store::one(tx, id)?;
        tx.shows_revision(row.revision);
        let heads = Heads::of(tx)?;
        let answer = body(tx, heads, row)?;
        let target = party("workspace", id, answer.name.as_str());
        let after = json!({
            "name": answer.name,
            "visibility": answer.visibility,
            "projects": deleted.projects.len(),
        });
        Ok(Outcome::changed(answer, Record::new("workspaces.restore", target, Value::Null, after)))
    }
}

/// Says what does not fit any more.
fn in_the_way(tx: &mut Tx<'_>, deleted: &Deleted) -> Result<Refusal, Refusal> {
    let picture = tx.picture();
    let detail = if let Some(role) = deleted.lost_roles(&picture).into_iter().next() {
        let name = deleted_store::role_name(tx, role)?;
        format!("Somebody had the role {name} in it, and that role was deleted since.")
    } else if let Some(item) = deleted.moved_items(&picture).into_iter().next() {
        let name = deleted_store::item_name(tx, item)?;
        format!("{name} was in it, and was shared in another project since. Stop sharing it there first.")
    } else {
        return Ok(Denied::RestoreConflict.into());
    };
    Ok(Refusal::new(Code::RestoreConflict, detail))
}
