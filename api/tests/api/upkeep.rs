//! What the server does unasked: it warns of what ends.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{Ask, Person, World, text};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";
const ON_PROJECT: &str = "/v1/projects/{prj}/collaborators/{nora}";
const DAY: i64 = 86_400;

fn now(world: &World) -> DateTime<Utc> {
    text(&world.ask("GET", "/dev/clock").send().is(200)["now"]).parse().expect("a time")
}

fn in_days(world: &World, days: i64) -> String {
    (now(world) + TimeDelta::days(days)).to_rfc3339()
}

/// What this person was told of ends, newest first.
fn told(person: &Person, kind: &str) -> Vec<Value> {
    let all = person.get("/v1/me/notifications?limit=200").is(200)["data"].clone();
    let all = all.as_array().expect("a list").clone();
    all.into_iter().filter(|row| row["kind"] == kind).collect()
}

fn warned(person: &Person) -> Vec<String> {
    told(person, "endings.warned").iter().map(|row| text(&row["text"])).collect()
}

fn mails(world: &World, to: &str, subject: &str) -> usize {
    let all = world.mails(to);
    all.iter().filter(|mail| text(&mail["subject"]).contains(subject)).count()
}

#[test]
fn r7_an_end_is_told_a_week_and_a_day_ahead_once_each() {
    let world = World::new();
    world.admin().patch(NORA, &json!({ "expires_at": in_days(&world, 20) })).is(200);
    world.advance(12 * DAY);
    assert_eq!(warned(&world.nora()).len(), 0, "too early");
    world.advance(DAY + 3_600);
    let said = warned(&world.nora());
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("Your membership of ") && said[0].contains(" ends on "), "{said:?}");
    for _ in 0..3 {
        world.advance(3_600);
    }
    assert_eq!(warned(&world.nora()).len(), 1, "once");
    world.advance(6 * DAY);
    assert_eq!(warned(&world.nora()).len(), 2, "and a day ahead");
    world.advance(60);
    assert_eq!(warned(&world.nora()).len(), 2);
    assert_eq!(mails(&world, "nora@larkfield.test", "Your membership of"), 2);
    let row = told(&world.nora(), "endings.warned")[0].clone();
    assert_eq!((&row["topic"], row["organization"] == world.id("org")), (&json!("endings"), true));
    assert!(text(&row["link"]).ends_with("/members/me"), "{row}");
}

#[test]
fn r7_what_was_given_for_less_than_a_week_is_told_a_day_ahead_alone() {
    let world = World::new();
    let body = json!({ "role": "viewer", "expires_at": in_days(&world, 3) });
    world.admin().put(ON_PROJECT, &body).is(201);
    world.advance(3_600);
    assert_eq!(warned(&world.nora()), [""; 0], "they were told a moment ago");
    world.advance(2 * DAY);
    let said = warned(&world.nora());
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("Your access to "), "{said:?}");
    let row = told(&world.nora(), "endings.warned")[0].clone();
    assert!(text(&row["link"]).ends_with(&format!("/projects/{}", world.id("prj"))), "{row}");
}

#[test]
fn r7_who_slept_through_a_week_is_told_the_nearer_one_alone() {
    let world = World::new();
    world.admin().patch(NORA, &json!({ "expires_at": in_days(&world, 20) })).is(200);
    world.advance(19 * DAY + 3_600);
    assert_eq!(warned(&world.nora()).len(), 1);
}

#[test]
fn r7_what_no_longer_ends_is_not_told() {
    let world = World::new();
    let body = json!({ "role": "viewer", "expires_at": in_days(&world, 20) });
    world.admin().put(ON_PROJECT, &body).is(201);
    world.admin().patch(NORA, &json!({ "expires_at": in_days(&world, 20) })).is(200);
    world.admin().delete(ON_PROJECT).is(200);
    world.admin().patch(NORA, &json!({ "expires_at": null })).is(200);
    world.advance(14 * DAY);
    assert_eq!(warned(&world.nora()), [""; 0]);
    // Another end is another warning.
    world.admin().patch(NORA, &json!({ "expires_at": in_days(&world, 10) })).is(200);
    world.advance(4 * DAY);
    assert_eq!(warned(&world.nora()).len(), 1);
    world.admin().patch(NORA, &json!({ "expires_at": in_days(&world, 10) })).is(200);
    world.advance(4 * DAY);
    assert_eq!(warned(&world.nora()).len(), 2);
}

