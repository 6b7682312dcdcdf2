//! The gate of an organization: the only way to its data.
//!
//! A read: authenticate, find the caller's membership from the path, evaluate, run the body, all on one
//! picture of the database. A write does the same first without any lock, so that a refused request never
//! holds anybody up; only then does it take the organization's lock by raising its version, look again, and
//! run the body.

use shared::access::wire::{Changes, Preview, SeatEffect};
use shared::access::{
    Access, Change, CoreScope, Resource, ResourceKind, Snapshot, Status, diff, diff_on_organization,
    oversees_members,
};
use shared::audit_log::wire::Party;
use shared::ids::OrganizationId;
use shared::plans::seats::used;
use shared::problem::Code;

use super::inner::Inner;
use super::lock::{Lock, raise_version};
use super::lookup::{Located, locate};
use super::need::{Need, Operator, Rule};
use super::outcome::{Outcome, party};
use super::proof::{Actor, Opened, Proof, Reading, Writing};
use crate::access::{self, visible};
use crate::app::App;
use crate::authn::principal::{Caller, caller, unauthenticated};
use crate::db::{AnyConn, Verdict};
use crate::http::{Refusal, Request, idempotency};
use crate::{audit, invitations, live, seats};

/// What a write came to.
#[derive(Debug)]
pub enum Written<T> {
    /// Done; `version` is the organization's now, `changes` what it did to people's access.
    /// `created`: a PUT made what was not there. `deferred`: it waits for somebody else.
    Done { answer: T, version: u64, changes: Changes, revision: Option<i64>, created: bool, deferred: bool },
    /// Rehearsed: nothing was written.
    Rehearsed(Box<Preview>),
    /// Done before, by a request with the same idempotency key.
    Replayed(idempotency::Stored),
}

/// What a read came to.
#[derive(Debug)]
pub struct Seen<T> {
    pub answer: T,
    /// The organization's version that it was read at.
    pub version: u64,
    /// The revision of the row that it shows, if it shows one.
    pub revision: Option<i64>,
}

struct Looked {
    actor: Actor,
    located: Located,
    snapshot: std::sync::Arc<Snapshot>,
}

