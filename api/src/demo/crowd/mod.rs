//! `usher demo --members N --projects N`: an organization of a size to measure at.
//!
//! Its owner signs up and founds it as everybody does. The rest is written in bulk: a hundred thousand
//! invitations accepted one by one would take hours and show nothing more. Each batch is one version with one
//! entry of the audit log, and the same numbers make the same organization.

mod draw;
mod store;

use std::fmt;
use std::time::Instant;

use serde_json::{Value, json};
use shared::access::{Model, Permissions, Principal, Resource};
use shared::ids::{GroupId, MemberId, ProjectId, RoleId, WorkspaceId};

use super::cast::PASSWORD;
use super::stage::{Act, DemoError, Stage, address};
use crate::config::Config;
use crate::runtime;
use draw::Draw;
use store::{Batch, Founded, GrantRow, MemberRow, ProjectRow};

const NAME: &str = "Metropolis";
const SLUG: &str = "metropolis";
const OWNER: &str = "Maud Okafor";

/// How many people, or projects, are written at once.
const BATCH: usize = 5_000;

const PROJECTS_IN_A_WORKSPACE: usize = 500;
const MEMBERS_IN_A_GROUP: usize = 100;
/// Of each member. A few hundredths more are in none.
const GROUPS_OF_A_MEMBER: usize = 2;
/// Projects that each group has something on.
const PROJECTS_OF_A_GROUP: usize = 10;

/// How large it is to be.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub members: usize,
    pub projects: usize,
}

/// What was loaded, as it is printed.
#[derive(Debug)]
pub struct Loaded(());

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sign in to {NAME} with the password {PASSWORD} as {}", address(OWNER))
    }
}

/// Fills the database. Says how far it is on standard error. An organization that is there is left alone.
pub fn load(config: Config, size: Size) -> Result<Loaded, DemoError> {
    let started = Instant::now();
    let mut stage = Stage::open(config)?;
    if stage.app.db.read(|conn| super::store::is_there(conn, SLUG))? {
        eprintln!("{NAME} is in this database already. Nothing was changed.");
        return Ok(Loaded(()));
    }
    let now = stage.end();
    stage.go_to(now);
    let founded = found(&mut stage)?;
    let mut draw = Draw::new();
    let mut crowd = Crowd { workspaces: vec![founded.workspace], groups: Vec::new(), projects: Vec::new() };

    let mut batch = Batch::default();
    for number in 1..(size.projects / PROJECTS_IN_A_WORKSPACE).max(1) {
        let id = runtime::new_id::<WorkspaceId>();
        crowd.workspaces.push(id);
        batch.workspaces.push((id, format!("Quarter {number}")));
    }
    for number in 0..size.members.div_ceil(MEMBERS_IN_A_GROUP) {
        let id = runtime::new_id::<GroupId>();
        crowd.groups.push(id);
        batch.groups.push((id, format!("{} {number}", draw.one(&draw::TRADES))));
    }
    founded.write(&stage.app, batch)?;

    each_batch("projects", size.projects, started, |from, to| {
        let projects: Vec<ProjectRow> = (from..to).map(|number| crowd.project(number, &mut draw)).collect();
        crowd.projects.extend(projects.iter().map(|row| row.id));
        founded.write(&stage.app, Batch { projects, ..Batch::default() })
    })?;
    let model = Model::studio();
    each_batch("groups", crowd.groups.len(), started, |from, to| {
        let mut batch = Batch::default();
        for group in &crowd.groups[from..to] {
            let given = crowd.projects.first().map(|_| PROJECTS_OF_A_GROUP).unwrap_or_default();
            for _ in 0..given {
                batch.grants.push(crowd.grant(model, Principal::Group(*group), &mut draw));
            }
        }
        founded.write(&stage.app, batch)
    })?;
    // One is there: the owner.
    each_batch("people", size.members.saturating_sub(1), started, |from, to| {
        let mut batch = Batch::default();
        for number in from..to {
            crowd.admit(number, model, &mut draw, &mut batch);
        }
        founded.write(&stage.app, batch)
    })?;
    eprintln!("Loaded in {:.1} s.", started.elapsed().as_secs_f32());
    Ok(Loaded(()))
}