#[test]
fn r7_several_ends_are_one_notice_and_a_groups_is_told_to_those_in_it() {
    let world = World::new();
    let end = in_days(&world, 20);
    let body = json!({ "role": "viewer", "expires_at": end });
    world.admin().put(ON_PROJECT, &body).is(201);
    world.admin().patch(NORA, &json!({ "expires_at": end })).is(200);
    world.admin().put("/v1/projects/{prj}/groups/{grp}", &body).is(201);
    world.advance(14 * DAY);
    let said = warned(&world.nora());
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("your membership (") && said[0].contains(" and "), "{said:?}");
    let said = warned(&world.editor());
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("What the group Crew gives you on "), "{said:?}");
}

#[test]
fn r7_admins_are_told_once_a_day_all_in_one() {
    let world = World::new();
    let end = in_days(&world, 20);
    world.admin().patch(NORA, &json!({ "expires_at": end })).is(200);
    world.admin().put(ON_PROJECT, &json!({ "role": "viewer", "expires_at": end })).is(201);
    for _ in 0..5 {
        world.advance(3 * DAY);
    }
    for person in [world.admin(), world.owner()] {
        let digests = told(&person, "endings.digest");
        assert_eq!(digests.len(), 1, "{digests:?}");
        let said = text(&digests[0]["text"]);
        assert!(said.contains("access of others ends soon") && said.contains("the membership of "), "{said}");
        assert_eq!(digests[0]["topic"], "endings_of_others");
    }
    assert!(told(&world.viewer(), "endings.digest").is_empty(), "who cannot prolong it");
    assert_eq!(mails(&world, "admin@larkfield.test", "access of others"), 0, "by mail only who wants it");
    // A day ahead it is told again, in time.
    world.advance(4 * DAY);
    assert_eq!(told(&world.admin(), "endings.digest").len(), 2);
}

#[test]
fn r7_nobody_is_told_of_a_place_that_they_do_not_see() {
    let world = World::new();
    let owner = world.owner();
    let body = json!({ "name": "Clerk", "permissions": { "members": "full" } });
    owner.post("/v1/organizations/{org}/roles", &body).is(201);
    let clerk = world.join("clerk@example.test", "clerk");
    owner.put("/v1/organizations/{org}/groups/{grp}/members/{guest}", &json!({})).is(201);
    let body = json!({ "role": "viewer", "expires_at": in_days(&world, 20) });
    owner.put("/v1/projects/{secret}/collaborators/{nora}", &body).is(201);
    owner.put("/v1/projects/{secret}/groups/{grp}", &body).is(201);
    world.advance(14 * DAY);
    let secret = text(&owner.get("/v1/projects/{secret}").is(200)["name"]);
    assert!(text(&told(&world.admin(), "endings.digest")[0]["text"]).contains(&secret));
    assert_eq!(told(&clerk, "endings.digest"), [Value::Null; 0]);
    assert_eq!((warned(&world.editor()).len(), warned(&world.guest())), (1, Vec::new()));
}

#[test]
fn r7_of_two_servers_over_one_database_one_warns() {
    let world = World::new();
    let Some(other) = world.second_server(&[]) else { return };
    let body = json!({ "role": "viewer", "expires_at": in_days(&world, 20) });
    world.admin().put(ON_PROJECT, &body).is(201);
    world.admin().patch(NORA, &json!({ "expires_at": in_days(&world, 20) })).is(200);
    let there = |seconds: i64| {
        let ask = Ask::new("POST", &format!("{}/dev/clock", other.url()));
        ask.json(&json!({ "advance_seconds": seconds })).send().is(200)
    };
    std::thread::scope(|scope| {
        let theirs = scope.spawn(|| (0..14).for_each(|_| drop(there(DAY / 2))));
        (0..14).for_each(|_| world.advance(DAY / 2));
        theirs.join().expect("moved");
    });
    // What the other has moved last is known here from now on, and no token is of a time before it.
    world.advance(0);
    assert_eq!(warned(&world.nora()).len(), 1, "both ends in one notice, by one of the two");
    assert_eq!(told(&world.admin(), "endings.digest").len(), 1);
}
