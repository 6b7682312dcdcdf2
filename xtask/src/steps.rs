//! `cargo xtask test`: every check, the quick ones first, ending at the first that fails.

use std::process::ExitCode;
use std::time::Instant;

use crate::cli::Selection;
use crate::failure::{Failure, Result};
use crate::postgres::Cluster;
use crate::report::{Line, Outcome, seconds, table};
use crate::suites;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// One check.
#[derive(Debug)]
struct Step {
    name: &'static str,
    /// What it shows.
    title: &'static str,
    run: fn(&mut Session) -> Result<Outcome>,
}

/// In the order in which they fail fastest.
const STEPS: &[Step] = &[
    Step { name: "fmt", title: "the source is formatted", run: suites::formatting },
    Step { name: "tidy", title: "rules about the tree that no compiler checks", run: suites::tidy },
    Step { name: "machine", title: "what the checks need is installed", run: suites::machine },
    Step {
        name: "licences",
        title: "licences, advisories and sources of dependencies",
        run: suites::dependencies,
    },
    Step { name: "clippy", title: "lints of the server, the rules and the tests", run: suites::lints },
    Step { name: "clippy-web", title: "lints of the app, for WebAssembly", run: suites::web_lints },
    Step { name: "unit", title: "unit and property tests", run: suites::units },
    Step {
        name: "unit-web",
        title: "unit tests of what needs no browser in the app",
        run: suites::web_units,
    },
    Step { name: "builds", title: "the native and the WebAssembly build answer alike", run: suites::builds },
    Step { name: "docs", title: "examples in the documentation", run: suites::examples },
    Step { name: "api-sqlite", title: "API tests on SQLite", run: suites::api_on_sqlite },
    Step { name: "api-postgres", title: "API tests on PostgreSQL", run: suites::api_on_postgres },
    Step { name: "build", title: "the app for WebAssembly, and the server", run: suites::build },
    Step {
        name: "openapi",
        title: "the checked-in description of the API is the code's",
        run: suites::openapi,
    },
    Step { name: "e2e", title: "journeys in a browser", run: suites::journeys },
];

/// What steps share.
#[derive(Debug)]
pub(crate) struct Session {
    workspace: Workspace,
    /// Tests counted so far.
    pub(crate) tally: Tally,
    postgres: Option<Cluster>,
}

impl Session {
    /// The tree.
    pub(crate) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The superuser's URL of a PostgreSQL that is started when the first step asks for it.
    pub(crate) fn postgres(&mut self) -> Result<String> {
        if let Some(cluster) = &self.postgres {
            return Ok(cluster.url());
        }
        let cluster = Cluster::start()?;
        let url = cluster.url();
        eprintln!("  PostgreSQL of this run: {url}");
        self.postgres = Some(cluster);
        Ok(url)
    }
}

/// Names the steps.
pub(crate) fn list() {
    let width = STEPS.iter().map(|step| step.name.len()).max().unwrap_or_default();
    for step in STEPS {
        println!("{:width$}  {}", step.name, step.title);
    }
}

/// Runs the selected steps. The last line printed is the count of tests, however it ends.
pub(crate) fn run(workspace: &Workspace, selection: &Selection) -> Result<ExitCode> {
    let steps = select(selection)?;
    let mut session = Session { workspace: workspace.clone(), tally: Tally::default(), postgres: None };
    let mut lines = Vec::new();
    let mut failed = None;
    for (index, step) in steps.iter().enumerate() {
        let number = format!("[{}/{}]", index + 1, steps.len());
        eprintln!("\n{number} {}: {}", step.name, step.title);
        let started = Instant::now();
        let result = (step.run)(&mut session);
        let took = started.elapsed();
        let outcome = result.as_ref().map_or(Outcome::Failed, Clone::clone);
        eprintln!("{number} {}: {outcome} ({})", step.name, seconds(took));
        lines.push(Line { name: step.name, outcome, took });
        if let Err(failure) = result {
            session.tally.count_failed_step();
            failed = Some((step.name, failure));
            break;
        }
    }
    let Session { tally, postgres, .. } = session;
    drop(postgres);
    if let Some((name, failure)) = &failed {
        eprintln!("\n{name}: {failure}\nOnly this again: cargo xtask test --only {name}");
    }
    println!("\n{}\n\n{tally}", table(&lines));
    Ok(if failed.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn select(selection: &Selection) -> Result<Vec<&'static Step>> {
    let names = match selection {
        Selection::All => return Ok(STEPS.iter().collect()),
        Selection::Only(names) => names,
    };
    if let Some(unknown) = names.iter().find(|name| !STEPS.iter().any(|step| step.name == **name)) {
        return Err(Failure::new(format!(
            "there is no step `{unknown}`; cargo xtask test --list names them"
        )));
    }
    Ok(STEPS.iter().filter(|step| names.iter().any(|name| name == step.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(names: &[&str]) -> Result<Vec<&'static str>> {
        let selection = Selection::Only(names.iter().map(ToString::to_string).collect());
        Ok(select(&selection)?.iter().map(|step| step.name).collect())
    }

    #[test]
    fn every_step_has_a_name_of_its_own() {
        let mut names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
    }

    #[test]
    fn chosen_steps_keep_their_order_and_unknown_ones_are_refused() {
        assert_eq!(selected(&["tidy", "fmt"]).expect("they exist"), ["fmt", "tidy"]);
        assert!(selected(&["fmt", "polish"]).is_err());
    }
}
