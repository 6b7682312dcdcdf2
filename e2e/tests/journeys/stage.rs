//! What a journey happens on: a server, and a browser for each person.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;

use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::{Database, Folder, Server, workspace};

pub(crate) struct Stage {
    pub(crate) server: Server,
    driver: Driver,
    browsers: Mutex<Vec<(Browser, Folder)>>,
    pictures: PathBuf,
}

/// Runs a journey on SQLite.
pub(crate) fn journey(name: &str, walk: impl AsyncFnOnce(&Stage)) {
    on(None, name, walk);
}

/// Runs a journey, quits its browsers and ends its programs, and only then fails if it failed.
pub(crate) fn on(database: Option<&Database>, name: &str, walk: impl AsyncFnOnce(&Stage)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime for the journey");
    let stage = runtime.block_on(Stage::start(database));
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(walk(&stage))));
    runtime.block_on(stage.end(name, outcome.is_err()));
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl Stage {
    async fn start(database: Option<&Database>) -> Self {
        let mut pictures = std::env::var_os("USHER_E2E_SCREENSHOTS")
            .map_or_else(|| workspace().join("target/e2e-screenshots"), PathBuf::from);
        if database.is_some() {
            pictures.push("postgres");
        }
        std::fs::create_dir_all(&pictures).expect("a folder for the screenshots");
        Self {
            server: Server::start(database).await,
            driver: Driver::start().await,
            browsers: Mutex::default(),
            pictures,
        }
    }

    /// Somebody sits down at a browser of their own.
    pub(crate) async fn browser(&self, of: &str) -> Browser {
        let profile = Folder::new("profile");
        let session = self.driver.session(&profile).await;
        let browser =
            Browser::new(of, session, self.driver.url(), self.server.site(), self.pictures.clone()).await;
        self.browsers.lock().expect("no journey broke off here").push((browser.clone(), profile));
        browser
    }

    async fn end(self, name: &str, failed: bool) {
        let browsers = std::mem::take(&mut *self.browsers.lock().expect("no journey broke off here"));
        for (browser, profile) in browsers {
            if failed {
                browser.tell_failure(name).await;
            }
            browser.quit().await;
            drop(profile);
        }
        if failed {
            eprintln!("The server's log ends so:\n{}", self.server.log());
        }
        self.driver.end().await;
    }
}
