//! `POST …/groups/{grp}/members`: many in and out at once. Each is applied or refused by itself, by the same
//! rule as alone.

use std::collections::{BTreeMap, BTreeSet};

use shared::access::wire::PreviewProblem;
use shared::access::{Denied, Outcome as Decided};
use shared::audit_log::wire::Party;
use shared::groups::rules;
use shared::groups::wire::{EditGroupMembers, GroupMembersEdited, MAX_MEMBERS};
use shared::ids::{GroupId, MemberId};
use shared::members::wire::{BulkOutcome, BulkStatus};
use shared::plans::Feature;
use shared::problem::Code;

use super::answer::body;
use super::kept;
use super::membership::Act;
use super::store::{self, Row};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{members, plans};

/// Puts many in and takes many out.
pub struct EditMembers;

impl Operation for EditMembers {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/groups/{grp}/members",
        "groups.edit_members",
        "Put many members into a group, and take many out",
    )
    .previews()
    .itemized()
    .refuses(&[Code::PlanRequired]);
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = EditGroupMembers;
    type Answer = GroupMembersEdited;
}

impl Write for EditMembers {
    type Need = InOrganization<Members, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<GroupMembersEdited>, Refusal> {
        let row = store::one(tx, ask.inner)?;
        let before = tx.picture();
        rules::may_touch(&before, tx.member()?, row.id, tx.now())?;
        let EditGroupMembers { add, remove } = ask.body()?;
        if !add.is_empty() {
            plans::require(tx, Feature::Groups)?;
        }
        if !(1..=MAX_MEMBERS).contains(&(add.len() + remove.len())) {
            return Err(Refusal::field("/add", "out_of_range", "Name 1 to 1,000 members to add or remove."));
        }
        let ids: Vec<MemberId> = add.iter().chain(&remove).filter_map(|text| text.parse().ok()).collect();
        let people = members::store::of(tx, &ids)?.into_iter().map(|person| (person.id(), person)).collect();
        let mut all = Batch { people, ..Batch::default() };
        let named = add.into_iter().map(|id| (Act::Add, id));
        for (act, id) in named.chain(remove.into_iter().map(|id| (Act::Remove, id))) {
            all.one(tx, &row, act, id)?;
        }
        let Batch { results, records, refused, added, removed, .. } = all;
        Act::Add.tell(tx, &row, &added)?;
        Act::Remove.tell(tx, &row, &removed)?;
        let kept = kept::after_leaving(tx, &before, row.id, &removed)?;
        let problem = |one: &BulkOutcome| {
            Some(PreviewProblem { subject: one.member.clone(), code: one.code.clone()?, detail: None })
        };
        let problems = results.iter().filter_map(problem).collect();
        let version = if records.is_empty() { tx.version() - 1 } else { tx.version() };
        let answer = GroupMembersEdited { group: body(tx, row.id)?, version, results };
        let outcome = Outcome::changed_each(answer, records).rehearsed(Vec::new(), 0, problems);
        Ok(outcome.refusing(refused).keeping(kept))
    }
}

#[derive(Default)]
struct Batch {
    /// Those who are named, as far as they are there.
    people: BTreeMap<MemberId, members::store::Row>,
    seen: BTreeSet<String>,
    results: Vec<BulkOutcome>,
    records: Vec<Record>,
    refused: Vec<(Party, Code)>,
    added: Vec<MemberId>,
    removed: Vec<MemberId>,
}

impl Batch {
    fn one(
        &mut self,
        tx: &mut Writing<'_, InOrganization<Members, Full>>,
        group: &Row,
        act: Act,
        member: String,
    ) -> Result<(), Refusal> {
        let (status, code) = if self.seen.insert(member.clone()) {
            self.decided(tx, group, act, &member)?
        } else {
            (BulkStatus::Refused, Some("duplicate".to_owned()))
        };
        self.results.push(BulkOutcome { member, status, code, detail: None });
        Ok(())
    }

    fn decided(
        &mut self,
        tx: &mut Writing<'_, InOrganization<Members, Full>>,
        group: &Row,
        act: Act,
        member: &str,
    ) -> Result<(BulkStatus, Option<String>), Refusal> {
        let actor = tx.member()?;
        // An id of another organization and one that does not exist are refused alike.
        let known = member.parse::<MemberId>().map_err(|_| Denied::UnknownMember);
        let decided =
            known.and_then(|id| Ok((id, act.decide(tx.snapshot(), actor, group.id, id, tx.now())?)));
        match decided {
            Ok((_, Decided::Unchanged)) => Ok((BulkStatus::Unchanged, None)),
            Ok((id, Decided::Decision(decision))) => {
                let person = self.people.get(&id).ok_or_else(Refusal::not_found)?;
                self.records.push(act.carry_out_on(tx, group, person, &decision)?);
                match act {
                    Act::Add => self.added.push(id),
                    Act::Remove => self.removed.push(id),
                }
                Ok((BulkStatus::Applied, None))
            }
            Err(denied) => {
                let code = Refusal::from(denied).code;
                // What is no member here is nobody's target.
                if denied != Denied::UnknownMember {
                    self.refused.push((party("member", member, ""), code));
                }
                Ok((BulkStatus::Refused, Some(code.key().to_owned())))
            }
        }
    }
}
