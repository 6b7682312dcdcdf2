//! R6: a deployment's own model file, from the flag to the check of a page.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{World, text};

const PAGE: &str = include_str!("../../../docs/access-model-file.md");

/// A file with this text, of this test alone.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
    std::fs::write(&path, text).expect("written");
    path
}

fn example() -> &'static str {
    PAGE.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```")).expect("an example").0
}

/// `usher serve` over a database that is not there yet.
fn serve(model_file: &str, database: &str) -> (Output, PathBuf) {
    let database = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{database}.db"));
    let _ = std::fs::remove_file(&database);
    let mut usher = Command::new(env!("CARGO_BIN_EXE_usher"));
    usher.args(["serve", "--listen", "127.0.0.1:0", "--model-file", model_file]);
    usher.args(["--database-url", &format!("sqlite://{}", database.display())]);
    (usher.output().expect("a process"), database)
}

#[test]
fn r6_the_deployments_scopes_roles_and_models_are_everywhere() {
    let world = World::with_model_file(&file("example", example()));
    let model = world.viewer().get("/v1/organizations/{org}/access-model").is(200);
    let scope = |key: &str| {
        let scopes = model["scopes"].as_array().expect("a list").iter();
        scopes.clone().find(|scope| scope["key"] == key).cloned().unwrap_or(Value::Null)
    };
    assert_eq!(
        scope("dashboards"),
        json!({
            "key": "dashboards", "label": "Dashboards", "help": "Build and read the project's dashboards",
            "kind": "project", "on_items": false, "core": false,
        })
    );
    assert_eq!(scope("brand_kit")["kind"], "organization");
    assert_eq!(model["aliases"]["edit"], "content.full");
    let project =
        |person: crate::support::Person| person.get("/v1/projects/{prj}").is(200)["permissions"].clone();
    assert_eq!(project(world.editor())["dashboards"], "full");
    assert_eq!(project(world.viewer())["dashboards"], "view");
    assert_eq!(project(world.owner())["dashboards"], "full");
    let changed = world
        .admin()
        .patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "contractor" }))
        .is(200);
    assert_eq!(changed["role"]["name"], "Contractor");
    world.nora().get("/v1/organizations/{org}/members").refused(403, "permission_denied");
    let own = json!({ "name": "Analyst", "permissions": { "dashboards": "full" } });
    let made = world.admin().post("/v1/organizations/{org}/roles", &own).is(201);
    assert_eq!(made["permissions"]["dashboards"], "full");
    let contractor = "/v1/organizations/{org}/roles/contractor";
    world.admin().delete(contractor).refused(409, "built_in_role");

    let founder = world.account("founder@agency.test");
    let body = json!({ "name": "Agency", "access_model": "agency" });
    let organization = founder.post("/v1/organizations", &body).is(201);
    assert_eq!(
        (&organization["access_model"], &organization["membership"]["role"]["key"]),
        (&json!("agency"), &json!("owner"))
    );
    let path = format!("/v1/organizations/{}", text(&organization["id"]));
    assert_eq!(founder.get(&format!("{path}/access-model")).is(200)["default_role"], "viewer");
    let workspaces = founder.get(&format!("{path}/workspaces")).is(200);
    assert_eq!(workspaces["data"][0]["visibility"], "private");
    let body = json!({ "name": "X", "access_model": "agencies" });
    let refused = founder.post("/v1/organizations", &body).invalid("/access_model", "unknown_access_model");
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("agency")), "{refused}");
}

#[test]
fn r6_a_file_with_anything_wrong_in_it_stops_the_process_before_it_does_anything() {
    let wrong = "[[scopes]]\nkey = \"x\"\nlabel = \"X\"\nhelp = \"X\"\nkind = \"project\"\nlevels = { king = \"full\" }\n";
    let path = file("wrong", wrong);
    let (output, database) = serve(&path.display().to_string(), "wrong");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("wrong.toml") && said.contains("line 6, column 12") && said.contains("king"),
        "{said}"
    );
    assert!(output.stdout.is_empty(), "it was never ready");
    assert!(!database.exists(), "nothing half done");
    let (output, database) = serve("no-such-file.toml", "unreadable");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no-such-file.toml") && !database.exists(), "{said}");
}

/// What a process says that is started over this database without a model file.
fn without_file(world: World) -> String {
    world.stopped(|url| {
        let mut usher = Command::new(env!("CARGO_BIN_EXE_usher"));
        usher.args(["serve", "--listen", "127.0.0.1:0", "--database-url", url]);
        let output = usher.output().expect("a process");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(output.stdout.is_empty(), "it was never ready");
        said
    })
}

#[test]
fn r6_a_role_that_somebody_has_is_not_taken_out_of_the_file() {
    let world = World::with_model_file(&file("role-gone", example()));
    let body = json!({ "role": "contractor" });
    let changed = world.admin().patch("/v1/organizations/{org}/members/{nora}", &body).is(200);
    let said = without_file(world);
    assert!(said.contains("Larkfield") && said.contains(&text(&changed["role"]["id"])), "{said}");
}

#[test]
fn r6_a_scope_that_is_given_is_not_taken_out_of_the_file() {
    let world = World::with_model_file(&file("scope-gone", example()));
    let body = json!({ "permissions": { "dashboards": "full" } });
    world.admin().put("/v1/projects/{prj}/members/{nora}/scopes", &body).is(201);
    let said = without_file(world);
    assert!(said.contains("Larkfield") && said.contains("\"dashboards\""), "{said}");
}
