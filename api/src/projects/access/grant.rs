//! Giving and taking on a project, to a member or a group: who is told, what is recorded, what is answered.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shared::access::wire::GroupRef;
use shared::access::{
    Grant, GrantSource, Outcome as Decided, Permissions, Principal, ResourceKind, Snapshot,
};
use shared::ids::{GrantId, MemberId, ProjectId};
use shared::notifications::{Page, Topic};
use shared::problem::Code;
use shared::projects::granting::{self, Given};
use shared::projects::wire::ProjectGrant;

use super::store;
use crate::access::sources::level;
use crate::authz::need::{Full, Inside, OverseesProject, SeesOne};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::groups::kept;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Refusal, Request};
use crate::notifications::Notice;
use crate::projects::store as projects;
use crate::{access, members, organizations, runtime};

/// What stands in the way of giving something to a member.
pub(super) const GIVING: &[Code] = &[
    Code::MayNotGrant,
    Code::OwnerProtected,
    Code::AboveCeiling,
    Code::ReachShared,
    Code::MemberDeactivated,
    Code::ImplicitMember,
];

type Tx<'t> = Writing<'t, OverseesProject<Full>>;

/// The project of the path, where the caller may change what this principal has on it. 403 comes before 422.
pub(super) fn place_for(tx: &Tx<'_>, request: &Request, principal: Principal) -> Result<ProjectId, Refusal> {
    let project = request.id_of("prj")?;
    granting::may_touch(tx.snapshot(), tx.member()?, principal, project, tx.now())?;
    Ok(project)
}

/// The whole of an operation that takes back what this principal was given on the project of the path.
pub(super) fn take_away<O: Operation<Body = NoBody>>(
    tx: &mut Tx<'_>,
    mut ask: Ask<'_, O>,
    principal: Principal,
) -> Result<Outcome<ProjectGrant>, Refusal> {
    let project = place_for(tx, ask.request, principal)?;
    let NoBody {} = ask.body()?;
    take(tx, O::SPEC.name, principal, project)
}

/// Gives this much on a project, in place of what was given before. 201 where there was nothing.
pub(crate) fn give<N: Inside + SeesOne>(
    tx: &mut Writing<'_, N>,
    action: &'static str,
    principal: Principal,
    project: ProjectId,
    permissions: Permissions,
    expires_at: Option<DateTime<Utc>>,
) -> Result<Outcome<ProjectGrant>, Refusal> {
    let picture = tx.picture();
    let source = GrantSource::Person(tx.actor().user);
    let given = Given { permissions, expires_at, grant: runtime::new_id::<GrantId>(), source };
    let decided = granting::give(&picture, tx.member()?, principal, project, given, tx.now())?;
    let before = granting::direct(&picture, principal, project);
    let decision = match decided {
        Decided::Unchanged => {
            let grant = before.ok_or_else(Refusal::not_found)?;
            return Ok(Outcome::unchanged(body(tx, project, &grant)?));
        }
        Decided::Decision(decision) => decision,
    };
    tx.apply(&decision)?;
    let grant = granting::direct(tx.snapshot(), principal, project).ok_or_else(Refusal::not_found)?;
    let answer = body(tx, project, &grant)?;
    tell(tx, &picture, principal, project, Some(&answer.level.name))?;
    let record = record(tx, action, principal, project, before.as_ref(), Some(&grant))?;
    Ok(Outcome::changed(answer, record).created(before.is_none()))
}

/// Takes away what was given on the project itself, and answers with it as it was.
pub(crate) fn take<N: Inside + SeesOne>(
    tx: &mut Writing<'_, N>,
    action: &'static str,
    principal: Principal,
    project: ProjectId,
) -> Result<Outcome<ProjectGrant>, Refusal> {
    let picture = tx.picture();
    let decision = granting::take(&picture, tx.member()?, principal, project, tx.now())?;
    let grant = granting::direct(&picture, principal, project).ok_or_else(Refusal::not_found)?;
    let answer = body(tx, project, &grant)?;
    tx.apply(&decision)?;
    tell(tx, &picture, principal, project, None)?;
    let record = record(tx, action, principal, project, Some(&grant), None)?;
    let had: Vec<MemberId> = match principal {
        Principal::Member(member) => vec![member],
        Principal::Group(group) => picture.members_of(group).collect(),
    };
    let kept = kept::after_losing(tx, &picture, vec![grant], &had)?;
    Ok(Outcome::changed(answer, record).keeping(kept))
}

