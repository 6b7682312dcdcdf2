//! I8, L9: many at once, on a real database.

use std::thread;

use serde_json::json;

use super::{LINK, RESET, join, set, uses};
use crate::support::{Answer, Person, World, text};

#[test]
fn i8_a_hundred_people_at_once_through_a_link_with_ten_uses_left_are_ten_members() {
    let world = World::new();
    let token = set(&world, &json!({ "role": "viewer", "max_uses": 10 }));
    let people: Vec<Person> = thread::scope(|scope| {
        let running: Vec<_> = (0..100)
            .map(|number| {
                scope.spawn({
                    let world = &world;
                    move || world.account(&format!("p{number}@example.test"))
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().expect("signed up")).collect()
    });
    let before = world.version();
    let answers: Vec<Answer> = thread::scope(|scope| {
        let running: Vec<_> = people.iter().map(|person| scope.spawn(|| join(person, &token))).collect();
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let joined = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(joined, 10);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((answer.status, answer.code()), (410, "link_used_up"), "{}", answer.text);
    }
    assert_eq!(uses(&world), 10);
    let members = world.owner().get("/v1/organizations/{org}/members?q=example.test&include=total").is(200);
    assert_eq!(members["total"], 10);
    assert_eq!(world.version(), before + 10);
    assert_eq!(world.audit_log("&action=invite_links.join").len(), 10);
}

#[test]
fn i8_one_person_who_joins_ten_times_at_once_is_one_member_and_one_use() {
    let world = World::new();
    let (token, bo) = (world.id("link_token"), world.account("bo@example.test"));
    let answers: Vec<Answer> = thread::scope(|scope| {
        let running: Vec<_> = (0..10).map(|_| scope.spawn(|| join(&bo, &token))).collect();
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let members: Vec<String> =
        answers.into_iter().map(|answer| answer.is(200)["membership"]["id"].to_string()).collect();
    assert!(members.iter().all(|member| *member == members[0]), "{members:?}");
    assert_eq!(uses(&world), 1);
    assert_eq!(world.audit_log("&action=invite_links.join").len(), 1);
}

#[test]
fn i8_reset_before_or_after_a_join_but_never_both() {
    let world = World::new();
    let owner = world.owner();
    for round in 0..8 {
        let bo = world.account(&format!("bo{round}@example.test"));
        let old = owner.get(LINK).is(200);
        let token = text(&old["token"]);
        let before = world.audit_log("&action=invite_links.join").len();
        let (joined, reset) = thread::scope(|scope| {
            let joined = scope.spawn(|| join(&bo, &token));
            let reset = scope.spawn(|| owner.post(RESET, &json!({})));
            (joined.join().expect("answered"), reset.join().expect("answered"))
        });
        reset.is(200);
        let inside = bo.get("/v1/organizations/{org}").status;
        let entries = world.audit_log("&action=invite_links.join");
        match joined.status {
            200 => {
                assert_eq!((inside, entries.len()), (200, before + 1));
                assert_eq!(entries[0]["after"]["link"], old["id"], "by the old link, while it lived");
            }
            404 => assert_eq!((inside, entries.len()), (404, before)),
            other => panic!("{other}: {}", joined.text),
        }
        assert_eq!(uses(&world), 0, "the new link let nobody in");
    }
}

#[test]
fn i8_turned_off_before_or_after_a_join_but_never_both() {
    let world = World::new();
    let owner = world.owner();
    for round in 0..6 {
        let bo = world.account(&format!("bo{round}@example.test"));
        let token = set(&world, &json!({ "role": "viewer", "max_uses": 100 + round }));
        let (joined, off) = thread::scope(|scope| {
            let joined = scope.spawn(|| join(&bo, &token));
            let off = scope.spawn(|| owner.delete(LINK));
            (joined.join().expect("answered"), off.join().expect("answered"))
        });
        assert_eq!(off.status, 204);
        let inside = bo.get("/v1/organizations/{org}").status;
        assert_eq!(joined.status, inside, "{}", joined.text);
        owner.get(LINK).refused(404, "link_disabled");
    }
}
