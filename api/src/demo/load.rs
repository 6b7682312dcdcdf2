//! Plays the story, and says how to sign in.

use std::fmt;
use std::time::Instant;

use serde_json::Value;

use super::cast::{NAME, OWNER, PASSWORD, SIGN_INS, SLUG};
use super::stage::{Act, DemoError, Stage, address};
use super::{store, story};
use crate::config::Config;

/// What was loaded, as it is printed: the ways to sign in.
#[derive(Debug)]
pub struct Loaded(());

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Sign in to {NAME} with the password {PASSWORD} as")?;
        for (index, (name, what)) in SIGN_INS.iter().enumerate() {
            let end = if index + 1 < SIGN_INS.len() { "\n" } else { "" };
            write!(f, "  {:<30} {name}, {what}{end}", address(name))?;
        }
        Ok(())
    }
}

/// Fills the database. Says how it goes on standard error. A database that has the demo is left alone.
pub fn load(config: Config) -> Result<Loaded, DemoError> {
    let started = Instant::now();
    let mut stage = Stage::open(config)?;
    if stage.app.db.read(|conn| store::is_there(conn, SLUG))? {
        eprintln!("{NAME} is in this database already. Nothing was changed.");
        return Ok(Loaded(()));
    }
    for chapter in story::story(stage.end()) {
        let happened = chapter.events.len();
        for (moment, event) in chapter.events {
            stage.go_to(moment);
            stage.play(event)?;
        }
        stage.app.activity.flush(&stage.app);
        eprintln!("{}: {happened} events", chapter.title);
    }
    sum_up(&mut stage)?;
    eprintln!("Loaded in {:.1} s.", started.elapsed().as_secs_f32());
    Ok(Loaded(()))
}

/// Counts what is there now, by asking as the owner does.
fn sum_up(stage: &mut Stage) -> Result<(), DemoError> {
    let members = ask(stage, "members.list", "status=all&limit=1&include=total,counts")?;
    let total = members.get("total").and_then(Value::as_u64).unwrap_or_default();
    let by_role = members.pointer("/counts/role").map(Value::to_string).unwrap_or_default();
    eprintln!("{total} members {by_role}");
    let workspaces = ask(stage, "workspaces.list", "")?;
    for workspace in workspaces.get("data").and_then(Value::as_array).into_iter().flatten() {
        let count = |name: &str| workspace.get(name).and_then(Value::as_u64).unwrap_or_default();
        let name = workspace.get("name").and_then(Value::as_str).unwrap_or_default();
        eprintln!("{name}: {} people, {} projects", count("members_count"), count("projects_count"));
    }
    let audit = ask(stage, "audit_log.list", "limit=1")?;
    let entries = audit.pointer("/data/0/sequence").and_then(Value::as_u64).unwrap_or_default();
    eprintln!("{entries} entries in the audit log");
    Ok(())
}

fn ask(stage: &mut Stage, operation: &'static str, query: &str) -> Result<Value, DemoError> {
    stage.ask(&Act { operation, path: &[("org", SLUG)], query, body: Value::Null, by: Some(OWNER) })
}
