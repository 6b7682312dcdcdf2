//! A server on a free port, in this process, over a database of its own.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use clap::Parser;
use tokio::sync::oneshot;
use usher_api::app::App;
use usher_api::config::Config;
use usher_api::serve;

use super::database::Database;
use super::dns::Dns;

/// The address that people use. It is in every token, so it is the same for all tests, whatever the port.
pub(crate) const PUBLIC_URL: &str = "http://127.0.0.1:8080";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

/// A running server; it stops with its test.
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// After the thread, so that nothing is connected any more when it goes.
    database: Option<Database>,
}

impl Server {
    /// Starts one with these flags beside those that every test needs.
    pub(crate) fn start(database: Database, flags: &[&str]) -> Self {
        let url = database.url();
        let mut server = Self::over(&url, flags);
        server.database = Some(database);
        server
    }

    /// One more over a database that somebody else holds.
    pub(crate) fn over(url: &str, flags: &[&str]) -> Self {
        let mut all = vec!["usher", "--listen", "127.0.0.1:0", "--public-url", PUBLIC_URL];
        all.extend(["--database-url", url, "--database-connections", "8", "--password-memory-kib", "64"]);
        all.extend(flags);
        let dns = Dns::common().address();
        if !flags.contains(&"--dns-server") {
            all.extend(["--dns-server", &dns]);
        }
        let config = Flags::try_parse_from(all).expect("settings").config;
        if std::env::var_os("USHER_LOG").is_some() {
            serve::logging("text");
        }
        let (tell, told) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = App::start(config).expect("a server");
                let running = serve::start(Arc::clone(&app)).expect("a free port");
                tell.send(running.addresses()[0]).expect("the test waits for it");
                let handle = running.handle();
                actix_web::rt::spawn(async move {
                    let _ = stopped.await;
                    app.live.close();
                    handle.stop(false).await;
                });
                running.finished().await.expect("an orderly end");
            });
        });
        let address = told.recv().expect("the server came up");
        Self { address, stop: Some(stop), thread: Some(thread), database: None }
    }

    /// `http://127.0.0.1:port`
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of the socket.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of its database.
    pub(crate) fn database_url(&self) -> String {
        self.database.as_ref().map(Database::url).expect("a server has a database")
    }

    /// Stops it, and hands its database on.
    pub(crate) fn into_database(mut self) -> Database {
        self.halt();
        self.database.take().expect("a server has a database")
    }

    fn halt(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.halt();
    }
}
