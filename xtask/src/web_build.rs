//! The app: Trunk's release build, compressed; skipped when nothing that it is made of has changed.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use crate::command::{cargo, run, without_own_package};
use crate::compress::{self, Compressed};
use crate::failure::{Context, Failure, Result};
use crate::fingerprint;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// All that the app is made of.
const INPUTS: [&str; 7] =
    ["web", "shared", ".cargo", "Trunk.toml", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];

/// The most bytes, compressed, that a browser may have to load before it shows anything: a little above what they
/// are. Made lower by whoever made the app smaller.
const MOST_TO_LOAD: usize = 1_330_000;

/// Whether there was something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Built {
    /// The app was built.
    Now,
    /// It is what the last build made of the same files.
    Before,
}

/// Brings `dist/` up to date. Tools are asked for only when they are needed.
pub(crate) fn build(workspace: &Workspace, tools: impl FnOnce() -> Result<Tools>) -> Result<Built> {
    let target = workspace.web_target();
    fs::create_dir_all(&target).cannot(format_args!("create {}", target.display()))?;
    // Two at once, of `run` in one terminal and `test` in another, would write the same folder.
    let lock = File::create(target.join("usher-app.lock")).cannot("create the lock of the app's build")?;
    lock.lock().cannot("lock the app's build")?;
    // Taken before: a file that is saved while Trunk runs may or may not be in what it builds.
    let inputs = input_fingerprint(workspace)?;
    let stamp = Stamp::of(workspace);
    if stamp.vouches_for(inputs, workspace) {
        return Ok(Built::Before);
    }
    let tools = tools()?;
    stamp.forget();
    // Trunk would do it too, without a word for as long as it takes.
    run(cargo(workspace).args(["fetch", "--locked"]))?;
    trunk(workspace, &tools)?;
    let Compressed { files, bytes } = compress::folder(&workspace.dist())?;
    eprintln!(
        "  compressed {files} files: the first load is {} KB, and may be {}",
        bytes / 1000,
        MOST_TO_LOAD / 1000
    );
    within(bytes, MOST_TO_LOAD)?;
    stamp.remember(inputs, workspace)?;
    Ok(Built::Now)
}

fn within(bytes: usize, most: usize) -> Result<()> {
    if bytes <= most {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the app's first load has grown to {bytes} bytes, and {most} are the most: see what made it grow, and raise \
         the limit in xtask/src/web_build.rs if people are better off with it"
    )))
}

fn trunk(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let mut command = Command::new(tools.trunk());
    without_own_package(&mut command);
    command
        .current_dir(workspace.root())
        .args(["build", "--release"])
        .env("PATH", tools.search_path()?)
        .env("CARGO_TARGET_DIR", workspace.web_target())
        // Trunk reads it as a flag that must be `true` or `false`, and ends on the usual `1`.
        .env_remove("NO_COLOR");
    run(&mut command)
}

fn input_fingerprint(workspace: &Workspace) -> Result<u64> {
    fingerprint::of(&INPUTS.map(|input| workspace.path(input)))
}

/// What the last successful build was made of and what it made. It lies in `target/`, which no clone has.
#[derive(Debug)]
struct Stamp(PathBuf);

impl Stamp {
    fn of(workspace: &Workspace) -> Self {
        Self(workspace.web_target().join("usher-app.stamp"))
    }

    /// Both sides are compared: `dist/` may have been deleted or edited since.
    fn vouches_for(&self, inputs: u64, workspace: &Workspace) -> bool {
        let outputs = fingerprint::of(&[workspace.dist()]);
        outputs
            .is_ok_and(|outputs| fs::read_to_string(&self.0).is_ok_and(|text| text == line(inputs, outputs)))
    }

    fn forget(&self) {
        let _ = fs::remove_file(&self.0);
    }

    fn remember(&self, inputs: u64, workspace: &Workspace) -> Result<()> {
        let outputs = fingerprint::of(&[workspace.dist()])?;
        fs::write(&self.0, line(inputs, outputs)).cannot(format_args!("write {}", self.0.display()))
    }
}

fn line(inputs: u64, outputs: u64) -> String {
    format!("{inputs:016x} {outputs:016x}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scratch::Folder;

    fn built() -> (Folder, Workspace) {
        let folder = Folder::new();
        for file in ["web/src/main.rs", "shared/src/lib.rs", "Trunk.toml", "dist/index.html", "target/web/x"]
        {
            folder.write(file, file);
        }
        let workspace = Workspace::at(folder.path(""));
        let inputs = input_fingerprint(&workspace).expect("readable");
        Stamp::of(&workspace).remember(inputs, &workspace).expect("written");
        (folder, workspace)
    }

    fn is_fresh(workspace: &Workspace) -> bool {
        let inputs = input_fingerprint(workspace).expect("readable");
        Stamp::of(workspace).vouches_for(inputs, workspace)
    }

    #[test]
    fn nothing_is_built_while_nothing_changes() {
        let (folder, workspace) = built();
        folder.write("api/src/lib.rs", "the server is not in the app");
        assert!(is_fresh(&workspace));
        let outcome = build(&workspace, || panic!("no tool is needed")).expect("nothing to do");
        assert_eq!(outcome, Built::Before);
    }

    #[test]
    fn an_app_that_has_grown_too_large_is_not_built() {
        assert!(within(1_000, 1_000).is_ok());
        let refused = within(1_001, 1_000).expect_err("too large").to_string();
        assert!(refused.contains("1001 bytes"), "{refused}");
    }

    #[test]
    fn each_input_and_the_result_count() {
        for file in ["web/src/main.rs", "shared/src/lib.rs", "Trunk.toml", "Cargo.lock", "dist/index.html"] {
            let (folder, workspace) = built();
            folder.write(file, "changed");
            assert!(!is_fresh(&workspace), "{file}");
        }
    }

    #[test]
    fn a_clone_has_no_stamp_and_a_deleted_app_is_built_again() {
        let (folder, workspace) = built();
        fs::remove_dir_all(folder.path("dist")).expect("deleted");
        assert!(!is_fresh(&workspace));
        let (folder, workspace) = built();
        fs::remove_dir_all(folder.path("target")).expect("deleted");
        assert!(!is_fresh(&workspace));
    }
}
