//! The files of the project, as git knows them.

use std::fs;
use std::process::Command;

use super::code;
use crate::command::output;
use crate::failure::{Context, Result};
use crate::workspace::Workspace;

/// Every file that is in the repository or could be added to it.
#[derive(Debug)]
pub(crate) struct Tree {
    files: Vec<File>,
}

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    path: String,
    text: String,
    code: String,
}

impl Tree {
    /// Reads the working tree. New files count before they are added, so that nobody is surprised later.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let mut git = Command::new("git");
        git.current_dir(workspace.root());
        let listed = output(git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
        let mut files = Vec::new();
        for path in String::from_utf8_lossy(&listed).split_terminator('\0') {
            let file = workspace.path(path);
            // A deleted file is listed until its deletion is committed, and a submodule is a folder.
            if file.is_file() {
                let bytes = fs::read(&file).cannot(format_args!("read {path}"))?;
                files.push(File::new(path, &String::from_utf8_lossy(&bytes)));
            }
        }
        Ok(Self { files })
    }

    /// A tree of a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| File::new(path, text)).collect() }
    }

    /// All files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// All Rust sources.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files().filter(|file| file.path.ends_with(".rs"))
    }

    /// One file.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files().find(|file| file.path == path)
    }
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        let code = if path.ends_with(".rs") { code::only(text) } else { String::new() };
        Self { path: path.to_owned(), text: text.to_owned(), code }
    }

    /// Relative to the root, with `/`.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// All that is in it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The lines of a Rust source with their numbers, comments and literals blanked out.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}
