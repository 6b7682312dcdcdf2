//! `cargo xtask run`, `cargo xtask test` and the rest of what the project needs done.
//!
//! | file | what it is for |
//! |---|---|
//! | `cli` | the command line and its help |
//! | `workspace`, `command`, `failure` | where things lie, how programs are run, what goes wrong |
//! | `tools`, `system`, `apt` | what has to be on the machine, and installing it |
//! | `web_build`, `fingerprint`, `compress`, `build` | the app and the server |
//! | `demo`, `run` | `cargo xtask run` |
//! | `steps`, `suites`, `tally`, `report` | `cargo xtask test` |
//! | `postgres`, `account`, `browser`, `openapi` | what single steps need |
//! | `tidy` | rules about the tree that no compiler checks |

mod cli;

mod command;
mod failure;
mod workspace;

mod apt;
mod system;
mod tools;

mod build;
mod compress;
mod fingerprint;
mod web_build;

mod demo;
mod run;

mod report;
mod steps;
mod suites;
mod tally;

mod account;
mod browser;
mod openapi;
mod postgres;

mod tidy;

use std::process::ExitCode;

use cli::Task;
use failure::Result;
use workspace::Workspace;

fn main() -> ExitCode {
    let task = match cli::parse(std::env::args().skip(1)) {
        Ok(task) => task,
        Err(failure) => {
            eprintln!("{failure}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    match perform(task) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match task {
        Task::Help => println!("{}", cli::HELP),
        Task::Build(profile) => build::all(&workspace, profile)?,
        Task::Run(options) => run::run(&workspace, &options)?,
        Task::Test(selection) => return steps::run(&workspace, &selection),
        Task::ListSteps => steps::list(),
        Task::OpenApi => openapi::write(&workspace)?,
        Task::BenchHttp => build::bench_http(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}