/// The role of a project that a request names.
pub(crate) fn project_role(snapshot: &Snapshot, key: &str) -> Result<Permissions, Refusal> {
    let model = snapshot.model();
    model.project_role(key).map(|role| role.permissions).ok_or_else(|| {
        let known: Vec<&str> = model.project_roles.iter().map(|role| role.key.as_str()).collect();
        let detail = format!("There is no such role on a project. Use one of: {}.", known.join(", "));
        Refusal::field("/role", "unknown_role", detail)
    })
}

fn body<N: Inside>(
    tx: &mut Writing<'_, N>,
    project: ProjectId,
    grant: &Grant,
) -> Result<ProjectGrant, Refusal> {
    let (member, group) = match grant.principal {
        Principal::Member(member) => (Some(member), None),
        Principal::Group(group) => {
            let name = store::group_names(tx, &[group].into())?.remove(&group);
            (None, Some(GroupRef { id: group, name }))
        }
    };
    let model = tx.snapshot().model();
    let level = level(model, ResourceKind::Project, grant.permissions);
    Ok(ProjectGrant {
        id: grant.id,
        project,
        member,
        group,
        role: level.key.clone(),
        level,
        permissions: model.catalog.map(&grant.permissions, ResourceKind::Project),
        expires_at: grant.expires_at,
    })
}

/// A member hears what they have been given, or have no longer; of a group, everybody whose access that changed.
fn tell<N: Inside + SeesOne>(
    tx: &mut Writing<'_, N>,
    before: &Snapshot,
    principal: Principal,
    project: ProjectId,
    level: Option<&str>,
) -> Result<(), Refusal> {
    let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
    let name = projects::one(tx, project)?.name;
    match principal {
        Principal::Member(member) => {
            let Some(user) = tx.snapshot().member(member).map(|member| member.user) else { return Ok(()) };
            let notice = match level {
                Some(level) => Notice::new(
                    Topic::Access,
                    "projects.granted",
                    format!("{actor} gave you access to {name} in {organization}: {level}."),
                )
                .at(Page::Project(project)),
                None => Notice::new(
                    Topic::Access,
                    "projects.taken",
                    format!("{actor} took back what you were given on {name} in {organization}."),
                )
                .at(Page::OwnAccess),
            };
            tx.notify(user, &notice)
        }
        Principal::Group(group) => {
            let group = store::group_names(tx, &[group].into())?.remove(&group).unwrap_or_default();
            let (kind, text) = match level {
                Some(level) => (
                    "projects.granted",
                    format!(
                        "{actor} gave the group {group}, which you are in, access to {name} in {organization}: {level}."
                    ),
                ),
                None => (
                    "projects.taken",
                    format!("{actor} took back what the group {group} gave you on {name} in {organization}."),
                ),
            };
            access::tell_changed(tx, before, kind, &text)
        }
    }
}

fn record<N: Inside + SeesOne>(
    tx: &mut Writing<'_, N>,
    action: &'static str,
    principal: Principal,
    project: ProjectId,
    before: Option<&Grant>,
    after: Option<&Grant>,
) -> Result<Record, Refusal> {
    let target = match principal {
        Principal::Member(member) => {
            let row = members::store::find(tx, member)?;
            party("member", member, row.name())
        }
        Principal::Group(group) => {
            let name = store::group_names(tx, &[group].into())?.remove(&group);
            party("group", group, name.unwrap_or_default())
        }
    };
    let name = projects::one(tx, project)?.name;
    let model = tx.snapshot().model();
    let told = |grant: Option<&Grant>| {
        grant.map_or(Value::Null, |grant| {
            json!({
                "project": project,
                "name": name,
                "role": level(model, ResourceKind::Project, grant.permissions).key,
                "permissions": model.catalog.given(&grant.permissions),
                "expires_at": grant.expires_at,
            })
        })
    };
    Ok(Record::new(action, target, told(before), told(after)))
}
