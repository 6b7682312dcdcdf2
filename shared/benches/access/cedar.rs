//! The same organization for Cedar.
//!
//! Written as its documentation advises for many users: a handful of policies, and memberships in the
//! hierarchy of entities. A grant makes its holder a child of a team (`Team::"editor@<project>"`), a listing,
//! a restriction and an overriding role likewise. What has expired by now is left out, and the requests are
//! made beforehand, so that only the decision is timed.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use shared::access::{Facts, Model, Permissions, Principal, Resource, Status, Visibility};

use crate::organization::{Question, actions, now};

pub(crate) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
}

fn uid(kind: &str, id: &str) -> EntityUid {
    let kind: EntityTypeName = kind.parse().expect("a name");
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}

fn action(number: usize) -> EntityUid {
    uid("Action", &number.to_string())
}

pub(crate) fn place(resource: Resource) -> String {
    match resource {
        Resource::Organization => String::from("organization"),
        Resource::Workspace(id) => id.to_string(),
        Resource::Project(id) => id.to_string(),
        Resource::Item(id) => id.to_string(),
    }
}

/// The bundle that a grant was made with.
pub(crate) fn bundle_of(model: &Model, grant: &shared::access::GrantFact) -> String {
    let permissions = model.catalog.permissions(&grant.permissions).expect("scopes of the model");
    model.project_role_of(permissions).expect("a bundle").key.clone()
}

/// Which of the actions something gives, by number.
pub(crate) fn allowed(model: &Model, permissions: Permissions) -> Vec<usize> {
    let all = actions(model).into_iter().enumerate();
    all.filter(|(_, (scope, need))| permissions.get(*scope) >= *need).map(|(at, _)| at).collect()
}

/// One policy for each role and each bundle, and the two that everything stops at.
fn policies(model: &Model) -> PolicySet {
    let mut text = String::from(
        "forbid(principal, action, resource) unless { principal.active };\n\
         forbid(principal, action, resource) when { principal.role == \"guest\" };\n",
    );
    for role in ["owner", "admin"] {
        text += &format!(
            "permit(principal, action in Action::\"role {role}\", resource) when {{ principal.role == \"{role}\" }};\n"
        );
    }
    let inside = "(resource.open || principal in resource.listed) \
                  && (!(principal in resource.restricted) || principal in resource.kept)";
    for role in ["editor", "viewer"] {
        text += &format!(
            "permit(principal, action in Action::\"role {role}\", resource) when {{ \
             principal.role == \"{role}\" && !(principal in resource.overridden) && {inside} }};\n\
             permit(principal, action in Action::\"role {role}\", resource) when {{ \
             principal in resource.as_{role} && {inside} }};\n"
        );
    }
    for bundle in &model.project_roles {
        let key = &bundle.key;
        text += &format!(
            "permit(principal, action in Action::\"bundle {key}\", resource) when {{ \
             principal in resource.{key} || principal in resource.around_{key} \
             || principal in Team::\"{key}@organization\" }};\n"
        );
    }
    text.parse().expect("policies")
}

