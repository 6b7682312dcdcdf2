//! The calls that a random sequence is made of, with what each does to the rows where it is allowed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::access::{
    Access, Change, GroupMemberFact, Principal, Reach, Resource, ResourceKind, Status, Visibility,
};
use shared::ids::{GroupId, MemberId, ProjectId, RoleId, WorkspaceId};

use super::mirror::{Mirror, role_in, scopes};
use super::sequences::{PEOPLE, Run};
use crate::support::Person;

/// What the call does to the facts, told by whoever made it and by the answer.
pub(super) type Then = Box<dyn FnOnce(&mut Mirror, MemberId, &Value) -> Vec<Change>>;

/// A call, and what it changes where it is allowed.
pub(super) struct Call {
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: Value,
    pub(super) then: Then,
}

pub(super) fn call(
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
    pub(super) fn actor(&mut self) -> Person {
        // Two times of three the owner, whoever that is by now.
        if !self.counted.now_and_then(3) {
            return self.owner();
        }
        let name = *self.counted.one_of(&PEOPLE);
        self.world.person(name)
    }

    pub(super) fn next(&mut self) -> Option<Call> {
        let choice = self.counted.below(38);
        match choice {
            0 | 1 => self.change_role(),
            2 | 27 => self.change_status(),
            3 if self.counted.now_and_then(2) => Some(self.remove_member()),
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
            28..=30 => self.undo(),
            31..=33 => self.restore_workspace(),
            34 => Some(self.leave()),
            35 => self.hand_over(),
            36 | 37 => Some(self.visibility()),
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
        if self.counted.now_and_then(2) {
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
            let mut places = mirror.facts.workspaces.iter();
            let open = places.any(|row| (row.id, row.visibility) == (workspace, Visibility::Open));
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
        if !lists.is_empty() && self.counted.now_and_then(2) {
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

    /// What is open becomes private, and the reverse. Whoever closes one does not close themselves out.
    fn visibility(&mut self) -> Call {
        let row = self.counted.one_of(&self.mirror.facts.workspaces);
        let workspace = row.id;
        let (word, visibility) = match row.visibility {
            Visibility::Open => ("private", Visibility::Private),
            Visibility::Private => ("open", Visibility::Open),
        };
        let path = format!("/v1/workspaces/{workspace}");
        call("set_visibility", "PATCH", path, json!({ "visibility": word }), move |mirror, actor, _| {
            let mut changes = vec![Change::VisibilityChanged { workspace, visibility }];
            let mut rows = mirror.facts.workspace_members.iter();
            let is_listed = rows.any(|row| row.member == actor && row.workspace == workspace);
            let everywhere = mirror.role_of(actor).is_some_and(|role| role.reach == Reach::Everything);
            if visibility == Visibility::Private && !is_listed && !everywhere {
                changes.push(Change::WorkspaceMemberAdded { workspace, member: actor, role: None });
            }
            changes
        })
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
}

fn replaced(mirror: &mut Mirror, to: Principal, on: Resource, role: &str) -> Vec<Change> {
    let bundle = mirror.model.project_role(role).expect("a project role").permissions;
    let levels = mirror.model.catalog.given(&bundle);
    let mut changes = mirror.without_grants(to, &[on]);
    changes.push(mirror.grant(to, on, &levels));
    changes
}
