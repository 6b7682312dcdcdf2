//! The demo's database: loaded by the server's own command, kept in `.usher/`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cli::Data;
use crate::command::announce;
use crate::failure::{Context, Failure, Result};
use crate::workspace::Workspace;

const FOLDER: &str = ".usher";
const DATABASE: &str = "usher.db";
const SIGN_INS: &str = "sign-ins.txt";

/// Where the demo lies.
#[derive(Debug)]
pub(crate) struct Demo {
    folder: PathBuf,
}

impl Demo {
    /// The demo of this tree, which may not be loaded yet.
    pub(crate) fn of(workspace: &Workspace) -> Self {
        Self { folder: workspace.path(FOLDER) }
    }

    /// The database as `usher --database-url` takes it.
    pub(crate) fn database_url(&self) -> OsString {
        sqlite_url(&self.folder.join(DATABASE))
    }

    /// What `usher demo` said about signing in when the data was loaded.
    pub(crate) fn sign_ins(&self) -> String {
        fs::read_to_string(self.folder.join(SIGN_INS)).unwrap_or_default()
    }

    /// Loads the data where there is none, or anew when asked to.
    pub(crate) fn prepare(&self, workspace: &Workspace, data: Data) -> Result<()> {
        match data {
            Data::Keep if self.folder.join(DATABASE).exists() => Ok(()),
            Data::Keep | Data::Fresh => self.load(workspace),
        }
    }

    /// Loads into a folder beside and moves the finished files over, so that an interrupted load leaves no half demo.
    fn load(&self, workspace: &Workspace) -> Result<()> {
        let loading = self.folder.join("loading");
        let _ = fs::remove_dir_all(&loading);
        fs::create_dir_all(&loading).cannot(format_args!("create {}", loading.display()))?;

        eprintln!("Loading the demo …");
        let mut command = Command::new(workspace.server());
        command
            .current_dir(workspace.root())
            .args(["demo", "--database-url"])
            .arg(sqlite_url(&loading.join(DATABASE)))
            .stdin(Stdio::null())
            .stderr(Stdio::inherit());
        announce(&command);
        let output = command.output().cannot("start usher")?;
        if !output.status.success() {
            return Err(Failure::new(format!(
                "the demo could not be loaded: usher ended with {}",
                output.status
            )));
        }
        fs::write(loading.join(SIGN_INS), output.stdout).cannot("keep the demo's sign-ins")?;
        self.replace_with(&loading)
    }

    fn replace_with(&self, loading: &Path) -> Result<()> {
        for old in names(&self.folder, DATABASE)? {
            fs::remove_file(self.folder.join(old)).cannot("delete the old demo")?;
        }
        // The write-ahead log first: a database without its log lacks what was committed last.
        let mut new = names(loading, "")?;
        new.sort_by_key(|name| name == DATABASE);
        for name in new {
            fs::rename(loading.join(&name), self.folder.join(&name))
                .cannot("move the demo into its place")?;
        }
        fs::remove_dir(loading).cannot("clean up after loading the demo")
    }
}

fn sqlite_url(file: &Path) -> OsString {
    let mut url = OsString::from("sqlite://");
    url.push(file);
    url
}

/// The files of a folder whose name starts so: SQLite keeps `-wal`, `-shm` and a lock beside the database.
fn names(folder: &Path, prefix: &str) -> Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).cannot(format_args!("list {}", folder.display()))? {
        let entry = entry.cannot(format_args!("list {}", folder.display()))?;
        let name = entry.file_name();
        if entry.path().is_file() && name.as_encoded_bytes().starts_with(prefix.as_bytes()) {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scratch::Folder;

    /// A stand-in for the server that writes a database and says how to sign in.
    fn workspace(script: &str) -> (Folder, Workspace) {
        let folder = Folder::new();
        folder.write("target/debug/here", "");
        // Written by another process: a file that a thread of this one has just had open for writing may
        // still be held open by a process that another test is about to start, and then cannot be executed.
        let script = format!("#!/bin/sh\nfile=\"${{3#sqlite://}}\"\n{script}\n");
        let mut write = Command::new("sh");
        write.args(["-c", "printf %s \"$0\" > \"$1\" && chmod +x \"$1\"", &script]);
        crate::command::output(write.arg(folder.path("target/debug/usher"))).expect("written");
        let workspace = Workspace::at(folder.path(""));
        (folder, workspace)
    }

    fn load(workspace: &Workspace, data: Data) -> Result<Demo> {
        let demo = Demo::of(workspace);
        demo.prepare(workspace, data).map(|()| demo)
    }

    const GOOD: &str = "echo data > \"$file\"; echo log > \"$file-wal\"; echo ada / secret";

    #[test]
    fn a_demo_is_loaded_once_and_remembers_its_sign_ins() {
        let (folder, workspace) = workspace(GOOD);
        let demo = load(&workspace, Data::Keep).expect("loaded");
        assert_eq!(demo.sign_ins(), "ada / secret\n");
        assert!(folder.path(".usher/usher.db-wal").exists() && !folder.path(".usher/loading").exists());

        folder.write(".usher/usher.db", "edited");
        load(&workspace, Data::Keep).expect("kept");
        assert_eq!(fs::read_to_string(folder.path(".usher/usher.db")).expect("there"), "edited");
    }

    #[test]
    fn a_fresh_demo_leaves_nothing_of_the_old_one() {
        let (folder, workspace) = workspace(GOOD);
        for old in ["usher.db", "usher.db-shm", "usher.db.lock"] {
            folder.write(&format!(".usher/{old}"), "old");
        }
        load(&workspace, Data::Fresh).expect("loaded");
        assert_eq!(fs::read_to_string(folder.path(".usher/usher.db")).expect("there"), "data\n");
        assert!(
            !folder.path(".usher/usher.db-shm").exists() && !folder.path(".usher/usher.db.lock").exists()
        );
    }

    #[test]
    fn a_load_that_fails_leaves_no_half_demo() {
        let (folder, workspace) = workspace("echo half > \"$file\"; exit 1");
        assert!(load(&workspace, Data::Keep).is_err());
        assert!(!folder.path(".usher/usher.db").exists());
    }
}
