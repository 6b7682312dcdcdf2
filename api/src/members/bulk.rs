//! `POST …/members/bulk`: many at once. Each is applied or refused by itself, by the same rule as alone.

use std::collections::{BTreeMap, BTreeSet};

use shared::access::wire::PreviewProblem;
use shared::access::{Decision, Denied, Outcome as Decided};
use shared::audit_log::wire::Party;
use shared::ids::{GroupId, MemberId};
use shared::members::wire::{BulkAction, BulkEdit, BulkOutcome, BulkResult, BulkStatus};
use shared::plans::Feature;
use shared::problem::Code;

use super::act::Act;
use super::store::{self, Row};
use crate::access::role_named;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{groups, plans, seats};

/// The most members of one call.
const MOST: usize = 1_000;

/// Does one thing to many.
pub struct Bulk;

impl Operation for Bulk {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/members/bulk",
        "members.bulk",
        "Change, deactivate, activate or remove many members at once, or put them into a group or out of it",
    )
    .previews()
    .itemized()
    .refuses(&[Code::PlanRequired]);
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
        let each = Each::of(tx, &body)?;
        let before = tx.picture();
        let people = Each::people(tx, &body.members)?;
        let (mut results, mut records, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut free = seats::limited(tx)?.free();
        let mut seen = BTreeSet::new();
        for member in body.members {
            let (status, code, detail) = if seen.insert(member.clone()) {
                one(tx, &each, &people, &member, &mut free, &mut records, &mut refused)?
            } else {
                (BulkStatus::Refused, Some("duplicate".to_owned()), None)
            };
            results.push(BulkOutcome { member, status, code, detail });
        }
        let kept = match &each {
            Each::Group(groups::membership::Act::Remove, group) => {
                let left = results.iter().filter(|row| row.status == BulkStatus::Applied);
                let left: Vec<MemberId> = left.filter_map(|row| row.member.parse().ok()).collect();
                groups::kept::after_leaving(tx, &before, group.id, &left)?
            }
            Each::Group(groups::membership::Act::Add, _) | Each::Member(_) => Vec::new(),
        };
        let problems = results
            .iter()
            .filter_map(|row| {
                let (subject, detail) = (row.member.clone(), row.detail.clone());
                Some(PreviewProblem { subject, code: row.code.clone()?, detail })
            })
            .collect();
        let version = if records.is_empty() { tx.version() - 1 } else { tx.version() };
        let answer = BulkResult { version, results };
        Ok(Outcome::changed_each(answer, records)
            .rehearsed(Vec::new(), 0, problems)
            .refusing(refused)
            .keeping(kept))
    }
}

/// What is done to each.
enum Each {
    Member(Act),
    Group(groups::membership::Act, groups::store::Row),
}

type People = BTreeMap<MemberId, Row>;

type Tx<'t> = Writing<'t, InOrganization<Members, Full>>;

impl Each {
    /// With what the action takes and with nothing else: a field of another action is a mistake.
    fn of(tx: &mut Tx<'_>, body: &BulkEdit) -> Result<Self, Refusal> {
        let BulkEdit { action, members: _, role, group, expires_at } = body;
        let (takes_role, takes_group, takes_end) = match action {
            BulkAction::ChangeRole => (true, false, false),
            BulkAction::AddToGroup | BulkAction::RemoveFromGroup => (false, true, false),
            BulkAction::SetExpiry => (false, false, true),
            BulkAction::Deactivate | BulkAction::Activate | BulkAction::Remove => (false, false, false),
        };
        belongs("role", role.is_some(), takes_role)?;
        belongs("group", group.is_some(), takes_group)?;
        belongs("expires_at", expires_at.is_some(), takes_end)?;
        Ok(match action {
            BulkAction::ChangeRole => {
                let role = role.as_deref().unwrap_or_default();
                Self::Member(Act::ChangeRole(role_named(tx.snapshot().model(), role, "/role")?.id))
            }
            BulkAction::AddToGroup => {
                let group = group_named(tx, group.as_deref())?;
                plans::require(tx, Feature::Groups)?;
                Self::Group(groups::membership::Act::Add, group)
            }
            BulkAction::RemoveFromGroup => {
                Self::Group(groups::membership::Act::Remove, group_named(tx, group.as_deref())?)
            }
            BulkAction::SetExpiry => {
                let end = expires_at.flatten();
                if end.is_some_and(|end| end <= tx.now()) {
                    return Err(Denied::AlreadyOver.into());
                }
                Self::Member(Act::SetExpiry(end))
            }
            BulkAction::Deactivate => Self::Member(Act::Deactivate),
            BulkAction::Activate => Self::Member(Act::Activate),
            BulkAction::Remove => Self::Member(Act::Remove),
        })
    }

