//! L11: after every step of a random sequence of calls the server's answers are those of the slow evaluator
//! over rows that are kept beside it, and of a snapshot of those rows; and of a server that has just started.
//! L6: nothing of it shows in another organization. L18: no answer is older than the write before it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::access::{
    Access, Change, GroupMemberFact, Principal, Reach, Resource, ResourceKind, Status, Visibility,
};
use shared::ids::{GroupId, MemberId, ProjectId, RoleId, WorkspaceId};

use super::counted::Counted;
use super::mirror::{Mirror, role_in, scopes};
use crate::support::{Answer, Person, World};

const STEPS: usize = 80;

/// One world with the rows beside it.
struct Run {
    world: World,
    mirror: Mirror,
    counted: Counted,
    version: u64,
    /// What succeeded at least once.
    done: BTreeSet<&'static str>,
    differences: Vec<String>,
}

/// What the call does to the facts, told by whoever made it and by the answer.
type Then = Box<dyn FnOnce(&mut Mirror, MemberId, &Value) -> Vec<Change>>;

/// A call, and what it changes where it is allowed.
struct Call {
    name: &'static str,
    method: &'static str,
    path: String,
    body: Value,
    then: Then,
}

fn call(
    name: &'static str,
    method: &'static str,
    path: String,
    body: Value,
    then: impl FnOnce(&mut Mirror, MemberId, &Value) -> Vec<Change> + 'static,
) -> Call {
    Call { name, method, path, body, then: Box::new(then) }
}

fn id<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

impl Run {
    fn new(seed: u64) -> Self {
        let world = World::new();
        let (mirror, version) = (Mirror::of(&world), world.version());
        Self {
            world,
            mirror,
            counted: Counted(seed),
            version,
            done: BTreeSet::new(),
            differences: Vec::new(),
        }
    }

    fn member(&mut self) -> MemberId {
        self.counted.one_of(&self.mirror.facts.members).id
    }

    fn workspace(&mut self) -> WorkspaceId {
        self.counted.one_of(&self.mirror.facts.workspaces).id
    }

    fn project(&mut self) -> Option<ProjectId> {
        let all = &self.mirror.facts.projects;
        if all.is_empty() { None } else { Some(self.counted.one_of(all).id) }
    }

    fn group(&mut self) -> Option<GroupId> {
        let all = &self.mirror.facts.groups;
        if all.is_empty() { None } else { Some(*self.counted.one_of(all)) }
    }

    /// Any role, the owner's and the organization's own among them.
    fn role(&mut self) -> RoleId {
        let built_in = self.mirror.model.roles.iter().map(|role| role.id);
        let all: Vec<RoleId> = built_in.chain(self.mirror.facts.roles.iter().map(|role| role.id)).collect();
        *self.counted.one_of(&all)
    }

    fn levels(&mut self, kind: ResourceKind) -> BTreeMap<String, Access> {
        let scopes = scopes(&self.mirror.model, kind);
        let number = 1 + self.counted.below(3);
        (0..number)
            .map(|_| {
                let access = if self.counted.now_and_then(2) { Access::View } else { Access::Full };
                (self.counted.one_of(&scopes).clone(), access)
            })
            .collect()
    }

    /// Somebody who has a session; mostly one who may.
    fn actor(&mut self) -> Person {
        let mostly = ["owner", "owner", "owner", "owner", "owner", "owner", "owner", "admin", "admin"];
        let names = [&mostly[..], &["editor", "nora", "viewer"]].concat();
        let name = *self.counted.one_of(&names);
        self.world.person(name)
    }

    fn next(&mut self) -> Option<Call> {
        let choice = self.counted.below(28);
        match choice {
            0 | 1 => self.change_role(),
            2 | 27 => self.change_status(),
            3 if self.counted.now_and_then(6) => Some(self.remove_member()),
            3..=5 => Some(self.make_a_place()),
            6 => self.delete_a_place(),
            7 | 8 => self.collaborator(),
            9 | 10 => self.own_scopes(),
            11 => Some(self.make_a_role()),
            12 | 13 => self.edit_a_role(),
            14 => self.delete_a_role(),
            15..=17 => Some(self.workspace_member()),
            18 | 19 => self.restriction(),
            20 => Some(self.make_a_group()),
            21 | 22 => self.group_member(),
            23 | 24 => self.group_on_a_project(),
            25 if self.counted.now_and_then(3) => self.delete_a_group(),
            _ => self.share(),
        }
    }

