//! The real binary, on a port and a database of its own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::dns::Dns;
use crate::wait::until;

/// A folder that goes with whoever made it.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(of: &str) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("usher-e2e-{}-{number}-{of}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for what the journey makes");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port");
    listener.local_addr().expect("a bound port").port()
}

/// A PostgreSQL database of one journey's own. Dropping it drops it.
#[derive(Debug)]
pub(crate) struct Database {
    superuser: String,
    name: String,
}

impl Database {
    /// None where nobody said how to reach a PostgreSQL.
    pub(crate) fn create() -> Option<Self> {
        let superuser = std::env::var("USHER_E2E_POSTGRES").ok().filter(|url| !url.is_empty())?;
        let database = Self { superuser, name: format!("usher_e2e_{}", std::process::id()) };
        database.run(&format!("create database {}", database.name));
        Some(database)
    }

    pub(crate) fn url(&self) -> String {
        let (server, _) = self.superuser.rsplit_once('/').expect("a URL with a database");
        format!("{server}/{}", self.name)
    }

    fn run(&self, sql: &str) {
        let psql = Command::new("psql").args([&self.superuser, "-X", "-q", "-c", sql]).output();
        let psql = psql.expect("psql comes with PostgreSQL");
        assert!(psql.status.success(), "{sql}: {}", String::from_utf8_lossy(&psql.stderr));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        let _ = Command::new("psql").args([&self.superuser, "-X", "-q", "-c", &sql]).output();
    }
}

/// A running `usher serve --dev`. Dropping it ends it.
pub(crate) struct Server {
    /// Whom it asks about domains.
    pub(crate) dns: Dns,
    child: Child,
    folder: Folder,
    site: String,
    http: Client,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub(crate) async fn start(database: Option<&Database>) -> Self {
        let (folder, dns) = (Folder::new("server"), Dns::start());
        let site = format!("http://127.0.0.1:{}", free_port());
        let database = database
            .map_or_else(|| format!("sqlite://{}", folder.path().join("usher.db").display()), Database::url);
        let log = File::create(folder.path().join("log")).expect("the server's log");
        let child = Command::new(binary())
            .args(["serve", "--dev", "--listen", site.trim_start_matches("http://")])
            .args(["--public-url", &site, "--database-url", &database, "--dns-server", &dns.address()])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("one log for both"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", binary().display()));
        // No connection is kept: the server closes one that is idle, and may do so just as it is taken up again.
        let http = Client::builder().pool_max_idle_per_host(0).build().expect("a client");
        let mut server = Self { dns, child, folder, site, http };
        let ready = server.url("/readyz");
        until("the server to be ready", async || {
            if let Ok(Some(status)) = server.child.try_wait() {
                panic!("the server ended ({status}):\n{}", server.log());
            }
            server.http.get(&ready).send().await.ok().filter(|answer| answer.status().is_success())
        })
        .await;
        server
    }

    /// Where it is, without a slash at the end.
    pub(crate) fn site(&self) -> &str {
        &self.site
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    /// The end of what it logged.
    pub(crate) fn log(&self) -> String {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// Any call: the status and the body.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> (StatusCode, Value) {
        let mut request = self.http.request(method, self.url(path));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.expect("the server answers");
        let (status, bytes) = (answer.status(), answer.bytes().await.expect("a whole answer"));
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// The newest link to this page among the mails to this address.
    pub(crate) async fn mailed_link(&self, to: &str, page: &str) -> String {
        let needle = format!("/{page}#");
        let path = format!("/dev/mail?to={}", to.replace('+', "%2B"));
        until(&format!("a mail to {to} with a link to {page}"), async || {
            let (_, mails) = self.call(Method::GET, &path, None, None).await;
            let links = mails.as_array()?.iter().filter_map(|mail| mail["links"].as_array()).flatten();
            links.filter_map(Value::as_str).find(|link| link.contains(&needle)).map(str::to_owned)
        })
        .await
    }

    /// Waits for a mail to this address that says this.
    pub(crate) async fn mailed_text(&self, to: &str, words: &str) {
        let path = format!("/dev/mail?to={}", to.replace('+', "%2B"));
        until(&format!("a mail to {to} that says “{words}”"), async || {
            let (_, mails) = self.call(Method::GET, &path, None, None).await;
            let mut texts = mails.as_array()?.iter().filter_map(|mail| mail["text"].as_str());
            texts.any(|text| text.contains(words)).then_some(())
        })
        .await;
    }

    /// Moves the clock on.
    pub(crate) async fn pass(&self, seconds: u64) {
        let body = json!({ "advance_seconds": seconds });
        let (status, answer) = self.call(Method::POST, "/dev/clock", None, Some(&body)).await;
        assert!(status.is_success(), "the clock stands: {answer}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn binary() -> PathBuf {
    match std::env::var_os("USHER_BIN") {
        Some(path) => path.into(),
        None => workspace().join("target/debug/usher"),
    }
}

/// The top of the project.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in the workspace").to_owned()
}
