//! Each operation × each persona, against a golden file. A change of permissions changes the file in the
//! same commit: `USHER_GOLDEN=write cargo test -p usher-api --test api matrix`.

use std::fmt::Write;

use serde_json::Value;
use usher_api::http::route::{GateKind, Route};
use usher_api::routes;

use super::table;
use crate::support::World;

const PERSONAS: [&str; 10] = [
    "owner",
    "admin",
    "editor",
    "viewer",
    "guest",
    "deactivated",
    "invited",
    "stranger",
    "unverified",
    "anonymous",
];

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/golden/matrix.txt");

#[test]
fn every_operation_answers_every_persona_as_the_golden_matrix_says() {
    let mut lines = vec![format!(
        "{:88}{}",
        "operation, what it needs",
        PERSONAS.map(|name| format!("{name:12}")).concat()
    )];
    let mut world = World::new();
    for route in routes::all() {
        lines.push(line(&mut world, &route, ""));
        // The same in a place that only its members and the admins may know of.
        if route.spec.path.contains("{ws}") || route.spec.path.contains("{prj}") {
            lines.push(line(&mut world, &route, " (in a private workspace)"));
        }
    }
    let found = lines.iter().map(|line| format!("{}\n", line.trim_end())).collect::<String>();
    if std::env::var_os("USHER_GOLDEN").is_some_and(|value| value == "write") {
        std::fs::write(GOLDEN, &found).expect("written");
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    let mut differ = String::new();
    for line in found.lines().filter(|line| !golden.lines().any(|known| known == *line)) {
        let _ = writeln!(differ, "+ {line}");
    }
    for line in golden.lines().filter(|line| !found.lines().any(|now| now == *line)) {
        let _ = writeln!(differ, "- {line}");
    }
    assert!(differ.is_empty(), "who may do what has changed:\n{differ}");
}

fn line(world: &mut World, route: &Route, place: &str) -> String {
    let mut line = format!("{} {}{place}, {}", route.spec.method, route.spec.path, gate(route));
    line = format!("{line:87} ");
    for name in PERSONAS {
        let status = status(world, route, name, place);
        let _ = write!(line, "{status:<12}");
        if status < 300 && table::writes(route) && concerns_others(route) {
            *world = World::new();
        }
    }
    line
}

fn status(world: &World, route: &Route, name: &str, place: &str) -> u16 {
    let person = world.person(name);
    let mut path = table::path(world, &person, route);
    if !place.is_empty() {
        path = path
            .replace(&world.id("ws"), &world.id("private"))
            .replace(&world.id("prj"), &world.id("secret"));
    }
    let ask = person.ask(route.spec.method, &path);
    if route.streamed {
        return ask.open().status().as_u16();
    }
    if !table::writes(route) {
        return ask.send().status;
    }
    let body = table::body(route.spec.name)
        .unwrap_or_else(|| panic!("operations/table.rs does not know a body for {}", route.spec.name));
    let body: Value = serde_json::from_str(&world.filled(&body.to_string())).expect("JSON");
    ask.json(&body).send().status
}

/// Whether what one persona did there could change what the next one is answered.
fn concerns_others(route: &Route) -> bool {
    match route.gate {
        GateKind::Permission { .. } | GateKind::Invitation | GateKind::Joining => true,
        GateKind::Own | GateKind::Check => false,
        GateKind::Public { .. } => !matches!(
            route.spec.name,
            "auth.sign_in" | "auth.sign_out" | "invitations.lookup" | "invite_links.lookup"
        ),
    }
}

fn gate(route: &Route) -> String {
    use usher_api::authz::need::Rule;
    match route.gate {
        GateKind::Permission { rule: Rule::Member, .. } => "member".to_owned(),
        GateKind::Permission { rule: Rule::Scope(scope, access), .. } => format!("{scope:?} {access:?}"),
        GateKind::Permission { rule: Rule::OneselfOr(scope, access), .. } => {
            format!("oneself or {scope:?} {access:?}")
        }
        GateKind::Permission { rule: Rule::Oversees(access), .. } => format!("who works there {access:?}"),
        GateKind::Own => "own".to_owned(),
        GateKind::Invitation => "invitation".to_owned(),
        GateKind::Joining => "joining".to_owned(),
        GateKind::Public { .. } => "public".to_owned(),
        GateKind::Check => "check".to_owned(),
    }
}
