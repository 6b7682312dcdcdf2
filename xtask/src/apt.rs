//! Debian packages, where they can be installed without asking anybody.

use std::process::Command;

use crate::account;
use crate::command::{on_path, run};
use crate::failure::{Failure, Result};

const ATTEMPTS: usize = 3;

/// Installs packages with apt-get, or says what to install. `why` reads on from "needed".
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let names = packages.join(" ");
    if on_path("apt-get").is_none() {
        return Err(Failure::new(format!("needed {why}: the system packages that Debian calls {names}")));
    }
    if !account::is_root()? {
        return Err(Failure::new(format!(
            "needed {why}: sudo apt-get install --no-install-recommends {names}"
        )));
    }
    eprintln!("Installing the Debian packages {names}, needed {why} (usually within a minute) …");
    let mut outcome = Ok(());
    // A second apt-get on the machine empties the archive folder under the first one; trying again is the cure.
    for _ in 0..ATTEMPTS {
        outcome = run(apt_get().arg("update")).and_then(|()| {
            run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
        });
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command
        .args(["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}