/// Runs `write` for one batch after another, and says how far it is.
fn each_batch(
    what: &str,
    total: usize,
    started: Instant,
    mut write: impl FnMut(usize, usize) -> Result<(), DemoError>,
) -> Result<(), DemoError> {
    let mut done = 0;
    while done < total {
        let to = (done + BATCH).min(total);
        write(done, to)?;
        done = to;
        let share = done * 100 / total;
        eprintln!("{what}: {done} of {total} ({share} %), {:.0} s", started.elapsed().as_secs_f32());
    }
    Ok(())
}

/// The owner signs up and founds the organization, by the operations that everybody uses.
fn found(stage: &mut Stage) -> Result<Founded, DemoError> {
    stage.sign_up(OWNER)?;
    let body = json!({ "name": NAME, "slug": SLUG });
    let answer =
        stage.ask(&Act { operation: "organizations.create", path: &[], query: "", body, by: Some(OWNER) })?;
    let id = |pointer: &str| answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let lost = |_| DemoError::Thread("the founding answered without its ids".to_owned());
    Ok(Founded {
        organization: id("/id").parse().map_err(lost)?,
        workspace: id("/default_workspace/id").parse().map_err(lost)?,
        name: OWNER.to_owned(),
        user: stage.user(OWNER)?,
    })
}

/// What has been drawn so far.
struct Crowd {
    workspaces: Vec<WorkspaceId>,
    groups: Vec<GroupId>,
    projects: Vec<ProjectId>,
}

impl Crowd {
    fn project(&self, number: usize, draw: &mut Draw) -> ProjectRow {
        let name = format!("{} {} {number}", draw.one(&draw::PLACES), draw.one(&draw::WORKS));
        ProjectRow { id: runtime::new_id(), workspace: *draw.one(&self.workspaces), name }
    }

    /// Somebody, with groups, and some of them with a project of their own or kept to a few.
    fn admit(&self, number: usize, model: &Model, draw: &mut Draw, batch: &mut Batch) {
        let name = format!("{} {}", draw.one(&draw::FIRST), draw.one(&draw::LAST));
        let member = runtime::new_id::<MemberId>();
        let row = MemberRow {
            id: member,
            user: runtime::new_id(),
            address: draw::address(&name, number),
            name,
            role: role(model, draw),
            joined_days_ago: draw.below(1_000),
            deactivated: draw.below(50) == 0,
        };
        batch.members.push(row);
        for _ in 0..GROUPS_OF_A_MEMBER.min(self.groups.len()) {
            batch.group_members.insert((*draw.one(&self.groups), member));
        }
        if !self.projects.is_empty() && draw.below(2) == 0 {
            batch.grants.push(self.grant(model, Principal::Member(member), draw));
        }
        if !self.projects.is_empty() && draw.below(20) == 0 {
            batch.restricted.push((member, self.workspaces[0]));
        }
    }

    fn grant(&self, model: &Model, principal: Principal, draw: &mut Draw) -> GrantRow {
        let bundle = draw.one(&model.project_roles);
        let permissions: Permissions = bundle.permissions;
        let on = Resource::Project(*draw.one(&self.projects));
        GrantRow { id: runtime::new_id(), principal, on, permissions: model.catalog.given(&permissions) }
    }
}

/// Mostly editors and viewers, and an admin among two hundred.
fn role(model: &Model, draw: &mut Draw) -> RoleId {
    let key = match draw.below(200) {
        0 => "admin",
        1..=120 => "editor",
        _ => "viewer",
    };
    model.role_by_key(key).map_or(model.default_role, |role| role.id)
}
