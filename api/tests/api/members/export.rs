//! M12: `GET …/members.csv`

use serde_json::json;

use crate::support::{Answer, World};

fn export(world: &World, query: &str) -> Answer {
    world.owner().get(&format!("/v1/organizations/{{org}}/members.csv{query}"))
}

/// The first two cells of each line but the head.
fn people(answer: &Answer) -> Vec<String> {
    let lines = answer.text.split("\r\n").skip(1).filter(|line| !line.is_empty());
    lines.map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn m12_the_table_holds_everything_that_the_filter_shows_in_its_order() {
    let world = World::new();
    let all = export(&world, "?status=all");
    assert_eq!(all.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        all.text.starts_with(
            "Name,Email,Role,Status,Seat,Workspaces,Projects,Joined,Last active,Ends,Member\r\n"
        )
    );
    let total = world.owner().get("/v1/organizations/{org}/members?status=all&include=total").is(200);
    assert_eq!(Some(people(&all).len() as u64), total["total"].as_u64());
    assert!(all.text.contains("Deactivated,deactivated@larkfield.test,Editor,deactivated,"), "{}", all.text);
    assert!(all.text.contains("Owner,owner@larkfield.test,Owner,active,paid,all,"), "{}", all.text);
    for query in [
        "?role=editor&sort=-name",
        "?q=nora",
        "?group={grp}",
        "?workspace={private}&sort=email",
        "?seat=free",
    ] {
        let list = world.owner().get(&format!("/v1/organizations/{{org}}/members{query}&limit=200")).is(200);
        let shown: Vec<String> = list["data"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|row| {
                format!(
                    "{} {}",
                    row["user"]["name"].as_str().unwrap_or_default(),
                    row["user"]["email"].as_str().unwrap_or_default()
                )
            })
            .collect();
        let table = export(&world, query);
        assert_eq!(people(&table), shown, "{query}");
        table.is(200);
    }
    // Nobody is in a group that is not here.
    assert!(people(&export(&world, "?group=nonsense")).is_empty());
}

#[test]
fn m12_no_cell_is_a_formula() {
    let world = World::new();
    world.nora().patch("/v1/me", &json!({ "name": "=HYPERLINK(\"x\")" })).is(200);
    let text = export(&world, "?q=nora").text;
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\",nora@larkfield.test"), "{text}");
}

#[test]
fn m12_the_directory_is_exported_by_whoever_reads_it_and_a_page_is_no_parameter() {
    let world = World::new();
    world.viewer().get("/v1/organizations/{org}/members.csv").is(200);
    world.guest().get("/v1/organizations/{org}/members.csv").refused(403, "permission_denied");
    world.stranger().get("/v1/organizations/{org}/members.csv").refused(404, "not_found");
    export(&world, "?limit=3").invalid("?limit", "unknown_parameter");
    export(&world, "?role=king").refused(422, "validation_failed");
}
