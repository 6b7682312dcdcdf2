//! A database for each test, copied from one that was filled once.
//!
//! `USHER_TEST_DATABASE` is `sqlite`, which it is by default too, or the address of a PostgreSQL superuser.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};

/// What the tests run on.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let named = std::env::var("USHER_TEST_DATABASE").unwrap_or_default();
    match named.as_str() {
        "" | "sqlite" => Engine::Sqlite { folder: folder() },
        url if url.starts_with("postgres") => Engine::postgres(url),
        other => panic!("USHER_TEST_DATABASE is sqlite or postgres://…, not {other}"),
    }
});

enum Engine {
    Sqlite { folder: PathBuf },
    Postgres { admin: String },
}

/// One database; it goes with its test.
pub(crate) struct Database {
    name: String,
}

impl Database {
    /// An empty one.
    pub(crate) fn empty() -> Self {
        let database = Self::named();
        if let Engine::Postgres { admin } = &*ENGINE {
            execute(admin, &format!("CREATE DATABASE {}", database.name));
        }
        database
    }

    /// A copy of this one, which nothing is connected to.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::named();
        match &*ENGINE {
            Engine::Sqlite { folder } => {
                std::fs::copy(file(folder, &self.name), file(folder, &copy.name)).expect("a copied file");
            }
            Engine::Postgres { admin } => {
                execute(admin, &format!("CREATE DATABASE {} TEMPLATE {}", copy.name, self.name));
            }
        }
        copy
    }

    /// The same content as one that can be copied: SQLite keeps what was written last beside its file.
    pub(crate) fn settled(self) -> Self {
        let Engine::Sqlite { folder } = &*ENGINE else { return self };
        let settled = Self::named();
        let mut lite =
            SqliteConnection::establish(&file(folder, &self.name).display().to_string()).expect("opens");
        let into = file(folder, &settled.name);
        // The last of those who were connected may still be closing it.
        lite.batch_execute("PRAGMA busy_timeout = 10000").expect("set");
        lite.batch_execute(&format!("VACUUM INTO '{}'", into.display())).expect("vacuumed");
        settled
    }

    /// The address for the server's settings.
    pub(crate) fn url(&self) -> String {
        match &*ENGINE {
            Engine::Sqlite { folder } => format!("sqlite://{}", file(folder, &self.name).display()),
            Engine::Postgres { admin } => at(admin, &self.name),
        }
    }

    fn named() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        Self { name: format!("usher_test_{}_{number}", std::process::id()) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &*ENGINE {
            Engine::Sqlite { folder } => {
                for ending in ["", "-wal", "-shm", ".lock"] {
                    let _ = std::fs::remove_file(format!("{}{ending}", file(folder, &self.name).display()));
                }
            }
            Engine::Postgres { admin } => {
                execute(admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
            }
        }
    }
}

impl Engine {
    /// What a run left behind that was stopped in the middle is cleared away.
    fn postgres(admin: &str) -> Self {
        #[derive(QueryableByName)]
        struct Left {
            #[diesel(sql_type = diesel::sql_types::Text)]
            name: String,
        }
        let mut pg = PgConnection::establish(admin).expect("PostgreSQL answers");
        let left: Vec<Left> = diesel::sql_query(
            "SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'usher\\_test\\_%'",
        )
        .load(&mut pg)
        .expect("listed");
        for Left { name } in left.into_iter().filter(|left| !is_running(&left.name)) {
            execute(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
        Self::Postgres { admin: admin.to_owned() }
    }
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("api");
    std::fs::create_dir_all(&folder).expect("a folder");
    for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
        if !is_running(&entry.file_name().to_string_lossy()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    folder
}

/// Whether `usher_test_<process>_<number>` belongs to a run that still goes on.
fn is_running(name: &str) -> bool {
    let process = name.trim_start_matches("usher_test_").split('_').next().unwrap_or_default();
    Path::new("/proc").join(process).exists()
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name)
}

fn at(admin: &str, name: &str) -> String {
    let (address, options) =
        admin.split_once('?').map_or((admin, None), |(address, rest)| (address, Some(rest)));
    let host = address.rfind('/').map_or(address, |slash| &address[..slash]);
    options.map_or_else(|| format!("{host}/{name}"), |options| format!("{host}/{name}?{options}"))
}

fn execute(admin: &str, statement: &str) {
    let mut pg = PgConnection::establish(admin).expect("PostgreSQL answers");
    pg.batch_execute(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
}