    fn change_role(&mut self) -> Option<Call> {
        let (member, role) = (self.member(), self.role());
        let body = json!({ "role": role });
        let path = format!("/v1/organizations/{{org}}/members/{member}");
        Some(call("change_role", "PATCH", path, body, move |mirror, _, _| {
            let reach = |role: Option<shared::access::RoleFact>| role.expect("a role").reach;
            let (old, new) = (reach(mirror.role_of(member)), reach(mirror.role(role)));
            let becomes_guest = new == Reach::Shared && old != Reach::Shared;
            let mut changes = if becomes_guest { mirror.as_guest(member) } else { Vec::new() };
            changes.push(Change::RoleChanged { member, role });
            changes
        }))
    }

    fn change_status(&mut self) -> Option<Call> {
        let down = self.mirror.facts.members.iter().filter(|row| row.status == Status::Deactivated);
        let down: Vec<MemberId> = down.map(|row| row.id).collect();
        let on = !down.is_empty() && self.counted.now_and_then(2);
        let member = if on { *self.counted.one_of(&down) } else { self.member() };
        let (verb, status) =
            if on { ("activate", Status::Active) } else { ("deactivate", Status::Deactivated) };
        let path = format!("/v1/organizations/{{org}}/members/{member}/{verb}");
        Some(call(verb, "POST", path, json!({}), move |_, _, _| {
            vec![Change::StatusChanged { member, status }]
        }))
    }

    fn remove_member(&mut self) -> Call {
        let member = self.member();
        let path = format!("/v1/organizations/{{org}}/members/{member}");
        call("remove", "DELETE", path, Value::Null, move |_, _, _| vec![Change::MemberRemoved { member }])
    }

    fn make_a_place(&mut self) -> Call {
        if self.counted.now_and_then(3) {
            let private = self.counted.now_and_then(2);
            let (word, visibility) =
                if private { ("private", Visibility::Private) } else { ("open", Visibility::Open) };
            let body =
                json!({ "name": format!("Room {}", self.counted.below(1_000_000)), "visibility": word });
            let path = "/v1/organizations/{org}/workspaces".to_owned();
            return call("make_workspace", "POST", path, body, move |mirror, actor, made| {
                let workspace = id(&made["id"]);
                let mut changes = vec![Change::WorkspaceAdded { workspace, visibility }];
                let everywhere = mirror.role_of(actor).is_some_and(|role| role.reach == Reach::Everything);
                if private && !everywhere {
                    changes.push(Change::WorkspaceMemberAdded { workspace, member: actor, role: None });
                }
                changes
            });
        }
        let workspace = self.workspace();
        let body = json!({ "name": format!("Work {}", self.counted.below(1_000_000)) });
        let path = format!("/v1/workspaces/{workspace}/projects");
        call("make_project", "POST", path, body, move |mirror, actor, made| {
            let project = id(&made["id"]);
            let mut changes = vec![Change::ProjectAdded { project, workspace }];
            let of =
                |row: &&shared::access::RestrictionFact| row.member == actor && row.workspace == workspace;
            if let Some(list) = mirror.facts.restrictions.iter().find(of) {
                let mut projects = list.projects.clone();
                projects.insert(project);
                changes.push(Change::Restricted { member: actor, workspace, projects });
            }
            changes
        })
    }

    fn delete_a_place(&mut self) -> Option<Call> {
        if self.counted.now_and_then(3) {
            let workspace = self.workspace();
            let path = format!("/v1/workspaces/{workspace}");
            return Some(call("delete_workspace", "DELETE", path, Value::Null, move |_, _, _| {
                vec![Change::WorkspaceRemoved { workspace }]
            }));
        }
        let project = self.project()?;
        let path = format!("/v1/projects/{project}");
        Some(call("delete_project", "DELETE", path, Value::Null, move |_, _, _| {
            vec![Change::ProjectRemoved { project }]
        }))
    }

    /// One direct grant a member and project: the last one replaces it.
    fn collaborator(&mut self) -> Option<Call> {
        let given = self.mirror.facts.grants.iter().filter_map(|row| match (row.principal, row.resource) {
            (Principal::Member(member), Resource::Project(project)) => Some((member, project)),
            _ => None,
        });
        let given: Vec<(MemberId, ProjectId)> = given.collect();
        if !given.is_empty() && self.counted.now_and_then(3) {
            let (member, project) = *self.counted.one_of(&given);
            let (to, on) = (Principal::Member(member), Resource::Project(project));
            let path = format!("/v1/projects/{project}/collaborators/{member}");
            return Some(call("remove_collaborator", "DELETE", path, Value::Null, move |mirror, _, _| {
                mirror.without_grants(to, &[on])
            }));
        }
        let (project, member) = (self.project()?, self.member());
        let (to, on) = (Principal::Member(member), Resource::Project(project));
        let path = format!("/v1/projects/{project}/collaborators/{member}");
        let role = *self.counted.one_of(&["viewer", "editor", "admin"]);
        Some(call("set_collaborator", "PUT", path, json!({ "role": role }), move |mirror, _, _| {
            replaced(mirror, to, on, role)
        }))
    }

