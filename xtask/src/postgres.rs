//! A PostgreSQL of the tests' own: made for one run, gone afterwards, however the run ends.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::account::{self, Account};
use crate::apt;
use crate::command::{on_path, output};
use crate::failure::{Context, Failure, Result};

/// Data that nobody will miss need not survive a power cut; a database a test needs many connections.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
";

/// Another program may take the port between asking for a free one and using it.
const ATTEMPTS: usize = 3;

/// Waits until its input ends, which happens when this program lets go of it or dies, however it dies; then
/// stops the server and deletes its folder. A destructor alone would not run on Ctrl-C.
const KEEPER: &str = r#"cat >/dev/null; "$0" -D "$1/data" -m immediate -s stop; rm -rf "$1""#;

/// A running server. Dropping it stops the server and deletes its data.
#[derive(Debug)]
pub(crate) struct Cluster {
    port: u16,
    keeper: Child,
}

impl Cluster {
    /// Makes and starts a server, installing PostgreSQL where that is needed and possible.
    pub(crate) fn start() -> Result<Self> {
        let programs = Programs::ensure()?;
        let owner = if account::is_root()? { Some(account::unprivileged()?) } else { None };
        let folder = fresh_folder(owner)?;
        let keeper = keep(&programs, &folder, owner)?;
        // From here on the keeper cleans up, also after the failures below.
        let mut cluster = Self { port: 0, keeper };
        initialise(&programs, &folder, owner)?;
        let mut outcome = Ok(());
        for _ in 0..ATTEMPTS {
            cluster.port = free_port()?;
            outcome = launch(&programs, &folder, owner, cluster.port);
            if outcome.is_ok() {
                break;
            }
        }
        outcome.map(|()| cluster)
    }

    /// How its superuser connects; no password is asked for.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Makes sure that a cluster can be started, installing PostgreSQL where that is needed and possible.
pub(crate) fn ensure() -> Result<()> {
    Programs::ensure().map(drop)
}

/// PostgreSQL's own programs, which Debian does not put on the search path.
#[derive(Debug)]
struct Programs {
    initdb: PathBuf,
    pg_ctl: PathBuf,
}

impl Programs {
    fn ensure() -> Result<Self> {
        if let Some(programs) = Self::find() {
            return Ok(programs);
        }
        apt::install(&["postgresql"], "to run the tests on PostgreSQL too")?;
        Self::find()
            .ok_or_else(|| Failure::new("PostgreSQL was installed, but its initdb and pg_ctl are not there"))
    }

    fn find() -> Option<Self> {
        let on_path = || Some(Self { initdb: on_path("initdb")?, pg_ctl: on_path("pg_ctl")? });
        on_path().or_else(|| Self::newest_below(Path::new("/usr/lib/postgresql")))
    }

    fn newest_below(versions: &Path) -> Option<Self> {
        let entries = fs::read_dir(versions).ok()?.flatten();
        let bins = entries.filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            let programs = Self { initdb: bin.join("initdb"), pg_ctl: bin.join("pg_ctl") };
            (programs.initdb.is_file() && programs.pg_ctl.is_file()).then_some((version, programs))
        });
        bins.max_by_key(|(version, _)| *version).map(|(_, programs)| programs)
    }
}

fn initialise(programs: &Programs, folder: &Path, owner: Option<Account>) -> Result<()> {
    let mut initdb = command(&programs.initdb, folder, owner);
    initdb
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
        .arg("-D")
        .arg(folder.join("data"));
    output(&mut initdb)?;
    let file = folder.join("data/postgresql.conf");
    let mut configuration =
        OpenOptions::new().append(true).open(&file).cannot(format_args!("open {}", file.display()))?;
    configuration.write_all(SETTINGS.as_bytes()).cannot(format_args!("write {}", file.display()))
}

fn launch(programs: &Programs, folder: &Path, owner: Option<Account>, port: u16) -> Result<()> {
    let log = folder.join("log");
    let mut start = command(&programs.pg_ctl, folder, owner);
    start.args(["start", "--wait", "--silent", "--options", &format!("-p {port}"), "-D"]);
    start.arg(folder.join("data")).arg("--log").arg(&log);
    output(&mut start).map(drop).map_err(|failure| {
        let said = fs::read_to_string(&log).unwrap_or_default();
        Failure::new(format!("PostgreSQL does not start: {failure}\n{said}"))
    })
}

fn keep(programs: &Programs, folder: &Path, owner: Option<Account>) -> Result<Child> {
    let mut keeper = command(Path::new("sh"), Path::new("/"), owner);
    keeper
        .args(["-c", KEEPER])
        .arg(&programs.pg_ctl)
        .arg(folder)
        // Out of the terminal's reach: Ctrl-C must not end it before it has cleaned up.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    keeper.spawn().cannot("start the keeper of the test database")
}

/// initdb refuses to run as root, and complains about a current directory that it cannot enter.
fn command(program: &Path, folder: &Path, owner: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    if let Some(Account { uid, gid }) = owner {
        command.uid(uid).gid(gid).env("HOME", folder);
    }
    command
}

fn fresh_folder(owner: Option<Account>) -> Result<PathBuf> {
    let mut number = 0;
    let folder = loop {
        let folder = std::env::temp_dir().join(format!("usher-postgres-{}-{number}", std::process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => break folder,
            // Left by an earlier process of the same number, or another cluster of this one.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error).cannot(format_args!("create {}", folder.display())),
        }
    };
    if let Some(Account { uid, gid }) = owner {
        chown(&folder, Some(uid), Some(gid)).cannot(format_args!("hand over {}", folder.display()))?;
    }
    Ok(folder)
}

fn free_port() -> Result<u16> {
    let probe = TcpListener::bind("127.0.0.1:0").cannot("find a free port")?;
    probe.local_addr().map(|address| address.port()).cannot("find a free port")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scratch::Folder;

    #[test]
    fn the_newest_complete_version_is_taken_by_number() {
        let folder = Folder::new();
        for file in [
            "9/bin/initdb",
            "9/bin/pg_ctl",
            "15/bin/initdb",
            "15/bin/pg_ctl",
            "16/bin/pg_ctl",
            "x/bin/initdb",
        ] {
            folder.write(file, "");
        }
        let found = Programs::newest_below(&folder.path("")).expect("there are two");
        assert_eq!(found.initdb, folder.path("15/bin/initdb"));
        assert!(Programs::newest_below(&folder.path("none")).is_none());
    }

    #[test]
    fn two_folders_are_never_the_same() {
        let (one, two) = (fresh_folder(None).expect("made"), fresh_folder(None).expect("made"));
        assert_ne!(one, two);
        for folder in [one, two] {
            fs::remove_dir(folder).expect("empty");
        }
    }

    #[test]
    fn the_keeper_cleans_up_when_its_input_ends() {
        let folder = Folder::new();
        folder.write("cluster/data/base", "");
        let programs = Programs { initdb: "true".into(), pg_ctl: "true".into() };
        let cluster =
            Cluster { port: 1, keeper: keep(&programs, &folder.path("cluster"), None).expect("started") };
        assert!(folder.path("cluster").exists());
        drop(cluster);
        assert!(!folder.path("cluster").exists());
    }
}
