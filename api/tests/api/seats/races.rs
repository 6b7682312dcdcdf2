//! S3: never more active paid members than seats, whatever many do at once.

use std::thread;

use serde_json::json;

use super::Place;
use crate::support::{Answer, Person};

fn all_at_once(people: &[Person], act: impl Fn(&Person) -> Answer + Sync) -> Vec<Answer> {
    thread::scope(|scope| {
        let running: Vec<_> = people.iter().map(|person| scope.spawn(|| act(person))).collect();
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    })
}

#[test]
fn s3_of_many_who_join_at_once_as_many_come_in_as_there_are_seats() {
    let place = Place::new("studio");
    let link = place.ada.put(&place.path("/invite-link"), &json!({ "role": "editor" })).is(201);
    let people: Vec<Person> = (0..12).map(|n| place.world.account(&format!("p{n}@acme.test"))).collect();
    let answers = all_at_once(&people, |person| {
        person.post("/v1/invite-links/join", &json!({ "token": link["token"] }))
    });
    let (came, full): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(came.len(), 2);
    assert!(full.iter().all(|answer| answer.code() == "seats_full"));
    assert_eq!(place.seats(), (3, 0, Some(0), 0));
}

#[test]
fn s3_the_last_seat_goes_to_an_acceptance_an_activation_or_a_join_and_never_to_two() {
    for round in 0..3 {
        let place = Place::on("enterprise", "granular");
        let mo = place.join("mo@acme.test", "member");
        place.ada.post(&place.member(&mo, "/deactivate"), &json!({})).is(200);
        place.join("in@acme.test", "member");
        place.invite(&["a@acme.test", "b@acme.test"], "member");
        let people = ["a@acme.test", "b@acme.test"].map(|email| place.world.account(email));
        place.plan("pro");
        // One seat, two acceptances, and an admin who would bring somebody back.
        let everybody = [people[0].clone(), people[1].clone(), place.ada.clone()];
        let answers = all_at_once(&everybody, |person| {
            if person.user == place.ada.user {
                place.ada.post(&place.member(&mo, "/activate"), &json!({}))
            } else {
                place.accept_as(person)
            }
        });
        let came = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(came, 1, "round {round}: {:?}", answers.iter().map(Answer::code).collect::<Vec<_>>());
        assert_eq!(place.seats().0, 3, "round {round}");
    }
}

#[test]
fn s3_two_calls_that_invite_at_once_keep_no_seat_twice() {
    let place = Place::new("studio");
    let admins = [place.ada.clone(), place.ada.clone(), place.ada.clone(), place.ada.clone()];
    let next = std::sync::atomic::AtomicUsize::new(0);
    let answers = all_at_once(&admins, |person| {
        let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let invites: Vec<_> = (0..3).map(|at| json!({ "email": format!("n{n}-{at}@acme.test") })).collect();
        person.post(&place.path("/invitations"), &json!({ "invites": invites }))
    });
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(place.seats(), (1, 2, Some(0), 10));
}
