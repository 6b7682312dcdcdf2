//! Libraries of the system that the build links to.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::apt;
use crate::command::{on_path, output};
use crate::failure::Result;

/// Makes sure that PostgreSQL's client library can be linked: the server speaks to both databases.
pub(crate) fn ensure_libpq() -> Result<()> {
    if libpq_is_there() {
        return Ok(());
    }
    apt::install(&["libpq-dev"], "to build the server, which links PostgreSQL's client library")
}

/// The same places in which the crate `pq-sys` looks, and the usual folders besides.
fn libpq_is_there() -> bool {
    let told = std::env::var_os("PQ_LIB_DIR").is_some();
    told || answers("pkg-config", &["--exists", "libpq"])
        || answers("pg_config", &["--libdir"])
        || in_usual_place()
}

fn answers(program: &str, arguments: &[&str]) -> bool {
    on_path(program).is_some() && output(Command::new(program).args(arguments)).is_ok()
}

fn in_usual_place() -> bool {
    let holds = |folder: &Path| folder.join("libpq.so").exists();
    let below = |folder: &str| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).any(|path| holds(&path))
    };
    holds(Path::new("/usr/lib")) || holds(Path::new("/usr/lib64")) || below("/usr/lib")
}
