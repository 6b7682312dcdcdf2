//! What each step of `cargo xtask test` does.
//!
//! The tests of this machine's crates are selected by target and never by `-p`: another set of packages means other
//! features of what they share, and then tokio and everything above it would be compiled once more. The server's
//! binary is the exception, because it has to be the one that people get.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cli::Profile;
use crate::command::{cargo, on_path, run};
use crate::failure::{Context, Failure, Result};
use crate::report::Outcome;
use crate::steps::Session;
use crate::workspace::Workspace;
use crate::{browser, build as builds, openapi as document, postgres, system, tidy as rules, tools};

/// The tests of the server over HTTP, which run once a database.
const API_TESTS: &str = "api";

/// The comparison of two builds, which wants one for WebAssembly and a browser.
const CORPUS_TEST: &str = "builds";

/// Where journeys leave what the browser showed.
const SCREENSHOTS: &str = "target/e2e-screenshots";

/// `cargo fmt --check`.
pub(crate) fn formatting(session: &mut Session) -> Result<Outcome> {
    passed(run(cargo(session.workspace()).args(["fmt", "--all", "--check"])))
}

/// See [`crate::tidy`].
pub(crate) fn tidy(session: &mut Session) -> Result<Outcome> {
    passed(rules::check(session.workspace()))
}

/// Installs all that is missing before the long steps, rather than failing at the last of them.
pub(crate) fn machine(session: &mut Session) -> Result<Outcome> {
    system::ensure_libpq(session.workspace())?;
    postgres::ensure()?;
    browser::ensure()?;
    passed(tools::ensure(session.workspace()).map(drop))
}

/// cargo-deny, for those who have it: it is large, and nothing else needs it.
pub(crate) fn dependencies(session: &mut Session) -> Result<Outcome> {
    if on_path("cargo-deny").is_none() {
        return Ok(Outcome::Skipped(
            "cargo-deny is not installed (cargo install cargo-deny --locked)".into(),
        ));
    }
    let deny = |arguments: &[&str]| run(cargo(session.workspace()).arg("deny").args(arguments));
    deny(&["check", "bans", "licenses", "sources"])?;
    // The advisories are downloaded; a machine without the internet still wants to test the rest.
    if deny(&["fetch", "db"]).is_err() {
        return Ok(Outcome::Skipped(
            "the advisories cannot be reached; licences, bans and sources hold".into(),
        ));
    }
    passed(deny(&["check", "advisories"]))
}

/// Clippy over all that runs on this machine.
pub(crate) fn lints(session: &mut Session) -> Result<Outcome> {
    system::ensure_libpq(session.workspace())?;
    passed(run(cargo(session.workspace()).args(["clippy", "--all-targets", "--", "-D", "warnings"])))
}

/// Clippy over what runs in the browser.
pub(crate) fn web_lints(session: &mut Session) -> Result<Outcome> {
    let workspace = session.workspace();
    tools::ensure_target(workspace)?;
    let mut clippy = cargo(workspace);
    clippy.env("CARGO_TARGET_DIR", workspace.web_target()).args([
        "clippy",
        "-p",
        "web",
        "--target",
        "wasm32-unknown-unknown",
        "--",
        "-D",
        "warnings",
    ]);
    passed(run(&mut clippy))
}

/// Every test that needs neither a database server nor a browser.
pub(crate) fn units(session: &mut Session) -> Result<Outcome> {
    system::ensure_libpq(session.workspace())?;
    let mut command = test(session.workspace());
    command.args(["--lib", "--bins"]);
    for package in ["shared", "xtask", "api"] {
        for name in integration_tests(&session.workspace().path(package))? {
            if name != API_TESTS {
                command.args(["--test", &name]);
            }
        }
    }
    passed(session.tally.run(&mut command))
}

/// What of the app needs no browser. It shares the app's target folder and with it the compiled macros.
pub(crate) fn web_units(session: &mut Session) -> Result<Outcome> {
    let mut command = test(session.workspace());
    command.env("CARGO_TARGET_DIR", session.workspace().web_target()).args(["-p", "web", "--lib"]);
    passed(session.tally.run(&mut command))
}

