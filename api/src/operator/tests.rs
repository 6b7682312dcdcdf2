//! The commands, each over a SQLite file of its own.

use std::path::PathBuf;

use super::store::samples;
use super::*;
use crate::authz::Actor;
use crate::db::Verdict;
use crate::http::{Refusal, Request};
use crate::runtime::{self, Clock};

const PUBLIC_URL: &str = "https://usher.example.com";

/// A database with Ada's account and two organizations, which goes with its test.
struct Here {
    folder: PathBuf,
    database: Database,
    db: Db,
    ada: Actor,
    organization: shared::ids::OrganizationId,
}

impl Drop for Here {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn at(file: &Path) -> Database {
    Database { database_url: format!("sqlite://{}", file.display()) }
}

fn here() -> Here {
    let folder = std::env::temp_dir().join(format!("usher-operator-{}", runtime::new_id::<uuid::Uuid>()));
    let database = at(&folder.join("usher.db"));
    assert!(matches!(verify(&database, None), Err(OperatorError::NoDatabase(_))));
    let db = Db::open(&database.database_url, 1).expect("opens");
    db.migrate().expect("tables");
    let request = Request::unasked("tests", "usher", Clock::default().now());
    let filled = db.write::<_, Refusal>(|conn| {
        let ada = samples::ada(conn, &request)?;
        samples::organization(conn, &request, &ada, "empty", 0)?;
        let organization = samples::organization(conn, &request, &ada, "acme", 9)?;
        Ok(Verdict::Commit((ada, organization)))
    });
    let (ada, organization) = filled.expect("rows");
    Here { folder, database, db, ada, organization }
}

#[test]
fn a_log_that_nobody_touched_is_good() {
    let here = here();
    let good = verify(&here.database, None).expect("good");
    assert_eq!(good.to_string(), "Good: 9 entries of 2 organizations.");
    assert_eq!(verify(&here.database, Some("acme")).expect("good").organizations, 1);
    assert!(matches!(verify(&here.database, Some("other")), Err(OperatorError::NoOrganization(_))));
}

/// Where the log of `acme` breaks after this was done to it.
fn breaks_after(
    harm: impl Fn(&mut crate::db::AnyConn, shared::ids::OrganizationId) -> Result<usize, DbError>,
) -> i64 {
    let here = here();
    let harmed = here.db.write(|conn| harm(conn, here.organization).map(Verdict::Commit));
    assert_eq!(harmed.expect("written"), 1);
    let Err(OperatorError::Broken(broken)) = verify(&here.database, None) else { panic!("it is broken") };
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].slug, "acme");
    broken[0].sequence
}

#[test]
fn the_first_broken_entry_is_named() {
    assert_eq!(breaks_after(|conn, organization| samples::rewrite(conn, organization, 4)), 4);
    assert_eq!(breaks_after(|conn, organization| samples::take_out(conn, organization, 5)), 5);
    assert_eq!(breaks_after(|conn, organization| samples::take_out(conn, organization, 9)), 9);
}

#[test]
fn a_link_is_made_once_the_server_has_stopped_and_ends_the_one_before() {
    let here = here();
    let address = "ada@EXAMPLE.com".parse().expect("an address");
    let served = here.db.lock().expect("free");
    let refused = reset_link(&here.database, PUBLIC_URL, &address).expect_err("served");
    assert!(refused.to_string().contains("stop it first"), "{refused}");
    drop(served);
    let first = reset_link(&here.database, PUBLIC_URL, &address).expect("a link");
    let second = reset_link(&here.database, PUBLIC_URL, &address).expect("a link");
    assert_ne!(first.link, second.link);
    assert!(second.link.starts_with("https://usher.example.com/reset-password#"), "{second}");
    assert_eq!(second.address, "Ada@example.com");
    let traces = here.db.read(|conn| samples::traces(conn, here.ada.user)).expect("counted");
    assert_eq!(traces, (1, 2), "one link is left, and both are in the log");
    let nobody = "nobody@example.com".parse().expect("an address");
    assert!(matches!(reset_link(&here.database, PUBLIC_URL, &nobody), Err(OperatorError::NoAccount(_))));
}

#[test]
fn a_copy_is_made_while_the_database_is_served_and_overwrites_nothing() {
    let here = here();
    let _served = here.db.lock().expect("free");
    let copy = here.folder.join("copy.db");
    backup(&here.database, &copy).expect("a copy");
    assert_eq!(verify(&at(&copy), None).expect("good").entries, 9);
    assert!(matches!(backup(&here.database, &copy), Err(OperatorError::Backup(BackupError::Exists(_)))));
}

#[test]
fn postgres_backs_itself_up() {
    let database = Database { database_url: "postgres://usher@localhost/usher".to_owned() };
    let refused = backup(&database, Path::new("copy.db")).expect_err("refused");
    assert!(refused.to_string().contains("pg_dump"));
}
