//! How fast the access model answers, beside two other engines on the same organization in the same run.
//!
//! ```sh
//! cargo bench -p usher-bench                # everything: some ten minutes, and some gigabytes for Cedar
//! cargo bench -p usher-bench -- --quick     # shorter samples, the other engines at fewer sizes
//! ```
//!
//! Questions are spread over all members and projects, so that a large organization is not measured in the
//! cache of its one busy member. Before anything is timed, every engine answers the same sample of questions;
//! where two of them disagree, that is printed in red and the run fails. Beside Criterion's own lines a table
//! comes last: the median over short slices of time, and the tenth percentile, which is what the machine does
//! when it is left alone. `docs/benchmarks.md` says what they were.

mod casbin;
mod cedar;
mod memory;
mod organization;
mod report;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::casbin::Result as CasbinResult;
use criterion::{Criterion, SamplingMode};
use shared::access::{
    Change, CoreScope, Explanation, Grant, GrantSource, Model, Permissions, Principal, Resource, Scope,
    Snapshot, diff, guard,
};
use shared::ids::GrantId;
use uuid::Uuid;

use self::casbin::Casbin;
use self::cedar::Cedar;
use self::organization::{Question, Size, actions, now, organization, questions};
use self::report::{Report, Row, Spread};

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

const SIZES: [Size; 3] = [
    Size { members: 1_000, projects: 100 },
    Size { members: 10_000, projects: 1_000 },
    Size { members: 100_000, projects: 10_000 },
];

/// Questions asked in turn: enough that the next one is never the last one's neighbour.
const QUESTIONS: usize = 1 << 16;

/// How many of them every engine answers for the comparison.
const SAMPLE: usize = 2_000;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let mut criterion = Criterion::default().configure_from_args();
    let mut report = Report::default();
    for size in SIZES {
        measure(&mut criterion, &mut report, size, quick);
    }
    criterion.final_summary();
    if !report.print() {
        std::process::exit(1);
    }
}

fn measure(criterion: &mut Criterion, report: &mut Report, size: Size, quick: bool) {
    let model = Model::studio();
    let facts = organization(size);
    let asked = questions(&facts, QUESTIONS, 7);
    let actions = actions(model);
    let snapshot = ours(criterion, report, size, &facts, &asked);
    let answers: Vec<bool> = asked[..SAMPLE].iter().map(|one| check(&snapshot, &actions, one)).collect();

    // Beyond these, loading alone takes minutes.
    let casbin = size.members <= if quick { 1_000 } else { 10_000 };
    let cedar = size.members <= if quick { 10_000 } else { 100_000 };
    if cedar {
        let live = memory::live();
        let start = Instant::now();
        let engine = Cedar::new(model, &facts);
        report.row(size, Row::time("cedar-policy: load", start.elapsed()));
        report.row(size, Row::bytes("cedar-policy: memory", memory::live() - live));
        let requests: Vec<_> = asked.iter().map(Cedar::request).collect();
        let theirs: Vec<bool> = requests[..SAMPLE].iter().map(|request| engine.check(request)).collect();
        report.agreement(size, "cedar-policy", &answers, &theirs);
        let mut next = requests.iter().cycle();
        let time = bench(criterion, size, "cedar-policy: check", || {
            black_box(engine.check(next.next().expect("a cycle")));
        });
        report.row(size, Row::spread("cedar-policy: check", time));
    }
    if casbin {
        let start = Instant::now();
        let engine = wait(Casbin::new(model, &facts)).expect("an enforcer");
        report.row(size, Row::time("casbin: load", start.elapsed()));
        let theirs: Vec<bool> = asked[..SAMPLE].iter().map(|one| engine.check(one)).collect();
        report.agreement(size, "casbin", &answers, &theirs);
        let mut next = asked.iter().cycle();
        let time = bench(criterion, size, "casbin: check", || {
            black_box(engine.check(next.next().expect("a cycle")));
        });
        report.row(size, Row::spread("casbin: check", time));
    }
}

fn wait(making: impl Future<Output = CasbinResult<Casbin>>) -> CasbinResult<Casbin> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(making)
}

fn check(snapshot: &Snapshot, actions: &[(Scope, shared::access::Access)], one: &Question) -> bool {
    let (scope, need) = actions[one.action];
    snapshot.check(one.member, Resource::Project(one.project), scope, need, now())
}

