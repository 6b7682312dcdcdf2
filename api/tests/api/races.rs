//! L9: always an owner and a lasting admin, under any interleaving, on a real database.

use std::thread;

use serde_json::{Value, json};

use crate::support::{Answer, World, text};

/// Two requests at once.
fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let (one, other) = (scope.spawn(one), scope.spawn(other));
        (one.join().expect("answered"), other.join().expect("answered"))
    })
}

fn counts(world: &World) -> Value {
    world.owner().get("/v1/organizations/{org}/members?include=counts").is(200)["counts"]["role"].clone()
}

#[test]
fn l9_two_admins_who_demote_each_other_do_not_both_succeed() {
    let world = World::new();
    let second = world.join("second@example.test", "admin");
    for round in 0..12 {
        let first = world.admin();
        let (to_second, to_first) = (
            format!("/v1/organizations/{{org}}/members/{}", second.member),
            "/v1/organizations/{org}/members/{admin}",
        );
        let act = |person: &crate::support::Person, path: &str| match round % 3 {
            0 => person.patch(path, &json!({ "role": "viewer" })),
            1 => person.post(&format!("{path}/deactivate"), &json!({})),
            _ => person.patch(path, &json!({ "role": "editor" })),
        };
        let (one, other): (Answer, Answer) = both(|| act(&first, &to_second), || act(&second, to_first));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403], "round {round}: {} {}", one.text, other.text);
        let counts = counts(&world);
        assert_eq!((&counts["owner"], &counts["admin"]), (&json!(1), &json!(1)), "round {round}");
        for path in [to_first, &to_second] {
            world.owner().post(&format!("{path}/activate"), &json!({})).is(200);
            world.owner().patch(path, &json!({ "role": "admin" })).is(200);
        }
    }
}

#[test]
fn l9_whatever_many_try_at_once_there_is_one_owner() {
    let world = World::new();
    let second = world.join("second@example.test", "admin");
    let people = [world.owner(), world.admin(), second];
    let acts: [(&str, &str, Value); 6] = [
        ("PATCH", "/v1/organizations/{org}/members/{owner}", json!({ "role": "viewer" })),
        ("DELETE", "/v1/organizations/{org}/members/{owner}", json!({})),
        ("POST", "/v1/organizations/{org}/members/{owner}/deactivate", json!({})),
        ("PATCH", "/v1/organizations/{org}/members/{admin}", json!({ "role": "owner" })),
        ("POST", "/v1/organizations/{org}/leave", json!({})),
        ("PATCH", "/v1/organizations/{org}/members/{nora}", json!({ "role": "owner" })),
    ];
    for _ in 0..3 {
        thread::scope(|scope| {
            for (person, (method, path, body)) in
                people.iter().flat_map(|person| acts.iter().map(move |act| (person, act)))
            {
                // An admin may leave: the others stay.
                if path.ends_with("/leave") && person.email != people[0].email {
                    continue;
                }
                scope.spawn(move || {
                    let answer = person.ask(method, path).json(body).send();
                    assert!(matches!(answer.status, 403 | 409), "{method} {path}: {}", answer.text);
                });
            }
        });
        assert_eq!(counts(&world)["owner"], 1);
    }
    world.owner().get("/v1/organizations/{org}/audit-log").is(200);
}

#[test]
fn versions_and_the_log_have_no_gap_after_many_writes_at_once() {
    let world = World::new();
    let before = world.version();
    let (owner, admin) = (world.owner(), world.admin());
    thread::scope(|scope| {
        for number in 0..16 {
            let person = if number % 2 == 0 { &owner } else { &admin };
            scope.spawn(move || {
                let body = json!({ "name": format!("Workspace {number}") });
                person.post("/v1/organizations/{org}/workspaces", &body).is(201);
            });
        }
    });
    assert_eq!(world.version(), before + 16);
    let versions: Vec<u64> = world
        .audit_log("&action=workspaces.create")
        .iter()
        .filter_map(|entry| entry["version"].as_u64())
        .take(16)
        .collect();
    let expected: Vec<u64> = (before + 1..=before + 16).rev().collect();
    assert_eq!(versions, expected);
}

#[test]
fn one_person_signs_up_once() {
    let world = World::new();
    let body = json!({ "email": "bo@example.test", "password": crate::support::PASSWORD, "name": "Bo" });
    let answers: Vec<Answer> = thread::scope(|scope| {
        let running: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| world.ask("POST", "/v1/auth/sign-up").json(&body).send()))
            .collect();
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let made: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 1);
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.code() == "email_taken"));
    assert!(text(&made[0].body["user"]["id"]).starts_with("usr_"));
}
