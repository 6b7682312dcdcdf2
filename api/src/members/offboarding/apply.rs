//! `POST …/members/{member}/offboarding`: the member goes, and heirs take on what they leave, in one version.

use serde_json::{Value, json};
use shared::access::{Access, CoreScope, Denied, Outcome as Decided, Principal, Resource};
use shared::ids::{MemberId, ProjectId, UserId};
use shared::invitations::rules::{State, may_invite};
use shared::notifications::Topic;
use shared::offboarding::rules::admin_of_project;
use shared::offboarding::wire::{Going, Inherited, InheritedStatus, KeysFate, Offboard, Offboarded};
use shared::problem::Code;

use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::invitations::store::{Found, status_key};
use crate::members::act::Act;
use crate::members::{body, store};
use crate::notifications::Notice;
use crate::projects::access::grant;
use crate::{api_keys, invitations, organizations, projects, shares};

/// Deactivates or removes a member, with what becomes of what they leave. Every heir has to be one whom the caller
/// may give it to; an invitation goes to an heir who could send it.
pub struct Apply;

type Tx<'t> = Writing<'t, InOrganization<Members, Full>>;

impl Operation for Apply {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/members/{member}/offboarding",
        "members.offboard",
        "Deactivate or remove a member, with heirs for what they leave",
    )
    .previews()
    .refuses(&[
        Code::OwnerProtected,
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::LastAdmin,
        Code::UseLeave,
        Code::AboveCeiling,
        Code::ReachShared,
        Code::MemberDeactivated,
        Code::PreconditionFailed,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = Offboard;
    type Answer = Offboarded;
}

impl Write for Apply {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Offboarded>, Refusal> {
        let member = ask.inner;
        let present = body::body(tx, member)?;
        // 403 comes before 412 and 422: both acts ask the same of whoever does them.
        if let Err(denied) = Act::Deactivate.decide(tx.snapshot(), tx.member()?, member, tx.now())
            && Act::is_forbidden(denied)
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let Offboard { act, heirs, keys } = ask.body()?;
        let (act, ends_keys) = match (act, keys) {
            (Going::Remove, None | Some(KeysFate::Revoke)) => (Act::Remove, true),
            (Going::Remove, Some(KeysFate::Keep)) => {
                let detail = "A key does not outlive the membership that made it.";
                return Err(Refusal::field("/keys", "not_kept", detail));
            }
            (Going::Deactivate, Some(KeysFate::Revoke)) => (Act::Deactivate, true),
            (Going::Deactivate, None | Some(KeysFate::Keep)) => (Act::Deactivate, false),
        };
        let mut records = Vec::new();
        for (project, heir) in &heirs.projects {
            let pointer = format!("/heirs/projects/{project}");
            let heir = heir_named(tx, member, heir, &pointer)?;
            records.extend(hand_over(tx, project, heir, &pointer)?);
        }
        let (invitations, entries) = match heirs.invitations.as_deref() {
            None => (Vec::new(), Vec::new()),
            Some("revoke") => inherit(tx, member, None)?,
            Some(heir) => {
                let heir = heir_named(tx, member, heir, "/heirs/invitations")?;
                inherit(tx, member, Some(heir))?
            }
        };
        records.extend(entries);
        let ended = if ends_keys { end_keys(tx, member)? } else { Vec::new() };
        let keys_revoked = ended.len() as u64;
        records.extend(ended);
        match act.decide(tx.snapshot(), tx.member()?, member, tx.now())? {
            Decided::Unchanged => {}
            Decided::Decision(decision) => records.extend(act.carry_out(tx, member, &decision)?),
        }
        let answer = if act == Act::Remove { present } else { body::body(tx, member)? };
        Ok(Outcome::changed_each(Offboarded { member: answer, invitations, keys_revoked }, records))
    }
}

/// An active member, and not the one who goes.
fn heir_named(tx: &Tx<'_>, member: MemberId, text: &str, pointer: &str) -> Result<MemberId, Refusal> {
    let id: MemberId =
        if text == "me" { tx.member()? } else { text.parse().map_err(|_| Refusal::not_found())? };
    let heir = tx.snapshot().member(id).ok_or_else(Refusal::not_found)?;
    if id == member {
        return Err(Refusal::field(
            pointer,
            "is_leaving",
            "This is whoever goes. Choose somebody who stays.",
        ));
    }
    if !heir.is_active(tx.now()) {
        return Err(Denied::MemberDeactivated.into());
    }
    Ok(id)
}

/// Makes the heir an admin of a project, unless they administer it already.
fn hand_over(tx: &mut Tx<'_>, project: &str, heir: MemberId, pointer: &str) -> Result<Vec<Record>, Refusal> {
    let project: ProjectId = project.parse().map_err(|_| Refusal::not_found())?;
    projects::store::one(tx, project)?;
    let (picture, on) = (tx.picture(), Resource::Project(project));
    if picture.check(heir, on, CoreScope::SettingsMembers, Access::Full, tx.now()) {
        return Ok(Vec::new());
    }
    let Some(role) = admin_of_project(picture.model()) else {
        return Err(Refusal::field(
            pointer,
            "no_project_role",
            "Nobody is made the admin of a project here.",
        ));
    };
    let principal = Principal::Member(heir);
    let given = grant::give(tx, "projects.set_collaborator", principal, project, role.permissions, None)?;
    Ok(given.into_records())
}

/// Gives what they sent and what waits to whoever sends it from now on, or closes it.
fn inherit(
    tx: &mut Tx<'_>,
    member: MemberId,
    heir: Option<MemberId>,
) -> Result<(Vec<Inherited>, Vec<Record>), Refusal> {
    let picture = tx.picture();
    let user_of = |id: MemberId| picture.member(id).map(|row| row.user).ok_or_else(Refusal::not_found);
    let (user, heir) =
        (user_of(member)?, heir.map(|heir| Ok::<_, Refusal>((heir, user_of(heir)?))).transpose()?);
    let (mut results, mut records, mut taken) = (Vec::new(), Vec::new(), 0u32);
    for found in invitations::store::sent_by(tx, &[member])? {
        if !matches!(found.state(tx.now()), State::Pending | State::Queued) {
            continue;
        }
        let target = party("invitation", found.id, found.email.clone());
        let refused = match heir {
            None => None,
            Some((heir, user)) => match may_send(tx, &found, heir)? {
                Ok(()) => {
                    invitations::store::hand_over(tx, found.id, heir, user)?;
                    taken += 1;
                    let (before, after) = (json!({ "sender": member }), json!({ "sender": heir }));
                    records.push(Record::new("invitations.take_over", target, before, after));
                    let status = InheritedStatus::TakenOver;
                    results.push(Inherited { id: found.id, status, code: None });
                    continue;
                }
                Err(denied) => Some(Refusal::from(denied).code.key().to_owned()),
            },
        };
        invitations::store::revoke(tx, found.id)?;
        let (before, after) =
            (json!({ "status": status_key(found.recorded) }), json!({ "status": "revoked" }));
        records.push(Record::new("invitations.revoke", target, before, after));
        results.push(Inherited { id: found.id, status: InheritedStatus::Revoked, code: refused });
    }
    if let Some((heir, heirs_user)) = heir {
        shares::offered::hand_over(tx, user, heir, heirs_user)?;
        if taken > 0 {
            tell(tx, member, heirs_user, taken)?;
        }
    }
    Ok((results, records))
}

/// Whether the heir could send it, and the caller too: nobody passes on what they could not give.
fn may_send(tx: &Tx<'_>, found: &Found, heir: MemberId) -> Result<Result<(), Denied>, Refusal> {
    let snapshot = tx.snapshot();
    let offer = found.offer.offer(snapshot.model())?.still_standing(snapshot);
    let (me, now) = (tx.member()?, tx.now());
    let may = |who| may_invite(snapshot, who, found.role, &offer, now);
    Ok(may(heir).and_then(|()| may(me)))
}

fn tell(tx: &mut Tx<'_>, member: MemberId, heir: UserId, count: u32) -> Result<(), Refusal> {
    let gone = store::find(tx, member)?.name().to_owned();
    let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
    let what = if count == 1 { "an invitation".to_owned() } else { format!("{count} invitations") };
    let text = format!("{actor} made you the sender of {what} that {gone} had sent for {organization}.");
    tx.notify(heir, &Notice::new(Topic::Invitations, "invitations.take_over", text))
}

/// Ends every key of theirs, each with its entry.
fn end_keys(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Record>, Refusal> {
    let keys = api_keys::store::of_makers(tx, &[member])?;
    api_keys::store::revoke_of(tx, member)?;
    let record = |key: api_keys::store::Made| {
        Record::new(
            "api_keys.revoke",
            party("key", key.id, key.name),
            json!({ "maker": member }),
            Value::Null,
        )
    };
    Ok(keys.into_iter().map(record).collect())
}
