//! The browser that the journeys use, and the program that drives it.

use std::path::PathBuf;

use crate::apt;
use crate::command::on_path;
use crate::failure::{Failure, Result};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVER: &str = "chromedriver";

/// Makes sure that Chromium and its driver are on the search path, where the journeys look for them.
pub(crate) fn ensure() -> Result<()> {
    if are_there() {
        return Ok(());
    }
    apt::install(&["chromium", "chromium-driver"], "to walk through the app as a person does")?;
    if are_there() {
        return Ok(());
    }
    Err(Failure::new("Chromium and chromedriver were installed but are not on PATH"))
}

/// Chromium itself, for what needs no driver.
pub(crate) fn program() -> Result<PathBuf> {
    ensure()?;
    BROWSERS
        .iter()
        .find_map(|browser| on_path(browser))
        .ok_or_else(|| Failure::new("Chromium is not on PATH"))
}

fn are_there() -> bool {
    on_path(DRIVER).is_some() && BROWSERS.iter().any(|browser| on_path(browser).is_some())
}
