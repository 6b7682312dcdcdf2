//! `POST …/undo`: takes a change of the last ten minutes back.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::access::{Change, Denied, Resource, Snapshot, Status, diff};
use shared::ids::{MemberId, UserId};
use shared::notifications::{Page, Topic};
use shared::problem::Code;
use shared::undo::rules::{self, Written, is_final};
use shared::undo::wire::{UndoVersion, Undone};

use super::store::{self, Done, Side};
use crate::authz::need::AnyMember;
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::members::act::LANDING;
use crate::members::admit::void_open;
use crate::members::store::set_first_default_workspace;
use crate::notifications::Notice;
use crate::{access, organizations};

const KIND: &str = "undo.apply";

/// Undoes one version as a true inverse, by whoever may make every single change of that now. What was done since to
/// the same facts is never written over.
pub struct Apply;

type Tx<'t> = Writing<'t, AnyMember>;

impl Operation for Apply {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/undo",
        "undo.apply",
        "Undo a change of access of the last ten minutes",
    )
    .previews()
    .refuses(&[
        Code::PermissionDenied,
        Code::MayNotGrant,
        Code::OwnerProtected,
        Code::UseOwnershipTransfer,
        Code::LastAdmin,
        Code::NoSeat,
        Code::UndoExpired,
        Code::UndoConflict,
        Code::UndoImpossible,
    ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = UndoVersion;
    type Answer = Undone;
}

impl Write for Apply {
    /// Who may is the rule's to say, place by place.
    type Need = AnyMember;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Undone>, Refusal> {
        let UndoVersion { version: undone } = ask.body()?;
        let version = i64::try_from(undone).ok().filter(|version| *version < tx.version().cast_signed());
        let Some(version) = version else { return Err(Refusal::not_found()) };
        let Some(at) = store::made_at(tx, version)? else { return Err(Refusal::not_found()) };
        let done = store::done(tx, version)?;
        let written = written(tx, version, at, &done)?;
        let (picture, actor, now) = (tx.picture(), tx.member()?, tx.now());
        let decision = rules::undo(&picture, actor, &written, now)?;
        if store::is_name_taken(tx, &written.closed.groups)? {
            return Err(Denied::UndoConflict.into());
        }
        land_again(tx, &picture.with(decision.changes()).map_err(Refusal::internal)?, &done)?;
        tx.apply(&decision)?;
        let given: Vec<_> = written.closed.grants.iter().map(|grant| grant.id).collect();
        if !store::reopen_shares(tx, &given, at)? {
            return Err(Denied::UndoConflict.into());
        }
        tell(tx, &picture, decision.changes())?;
        let done: Vec<Done> = done.into_iter().filter(comes_back).collect();
        let actions = done.iter().map(|done| done.action.clone()).collect();
        let mut records: Vec<Record> = done.into_iter().map(|done| record(done, undone)).collect();
        records.extend(void(tx, decision.changes())?);
        Ok(Outcome::changed_each(Undone { version: tx.version(), undone, actions, at }, records))
    }
}

fn written(
    tx: &mut Tx<'_>,
    version: i64,
    at: chrono::DateTime<chrono::Utc>,
    done: &[Done],
) -> Result<Written, Refusal> {
    let is_final = done.is_empty()
        || done.iter().any(|done| is_final(&done.action))
        || store::moves_places(tx, version)?;
    Ok(Written {
        at,
        closed: store::rows(tx, version, Side::Closed)?,
        opened: store::rows(tx, version, Side::Opened)?,
        later_grants: store::later_grants(tx, version)?,
        is_final,
    })
}

/// Whether the entry is about facts: what was done to invitations, keys and names beside them stays done.
fn comes_back(done: &Done) -> bool {
    !["invitations.", "api_keys.", "workspaces.rename"].iter().any(|kind| done.action.starts_with(kind))
}

/// Lets the sign-in of those who are back land where it did, as far as they see it and have chosen no other since. It
/// comes before the facts: a removal takes the account's row first, too.
fn land_again(tx: &mut Tx<'_>, then: &Snapshot, done: &[Done]) -> Result<(), Refusal> {
    for Done { target, before, .. } in done {
        let member = target.as_ref().and_then(|target| target.id.parse().ok());
        let landing = before.get(LANDING).and_then(Value::as_str).and_then(|id| id.parse().ok());
        let (Some(member), Some(workspace)) = (member, landing) else { continue };
        if let Some(back) = then.member(member)
            && then.sees(member, Resource::Workspace(workspace), tx.now())
        {
            set_first_default_workspace(tx, back.user, workspace)?;
        }
    }
    Ok(())
}

/// Voids what came to be open since for those who are members again.
fn void(tx: &mut Tx<'_>, changes: &[Change]) -> Result<Vec<Record>, Refusal> {
    let mut voided = Vec::new();
    for change in changes {
        if let Change::MemberAdded(back) = change {
            voided.extend(void_open(tx, back.user)?);
        }
    }
    Ok(voided)
}

/// The entry of what was done, the other way round, about the same thing.
fn record(done: Done, version: u64) -> Record {
    let Done { action, target, before, after } = done;
    let target = target.unwrap_or_else(|| party("version", version, action.clone()));
    let mut now = match before {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    now.insert("undoes".to_owned(), json!({ "version": version, "action": action }));
    Record::new("undo.apply", target, after, Value::Object(now))
}

/// Everybody whom it changes hears of it once: of their membership and their role by the words for these.
fn tell(tx: &mut Tx<'_>, before: &Snapshot, changes: &[Change]) -> Result<(), Refusal> {
    // A rehearsal has nobody to tell.
    if tx.request().preview {
        return Ok(());
    }
    let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
    let after = tx.picture();
    let role = |member: MemberId| after.role_of(member).map(|role| role.name.clone()).unwrap_or_default();
    let mut told = BTreeSet::new();
    for change in changes {
        let (member, topic, text) = match change {
            Change::MemberAdded(back) => {
                let text = format!("{actor} took you back into {organization}: your removal was undone.");
                (back.id, Topic::Membership, text)
            }
            Change::StatusChanged { member, status: Status::Active } => {
                let text = format!("{actor} activated your membership of {organization} again.");
                (*member, Topic::Membership, text)
            }
            Change::StatusChanged { member, status: Status::Deactivated } => {
                let text = format!("{actor} deactivated your membership of {organization} again.");
                (*member, Topic::Membership, text)
            }
            Change::RoleChanged { member, .. } => {
                let role = role(*member);
                let text =
                    format!("{actor} undid a change of your role in {organization}: you are {role} again.");
                (*member, Topic::Role, text)
            }
            _ => continue,
        };
        if let Some(row) = after.member(member) {
            told.insert(row.user);
            tx.notify(row.user, &Notice::new(topic, KIND, text).at(Page::OwnAccess))?;
        }
    }
    // What changed for people, whatever the credential may use of it.
    let touched = access::touched(&diff(&before.uncapped(), &after.uncapped(), tx.now()));
    let others = touched.into_iter().filter_map(|member| after.member(member)).map(|row| row.user);
    let others: Vec<UserId> = others.filter(|user| !told.contains(user)).collect();
    let text = format!("{actor} undid a change of what you can get at in {organization}.");
    tx.notify_all(&others, &Notice::new(Topic::Access, KIND, text).at(Page::OwnAccess))
}
