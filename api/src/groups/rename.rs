//! `PATCH …/groups/{grp}`

use serde_json::json;
use shared::groups::wire::{EditGroup, Group};
use shared::ids::GroupId;
use shared::plans::Feature;
use shared::problem::Code;

use super::answer::body;
use super::create::taken;
use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::plans;

/// Renames a group.
pub struct Rename;

impl Operation for Rename {
    const SPEC: Spec = Spec::patch("/v1/organizations/{org}/groups/{grp}", "groups.rename", "Rename a group")
        .refuses(&[Code::PlanRequired, Code::PreconditionFailed, Code::GroupTaken]);
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = EditGroup;
    type Answer = Group;
}

impl Write for Rename {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Group>, Refusal> {
        let row = store::one(tx, ask.inner)?;
        plans::require(tx, Feature::Groups)?;
        tx.expect_revision(row.revision)?;
        let EditGroup { name } = ask.body()?;
        let Some(name) = name.filter(|name| *name != row.name) else {
            return Ok(Outcome::unchanged(body(tx, row.id)?));
        };
        if store::is_name_taken(tx, &name, Some(row.id))? {
            return Err(taken());
        }
        let before = json!({ "name": row.name });
        let row = store::rename(tx, row, name)?;
        let target = party("group", row.id, row.name.as_str());
        let record = Record::new("groups.rename", target, before, json!({ "name": row.name }));
        Ok(Outcome::changed(body(tx, row.id)?, record))
    }
}
