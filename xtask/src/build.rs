//! The app and the server.

use crate::cli::Profile;
use crate::command::{cargo, run};
use crate::failure::Result;
use crate::web_build::Built;
use crate::workspace::Workspace;
use crate::{system, tools, web_build};

/// Builds everything, installing what that needs. The app first: the server of a release holds it.
pub(crate) fn all(workspace: &Workspace, profile: Profile) -> Result<()> {
    app(workspace)?;
    server(workspace, profile)
}

/// Builds the app into `dist/`.
pub(crate) fn app(workspace: &Workspace) -> Result<()> {
    match web_build::build(workspace, || tools::ensure(workspace))? {
        Built::Now => {}
        Built::Before => eprintln!("  the app is up to date"),
    }
    Ok(())
}

/// Builds the server.
pub(crate) fn server(workspace: &Workspace, profile: Profile) -> Result<()> {
    system::ensure_libpq(workspace)?;
    let mut command = cargo(workspace);
    command.args(["build", "-p", "usher-api"]);
    match profile {
        Profile::Dev => {}
        Profile::Release => {
            command.arg("--release");
        }
    }
    run(&mut command)
}

/// Builds and runs the benchmark of the check API.
pub(crate) fn bench_http(workspace: &Workspace) -> Result<()> {
    system::ensure_libpq(workspace)?;
    let mut command = cargo(workspace);
    command.args(["run", "--release", "-p", "usher-api", "--features", "bench", "--example", "bench_http"]);
    run(&mut command)
}
