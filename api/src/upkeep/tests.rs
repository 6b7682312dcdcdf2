//! What is thrown away, and when.

use chrono::TimeDelta;

use super::store::fixture;
use super::*;
use crate::config::Config;
use crate::db::Verdict;
use crate::runtime;

#[derive(clap::Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

fn app() -> (Arc<App>, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!("usher-upkeep-{}", runtime::new_id::<uuid::Uuid>()));
    let url = format!("sqlite://{}/usher.db", folder.display());
    let flags = <Flags as clap::Parser>::parse_from(["usher", "--database-url", &url]);
    (App::start(flags.config).expect("a server"), folder)
}

#[test]
fn what_is_past_its_time_goes_and_what_is_not_stays() {
    let (app, folder) = app();
    let over = |at| {
        app.db.write::<_, Refusal>(|conn| fixture::over(conn, at).map(Verdict::Commit)).expect("put in");
    };
    let left = || app.db.read(fixture::left).expect("counted");
    let now = app.clock.now();
    over(now);
    // One of each; of the two mails one still waits to be sent.
    for (days, expected) in [
        (0, [1, 1, 1, 2, 1, 1]),
        (2, [1, 1, 0, 2, 1, 1]),
        (8, [1, 0, 0, 2, 1, 1]),
        (31, [0, 0, 0, 1, 1, 0]),
        (366, [0, 0, 0, 1, 0, 0]),
    ] {
        app.clock.set_offset(TimeDelta::days(days).num_seconds());
        do_due(&app);
        assert_eq!(left(), expected, "after {days} days");
    }
    // A thing that is over now is kept for its time, whatever went before it.
    over(app.clock.now());
    do_due(&app);
    assert_eq!(left(), [1, 1, 1, 3, 1, 1]);
    drop(app);
    let _ = std::fs::remove_dir_all(folder);
}