    fn own_scopes(&mut self) -> Option<Call> {
        let (project, member) = (self.project()?, self.member());
        let (to, on) = (Principal::Member(member), Resource::Project(project));
        let path = format!("/v1/projects/{project}/members/{member}/scopes");
        let levels = self.levels(ResourceKind::Project);
        Some(call("set_scopes", "PUT", path, json!({ "permissions": levels }), move |mirror, _, _| {
            let mut changes = mirror.without_grants(to, &[on]);
            changes.push(mirror.grant(to, on, &levels));
            changes
        }))
    }

    fn make_a_role(&mut self) -> Call {
        let mut levels = self.levels(ResourceKind::Organization);
        levels.extend(self.levels(ResourceKind::Project));
        let reach = *self.counted.one_of(&["granted", "granted", "everything"]);
        let name = format!("Role {}", self.counted.below(1_000_000));
        let body = json!({ "name": name, "permissions": levels, "reach": reach });
        call("make_role", "POST", "/v1/organizations/{org}/roles".to_owned(), body, |mirror, _, made| {
            vec![Change::RoleAdded(role_in(made, &mirror.model))]
        })
    }

    fn edit_a_role(&mut self) -> Option<Call> {
        let all = &self.mirror.facts.roles;
        let role = if all.is_empty() { return None } else { self.counted.one_of(all).id };
        let levels = self.levels(ResourceKind::Project);
        let path = format!("/v1/organizations/{{org}}/roles/{role}");
        Some(call("edit_role", "PATCH", path, json!({ "permissions": levels }), |mirror, _, made| {
            vec![Change::RoleEdited(role_in(made, &mirror.model))]
        }))
    }

    fn delete_a_role(&mut self) -> Option<Call> {
        let all = &self.mirror.facts.roles;
        let role = if all.is_empty() { return None } else { self.counted.one_of(all).id };
        let viewer = self.mirror.model.role_by_key("viewer").expect("a role").id;
        let path = format!("/v1/organizations/{{org}}/roles/{role}?replacement=viewer");
        Some(call("delete_role", "DELETE", path, Value::Null, move |mirror, _, _| {
            let held = mirror.facts.members.iter().filter(|row| row.role == role);
            let mut changes: Vec<Change> =
                held.map(|row| Change::RoleChanged { member: row.id, role: viewer }).collect();
            let over = mirror.facts.workspace_members.iter().filter(|row| row.role == Some(role));
            changes.extend(over.map(|row| Change::WorkspaceRoleChanged {
                workspace: row.workspace,
                member: row.member,
                role: Some(viewer),
            }));
            changes.push(Change::RoleRemoved { role });
            changes
        }))
    }

    fn workspace_member(&mut self) -> Call {
        let listed = &self.mirror.facts.workspace_members;
        if !listed.is_empty() && self.counted.now_and_then(3) {
            let row = self.counted.one_of(listed);
            let (workspace, member) = (row.workspace, row.member);
            let path = format!("/v1/workspaces/{workspace}/members/{member}");
            return call("leave_workspace", "DELETE", path, Value::Null, move |mirror, _, _| {
                let mut changes = mirror.without_grants(Principal::Member(member), &mirror.inside(workspace));
                let restricted = mirror.facts.restrictions.iter();
                let restricted = restricted.filter(|row| row.member == member && row.workspace == workspace);
                changes.extend(restricted.map(|_| Change::RestrictionLifted { member, workspace }));
                changes.push(Change::WorkspaceMemberRemoved { workspace, member });
                changes
            });
        }
        let (workspace, member) = (self.workspace(), self.member());
        let path = format!("/v1/workspaces/{workspace}/members/{member}");
        let role = if self.counted.now_and_then(3) { None } else { Some(self.role()) };
        call("set_workspace_member", "PUT", path, json!({ "role": role }), move |mirror, _, _| {
            let mut rows = mirror.facts.workspace_members.iter();
            let open = mirror
                .facts
                .workspaces
                .iter()
                .any(|row| (row.id, row.visibility) == (workspace, Visibility::Open));
            if rows.any(|row| row.member == member && row.workspace == workspace) {
                vec![Change::WorkspaceRoleChanged { workspace, member, role }]
            } else if open && role.is_none() {
                // Everybody is in an open one as it is: nobody is listed in it for nothing.
                Vec::new()
            } else {
                vec![Change::WorkspaceMemberAdded { workspace, member, role }]
            }
        })
    }

