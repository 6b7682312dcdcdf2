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

#[test]
fn m10_a_transfer_against_the_removal_of_the_heir_leaves_one_owner() {
    let world = World::new();
    let owner = world.owner();
    for round in 0..8 {
        let heir = world.join(&format!("heir{round}@example.test"), "admin");
        let path = format!("/v1/organizations/{{org}}/members/{}", heir.member);
        let body = json!({ "member": heir.member });
        let (moved, removed): (Answer, Answer) = both(
            || owner.post("/v1/organizations/{org}/ownership-transfer", &body),
            || match round % 2 {
                0 => world.admin().delete(&path),
                _ => world.admin().post(&format!("{path}/deactivate"), &json!({})),
            },
        );
        let counts = world.admin().get("/v1/organizations/{org}/members?include=counts&status=all").is(200);
        assert_eq!(counts["counts"]["role"]["owner"], 1, "round {round}");
        match (moved.status, removed.status) {
            // The heir was the owner before anybody could touch them.
            (200, 403) => {
                let back = json!({ "member": owner.member });
                heir.post("/v1/organizations/{org}/ownership-transfer", &back).is(200);
            }
            // Gone, or deactivated: nobody to hand it on to.
            (404 | 409, 200) => {}
            other => panic!("round {round}: {other:?} {} {}", moved.text, removed.text),
        }
    }
}

#[test]
fn m10_of_two_transfers_at_once_one_comes_about() {
    let world = World::new();
    let second = world.join("second@example.test", "admin");
    for round in 0..6 {
        let owner = world.owner();
        let to = |whom: String| json!({ "member": whom });
        let (one, other): (Answer, Answer) = both(
            || owner.post("/v1/organizations/{org}/ownership-transfer", &to(world.id("admin"))),
            || owner.post("/v1/organizations/{org}/ownership-transfer", &to(second.member.clone())),
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403], "round {round}: {} {}", one.text, other.text);
        let heir = if one.status == 200 { world.admin() } else { second.clone() };
        assert_eq!(counts(&world)["owner"], 1);
        heir.post("/v1/organizations/{org}/ownership-transfer", &to(owner.member.clone())).is(200);
    }
}

#[test]
fn m6_nothing_is_written_after_a_deactivation_was_acknowledged() {
    let world = World::new();
    let (nora, admin) = (world.nora(), world.admin());
    for round in 0..5 {
        let (answers, ended): (Vec<Answer>, u64) = thread::scope(|scope| {
            let writers: Vec<_> = (0..6)
                .map(|writer| {
                    let nora = &nora;
                    scope.spawn(move || {
                        let name = |n| json!({ "name": format!("Round {round} writer {writer} {n}") });
                        (0..4)
                            .map(|n| nora.post("/v1/workspaces/{ws}/projects", &name(n)))
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            let ending = scope.spawn(|| {
                let path = "/v1/organizations/{org}/members/{nora}/deactivate";
                let answer = admin.post(path, &json!({}));
                let version = answer.header("usher-version").parse().expect("a version");
                answer.is(200);
                version
            });
            let answers = writers.into_iter().flat_map(|one| one.join().expect("answered")).collect();
            (answers, ending.join().expect("answered"))
        });
        for answer in answers {
            match answer.status {
                201 => {
                    let version: u64 = answer.header("usher-version").parse().expect("a version");
                    assert!(version < ended, "round {round}: {version} after {ended}");
                }
                _ => drop(answer.refused(403, "membership_deactivated")),
            }
        }
        let hers = world.audit_log(&format!("&actor={}&action=projects.create", nora.user));
        let late = hers.iter().filter(|entry| {
            entry["outcome"] == "applied" && entry["version"].as_u64().is_some_and(|version| version > ended)
        });
        assert_eq!(late.count(), 0, "round {round}");
        admin.post("/v1/organizations/{org}/members/{nora}/activate", &json!({})).is(200);
    }
}