/// Everything about the snapshot itself.
fn ours(
    criterion: &mut Criterion,
    report: &mut Report,
    size: Size,
    facts: &shared::access::Facts,
    asked: &[Question],
) -> Snapshot {
    let model = Model::studio();
    let actions = actions(model);
    let (mut compiled, mut processor) = (Vec::new(), Vec::new());
    let mut snapshot = None;
    let mut bytes = 0;
    for _ in 0..3 {
        let rows = facts.clone();
        drop(snapshot.take());
        let live = memory::live();
        let (start, busy) = (Instant::now(), busy());
        let made = Snapshot::from_facts(Arc::clone(model), rows).expect("facts that fit");
        processor.extend(self::busy().zip(busy).map(|(after, before)| after - before));
        compiled.push(start.elapsed().as_secs_f64());
        // The rows were counted in before, and are gone now.
        bytes = (memory::live() + rows_bytes(facts)).saturating_sub(live);
        snapshot = Some(made);
    }
    let snapshot = snapshot.expect("made");
    report.row(size, Row::spread("compile from rows", Spread::of(compiled)));
    report.row(size, Row::spread("compile from rows, processor time", Spread::of(processor)));
    report.row(size, Row::bytes("memory", bytes));

    let mut run = |report: &mut Report, name: &'static str, work: &mut dyn FnMut(&Question)| {
        let mut next = asked.iter().cycle();
        let time = bench(criterion, size, name, || work(next.next().expect("a cycle")));
        report.row(size, Row::spread(name, time));
    };
    run(report, "check", &mut |one| {
        black_box(check(&snapshot, &actions, one));
    });
    run(report, "effective", &mut |one| {
        black_box::<Permissions>(snapshot.effective(one.member, Resource::Project(one.project), now()));
    });
    run(report, "explain", &mut |one| {
        let (scope, need) = actions[one.action];
        black_box::<Explanation>(snapshot.reasons(
            one.member,
            Resource::Project(one.project),
            scope,
            need,
            now(),
        ));
    });
    run(report, "who_can, all of it", &mut |one| {
        let (scope, need) = actions[one.action];
        black_box(snapshot.who_can(Resource::Project(one.project), scope, need, None, now()).count());
    });
    run(report, "who_can, first 100", &mut |one| {
        let (scope, need) = actions[one.action];
        black_box(
            snapshot.who_can(Resource::Project(one.project), scope, need, None, now()).take(100).count(),
        );
    });
    run(report, "what_can, all of it", &mut |one| {
        black_box(snapshot.what_can(one.member, None, now()).count());
    });
    run(report, "what_can, first 100", &mut |one| {
        black_box(snapshot.what_can(one.member, None, now()).take(100).count());
    });
    // The state before is still there, as it is for a server that goes on answering.
    run(report, "one grant applied", &mut |one| {
        let change = granting(model, one);
        black_box(snapshot.with([&change]).expect("it fits"));
    });
    run(report, "one grant: applied, guarded, its difference", &mut |one| {
        let change = granting(model, one);
        let after = snapshot.with([&change]).expect("it fits");
        guard(&after).expect("an owner and an admin");
        black_box(diff(&snapshot, &after, now()));
    });
    snapshot
}

/// Seconds for which this thread has had a processor, where the system says: other work on the machine does
/// not count.
fn busy() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// What a copy of these rows takes.
fn rows_bytes(facts: &shared::access::Facts) -> usize {
    let live = memory::live();
    let rows = facts.clone();
    let bytes = memory::live() - live;
    drop(rows);
    bytes
}

fn granting(model: &Model, one: &Question) -> Change {
    Change::GrantAdded(Grant {
        id: GrantId::from_uuid(Uuid::from_u128(1)),
        principal: Principal::Member(one.member),
        resource: Resource::Project(one.project),
        permissions: model.project_roles[0]
            .permissions
            .with(CoreScope::Comments, shared::access::Access::View),
        expires_at: None,
        source: GrantSource::Link,
    })
}

/// Calls that are timed together, where a call is short.
const SLICE: u64 = 256;

/// Long enough for the clock itself not to count.
const LONG_ENOUGH: Duration = Duration::from_micros(20);

/// How long one call takes. Nothing where Criterion was told to leave it out.
fn bench(criterion: &mut Criterion, size: Size, name: &str, mut work: impl FnMut()) -> Option<Spread> {
    let mut slices: Vec<f64> = Vec::new();
    let mut group = criterion.benchmark_group(size.to_string());
    group.sample_size(20).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|times| {
            let mut taken = Duration::ZERO;
            let mut left = times;
            while left > 0 {
                let calls = left.min(SLICE);
                let start = Instant::now();
                for _ in 0..calls {
                    work();
                }
                let slice = start.elapsed();
                if calls == SLICE || slice >= LONG_ENOUGH {
                    slices.push(slice.as_secs_f64() / calls as f64);
                }
                taken += slice;
                left -= calls;
            }
            taken
        });
    });
    group.finish();
    Spread::of(slices)
}
