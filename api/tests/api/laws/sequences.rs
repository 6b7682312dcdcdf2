//! L11: after every step of a random sequence of calls the server's answers are those of the slow evaluator
//! over rows that are kept beside it, and of a snapshot of those rows; and of a server that has just started.
//! L6: nothing of it shows in another organization. L18: no answer is older than the write before it.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::ids::MemberId;

use super::calls::Call;
use super::counted::Counted;
use super::mirror::Mirror;
use crate::support::{Answer, Person, World};

const STEPS: usize = 100;

/// Those who call.
pub(super) const PEOPLE: [&str; 5] = ["owner", "admin", "editor", "nora", "viewer"];

/// One world with the rows beside it.
pub(super) struct Run {
    pub(super) world: World,
    pub(super) mirror: Mirror,
    pub(super) counted: Counted,
    pub(super) version: u64,
    /// What succeeded at least once.
    done: BTreeSet<&'static str>,
    differences: Vec<String>,
}

impl Run {
    fn new(seed: u64) -> Self {
        let world = World::new();
        let (mirror, version) = (Mirror::of(&world.owner()), world.version());
        Self {
            world,
            mirror,
            counted: Counted(seed),
            version,
            done: BTreeSet::new(),
            differences: Vec::new(),
        }
    }

    /// Whoever has ownership now.
    pub(super) fn owner(&self) -> Person {
        let owns = |person: &Person| {
            let member = person.member.parse().expect("a member");
            self.mirror.role_of(member).is_some_and(|role| role.id == self.mirror.model.top_role)
        };
        PEOPLE.map(|name| self.world.person(name)).into_iter().find(owns).expect("somebody has it")
    }

    /// Makes one call, and holds the server to what has to be so afterwards.
    fn step(&mut self, number: usize) {
        let actor = self.actor();
        let Some(next) = self.next() else { return };
        let Call { name, method, path, body, then } = next;
        let said = format!("step {number}: {} {method} {path} {body}", actor.email);
        let ask = actor.ask(method, &path);
        let answer: Answer = if body == Value::Null { ask.send() } else { ask.json(&body).send() };
        assert!(answer.status < 500, "{said}: {}", answer.text);
        let changed = answer.status < 300;
        let told: Option<u64> = answer.header("usher-version").parse().ok();
        let mut rows = None;
        if changed {
            let before = self.mirror.facts.clone();
            let member: MemberId = actor.member.parse().expect("a member");
            let changes = then(&mut self.mirror, member, &answer.body);
            self.mirror.make(&changes);
            if self.mirror.facts != before {
                self.done.insert(name);
                rows = Some((before, self.mirror.facts.clone()));
            }
        }
        self.is_fresh(told, changed, &said);
        self.mirror.versions.extend(rows.map(|rows| (self.version, rows)));
        // Where nothing changed, the version has just said so.
        let difference = if changed { self.mirror.difference(&self.owner()) } else { None };
        if let Some(difference) = difference {
            self.differences.push(format!("{difference}, after {said}: {}", answer.text));
            // From there on the rows are the server's, so that one run names every kind of call that differs.
            self.mirror = Mirror::of(&self.owner());
        }
    }

    /// L18: what is read after a write is not older, whoever reads; a refusal raises no version.
    fn is_fresh(&mut self, told: Option<u64>, changed: bool, said: &str) {
        let seen = self.owner().get("/v1/organizations/{org}").is(200);
        let now = seen["version"].as_u64().expect("a version");
        let most = if changed { self.version + 1 } else { self.version };
        assert!(self.version <= now && now <= most, "from {} to {now} after {said}", self.version);
        if let Some(told) = told.filter(|_| changed) {
            assert!(told <= now, "{told} was promised, {now} is answered after {said}");
            let ask = self.owner().ask("GET", "/v1/organizations/{org}/members/me/access");
            let read = ask.header("usher-at-least", &told.to_string()).send();
            if read.status == 200 {
                assert!(read.body["version"].as_u64() >= Some(told), "{said}: {}", read.text);
            }
        }
        self.version = now;
    }

    /// The same database under a server that has read nothing yet.
    fn restart(mut self) -> Self {
        self.world = self.world.restarted();
        self
    }
}

/// All that Otherside can say of itself.
fn otherside(world: &World) -> Vec<String> {
    let stranger = world.stranger();
    let paths = ["", "/members", "/workspaces", "/members/me/access", "/audit-log", "/invitations", "/roles"];
    let say = |path: &str| stranger.get(&format!("/v1/organizations/{{other_org}}{path}"));
    paths.map(|path| without_when(say(path).is(200)).to_string()).to_vec()
}

/// Asking is being active, and says so.
fn without_when(mut answer: Value) -> Value {
    if let Value::Object(fields) = &mut answer {
        fields.remove("last_active_at");
    }
    match answer {
        Value::Array(rows) => rows.into_iter().map(without_when).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, without_when(value))).collect(),
        other => other,
    }
}

#[test]
fn l11_l6_l18_whatever_is_done_the_server_answers_as_the_reference() {
    let mut done = BTreeSet::new();
    for seed in [1, 2, 12] {
        println!("seed {seed}");
        let mut run = Run::new(seed);
        let elsewhere = otherside(&run.world);
        assert_eq!(run.mirror.difference(&run.owner()), None, "at the beginning");
        for number in 0..STEPS {
            run.step(number);
            if number % 33 == 32 {
                run.end_and_return();
            }
        }
        assert_eq!(otherside(&run.world), elsewhere, "nothing of it shows in another organization");
        let run = run.restart();
        assert_eq!(run.mirror.difference(&run.owner()), None, "after a new start");
        assert!(run.differences.is_empty(), "{:#?}", run.differences);
        done.extend(run.done);
    }
    let wanted = [
        "activate",
        "change_role",
        "deactivate",
        "delete_group",
        "delete_project",
        "delete_role",
        "delete_workspace",
        "edit_role",
        "join_group",
        "leave",
        "leave_group",
        "leave_workspace",
        "lift_restriction",
        "make_group",
        "make_project",
        "make_role",
        "make_workspace",
        "remove",
        "remove_collaborator",
        "remove_group_grant",
        "restore_workspace",
        "restrict",
        "set_collaborator",
        "set_group_grant",
        "set_scopes",
        "set_visibility",
        "set_workspace_member",
        "share",
        "transfer_ownership",
        "undo",
    ];
    let missing: Vec<_> = wanted.into_iter().filter(|name| !done.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?} never did anything; only {done:?} did");
}
