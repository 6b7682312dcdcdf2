//! `PATCH …/members/{member}`: role, scopes, projects and expiry, in one form and one save.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::access::{
    Denied, GrantSource, Model, Outcome as Decided, Permissions, Principal, Resource, ResourceKind, Snapshot,
};
use shared::ids::{MemberId, ProjectId};
use shared::members::edit::{Edit as Form, Granting, edit, room};
use shared::members::rules::may_touch;
use shared::members::wire::{EditMember, MemberDetail, ProjectPermissions};
use shared::notifications::{Page, Topic};
use shared::problem::{Code, FieldProblem};

use super::act::{Act, facts};
use super::detail::detail;
use super::store;
use crate::access::{read, role_named, visible};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Request, Spec, Write};
use crate::notifications::Notice;
use crate::{organizations, runtime};

/// Edits a member's permissions, in force with the next request of every open session.
pub struct Edit;

type Tx<'t> = Writing<'t, InOrganization<Members, Full>>;

impl Operation for Edit {
    const SPEC: Spec = Spec::patch(
        "/v1/organizations/{org}/members/{member}",
        "members.edit",
        "Edit a member's role, permissions, projects and expiry, all or nothing",
    )
    .previews()
    .refuses(&[
        Code::OwnerProtected,
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::LastAdmin,
        Code::NoSeat,
        Code::ImplicitMember,
        Code::GuestConversion,
        Code::MemberDeactivated,
        Code::AboveCeiling,
        Code::ReachShared,
        Code::PreconditionFailed,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = EditMember;
    type Answer = MemberDetail;
}

impl Write for Edit {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<MemberDetail>, Refusal> {
        let member = ask.inner;
        let present = detail(tx, member)?;
        let (picture, actor, now) = (tx.picture(), tx.member()?, tx.now());
        // 403 comes before 412 and 422: may they touch this member at all?
        let touches = may_touch(&picture, actor, member, now);
        if let Err(denied) = touches
            && Act::is_forbidden(denied)
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let asked = ask.body()?;
        let form = read_form(tx, &asked)?;
        let source = GrantSource::Person(tx.actor().user);
        let granting = Granting { grant_id: &mut runtime::new_id, source };
        let decided = edit(&picture, actor, member, &form, granting, now);
        if decided == Err(Denied::AboveCeiling) {
            return Err(above_ceiling(&picture, member, &form, &asked));
        }
        if decided == Err(Denied::GuestConversion) {
            return Err(super::guests::refused(tx.app(), &picture, member));
        }
        let Decided::Decision(decision) = decided? else { return Ok(Outcome::unchanged(present)) };
        let role_alone = form == Form { role: form.role, ..Form::default() };
        if let (Some(role), true) = (form.role, role_alone) {
            let records = Act::ChangeRole(role).carry_out(tx, member, &decision)?;
            return Ok(Outcome::changed_each(detail(tx, member)?, records));
        }
        let person = store::find(tx, member)?;
        let before = everything(tx.snapshot(), member)?;
        let was = super::act::role_name(tx.snapshot(), member)?;
        tx.apply(&decision)?;
        let after = everything(tx.snapshot(), member)?;
        match form.role.filter(|role| picture.member(member).is_some_and(|row| row.role != *role)) {
            Some(role) => Act::ChangeRole(role).tell(tx, &person, member, &was)?,
            None => {
                let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
                let text = format!("{actor} changed what you can get at in {organization}.");
                let notice = Notice::new(Topic::Access, "members.edit", text).at(Page::OwnAccess);
                tx.notify(person.user(), &notice)?;
            }
        }
        let record = Record::new("members.edit", party("member", member, person.name()), before, after);
        Ok(Outcome::changed(detail(tx, member)?, record))
    }
}

/// How a form that was refused is logged: one that says the role and nothing else asked for a change of role,
/// as the entry of one that went through says.
pub(crate) fn asked_for(request: &Request) -> &'static str {
    match serde_json::from_slice::<EditMember>(&request.body) {
        Ok(EditMember {
            role: Some(_),
            permissions: None,
            restrict_to: None,
            projects: None,
            expires_at: None,
        }) => "members.change_role",
        Ok(_) | Err(_) => request.operation,
    }
}

/// The form that the body fills in. A project that the asker cannot see is 404, as in a path.
fn read_form(tx: &Tx<'_>, asked: &EditMember) -> Result<Form, Refusal> {
    let EditMember { role, permissions, restrict_to, projects, expires_at } = asked;
    let model = tx.snapshot().model();
    let role = role.as_deref().map(|text| role_named(model, text, "/role")).transpose()?;
    let of_organization = |map| read::permissions(model, map, ResourceKind::Organization, "/permissions");
    let restrict_to = match restrict_to {
        None => None,
        Some(None) => Some(None),
        Some(Some(list)) => {
            Some(Some(list.iter().map(|id| project(tx, id)).collect::<Result<BTreeSet<_>, _>>()?))
        }
    };
    Ok(Form {
        role: role.map(|role| role.id),
        permissions: permissions.as_ref().map(of_organization).transpose()?,
        restrict_to,
        projects: projects.as_ref().map(|list| read_projects(tx, model, list)).transpose()?,
        expires_at: *expires_at,
    })
}

fn read_projects(
    tx: &Tx<'_>,
    model: &Model,
    asked: &[ProjectPermissions],
) -> Result<BTreeMap<ProjectId, Permissions>, Refusal> {
    let mut projects = BTreeMap::new();
    for (index, ProjectPermissions { id, permissions }) in asked.iter().enumerate() {
        let (id, pointer) = (project(tx, id)?, format!("/projects/{index}"));
        let given =
            read::permissions(model, permissions, ResourceKind::Project, &format!("{pointer}/permissions"))?;
        if projects.insert(id, given).is_some() {
            let detail = "This project stands in the list twice.";
            return Err(Refusal::field(format!("{pointer}/id"), "duplicate", detail));
        }
    }
    Ok(projects)
}

fn project(tx: &Tx<'_>, text: &str) -> Result<ProjectId, Refusal> {
    let id: ProjectId = text.parse().map_err(|_| Refusal::not_found())?;
    let seen = visible(tx.snapshot(), tx.member()?, Resource::Project(id), tx.now());
    if seen { Ok(id) } else { Err(Refusal::not_found()) }
}

/// The refusal of a form that grants more than the role can reach, with every scope that does.
fn above_ceiling(snapshot: &Snapshot, member: MemberId, form: &Form, asked: &EditMember) -> Refusal {
    let Some(role) = form.role.or_else(|| snapshot.member(member).map(|row| row.role)) else {
        return Refusal::not_found();
    };
    let catalog = &snapshot.model().catalog;
    let above = |on: Resource, given: Permissions, pointer: &str| {
        let room = room(snapshot, member, role, on);
        let scopes = given.iter().filter(move |(scope, access)| *access > room.get(*scope));
        let error = |scope| FieldProblem {
            pointer: format!("{pointer}/{}", catalog.key(scope)),
            code: "above_ceiling".to_owned(),
            detail: "More than this role can ever reach.".to_owned(),
        };
        scopes.map(|(scope, _)| error(scope)).collect::<Vec<_>>()
    };
    let mut errors =
        form.permissions.map_or_else(Vec::new, |given| above(Resource::Organization, given, "/permissions"));
    for (index, ProjectPermissions { id, .. }) in asked.projects.iter().flatten().enumerate() {
        let given = id.parse().ok().and_then(|id| Some((id, *form.projects.as_ref()?.get(&id)?)));
        if let Some((id, given)) = given {
            errors.extend(above(Resource::Project(id), given, &format!("/projects/{index}/permissions")));
        }
    }
    Refusal { errors, ..Refusal::from(Denied::AboveCeiling) }
}

/// What an entry keeps of all that the form is about.
fn everything(snapshot: &Snapshot, member: MemberId) -> Result<Value, Refusal> {
    let catalog = &snapshot.model().catalog;
    let mut all = facts(snapshot, member)?;
    let lists: BTreeMap<_, _> = snapshot.restrictions_of(member).collect();
    let mut organization = Permissions::NONE;
    let mut projects: BTreeMap<ProjectId, Permissions> = BTreeMap::new();
    for grant in snapshot.grants_to(Principal::Member(member)) {
        match grant.resource {
            Resource::Organization => organization = organization.join(grant.permissions),
            Resource::Project(id) => {
                let given = projects.entry(id).or_default();
                *given = given.join(grant.permissions);
            }
            Resource::Workspace(_) | Resource::Item(_) => {}
        }
    }
    let projects: BTreeMap<_, _> = projects.iter().map(|(id, given)| (id, catalog.given(given))).collect();
    all["expires_at"] = json!(snapshot.member(member).and_then(|row| row.expires_at));
    all["permissions"] = json!(catalog.given(&organization));
    all["restrict_to"] = json!(lists.values().flat_map(|list| list.iter()).collect::<BTreeSet<_>>());
    if lists.is_empty() {
        all["restrict_to"] = Value::Null;
    }
    all["projects"] = json!(projects);
    Ok(all)
}
