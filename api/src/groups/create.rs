//! `POST …/groups`

use serde_json::{Value, json};
use shared::groups::rules;
use shared::groups::wire::{CreateGroup, Group};
use shared::ids::GroupId;
use shared::plans::Feature;
use shared::problem::Code;

use super::answer::body;
use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{plans, runtime};

/// Makes a group. Nobody is in it yet.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec = Spec::post("/v1/organizations/{org}/groups", "groups.create", "Make a group")
        .created()
        .previews()
        .refuses(&[Code::PlanRequired, Code::GroupTaken]);
    type Inner = ();
    type Query = NoQuery;
    type Body = CreateGroup;
    type Answer = Group;
}

impl Write for Create {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Group>, Refusal> {
        plans::require(tx, Feature::Groups)?;
        let CreateGroup { name } = ask.body()?;
        if store::is_name_taken(tx, &name, None)? {
            return Err(taken());
        }
        let id = runtime::new_id::<GroupId>();
        let decision = rules::create(tx.snapshot(), tx.member()?, id, tx.now())?;
        let row = store::insert(tx, id, name)?;
        tx.apply(&decision)?;
        let target = party("group", id, row.name.as_str());
        let record = Record::new("groups.create", target, Value::Null, json!({ "name": row.name }));
        Ok(Outcome::changed(body(tx, id)?, record))
    }
}

/// Two groups of one name could not be told apart, whatever the case of its letters.
pub(super) fn taken() -> Refusal {
    Refusal::new(Code::GroupTaken, "Another group has this name. Choose another one.")
}