/// The access model built for this machine and for the browser, over one corpus.
pub(crate) fn builds(session: &mut Session) -> Result<Outcome> {
    let workspace = session.workspace();
    tools::ensure_target(workspace)?;
    let browser = browser::program()?;
    let mut build = cargo(workspace);
    build.env("CARGO_TARGET_DIR", workspace.web_target()).args([
        "build",
        "-p",
        "usher-corpus",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        // As the app is built.
        "--profile",
        "wasm-release",
    ]);
    run(&mut build)?;
    let module = workspace.web_target().join("wasm32-unknown-unknown/wasm-release/corpus.wasm");
    let mut command = test(workspace);
    command.args(["--test", CORPUS_TEST]).env("USHER_CORPUS_WASM", module).env("USHER_CHROMIUM", browser);
    passed(session.tally.run(&mut command))
}

/// The documentation's examples, among them those that must not compile.
pub(crate) fn examples(session: &mut Session) -> Result<Outcome> {
    let mut command = test(session.workspace());
    passed(session.tally.run_if_any(command.arg("--doc")))
}

/// The API tests on SQLite, each in a file of its own.
pub(crate) fn api_on_sqlite(session: &mut Session) -> Result<Outcome> {
    api(session, "sqlite")
}

/// The same tests on PostgreSQL, each in a database of its own.
pub(crate) fn api_on_postgres(session: &mut Session) -> Result<Outcome> {
    let url = session.postgres()?;
    api(session, &url)
}

fn api(session: &mut Session, database: &str) -> Result<Outcome> {
    system::ensure_libpq(session.workspace())?;
    let mut command = test(session.workspace());
    command.args(["--test", API_TESTS]).env("USHER_TEST_DATABASE", database);
    passed(session.tally.run(&mut command))
}

/// What `cargo xtask build` builds.
pub(crate) fn build(session: &mut Session) -> Result<Outcome> {
    passed(builds::all(session.workspace(), Profile::Dev))
}

/// See [`crate::openapi`].
pub(crate) fn openapi(session: &mut Session) -> Result<Outcome> {
    passed(document::check(session.workspace()))
}

/// Journeys through the real binary and the real app.
pub(crate) fn journeys(session: &mut Session) -> Result<Outcome> {
    browser::ensure()?;
    builds::all(session.workspace(), Profile::Dev)?;
    let url = session.postgres()?;
    let workspace = session.workspace();
    let screenshots = workspace.path(SCREENSHOTS);
    fs::create_dir_all(&screenshots).cannot(format_args!("create {}", screenshots.display()))?;
    let names = integration_tests(&workspace.path("e2e"))?;
    if names.is_empty() {
        // Without a name cargo would run every test there is, and call that the journeys.
        return Err(Failure::new("there are no journeys in e2e/tests"));
    }
    let mut command = test(workspace);
    for name in names {
        command.args(["--test", &name]);
    }
    command
        .env("USHER_BIN", workspace.server())
        .env("USHER_E2E_POSTGRES", url)
        .env("USHER_E2E_SCREENSHOTS", screenshots);
    passed(session.tally.run(&mut command))
}

/// All failing tests of a step are worth knowing, so it does not end at the first.
fn test(workspace: &Workspace) -> Command {
    let mut command = cargo(workspace);
    command.args(["test", "--no-fail-fast"]);
    command
}

fn passed(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Passed)
}

/// The names under which cargo finds a package's files and folders in `tests/`.
fn integration_tests(package: &Path) -> Result<Vec<String>> {
    let folder = package.join("tests");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).cannot(format_args!("list {}", folder.display()))? {
        let path = entry.cannot(format_args!("list {}", folder.display()))?.path();
        let is_test =
            path.join("main.rs").is_file() || path.extension().is_some_and(|extension| extension == "rs");
        if let (true, Some(name)) = (is_test, path.file_stem()) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scratch::Folder;

    #[test]
    fn tests_are_files_and_folders_with_a_main_file() {
        let folder = Folder::new();
        for file in ["tests/laws.rs", "tests/api/main.rs", "tests/support/mod.rs", "tests/golden/matrix.toml"]
        {
            folder.write(file, "");
        }
        assert_eq!(integration_tests(&folder.path("")).expect("readable"), ["api", "laws"]);
        assert!(integration_tests(&folder.path("tests")).expect("there is nothing").is_empty());
    }
}
