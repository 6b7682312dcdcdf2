//! chromedriver, on a port of its own.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Client;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};

use crate::server::{Folder, free_port};
use crate::wait::{until, within};

/// A running chromedriver. Its sessions are quit before it ends, or the browsers would outlive it.
#[derive(Debug)]
pub(crate) struct Driver {
    child: Child,
    url: String,
    http: Client,
}

impl Driver {
    pub(crate) async fn start() -> Self {
        let port = free_port();
        let child = Command::new("chromedriver")
            .args([format!("--port={port}"), "--log-level=SEVERE".to_owned()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed");
        let driver = Self { child, url: format!("http://127.0.0.1:{port}"), http: Client::new() };
        let status = format!("{}/status", driver.url);
        until("chromedriver", async || {
            driver.http.get(&status).send().await.ok().filter(|answer| answer.status().is_success())
        })
        .await;
        driver
    }

    /// A browser of its own, with nothing in it.
    pub(crate) async fn session(&self, profile: &Folder) -> WebDriver {
        let mut capabilities = DesiredCapabilities::chrome();
        let profile = format!("--user-data-dir={}", profile.path().display());
        let mut arguments = vec![
            "--headless=new",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1440,900",
            // The browser tells the names and roles that it gives to assistive technology.
            "--enable-blink-features=ComputedAccessibilityInfo",
            &profile,
        ];
        // Chromium's sandbox refuses to be started by root, as in containers.
        if is_root() {
            arguments.push("--no-sandbox");
        }
        for argument in arguments {
            capabilities.add_arg(argument).expect("an argument");
        }
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a log");
        WebDriver::new(&self.url, capabilities).await.expect("a browser")
    }

    /// Ends it, after its sessions were quit.
    pub(crate) async fn end(mut self) {
        let _ = self.http.get(format!("{}/shutdown", self.url)).send().await;
        let _ = within(Duration::from_secs(5), async || self.child.try_wait().ok().flatten()).await;
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
