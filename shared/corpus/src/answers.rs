//! All that the model says of one organization, as bytes.

use std::collections::BTreeSet;

use shared::access::{Access, Blocker, Change, Names, Resource, Snapshot, diff, guard};
use shared::ids::MemberId;

use crate::names::{hours, now};
use crate::numbers;
use crate::world::{World, pairs};

/// What the answers were about, to know that they are worth comparing.
#[derive(Debug, Default)]
pub struct Met {
    pub blockers: BTreeSet<Blocker>,
    pub levels: BTreeSet<Access>,
    pub models: BTreeSet<String>,
    /// Rows of differences.
    pub differences: usize,
    /// Rows of lists.
    pub listed: usize,
}

/// Everything about the organization of this number, in one order.
pub fn answers(case: u32, met: &mut Met) -> Vec<u8> {
    let world = World::of(&numbers::of(case));
    met.models.insert(world.model.key.clone());
    let snapshot = world.snapshot();
    let mut bytes = Vec::new();
    for at in [hours(-2), now(), hours(2)] {
        for (who, on) in pairs(&snapshot) {
            bytes.extend(snapshot.effective(who, on, at).bits().to_le_bytes());
            bytes.push(u8::from(snapshot.sees(who, on, at)));
        }
    }
    why(&snapshot, case, &mut bytes, met);
    lists(&snapshot, &mut bytes, met);
    changes(&snapshot, &mut bytes, met);
    bytes
}

/// Why and why not, with the sentence, of every pair over one scope; and of some, for it is looked for by
/// trying, the smallest change.
fn why(snapshot: &Snapshot, case: u32, bytes: &mut Vec<u8>, met: &mut Met) {
    let names = Names::of(snapshot.model());
    let scopes = snapshot.model().catalog.entries();
    for (number, (who, on)) in pairs(snapshot).into_iter().enumerate() {
        let scope = &scopes[(number + case as usize) % scopes.len()];
        let need = if number.is_multiple_of(2) { Access::Full } else { Access::View };
        let told = match number % 11 {
            0 => snapshot.explain_need(who, on, scope.scope, need, now()),
            _ => snapshot.reasons(who, on, scope.scope, need, now()),
        };
        met.blockers.extend(told.blocker);
        met.levels.insert(told.result);
        bytes.extend(told.sentence(&names).into_bytes());
        bytes.extend(serde_json::to_vec(&told).expect("an explanation is JSON"));
    }
}

fn lists(snapshot: &Snapshot, bytes: &mut Vec<u8>, met: &mut Met) {
    for on in snapshot.resources() {
        for entry in snapshot.model().catalog.of(on.kind()) {
            for need in [Access::View, Access::Full] {
                for who in snapshot.who_can(on, entry.scope, need, None, now()) {
                    bytes.extend(who.uuid().as_bytes());
                    met.listed += 1;
                }
                bytes.push(0);
            }
        }
    }
    let everybody: Vec<MemberId> = snapshot.members().map(|row| row.id).collect();
    for who in everybody {
        for (on, held) in snapshot.what_can(who, None, now()) {
            bytes.extend(serde_json::to_vec(&on).expect("a resource is JSON"));
            bytes.extend(held.bits().to_le_bytes());
            met.listed += 1;
        }
    }
}

/// What the end of each member, group and project does to everybody, and whether somebody is left who may
/// let others in.
fn changes(snapshot: &Snapshot, bytes: &mut Vec<u8>, met: &mut Met) {
    let members = snapshot.members().map(|row| Change::MemberRemoved { member: row.id });
    let groups = snapshot.groups().map(|group| Change::GroupRemoved { group });
    let projects = snapshot.projects().map(|(project, _)| Change::ProjectRemoved { project });
    for change in members.chain(groups).chain(projects) {
        let after = snapshot.with([&change]).expect("it is there");
        bytes.push(u8::from(guard(&after).is_ok()));
        for one in diff(snapshot, &after, now()) {
            bytes.extend(one.member.uuid().as_bytes());
            bytes.extend(serde_json::to_vec::<Resource>(&one.resource).expect("a resource is JSON"));
            bytes.extend(snapshot.model().catalog.key(one.scope).bytes());
            bytes.extend([one.before as u8, one.after as u8]);
            met.differences += 1;
        }
    }
}
