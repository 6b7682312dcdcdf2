//! Libraries of the system that the build links to.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::apt;
use crate::command::{on_path, output};
use crate::failure::{Context, Result};
use crate::workspace::Workspace;

/// Makes sure that PostgreSQL's client library can be linked: the server speaks to both databases.
pub(crate) fn ensure_libpq(workspace: &Workspace) -> Result<()> {
    let lock = fs::read_to_string(workspace.path("Cargo.lock")).cannot("read Cargo.lock")?;
    if is_bundled(&lock) || libpq_is_there() {
        return Ok(());
    }
    apt::install(&["libpq-dev"], "to build the server, which links PostgreSQL's client library")
}

/// Whether the library is compiled along: its source is then one of the packages.
fn is_bundled(lock: &str) -> bool {
    lock.lines().any(|line| line == "name = \"pq-src\"")
}

/// The same places in which the crate `pq-sys` looks, and the usual folders besides.
fn libpq_is_there() -> bool {
    std::env::var_os("PQ_LIB_DIR").is_some()
        || answers("pkg-config", &["--exists", "libpq"])
        || answers("pg_config", &["--libdir"])
        || ["/usr/lib", "/usr/lib64"].iter().any(|folder| is_in_or_below(Path::new(folder)))
}

fn answers(program: &str, arguments: &[&str]) -> bool {
    on_path(program).is_some() && output(Command::new(program).args(arguments)).is_ok()
}

fn is_in_or_below(folder: &Path) -> bool {
    let below = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    std::iter::once(folder.to_path_buf()).chain(below).any(|folder| folder.join("libpq.so").exists())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scratch::Folder;

    #[test]
    fn a_library_that_is_compiled_along_need_not_be_installed() {
        assert!(is_bundled("[[package]]\nname = \"pq-src\"\n"));
        assert!(!is_bundled("[[package]]\nname = \"pq-sys\"\n"));
    }

    #[test]
    fn the_library_is_found_in_folders_of_an_architecture() {
        let usr = Folder::new();
        usr.write("lib/x86_64-linux-gnu/libpq.so", "");
        assert!(is_in_or_below(&usr.path("lib")));
        assert!(is_in_or_below(&usr.path("lib/x86_64-linux-gnu")));
        assert!(!is_in_or_below(&usr.path("lib64")));
    }
}