    fn restriction(&mut self) -> Option<Call> {
        let lists = &self.mirror.facts.restrictions;
        if !lists.is_empty() && self.counted.now_and_then(3) {
            let row = self.counted.one_of(lists);
            let (member, workspace) = (row.member, row.workspace);
            let path = format!("/v1/workspaces/{workspace}/members/{member}/restriction");
            return Some(call("lift_restriction", "DELETE", path, Value::Null, move |_, _, _| {
                vec![Change::RestrictionLifted { member, workspace }]
            }));
        }
        let (member, project) = (self.member(), self.project()?);
        let workspace = self.mirror.facts.projects.iter().find(|row| row.id == project)?.workspace;
        let path = format!("/v1/workspaces/{workspace}/members/{member}/restriction");
        Some(call("restrict", "PUT", path, json!({ "projects": [project] }), move |_, _, _| {
            vec![Change::Restricted { member, workspace, projects: [project].into() }]
        }))
    }

    fn make_a_group(&mut self) -> Call {
        let body = json!({ "name": format!("Crew {}", self.counted.below(1_000_000)) });
        call("make_group", "POST", "/v1/organizations/{org}/groups".to_owned(), body, |_, _, made| {
            vec![Change::GroupAdded { group: id(&made["id"]) }]
        })
    }

    fn group_member(&mut self) -> Option<Call> {
        let (group, member) = (self.group()?, self.member());
        let path = format!("/v1/organizations/{{org}}/groups/{group}/members/{member}");
        let inside = self.mirror.facts.group_members.contains(&GroupMemberFact { group, member });
        if inside {
            return Some(call("leave_group", "DELETE", path, Value::Null, move |_, _, _| {
                vec![Change::GroupMemberRemoved { group, member }]
            }));
        }
        Some(call("join_group", "PUT", path, json!({}), move |_, _, _| {
            vec![Change::GroupMemberAdded { group, member }]
        }))
    }

    fn group_on_a_project(&mut self) -> Option<Call> {
        let (project, group) = (self.project()?, self.group()?);
        let (to, on) = (Principal::Group(group), Resource::Project(project));
        let path = format!("/v1/projects/{project}/groups/{group}");
        if self.counted.now_and_then(4) {
            return Some(call("remove_group_grant", "DELETE", path, Value::Null, move |mirror, _, _| {
                mirror.without_grants(to, &[on])
            }));
        }
        let role = *self.counted.one_of(&["viewer", "editor", "admin"]);
        Some(call("set_group_grant", "PUT", path, json!({ "role": role }), move |mirror, _, _| {
            replaced(mirror, to, on, role)
        }))
    }

    fn delete_a_group(&mut self) -> Option<Call> {
        let group = self.group()?;
        let path = format!("/v1/organizations/{{org}}/groups/{group}");
        Some(call("delete_group", "DELETE", path, Value::Null, move |_, _, _| {
            vec![Change::GroupRemoved { group }]
        }))
    }

    /// Items are known by their shares.
    fn share(&mut self) -> Option<Call> {
        let (project, member) = (self.project()?, self.member());
        let email = self.mirror.emails.get(&member)?.clone();
        // A key names one item of one project for good.
        let key = format!("{project}-{}", self.counted.below(2));
        let full = self.counted.now_and_then(2);
        let (word, access) = if full { ("full", Access::Full) } else { ("view", Access::View) };
        let item = json!({ "type": "document", "id": key });
        let body = json!({ "item": item, "email": email, "access": word });
        let path = format!("/v1/projects/{project}/shares");
        Some(call("share", "POST", path, body, move |mirror, _, _| {
            let (item, mut changes) = mirror.item(project, &key);
            let (to, on) = (Principal::Member(member), Resource::Item(item));
            changes.extend(mirror.without_grants(to, &[on]));
            let levels = ["content", "comments"].map(|scope| (scope.to_owned(), access)).into();
            changes.push(mirror.grant(to, on, &levels));
            changes
        }))
    }

