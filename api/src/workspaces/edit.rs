//! `PATCH /v1/workspaces/{ws}`

use serde_json::json;
use shared::access::wire::Kept;
use shared::access::{Denied, Outcome as Decided, Snapshot};
use shared::ids::WorkspaceId;
use shared::problem::Code;
use shared::workspaces::wire::{EditWorkspace, Workspace};
use shared::workspaces::{membership, rules};

use super::answer::{Heads, body};
use super::{members, store, tell};
use crate::authz::need::{Full, InWorkspace, WorkspaceGeneral};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Gives a workspace another name, opens it to everybody in the organization, or closes it to all who are not listed.
/// Opening and closing is giving and taking a place in it, and asks for more than a name does: to manage who is in it,
/// and to hold what everybody gets there.
pub struct Edit;

/// The most rows that a preview lists of what is kept.
const MOST: usize = 200;

type Tx<'t> = Writing<'t, InWorkspace<WorkspaceGeneral, Full>>;

impl Operation for Edit {
    const SPEC: Spec =
        Spec::patch("/v1/workspaces/{ws}", "workspaces.edit", "Rename, open or close a workspace")
            .previews()
            .refuses(&[Code::PreconditionFailed, Code::MayNotGrant, Code::SingleWorkspace]);
    type Inner = ();
    type Query = NoQuery;
    type Body = EditWorkspace;
    type Answer = Workspace;
}

impl Write for Edit {
    type Need = InWorkspace<WorkspaceGeneral, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Self::Answer>, Refusal> {
        let row = store::one(tx, ask.request.id_of("ws")?)?;
        tx.expect_revision(row.revision)?;
        let EditWorkspace { name, visibility } = ask.body()?;
        let (id, before) = (row.id, tx.picture());
        let name = name.filter(|name| *name != row.name);
        let present = before.visibility(id).ok_or_else(Refusal::not_found)?;
        let visibility = visibility.unwrap_or(present);
        let decided = match rules::set_visibility(&before, tx.member()?, id, visibility, tx.now()) {
            Err(Denied::SingleWorkspace) => {
                let detail = "An organization of this kind has one workspace, and it stays as it is.";
                return Err(Refusal::new(Code::SingleWorkspace, detail));
            }
            decided => decided?,
        };
        let called = name.clone().unwrap_or_else(|| row.name.clone());
        let target = || party("workspace", id, called.as_str());
        let mut records = Vec::new();
        if let Some(name) = name {
            let (old, new) = (json!({ "name": row.name }), json!({ "name": name }));
            records.push(Record::new("workspaces.rename", target(), old, new));
            store::rename(tx, row, name)?;
        }
        let mut kept = Vec::new();
        if let Decided::Decision(decision) = decided {
            tx.apply(&decision)?;
            let (old, new) = (json!({ "visibility": present }), json!({ "visibility": visibility }));
            records.push(Record::new("workspaces.set_visibility", target(), old, new));
            tell::moved(tx, &before, id, called.as_str(), visibility)?;
            kept = still_given(tx, &before, id)?;
        }
        let row = store::one(tx, id)?;
        tx.shows_revision(row.revision);
        let heads = Heads::of(tx)?;
        Ok(Outcome::changed_each(body(tx, heads, row)?, records).keeping(kept))
    }
}

/// What those who lose a place in it are given there all the same: named in a preview, and looked for in no other.
fn still_given(tx: &mut Tx<'_>, before: &Snapshot, workspace: WorkspaceId) -> Result<Vec<Kept>, Refusal> {
    if !tx.request().preview {
        return Ok(Vec::new());
    }
    let (after, now) = (tx.picture(), tx.now());
    let mut kept = Vec::new();
    for member in before.members().map(|row| row.id) {
        let is_out = before.is_in(member, workspace) && !after.is_in(member, workspace);
        if is_out && !membership::still_given(&after, member, workspace, now).is_empty() {
            kept.extend(members::kept(tx, member, &[workspace])?);
        }
        if kept.len() >= MOST {
            break;
        }
    }
    kept.truncate(MOST);
    Ok(kept)
}
