//! R3, R8: scope × none, view, full × operation, walked from the declarations. None on the area is 403, and
//! where the thing itself is not seen 404; view reads; full changes too.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::access::{Access, CoreScope, ResourceKind};
use usher_api::authz::need::Rule;
use usher_api::http::route::{GateKind, Route};
use usher_api::routes;

use super::table;
use crate::support::{Answer, Person, World, text};

/// A scope that no operation asks for: whoever has it on a project sees the project and what is around it.
const SEES: CoreScope = CoreScope::Comments;

/// What an operation asks for: the kind of thing that its path leads to, a scope, and how much of it.
fn asks(route: &Route) -> Option<(ResourceKind, CoreScope, Access)> {
    match route.gate {
        GateKind::Permission { root, rule: Rule::Scope(scope, access) | Rule::OneselfOr(scope, access) } => {
            Some((root, scope, access))
        }
        // Any of three scopes will do: that of the project is the nearest.
        GateKind::Permission { root, rule: Rule::Oversees(access) } => {
            Some((root, CoreScope::SettingsMembers, access))
        }
        GateKind::Permission { rule: Rule::Member, .. }
        | GateKind::Own
        | GateKind::Invitation
        | GateKind::Joining
        | GateKind::Check
        | GateKind::Public { .. } => None,
    }
}

/// Somebody whose role gives one scope at one level, and what makes things visible if it is asked for.
struct Tester<'w> {
    world: &'w World,
    person: Person,
    role: String,
}

impl<'w> Tester<'w> {
    fn new(world: &'w World) -> Self {
        let body = json!({ "name": "Tester", "permissions": {} });
        let role = world.owner().post("/v1/organizations/{org}/roles", &body).is(201);
        let role = text(&role["id"]);
        let person = world.join("tester@larkfield.test", &role);
        Self { world, person, role }
    }

    fn has(&self, scope: CoreScope, access: Access, sees: bool) {
        let mut permissions = BTreeMap::from([(scope.key(), access)]);
        if sees {
            permissions.insert(SEES.key(), Access::View);
        }
        let path = format!("/v1/organizations/{{org}}/roles/{}", self.role);
        self.world.owner().patch(&path, &json!({ "permissions": permissions })).is(200);
    }

    /// Asks for it; a change of access is only rehearsed, so that the next one finds the same world.
    fn asks(&self, route: &Route) -> Answer {
        let mut path = table::path(self.world, &self.person, route);
        if route.spec.previews {
            path.push_str("?preview=true");
        }
        let ask = self.person.ask(route.spec.method, &path);
        if !table::writes(route) {
            return ask.send();
        }
        let body = table::body(route.spec.name).unwrap_or_else(|| panic!("no body for {}", route.spec.name));
        let body: Value = serde_json::from_str(&self.world.filled(&body.to_string())).expect("JSON");
        ask.json(&body).send()
    }
}

#[test]
fn r3_none_view_and_full_of_every_scope_on_every_operation() {
    let world = World::new();
    let tester = Tester::new(&world);
    let all: Vec<(Route, ResourceKind, CoreScope, Access)> = routes::all()
        .into_iter()
        .filter(|route| !route.streamed)
        .filter_map(|route| asks(&route).map(|(root, scope, access)| (route, root, scope, access)))
        // It is in no role of one's own.
        .filter(|(_, _, scope, _)| *scope != CoreScope::Ownership)
        .collect();
    let mut asked = 0;
    for scope in CoreScope::ALL {
        let here: Vec<_> = all.iter().filter(|row| row.2 == scope).collect();
        assert!(scope != SEES || here.is_empty(), "choose another scope to see things by");
        for (have, sees) in
            [(Access::None, false), (Access::None, true), (Access::View, true), (Access::Full, true)]
        {
            if here.is_empty() {
                continue;
            }
            tester.has(scope, have, sees);
            for (route, root, _, need) in &here {
                let answer = tester.asks(route);
                let said = format!("{scope:?} {have:?}, sees {sees}: {}", route.spec.name);
                let what = (answer.status, answer.code());
                if !sees && *root != ResourceKind::Organization {
                    assert_eq!(what, (404, "not_found"), "{said}");
                } else if have < *need {
                    assert_eq!(what, (403, "permission_denied"), "{said}");
                } else {
                    // Enough for the operation; what it would give or take may still be more than they hold.
                    let more = ["may_not_grant", "owner_protected", "plan_required"];
                    assert!(answer.status != 403 || more.contains(&what.1), "{said}: {}", answer.text);
                    // A read that needs a question is asked none here.
                    let read = answer.status < 300 || answer.status == 422;
                    assert!(read || table::writes(route), "{said}: {}", answer.text);
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 100, "only {asked}");
}
