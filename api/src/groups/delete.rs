//! `DELETE …/groups/{grp}`

use serde_json::{Value, json};
use shared::groups::rules;
use shared::groups::wire::Group;
use shared::ids::{GroupId, MemberId};
use shared::problem::Code;

use super::answer::body;
use super::kept;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{access, organizations};

/// Deletes a group: what came through it goes in the same version, and nothing that something else still
/// gives. Answers with the group as it was. A plan without groups does not keep one.
pub struct Delete;

impl Operation for Delete {
    const SPEC: Spec =
        Spec::delete("/v1/organizations/{org}/groups/{grp}", "groups.delete", "Delete a group")
            .previews()
            .refuses(&[Code::MayNotGrant, Code::PreconditionFailed]);
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Group;
}

impl Write for Delete {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Group>, Refusal> {
        let group = ask.inner;
        let answer = body(tx, group)?;
        let picture = tx.picture();
        // 403 comes before 412 and 422.
        let decision = rules::delete(&picture, tx.member()?, group, tx.now())?;
        tx.expect_shown_revision()?;
        let NoBody {} = ask.body()?;
        let members: Vec<MemberId> = picture.members_of(group).collect();
        tx.apply(&decision)?;
        let kept = kept::after_leaving(tx, &picture, group, &members)?;
        let organization = organizations::store::name(tx)?;
        let (who, what) = (tx.actor().name.clone(), &answer.name);
        let text = format!("{who} deleted the group {what} in {organization}, and with it access of yours.");
        access::tell_changed(tx, &picture, "groups.delete", &text)?;
        let before = json!({ "name": answer.name, "members": members, "grants": answer.grants_count });
        let record =
            Record::new("groups.delete", party("group", group, answer.name.as_str()), before, Value::Null);
        Ok(Outcome::changed(answer, record).keeping(kept))
    }
}
