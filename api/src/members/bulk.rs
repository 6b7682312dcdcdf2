//! `POST …/members/bulk`: many at once. Each is applied or refused by itself, by the same rule as alone.

use std::collections::BTreeSet;

use shared::access::wire::PreviewProblem;
use shared::access::{Denied, Outcome as Decided};
use shared::audit_log::wire::Party;
use shared::ids::MemberId;
use shared::members::wire::{BulkAction, BulkEdit, BulkOutcome, BulkResult, BulkStatus};
use shared::problem::Code;

use super::act::Act;
use crate::access::role_named;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// The most members of one call.
const MOST: usize = 1_000;

/// Does one thing to many.
pub struct Bulk;

impl Operation for Bulk {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/members/bulk",
        "members.bulk",
        "Change, deactivate, activate or remove many members at once",
    )
    .previews();
    type Inner = ();
    type Query = NoQuery;
    type Body = BulkEdit;
    type Answer = BulkResult;
}

impl Write for Bulk {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<BulkResult>, Refusal> {
        let body = ask.body()?;
        if !(1..=MOST).contains(&body.members.len()) {
            return Err(Refusal::field("/members", "out_of_range", "Name 1 to 1,000 members."));
        }
        let act = act(tx, &body)?;
        let (mut results, mut records, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for member in body.members {
            let (status, code) = if seen.insert(member.clone()) {
                one(tx, act, &member, &mut records, &mut refused)?
            } else {
                (BulkStatus::Refused, Some("duplicate".to_owned()))
            };
            results.push(BulkOutcome { member, status, code });
        }
        let problems = results
            .iter()
            .filter_map(|row| Some(PreviewProblem { subject: row.member.clone(), code: row.code.clone()? }))
            .collect();
        let version = if records.is_empty() { tx.version() - 1 } else { tx.version() };
        let answer = BulkResult { version, results };
        Ok(Outcome::changed_each(answer, records).rehearsed(Vec::new(), 0, problems).refusing(refused))
    }
}

/// What is to be done, with what it takes and with nothing else: a field of another action is a mistake.
fn act(tx: &Writing<'_, InOrganization<Members, Full>>, body: &BulkEdit) -> Result<Act, Refusal> {
    let BulkEdit { action, members: _, role, group, expires_at } = body;
    let (takes_role, takes_group, takes_end) = match action {
        BulkAction::ChangeRole => (true, false, false),
        BulkAction::AddToGroup | BulkAction::RemoveFromGroup => (false, true, false),
        BulkAction::SetExpiry => (false, false, true),
        BulkAction::Deactivate | BulkAction::Activate | BulkAction::Remove => (false, false, false),
    };
    for (name, given, taken) in [
        ("role", role.is_some(), takes_role),
        ("group", group.is_some(), takes_group),
        ("expires_at", expires_at.is_some(), takes_end),
    ] {
        match (given, taken) {
            (true, false) => {
                let detail = format!("“{name}” does not go with this action.");
                return Err(Refusal::field(format!("/{name}"), "unknown_field", detail));
            }
            (false, true) => {
                let detail = format!("This action needs “{name}”.");
                return Err(Refusal::field(format!("/{name}"), "required", detail));
            }
            (true, true) | (false, false) => {}
        }
    }
    Ok(match action {
        BulkAction::ChangeRole => {
            let role = role.as_deref().unwrap_or_default();
            Act::ChangeRole(role_named(tx.snapshot().model(), role, "/role")?.id)
        }
        BulkAction::AddToGroup | BulkAction::RemoveFromGroup => {
            return Err(Refusal::field("/action", "malformed", "Use the group's own members."));
        }
        BulkAction::SetExpiry => {
            let end = expires_at.flatten();
            if end.is_some_and(|end| end <= tx.now()) {
                return Err(Denied::AlreadyOver.into());
            }
            Act::SetExpiry(end)
        }
        BulkAction::Deactivate => Act::Deactivate,
        BulkAction::Activate => Act::Activate,
        BulkAction::Remove => Act::Remove,
    })
}

fn one(
    tx: &mut Writing<'_, InOrganization<Members, Full>>,
    act: Act,
    member: &str,
    records: &mut Vec<Record>,
    refused: &mut Vec<(Party, Code)>,
) -> Result<(BulkStatus, Option<String>), Refusal> {
    // An id of another organization and one that does not exist are refused alike.
    let known = member.parse::<MemberId>().map_err(|_| Denied::UnknownMember);
    let decided = known.and_then(|id| {
        let actor =
            tx.snapshot().member_of_user(tx.actor().user).map(|own| own.id).ok_or(Denied::UnknownMember)?;
        act.decide(tx.snapshot(), actor, id, tx.now()).map(|decided| (id, decided))
    });
    match decided {
        Ok((_, Decided::Unchanged)) => Ok((BulkStatus::Unchanged, None)),
        Ok((id, Decided::Decision(decision))) => {
            records.extend(act.carry_out(tx, id, &decision)?);
            Ok((BulkStatus::Applied, None))
        }
        Err(denied) => {
            let code = Refusal::from(denied).code;
            // What is no member here is nobody's target.
            if denied != Denied::UnknownMember {
                refused.push((party("member", member, ""), code));
            }
            Ok((BulkStatus::Refused, Some(code.key().to_owned())))
        }
    }
}
