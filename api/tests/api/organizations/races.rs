//! Deleting and restoring while others write.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::support::World;

const ORG: &str = "/v1/organizations/{org}";

#[test]
fn t4_nothing_is_written_after_a_deletion_was_acknowledged() {
    let world = World::new();
    for round in 0..6 {
        let gone = AtomicBool::new(false);
        let (gone, world) = (&gone, &world);
        // What each writer was told, and whether it began after the answer.
        let told: Vec<(String, u16, bool)> = thread::scope(|scope| {
            let writers: Vec<_> = ["admin", "editor", "owner"]
                .into_iter()
                .map(|who| {
                    scope.spawn(move || {
                        let person = world.person(who);
                        (0..8)
                            .map(|at| {
                                let name = format!("{who} {round} {at}");
                                let late = gone.load(Ordering::SeqCst);
                                let path = "/v1/workspaces/{ws}/projects";
                                let status = person.post(path, &json!({ "name": name })).status;
                                (name, status, late)
                            })
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            let owner = world.owner();
            owner.ask("DELETE", ORG).json(&json!({ "confirm": "Larkfield" })).send().is(204);
            gone.store(true, Ordering::SeqCst);
            writers.into_iter().flat_map(|writer| writer.join().expect("answered")).collect()
        });
        world.owner().post(&format!("{ORG}/restore"), &json!({})).is(200);
        let projects = world.owner().get("/v1/workspaces/{ws}/projects?limit=200").is(200);
        let there = |name: &str| {
            projects["data"].as_array().expect("a list").iter().any(|project| project["name"] == name)
        };
        for (name, status, late) in told {
            assert!([201, 404].contains(&status), "{name}: {status}");
            assert_eq!(there(&name), status == 201, "{name}: {status}");
            assert!(!late || status == 404, "{name} was written after the end");
        }
        let log = world.audit_log("");
        let last = log.iter().position(|row| row["action"] == "organizations.delete").expect("recorded");
        let since: Vec<&Value> = log[..last].iter().map(|row| &row["action"]).collect();
        assert_eq!(since, [&json!("organizations.restore")], "nothing is recorded in between");
    }
}

#[test]
fn t4_two_who_delete_or_restore_at_once_do_it_once() {
    let world = World::new();
    let version = world.version();
    let owner = world.owner();
    let at_once = |act: &(dyn Fn() -> u16 + Sync)| {
        let mut statuses: Vec<u16> = thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(act)).collect();
            all.into_iter().map(|one| one.join().expect("answered")).collect()
        });
        statuses.sort_unstable();
        statuses
    };
    let delete = || owner.ask("DELETE", ORG).json(&json!({ "confirm": "Larkfield" })).send().status;
    assert_eq!(at_once(&delete), [204, 404, 404, 404]);
    let restore = || owner.post(&format!("{ORG}/restore"), &json!({})).status;
    assert_eq!(at_once(&restore), [200, 200, 200, 200]);
    assert_eq!(world.version(), version + 2);
}