/// Runs `body` for a member who holds `N`. Answers with the version that it was read at.
pub fn read<N: Need, I: Inner, T>(
    app: &App,
    request: &Request,
    body: impl FnOnce(&mut Reading<'_, N>, I) -> Result<T, Refusal>,
) -> Result<Seen<T>, Refusal> {
    let (mut body, began) = (Some(body), std::time::Instant::now());
    // A caller that has seen a version may wait for it; the first look nearly always has it.
    loop {
        let mut behind = None;
        let answer = app.db.read(|conn| {
            let (looked, inner) = look::<N, I>(conn, app, request)?;
            if let Some(version) = request.at_least.filter(|version| looked.located.version < *version) {
                behind = Some((looked.located.organization, version));
                return Ok::<_, Refusal>(None);
            }
            let Looked { actor, located, snapshot } = looked;
            saw(app, &actor, &located, request);
            let opened = Opened { conn, app, request, organization: located.organization, actor, snapshot };
            let Some(body) = body.take() else { return Ok(None) };
            let mut tx = Reading::open(opened);
            let answer = body(&mut tx, inner)?;
            Ok(Some(Seen { answer, version: located.version, revision: tx.revision() }))
        })?;
        if let Some(answer) = answer {
            return Ok(answer);
        }
        let came = behind
            .is_some_and(|(organization, version)| app.snapshots.wait_for(organization, version, began));
        if !came {
            return Err(Refusal::version_not_reached());
        }
    }
}

/// Runs `body` for a member who holds `N`, under the organization's lock.
pub fn write<N: Need, I: Inner, T: serde::Serialize>(
    app: &App,
    request: &Request,
    body: impl FnOnce(&mut Writing<'_, N>, I) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    let mut known: Option<(Actor, OrganizationId, Option<Party>)> = None;
    let result = app.db.read(|conn| {
        let (actor, located) = find::<N>(conn, app, request)?;
        known = Some((actor.clone(), located.organization, target::<N, I>(request)));
        let snapshot = actor.sees(access::snapshots::at(conn, app, located.organization, located.version)?);
        allow::<N, I>(conn, request, &located, &snapshot)?;
        Ok(located)
    });
    let result = result.and_then(|located| {
        let (actor, ..) = known.clone().ok_or_else(Refusal::not_found)?;
        saw(app, &actor, &located, request);
        let lock = if N::DELETED_TOO { Lock::DeletedToo } else { Lock::Present };
        locked_too(app, request, located.organization, actor, lock, |tx| {
            let inner = {
                let snapshot = tx.after();
                allow::<N, I>(tx.sql(), request, &located, &snapshot)?
            };
            body(tx, inner)
        })
    });
    if let (Err(refusal), Some((actor, organization, target))) = (&result, known) {
        audit::refused(app, request, organization, &actor, vec![(target, refusal.code)]);
    }
    result
}

/// What a write is about, as far as the path says it.
fn target<N: Need, I: Inner>(request: &Request) -> Option<Party> {
    let (kind, name) = match (I::PARAMETER, N::ROOT) {
        (Some("member"), _) => ("member", "member"),
        (Some("inv"), _) => ("invitation", "inv"),
        (Some(other), _) => (other, other),
        (None, ResourceKind::Workspace) => ("workspace", "ws"),
        (None, ResourceKind::Project) => ("project", "prj"),
        (None, ResourceKind::Organization | ResourceKind::Item) => return None,
    };
    Some(party(kind, request.segment(name), ""))
}

/// The locked half of a write, shared by every gate that changes an organization.
pub(super) fn locked<N, T: serde::Serialize>(
    app: &App,
    request: &Request,
    organization: OrganizationId,
    actor: Actor,
    body: impl FnOnce(&mut Writing<'_, N>) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    locked_too(app, request, organization, actor, Lock::Present, body)
}

fn locked_too<N, T: serde::Serialize>(
    app: &App,
    request: &Request,
    organization: OrganizationId,
    actor: Actor,
    lock: Lock,
    body: impl FnOnce(&mut Writing<'_, N>) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    let key = idempotency::Key::of(request, &actor.principal(), Some(organization));
    let mut parts = Vec::new();
    let (written, after) = app.db.write(|conn| {
        let (version, plan) = raise_version(conn, organization, lock, request)?;
        if let Some(stored) = key.as_ref().map(|key| key.find(conn, request)).transpose()?.flatten() {
            return Ok::<_, Refusal>(Verdict::RollBack((Written::Replayed(stored), None)));
        }
        let snapshot = actor.sees(access::snapshots::at(conn, app, organization, version - 1)?);
        let opened = Opened { conn, app, request, organization, actor: actor.clone(), snapshot };
        let mut tx = Writing::<Operator>::open(opened, version);
        let limited = seats::limit(&plan)?.is_some();
        let mut had = if limited { Some(seats::of(&mut tx)?) } else { None };
        // Time may have made room since anybody wrote here: who waits goes before whoever comes now. Where nobody acts
        // it is the body that sends them.
        let mut sent = Vec::new();
        if !actor.is_service() && had.is_some_and(|seats| seats.queued > 0 && seats.has_free()) {
            sent = invitations::queue::send(&mut tx)?;
            had = Some(seats::of(&mut tx)?);
        }
        let mut tx = tx.proving::<N>();
        let outcome = body(&mut tx)?;
        let Outcome {
            answer,
            mut records,
            prospective,
            problems,
            prospective_seats,
            refused,
            kept,
            created,
            deferred,
        } = outcome;
        parts = refused.into_iter().map(|(target, code)| (Some(target), code)).collect();

        let (before, mut after) = (std::sync::Arc::clone(tx.before()), tx.after());
        access::guard(&after)?;
        let has = if limited && !records.is_empty() { Some(seats::of(&mut tx)?) } else { None };
        if let (Some(had), Some(has)) = (had, has) {
            seats::guard(had, has)?;
        }
        // What changed for people, whatever the credential may use of it.
        let compare = if before.is_deleted() == after.is_deleted() { diff } else { diff_on_organization };
        let differences = compare(&before.uncapped(), &after.uncapped(), request.now);
        let mut changes = access::changes(&differences, &before, &after, &actor, request.now);
        if request.preview {
            access::add_prospective(&mut changes, prospective);
            let used = [&before, &after].map(|side| used(side, request.now));
            let limit = has.or(had).and_then(|seats| seats.limit);
            let ([before, after], limit) = match tx.actor().is_operator() || tx.actor().member.is_some() {
                true => (used, limit),
                // How many are inside is not told at the door: only what would come of it.
                false => ([0, used[1].saturating_sub(used[0])], None),
            };
            let seats = SeatEffect { before, after: after + prospective_seats, limit };
            let preview =
                Preview { preview: true, version: version - 1, changes, seats, money: None, problems, kept };
            return Ok(Verdict::RollBack((Written::Rehearsed(Box::new(preview)), None)));
        }
        if records.is_empty() {
            let revision = tx.revision();
            let written = Written::Done {
                answer,
                version: version - 1,
                changes: Changes::default(),
                revision,
                created,
                deferred,
            };
            return Ok(Verdict::RollBack((written, None)));
        }
        let kept = after.uncapped().into_owned().at_version(version);
        after = std::sync::Arc::new(kept);
        // Whatever made room: who waits for a seat is asked in with the same change.
        let mut tx = tx.proving::<Operator>();
        if has.is_some_and(|seats| seats.queued > 0) {
            records.extend(invitations::queue::send(&mut tx)?);
        }
        records.splice(0..0, sent);
        let (told, revision, keys_changed) = (tx.tell_all()?, tx.revision(), tx.keys_changed());
        let conn = tx.sql();
        audit::applied(conn, request, organization, &actor, records, version)?;
        if let Some(key) = &key {
            key.store(conn, request, &answer, &changes, Some(version))?;
        }
        let touched = access::touched(&differences);
        crate::db::notice::tell(conn, &crate::db::notice::Notice::Version { organization, version })?;
        Ok(Verdict::Commit((
            Written::Done { answer, version, changes, revision, created, deferred },
            Some((after, keys_changed, touched, told)),
        )))
    })?;
    if let (Some((after, keys_changed, touched, told)), Written::Done { version, .. }) = (after, &written) {
        app.snapshots.put(organization, after, keys_changed);
        app.live.publish(live::Event::Version { organization, version: *version, members: touched });
        if !told.is_empty() {
            app.live.publish(live::Event::notices(told));
        }
        app.outbox_wake.notify_one();
    }
    audit::refused(app, request, organization, &actor, parts);
    Ok(written)
}

fn look<N: Need, I: Inner>(conn: &mut AnyConn, app: &App, request: &Request) -> Result<(Looked, I), Refusal> {
    let (actor, located) = find::<N>(conn, app, request)?;
    let snapshot = actor.sees(access::snapshots::at(conn, app, located.organization, located.version)?);
    let inner = allow::<N, I>(conn, request, &located, &snapshot)?;
    Ok((Looked { actor, located, snapshot }, inner))
}

/// Who is calling, and where the path leads for them. To a key there is one organization.
fn find<N: Need>(conn: &mut AnyConn, app: &App, request: &Request) -> Result<(Actor, Located), Refusal> {
    let caller: Caller = caller(conn, app, request)?;
    caller.require_verified(app)?;
    let located = locate::<N>(conn, caller.user, request)?;
    if let Some(key) = &caller.key {
        if key.organization != located.organization {
            return Err(Refusal::not_found());
        }
        // Made by a membership that is over, whatever the person is here now.
        if key.maker != located.member {
            return Err(unauthenticated());
        }
    }
    Ok((Actor::of(caller, Some(located.member)), located))
}

/// Notes that a person was here. A key that works at night is nobody at their desk.
fn saw(app: &App, actor: &Actor, located: &Located, request: &Request) {
    if actor.key.is_none() {
        app.activity.saw_member(located.member, located.organization, request.now);
    }
}

/// May this member? Anything that is not a clear yes is a no (L15).
fn allow<N: Need, I: Inner>(
    conn: &mut AnyConn,
    request: &Request,
    located: &Located,
    snapshot: &Snapshot,
) -> Result<I, Refusal> {
    let Located { organization, member, resource, .. } = *located;
    let at = request.now;
    let me = snapshot.member(member).ok_or_else(Refusal::not_found)?;
    if !me.is_active(at) {
        // Deactivated, or over, they are told so, but not of what they could not see before either.
        let again = snapshot.with(&[
            Change::StatusChanged { member, status: Status::Active },
            Change::ExpiryChanged { member, expires_at: None },
        ]);
        if resource != Resource::Organization && !again.is_ok_and(|again| again.sees(member, resource, at)) {
            return Err(Refusal::not_found());
        }
        let detail = match me.status {
            Status::Active => "Your membership here has ended. An admin of the organization can prolong it.",
            Status::Deactivated => {
                "Your membership here is deactivated. An admin of the organization can activate it again."
            }
        };
        return Err(Refusal::new(Code::MembershipDeactivated, detail));
    }
    if !visible(snapshot, member, resource, at) {
        return Err(Refusal::not_found());
    }
    let inner = I::parse(request, Some(member));
    let holds = |access: Access| match N::RULE {
        Rule::Member => true,
        Rule::Scope(scope, _) | Rule::OneselfOr(scope, _) => {
            snapshot.check(member, resource, scope, access, at)
        }
        Rule::Oversees(_) => oversees_members(snapshot, member, resource, access, at),
    };
    let (scope, access) = match N::RULE {
        Rule::Member => return inner,
        Rule::OneselfOr(..)
            if I::PARAMETER.is_some_and(|name| is_oneself(request.segment(name), located)) =>
        {
            return inner;
        }
        Rule::Scope(scope, access) | Rule::OneselfOr(scope, access) => (scope, access),
        Rule::Oversees(access) => (CoreScope::SettingsMembers, access),
    };
    if holds(access) {
        return inner;
    }
    // Somebody who may look is told apart "does not exist" and "not yours to change"; somebody who may not
    // even look is told neither.
    if holds(Access::View) && !inner?.exists(conn, organization, snapshot)? {
        return Err(Refusal::not_found());
    }
    let scope: shared::access::Scope = scope.into();
    let label = snapshot.model().catalog.entry(scope).map_or("this area", |entry| entry.label.as_str());
    let have = snapshot.effective(member, resource, at).get(scope);
    Err(Refusal::new(Code::PermissionDenied, sentence(label, access, have)))
}

fn is_oneself(text: &str, located: &Located) -> bool {
    text == "me" || text.parse() == Ok(located.member)
}

fn sentence(label: &str, need: Access, have: Access) -> String {
    let level = |access: Access| match access {
        Access::None => "none",
        Access::View => "View",
        Access::Full => "Full",
    };
    format!(
        "This needs {} on {label}. You have {}. Ask an admin of the organization.",
        level(need),
        level(have)
    )
}
