//! Running other programs.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::failure::{Context, Failure, Result};
use crate::workspace::Workspace;

/// `cargo` in the workspace, building into its `target`.
pub(crate) fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace.root()).env("CARGO_TARGET_DIR", workspace.target());
    without_own_package(&mut command);
    command
}

/// Takes away what `cargo run` told this program about its own package. Build scripts that watch those
/// variables (ring's does) would otherwise build again whenever cargo is called directly in between.
pub(crate) fn without_own_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let of_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix));
        if of_package {
            command.env_remove(&name);
        }
    }
}

/// Shows the command, runs it with the terminal's input and output, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    announce(command);
    let status = command.status().cannot(format_args!("start {}", program(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{} ended with {status}", line(command))))
    }
}

/// Runs the command silently and gives its standard output; a failure carries what it said on the other one.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>> {
    let Output { status, stdout, stderr } =
        command.stdin(Stdio::null()).output().cannot(format_args!("start {}", program(command)))?;
    if status.success() {
        return Ok(stdout);
    }
    let said = String::from_utf8_lossy(&stderr);
    Err(Failure::new(format!("{} ended with {status}\n{}", line(command), said.trim_end())))
}

/// Like [`output`], as text without the newline at its end.
pub(crate) fn text(command: &mut Command) -> Result<String> {
    let bytes = output(command)?;
    let text = String::from_utf8(bytes).cannot(format_args!("read what {} printed", program(command)))?;
    Ok(text.trim_end().to_owned())
}

/// Prints the command as one could type it.
pub(crate) fn announce(command: &Command) {
    eprintln!("  $ {}", line(command));
}

/// The command as one could type it, without its environment.
pub(crate) fn line(command: &Command) -> String {
    let arguments = command.get_args().map(OsStr::to_string_lossy);
    std::iter::once(program(command).into()).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// The first program of that name on `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn program(command: &Command) -> String {
    let path = Path::new(command.get_program());
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_carries_the_command_its_end_and_what_it_said() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo no room >&2; exit 3"]);
        let said = output(&mut command).expect_err("the command fails").to_string();
        assert!(said.starts_with("sh -c ") && said.contains("3") && said.ends_with("no room"), "{said}");
    }

    #[test]
    fn text_comes_without_its_last_newline() {
        assert_eq!(text(Command::new("echo").arg("so")).expect("echo works"), "so");
    }

    #[test]
    fn programs_are_found_on_the_path_or_not_at_all() {
        assert!(on_path("sh").is_some());
        assert!(on_path("no-program-has-this-name").is_none());
    }
}
