//! `cargo xtask run`: from a clone to a running Usher.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::build;
use crate::cli::{Profile, RunOptions};
use crate::command::announce;
use crate::demo::Demo;
use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// Builds, loads the demo and becomes the server. Returns only when something fails.
pub(crate) fn run(workspace: &Workspace, options: &RunOptions) -> Result<()> {
    // Asked first: the answer after ten minutes of building would be a poor one.
    check_free(options.listen)?;
    build::all(workspace, Profile::Dev)?;
    let demo = Demo::of(workspace);
    demo.prepare(workspace, options.data)?;

    let url = format!("http://{}", options.listen);
    let mut server = Command::new(workspace.server());
    server
        .current_dir(workspace.root())
        .args(["serve", "--dev", "--listen", &options.listen.to_string(), "--public-url", &url])
        .arg("--database-url")
        .arg(demo.database_url());
    announce(&server);
    println!("{}", welcome(&url, &demo.sign_ins()));
    // Not a child but this very process: Ctrl-C, any other signal and the exit code are then the server's own.
    Err(Failure::new(format!("cannot start usher: {}", server.exec())))
}

fn check_free(address: SocketAddr) -> Result<()> {
    TcpListener::bind(address).map(drop).map_err(|error| {
        Failure::new(format!(
            "cannot listen on {address}: {error}\nAnother Usher may be running. End it, or: cargo xtask run --listen 127.0.0.1:8081"
        ))
    })
}

fn welcome(url: &str, sign_ins: &str) -> String {
    let sign_ins = match sign_ins.trim_end() {
        "" => "  (the sign-ins were not kept; `cargo xtask run --fresh` loads the demo again)".to_owned(),
        known => known.to_owned(),
    };
    format!(
        "
  Usher    {url}
  Mail     {url}/dev/mailbox   (what it would have sent)
  Data     .usher/usher.db   (start over: cargo xtask run --fresh)
  Stop     Ctrl-C

{sign_ins}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_address_is_told_before_building() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = taken.local_addr().expect("it is bound");
        let said = check_free(address).expect_err("taken").to_string();
        assert!(said.contains("--listen"), "{said}");
        drop(taken);
        check_free(address).expect("free again");
    }

    #[test]
    fn the_welcome_names_address_and_sign_ins() {
        let text = welcome("http://127.0.0.1:9", "ada@example.com  secret\n");
        assert!(
            text.contains("http://127.0.0.1:9\n") && text.contains("ada@example.com  secret\n"),
            "{text}"
        );
        assert!(welcome("http://127.0.0.1:9", "").contains("--fresh"));
    }
}
