//! `POST …/access/preview`: what several changes would do together, by the code that makes each of them.

use std::str::FromStr;

use shared::access::Principal;
use shared::access::prospective::{OfGroup, OfMember, OfRole, OnProject, PreviewChanges, Prospective};
use shared::access::wire::{Changes, Preview as Answer, PreviewProblem, SeatEffect};
use shared::ids::ProjectId;
use shared::problem::Code;
use shared::projects::granting::may_touch;

use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, RoleName, Writing};
use crate::http::request::{NoQuery, Request};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::projects::access::grant;
use crate::{groups, members, projects, roles};

/// The most changes of one call.
const MOST: usize = 100;

/// Rehearses several changes, each on top of those before it. One that is refused is named among the problems, and
/// the others are rehearsed without it.
pub struct Preview;

type Tx<'t> = Writing<'t, InOrganization<Members, Full>>;

impl Operation for Preview {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/access/preview",
        "access.preview",
        "Preview several changes of access together, without making any",
    )
    .rehearses();
    type Inner = ();
    type Query = NoQuery;
    type Body = PreviewChanges;
    type Answer = Answer;
}

impl Write for Preview {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Answer>, Refusal> {
        let PreviewChanges { changes } = ask.body()?;
        if !(1..=MOST).contains(&changes.len()) {
            return Err(Refusal::field("/changes", "out_of_range", "Name 1 to 100 changes."));
        }
        let (mut problems, mut kept) = (Vec::new(), Vec::new());
        for (index, change) in changes.into_iter().enumerate() {
            let pointer = format!("/changes/{index}");
            match rehearse(tx, change, ask.request) {
                Ok((found, left)) => {
                    problems.extend(found);
                    kept.extend(left);
                }
                Err(refusal) if refusal.code == Code::ValidationFailed => {
                    return Err(within(refusal, &pointer));
                }
                Err(refusal) if refusal.code.status() >= 500 => return Err(refusal),
                Err(refusal) => problems.push(PreviewProblem {
                    subject: pointer,
                    code: refusal.code.key().to_owned(),
                    detail: Some(refusal.detail.into()),
                }),
            }
        }
        Ok(Outcome::unchanged(unsent(tx)).rehearsed(Vec::new(), 0, problems).keeping(kept))
    }
}

type Rehearsed = (Vec<PreviewProblem>, Vec<shared::access::wire::Kept>);

/// Makes one change, as its operation does. The gate takes all of them back.
fn rehearse(tx: &mut Tx<'_>, change: Prospective, request: &Request) -> Result<Rehearsed, Refusal> {
    match change {
        Prospective::EditMember(OfMember { member, body }) => {
            run::<members::edit::Edit>(tx, id(&member)?, body, request)
        }
        Prospective::SetWorkspaces(OfMember { member, body }) => {
            run::<members::set_workspaces::SetWorkspaces>(tx, id(&member)?, body, request)
        }
        Prospective::EditMembers(body) => run::<members::bulk::Bulk>(tx, (), body, request),
        Prospective::EditRole(OfRole { role, body }) => {
            run::<roles::edit::Edit>(tx, RoleName::from(role), body, request)
        }
        Prospective::EditGroup(OfGroup { group, body }) => {
            run::<groups::edit_members::EditMembers>(tx, id(&group)?, body, request)
        }
        Prospective::SetOnProject(body) => on_project(tx, body),
    }
}

fn run<O>(tx: &mut Tx<'_>, inner: O::Inner, body: O::Body, request: &Request) -> Result<Rehearsed, Refusal>
where
    O: Write<Need = InOrganization<Members, Full>, Query = NoQuery>,
{
    // Of a row that was read before: its tag is not of this request.
    let request = Request { if_match: None, ..request.clone() };
    let outcome = O::run(tx, Ask::new(inner, NoQuery {}, Ok(body), &request))?;
    Ok(outcome.into_rehearsed())
}

fn on_project(tx: &mut Tx<'_>, body: OnProject) -> Result<Rehearsed, Refusal> {
    let OnProject { project, member, group, role, expires_at } = body;
    let project: ProjectId = id(&project)?;
    projects::store::one(tx, project)?;
    let principal = match (member, group) {
        (Some(member), None) => Principal::Member(id(&member)?),
        (None, Some(group)) => Principal::Group(id(&group)?),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Refusal::field("/set_on_project/member", "required", "Name a member or a group."));
        }
    };
    may_touch(&tx.picture(), tx.member()?, principal, project, tx.now())?;
    let outcome = match role {
        Some(role) => {
            let permissions = grant::project_role(tx.snapshot(), &role)?;
            grant::give(tx, "projects.set_collaborator", principal, project, permissions, expires_at)?
        }
        None => grant::take(tx, "projects.remove_collaborator", principal, project)?,
    };
    Ok(outcome.into_rehearsed())
}

/// Malformed, unknown and foreign are one.
fn id<T: FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::not_found())
}

/// A refused field, as it stands in the whole body.
fn within(refusal: Refusal, pointer: &str) -> Refusal {
    let mut errors = refusal.errors.clone();
    for error in &mut errors {
        error.pointer = format!("{pointer}{}", error.pointer);
    }
    Refusal { errors, ..refusal }
}

/// What is never sent: the gate answers a rehearsal with what it found.
fn unsent(tx: &Tx<'_>) -> Answer {
    Answer {
        preview: true,
        version: tx.version(),
        changes: Changes::default(),
        seats: SeatEffect { before: 0, after: 0, limit: None },
        money: None,
        problems: Vec::new(),
        kept: Vec::new(),
    }
}