    fn decide(&self, tx: &Tx<'_>, target: MemberId) -> Result<Decided, Denied> {
        let (snapshot, now) = (tx.snapshot(), tx.now());
        let actor = tx.actor().member.ok_or(Denied::UnknownMember)?;
        match self {
            Self::Member(act) => act.decide(snapshot, actor, target, now),
            Self::Group(act, group) => act.decide(snapshot, actor, group.id, target, now),
        }
    }

    fn takes_seat(&self, tx: &Tx<'_>, target: MemberId) -> bool {
        match self {
            Self::Member(act) => act.takes_seat(tx.snapshot(), target, tx.now()),
            Self::Group(..) => false,
        }
    }

    /// Those of these who are there, looked up all at once.
    fn people(tx: &mut Tx<'_>, members: &[String]) -> Result<People, Refusal> {
        let ids: Vec<MemberId> = members.iter().filter_map(|text| text.parse().ok()).collect();
        Ok(store::of(tx, &ids)?.into_iter().map(|person| (person.id(), person)).collect())
    }

    fn carry_out(&self, tx: &mut Tx<'_>, person: &Row, decision: &Decision) -> Result<Vec<Record>, Refusal> {
        match self {
            Self::Member(act) => act.carry_out_on(tx, person, decision),
            Self::Group(act, group) => {
                let record = act.carry_out_on(tx, group, person, decision)?;
                act.tell(tx, group, &[person.id()])?;
                Ok(vec![record])
            }
        }
    }
}

fn belongs(name: &str, given: bool, taken: bool) -> Result<(), Refusal> {
    let (code, detail) = match (given, taken) {
        (true, true) | (false, false) => return Ok(()),
        (true, false) => ("unknown_field", format!("“{name}” does not go with this action.")),
        (false, true) => ("required", format!("This action needs “{name}”.")),
    };
    Err(Refusal::field(format!("/{name}"), code, detail))
}

/// The group that the body names; one that is unknown, malformed or foreign is 404, as in a path.
fn group_named(tx: &mut Tx<'_>, text: Option<&str>) -> Result<groups::store::Row, Refusal> {
    let id: GroupId = text.and_then(|text| text.parse().ok()).ok_or_else(Refusal::not_found)?;
    groups::store::one(tx, id)
}

fn one(
    tx: &mut Tx<'_>,
    each: &Each,
    people: &People,
    member: &str,
    free: &mut Option<u64>,
    records: &mut Vec<Record>,
    refused: &mut Vec<(Party, Code)>,
) -> Result<(BulkStatus, Option<String>, Option<String>), Refusal> {
    // An id of another organization and one that does not exist are refused alike.
    let known = member.parse::<MemberId>().map_err(|_| Denied::UnknownMember);
    match known.and_then(|id| Ok((id, each.decide(tx, id)?))) {
        Ok((_, Decided::Unchanged)) => Ok((BulkStatus::Unchanged, None, None)),
        Ok((id, Decided::Decision(decision))) => {
            let person = people.get(&id).ok_or_else(Refusal::not_found)?;
            if each.takes_seat(tx, id) {
                match free {
                    Some(0) => {
                        refused.push((party("member", member, person.name()), Code::NoSeat));
                        return Ok((BulkStatus::Refused, Some(Code::NoSeat.key().to_owned()), None));
                    }
                    free => *free = free.map(|free| free - 1),
                }
            }
            records.extend(each.carry_out(tx, person, &decision)?);
            Ok((BulkStatus::Applied, None, None))
        }
        Err(denied) => {
            let code = Refusal::from(denied).code;
            // What is no member here is nobody's target.
            if denied != Denied::UnknownMember {
                refused.push((party("member", member, ""), code));
            }
            // Whom to ask instead, as where one member is changed.
            let asks = known.ok().filter(|_| denied == Denied::GuestConversion);
            let detail = asks.map(|member| super::guests::refused(tx.app(), tx.snapshot(), member).detail);
            Ok((BulkStatus::Refused, Some(code.key().to_owned()), detail.map(Into::into)))
        }
    }
}
