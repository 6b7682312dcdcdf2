//! One question: who is it about, on what, and may they.

use chrono::{DateTime, Utc};
use shared::access::{Access, Reach as RoleReach, Resource, Scope, Snapshot};
use shared::evaluations::wire::{Decision, DecisionContext, Reason};
use shared::ids::{ItemId, MemberId, OrganizationId, ProjectId, UserId, WorkspaceId};
use shared::text::EmailAddress;

use super::asked::{Asked, Named, Question};
use super::caller::{self, Standing};
use super::{Answer, Body, Desk, Reach, Stop, reason, store};

/// `POST /access/v1/evaluation`
pub(super) fn evaluation(desk: &Desk<'_>, body: &[u8]) -> Result<Answer, Stop> {
    let asker = caller::asker(desk)?;
    let asked = Asked::read(body)?;
    alone(desk, &asker, &asked)
}

/// A body that is one question.
pub(super) fn alone(desk: &Desk<'_>, asker: &caller::Asker, asked: &Asked<'_>) -> Result<Answer, Stop> {
    let question = asked.question()?;
    let Some(organization) = caller::organization_for(desk, asker, question.resource)? else {
        let verdict = Verdict::nothing_known(question.explain);
        return Ok(Answer { body: verdict.body()?, version: None });
    };
    let standing = caller::standing(desk, asker, organization)?;
    let verdict = decide(desk, &standing, &question)?;
    Ok(Answer { body: verdict.body()?, version: Some(standing.snapshot.version()) })
}

/// The answer to one question.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) allowed: bool,
    reason: Option<Reason>,
}

impl Verdict {
    /// The answer where the asker is in no organization that the question could be about.
    pub(super) fn nothing_known(explain: bool) -> Self {
        Self { allowed: false, reason: explain.then(reason::unknown) }
    }

    fn body(self) -> Result<Body, Stop> {
        match (&self.reason, self.allowed) {
            (None, true) => Ok(Body::Allowed),
            (None, false) => Ok(Body::Denied),
            (Some(_), _) => Body::of(&self.decision()),
        }
    }

    /// As one of many.
    pub(super) fn decision(self) -> Decision {
        let context = self.reason.map(|reason| DecisionContext { reason: Some(reason), error: None });
        Decision { decision: self.allowed, context }
    }
}

/// Decides a question. 403 where the asker may not ask about this subject, whoever it is.
pub(super) fn decide(desk: &Desk<'_>, standing: &Standing, question: &Question<'_>) -> Result<Verdict, Stop> {
    let subject = subject(desk, standing, question.subject)?;
    let snapshot = &*standing.snapshot;
    let (target, action) = (target(snapshot, question.resource), snapshot.model().action(question.action));
    let (Some(member), Some(target), Some((scope, need))) = (subject, target, action) else {
        let reason = question.explain.then(|| match subject {
            None => reason::stranger(),
            Some(_) => reason::unknown(),
        });
        return Ok(Verdict { allowed: false, reason });
    };
    let held = target.allows(snapshot, member, scope, need, desk.now);
    // Asked only where it matters: a no says nothing of what the asker does not see.
    let allowed = held && standing.sees(member, target.resource);
    let reason = question.explain.then(|| {
        if standing.sees(member, target.resource) {
            reason::of(snapshot, member, target.resource, scope, need, desk.now)
        } else {
            reason::unknown()
        }
    });
    Ok(Verdict { allowed, reason })
}

/// Who a question is about, if they are a member; 403 where the asker may not ask about them.
pub(super) fn subject(
    desk: &Desk<'_>,
    standing: &Standing,
    named: Named<'_>,
) -> Result<Option<MemberId>, Stop> {
    let user = match (named.kind, named.id.parse::<UserId>()) {
        ("user", Ok(user)) => Some(user),
        ("user" | "email", _) => by_address(desk, named.id)?,
        _ => None,
    };
    let member = user.and_then(|user| standing.snapshot.member_of_user(user)).map(|member| member.id);
    if standing.may_ask(member) {
        return Ok(member);
    }
    Err(Stop::forbidden(
        "permission_denied: you may ask about yourself here, and about others with members: view.",
    ))
}

/// An address is looked up: whose it is changes without a version. Ids cost nothing.
fn by_address(desk: &Desk<'_>, text: &str) -> Result<Option<UserId>, Stop> {
    let Ok(address) = text.parse::<EmailAddress>() else { return Ok(None) };
    match desk.reach {
        Reach::Memory => Err(Stop::AskDatabase),
        Reach::Database => Ok(desk.app.db.read(|conn| store::user_of_address(conn, &address))?),
    }
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) resource: Resource,
    /// A shared item that is said to be in another project than when it was shared: its shares still count.
    moved: Option<ItemId>,
}

impl Target {
    fn at(resource: Resource) -> Option<Self> {
        Some(Self { resource, moved: None })
    }

    /// Whether a member has this much here.
    pub(super) fn allows(
        self,
        snapshot: &Snapshot,
        member: MemberId,
        scope: Scope,
        need: Access,
        at: DateTime<Utc>,
    ) -> bool {
        let guest = |item| {
            let shared = snapshot.role_of(member).is_some_and(|role| role.reach == RoleReach::Shared);
            shared && snapshot.check(member, Resource::Item(item), scope, need, at)
        };
        snapshot.check(member, self.resource, scope, need, at) || self.moved.is_some_and(guest)
    }
}

/// The resource of this name in the organization, if there is one.
///
/// Every other type than the service's own is one of the host product's, and its things are items. An item is
/// in the project that the question names, else in that of its shares; without either nothing is known of it.
pub(super) fn target(snapshot: &Snapshot, named: Named<'_>) -> Option<Target> {
    let there = |resource: Resource| Target::at(resource).filter(|_| snapshot.has(resource));
    match named.kind {
        "organization" => {
            let same = named.id.parse::<OrganizationId>() == Ok(snapshot.organization());
            if same { Target::at(Resource::Organization) } else { None }
        }
        "workspace" => there(Resource::Workspace(named.id.parse::<WorkspaceId>().ok()?)),
        "project" => there(Resource::Project(named.id.parse::<ProjectId>().ok()?)),
        kind => {
            let shared = snapshot.item_named(kind, named.id);
            let Some(project) = named.project else {
                return shared.and_then(|item| Target::at(Resource::Item(item.id)));
            };
            let project = project.parse::<ProjectId>().ok()?;
            match shared {
                Some(item) if item.project == project => Target::at(Resource::Item(item.id)),
                Some(item) => {
                    there(Resource::Project(project)).map(|target| Target { moved: Some(item.id), ..target })
                }
                None => there(Resource::Project(project)),
            }
        }
    }
}
