//! The same organization for Casbin.
//!
//! A row of policy for each role and bundle and action that it gives; who has which, where, stands in the
//! grouping (`g`), with the place as a part of the name, as for Cedar. Somebody deactivated, and a guest, is
//! in no group at all. What has expired by now is left out.

use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use shared::access::{Facts, Model, Principal, Status, Visibility};

use crate::cedar::{allowed, bundle_of, place};
use crate::organization::{Question, now};

pub(crate) struct Casbin {
    enforcer: Enforcer,
}

/// `how` is what kind of thing the row is about; the cheapest comparison stands first.
const MODEL: &str = r#"
[request_definition]
r = sub, project, workspace, act

[policy_definition]
p = how, name, act

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.act == p.act && ((p.how == "all" && g(r.sub, p.name)) || (p.how == "bundle" && (g(r.sub, p.name + "@" + r.project) || g(r.sub, p.name + "@" + r.workspace) || g(r.sub, p.name + "@organization"))) || (p.how == "role" && (g(r.sub, "as " + p.name + "@" + r.workspace) || (g(r.sub, p.name) && !g(r.sub, "overridden@" + r.workspace))) && (g(r.workspace, "open") || g(r.sub, "listed@" + r.workspace)) && (!g(r.sub, "restricted@" + r.workspace) || g(r.sub, "kept@" + r.project))))
"#;

impl Casbin {
    pub(crate) async fn new(model: &Model, facts: &Facts) -> casbin::Result<Self> {
        let mut enforcer =
            Enforcer::new(DefaultModel::from_str(MODEL).await?, MemoryAdapter::default()).await?;
        let mut rows = Vec::new();
        for (how, key) in [("all", "owner"), ("all", "admin"), ("role", "editor"), ("role", "viewer")] {
            let role = model.role_by_key(key).expect("a role");
            let actions = allowed(model, role.baseline).into_iter();
            rows.extend(actions.map(|act| vec![how.to_owned(), key.to_owned(), act.to_string()]));
        }
        for bundle in &model.project_roles {
            let actions = allowed(model, bundle.permissions).into_iter();
            rows.extend(actions.map(|act| vec!["bundle".to_owned(), bundle.key.clone(), act.to_string()]));
        }
        enforcer.add_policies(rows).await?;
        enforcer.add_grouping_policies(links(model, facts)).await?;
        Ok(Self { enforcer })
    }

    pub(crate) fn check(&self, question: &Question) -> bool {
        let Question { member, project, workspace, action } = question;
        let request = (member.to_string(), project.to_string(), workspace.to_string(), action.to_string());
        self.enforcer.enforce(request).expect("a decision")
    }
}

/// Who is in what.
fn links(model: &Model, facts: &Facts) -> Vec<Vec<String>> {
    let takes_part: std::collections::HashSet<_> = (facts.members.iter())
        .filter(|row| row.status == Status::Active)
        .filter(|row| model.role(row.role).is_some_and(|role| role.key != "guest"))
        .map(|row| row.id)
        .collect();
    let mut links = Vec::new();
    for row in &facts.members {
        let role = &model.role(row.role).expect("a role").key;
        let of = if takes_part.contains(&row.id) { role.as_str() } else { "nobody" };
        links.push(vec![row.id.to_string(), of.to_owned()]);
    }
    let open = facts.workspaces.iter().filter(|row| row.visibility == Visibility::Open);
    links.extend(open.map(|row| vec![row.id.to_string(), "open".to_owned()]));
    let name = |who: Principal| match who {
        Principal::Member(id) => takes_part.contains(&id).then(|| id.to_string()),
        Principal::Group(id) => Some(id.to_string()),
    };
    let mut join = |who: Principal, team: String| {
        links.extend(name(who).map(|who| vec![who, team]));
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
        join(Principal::Member(row.member), row.group.to_string());
    }
    links.sort();
    links.dedup();
    links
}