impl Cedar {
    pub(crate) fn new(model: &Model, facts: &Facts) -> Self {
        let mut parents: HashMap<Principal, HashSet<EntityUid>> = HashMap::new();
        let mut join = |who: Principal, team: String| {
            parents.entry(who).or_default().insert(uid("Team", &team));
        };
        for row in &facts.grants {
            if row.expires_at.is_none_or(|end| now() < end) {
                join(row.principal, format!("{}@{}", bundle_of(model, row), place(row.resource)));
            }
        }
        for row in &facts.workspace_members {
            let who = Principal::Member(row.member);
            join(who, format!("listed@{}", row.workspace));
            if let Some(role) = row.role.and_then(|role| model.role(role)) {
                join(who, format!("overridden@{}", row.workspace));
                join(who, format!("as {}@{}", role.key, row.workspace));
            }
        }
        for row in &facts.restrictions {
            join(Principal::Member(row.member), format!("restricted@{}", row.workspace));
            for project in &row.projects {
                join(Principal::Member(row.member), format!("kept@{project}"));
            }
        }
        for row in &facts.group_members {
            let group = uid("Group", &row.group.to_string());
            parents.entry(Principal::Member(row.member)).or_default().insert(group);
        }
        let mut entities = Vec::new();
        for row in &facts.members {
            let role = model.role(row.role).expect("a role").key.clone();
            let attributes = HashMap::from([
                (String::from("active"), RestrictedExpression::new_bool(row.status == Status::Active)),
                (String::from("role"), RestrictedExpression::new_string(role)),
            ]);
            let of = parents.remove(&Principal::Member(row.id)).unwrap_or_default();
            entities.push(Entity::new(uid("User", &row.id.to_string()), attributes, of).expect("an entity"));
        }
        for group in &facts.groups {
            let of = parents.remove(&Principal::Group(*group)).unwrap_or_default();
            entities.push(Entity::new_no_attrs(uid("Group", &group.to_string()), of));
        }
        let open: HashMap<_, _> = facts.workspaces.iter().map(|row| (row.id, row.visibility)).collect();
        for row in &facts.projects {
            let team = |name: &str, of: String| {
                RestrictedExpression::new_entity_uid(uid("Team", &format!("{name}@{of}")))
            };
            let (project, workspace) = (row.id.to_string(), row.workspace.to_string());
            let is_open = open[&row.workspace] == Visibility::Open;
            let mut attributes =
                HashMap::from([(String::from("open"), RestrictedExpression::new_bool(is_open))]);
            attributes.insert(String::from("kept"), team("kept", project.clone()));
            for name in ["listed", "restricted", "overridden"] {
                attributes.insert(String::from(name), team(name, workspace.clone()));
            }
            for role in ["editor", "viewer"] {
                attributes.insert(format!("as_{role}"), team(&format!("as {role}"), workspace.clone()));
            }
            for bundle in &model.project_roles {
                attributes.insert(bundle.key.clone(), team(&bundle.key, project.clone()));
                attributes.insert(format!("around_{}", bundle.key), team(&bundle.key, workspace.clone()));
            }
            let made = Entity::new(uid("Project", &project), attributes, HashSet::new());
            entities.push(made.expect("an entity"));
        }
        entities.extend(actions_of(model));
        let entities = Entities::from_entities(entities, None).expect("entities");
        Self { authorizer: Authorizer::new(), policies: policies(model), entities }
    }

    pub(crate) fn request(question: &Question) -> Request {
        let user = uid("User", &question.member.to_string());
        let project = uid("Project", &question.project.to_string());
        Request::new(user, action(question.action), project, Context::empty(), None).expect("a request")
    }

    pub(crate) fn check(&self, request: &Request) -> bool {
        let answer = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        answer.decision() == Decision::Allow
    }
}

/// Each action, in the groups of those roles and bundles that give it.
fn actions_of(model: &Model) -> Vec<Entity> {
    let roles = ["owner", "admin", "editor", "viewer"].into_iter().map(|key| {
        let role = model.role_by_key(key).expect("a role");
        (format!("role {key}"), allowed(model, role.baseline))
    });
    let bundles = (model.project_roles.iter())
        .map(|bundle| (format!("bundle {}", bundle.key), allowed(model, bundle.permissions)));
    let groups: Vec<(String, Vec<usize>)> = roles.chain(bundles).collect();
    let single = (0..actions(model).len()).map(|number| {
        let of = groups.iter().filter(|(_, actions)| actions.contains(&number));
        Entity::new_no_attrs(action(number), of.map(|(name, _)| uid("Action", name)).collect())
    });
    let names = groups.iter().map(|(name, _)| Entity::new_no_attrs(uid("Action", name), HashSet::new()));
    single.chain(names).collect()
}