    /// Makes one call, and holds the server to what has to be so afterwards.
    fn step(&mut self, number: usize) {
        let actor = self.actor();
        let Some(next) = self.next() else { return };
        let Call { name, method, path, body, then } = next;
        let said = format!("step {number}: {} {method} {path} {body}", actor.email);
        let ask = actor.ask(method, &path);
        let answer: Answer = if body == Value::Null { ask.send() } else { ask.json(&body).send() };
        assert!(answer.status < 500, "{said}: {}", answer.text);
        let changed = answer.status < 300;
        let told: Option<u64> = answer.header("usher-version").parse().ok();
        if changed {
            let before = self.mirror.facts.clone();
            let member: MemberId = actor.member.parse().expect("a member");
            let changes = then(&mut self.mirror, member, &answer.body);
            self.mirror.make(&changes);
            if self.mirror.facts != before {
                self.done.insert(name);
            }
        }
        self.is_fresh(told, changed, &said);
        // Where nothing changed, the version has just said so.
        let difference = if changed { self.mirror.difference(&self.world) } else { None };
        if let Some(difference) = difference {
            self.differences.push(format!("{difference}, after {said}: {}", answer.text));
            // From there on the rows are the server's, so that one run names every kind of call that differs.
            self.mirror = Mirror::of(&self.world);
        }
    }

    /// L18: what is read after a write is not older, whoever reads; a refusal raises no version.
    fn is_fresh(&mut self, told: Option<u64>, changed: bool, said: &str) {
        let now = self.world.version();
        let most = if changed { self.version + 1 } else { self.version };
        assert!(self.version <= now && now <= most, "from {} to {now} after {said}", self.version);
        if let Some(told) = told.filter(|_| changed) {
            assert!(told <= now, "{told} was promised, {now} is answered after {said}");
            let ask = self.world.admin().ask("GET", "/v1/organizations/{org}/members/me/access");
            let read = ask.header("usher-at-least", &told.to_string()).send();
            if read.status == 200 {
                assert!(read.body["version"].as_u64() >= Some(told), "{said}: {}", read.text);
            }
        }
        self.version = now;
    }

    /// The same database under a server that has read nothing yet.
    fn restart(mut self) -> Self {
        self.world = self.world.restarted();
        self
    }
}

fn replaced(mirror: &mut Mirror, to: Principal, on: Resource, role: &str) -> Vec<Change> {
    let bundle = mirror.model.project_role(role).expect("a project role").permissions;
    let levels = mirror.model.catalog.given(&bundle);
    let mut changes = mirror.without_grants(to, &[on]);
    changes.push(mirror.grant(to, on, &levels));
    changes
}

/// All that Otherside can say of itself.
fn otherside(world: &World) -> Vec<String> {
    let stranger = world.stranger();
    let paths = ["", "/members", "/workspaces", "/members/me/access", "/audit-log", "/invitations", "/roles"];
    let say = |path: &str| stranger.get(&format!("/v1/organizations/{{other_org}}{path}"));
    paths.map(|path| without_when(say(path).is(200)).to_string()).to_vec()
}

/// Asking is being active, and says so.
fn without_when(mut answer: Value) -> Value {
    if let Value::Object(fields) = &mut answer {
        fields.remove("last_active_at");
    }
    match answer {
        Value::Array(rows) => rows.into_iter().map(without_when).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, without_when(value))).collect(),
        other => other,
    }
}

#[test]
fn l11_l6_l18_whatever_is_done_the_server_answers_as_the_reference() {
    let mut done = BTreeSet::new();
    for seed in [20_261_125, 7, 11] {
        println!("seed {seed}");
        let mut run = Run::new(seed);
        let elsewhere = otherside(&run.world);
        assert_eq!(run.mirror.difference(&run.world), None, "at the beginning");
        for number in 0..STEPS {
            run.step(number);
        }
        assert_eq!(otherside(&run.world), elsewhere, "nothing of it shows in another organization");
        let run = run.restart();
        assert_eq!(run.mirror.difference(&run.world), None, "after a new start");
        assert!(run.differences.is_empty(), "{:#?}", run.differences);
        done.extend(run.done);
    }
    let wanted = [
        "activate",
        "change_role",
        "deactivate",
        "delete_group",
        "delete_project",
        "delete_role",
        "edit_role",
        "join_group",
        "leave_group",
        "leave_workspace",
        "lift_restriction",
        "make_group",
        "make_project",
        "make_role",
        "make_workspace",
        "remove",
        "remove_collaborator",
        "restrict",
        "set_collaborator",
        "set_group_grant",
        "set_scopes",
        "set_workspace_member",
        "share",
    ];
    let missing: Vec<_> = wanted.into_iter().filter(|name| !done.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?} never did anything; only {done:?} did");
}
