//! The command line: few words, so read by hand.

use std::net::SocketAddr;

use crate::failure::{Failure, Result};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Builds, starts and tests Usher.

Usage: cargo xtask <command>

  run        build everything and start Usher with demo data at http://127.0.0.1:8080
               --listen <address:port>   serve there instead (loopback only)
               --fresh                   throw the demo data away and load it again first
  test       check everything that has to hold; this is what the CI runs
               --only <step>             only this step (may be given several times)
               --list                    name the steps
  build      build the app into dist/ and the server into target/
               --release                 the server optimised, as it is shipped
  bench-http how many checks a second are answered, beside a handler that answers a constant (half a minute
             after a release build)
  openapi    write openapi/openapi.json from the code
  help       this text

What is missing on the machine is installed and named: the WebAssembly target through rustup, Trunk and
wasm-bindgen from source into a cache of the project's own, system packages with apt-get when that is possible.
The first `run` on two cores takes about ten minutes, most of it for these tools; later ones take seconds.

Environment:
  USHER_TOOLS    where Trunk and wasm-bindgen are kept
                 (default: $XDG_CACHE_HOME/usher/tools, else ~/.cache/usher/tools)

Files: .usher/ holds the demo's database; target/ and dist/ hold builds. All three can be deleted at any time.";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Print [`HELP`].
    Help,
    /// Build the app and the server.
    Build(Profile),
    /// Start Usher with demo data.
    Run(RunOptions),
    /// Run the checks.
    Test(Selection),
    /// Name the checks.
    ListSteps,
    /// Write the API's description.
    OpenApi,
    /// Measure the check API over HTTP.
    BenchHttp,
}

/// How the server is compiled. The app is always optimised: unoptimised it is too large to be usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// As it is shipped.
    Release,
}

/// How to start Usher.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RunOptions {
    /// Where to serve.
    pub(crate) listen: SocketAddr,
    /// What becomes of demo data that is there already.
    pub(crate) data: Data,
}

/// Which demo data to start with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// What is there; loaded when there is none.
    Keep,
    /// Loaded anew.
    Fresh,
}

/// Which checks to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    /// All of them.
    All,
    /// The steps of these names.
    Only(Vec<String>),
}

/// Reads the words after `cargo xtask`.
pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Task> {
    let mut words = words.into_iter();
    let command = words.next();
    let rest: Vec<String> = words.collect();
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        return Ok(Task::Help);
    }
    match command.as_deref() {
        None | Some("help" | "--help" | "-h") => Ok(Task::Help),
        Some("build") => parse_build(rest),
        Some("run") => parse_run(rest),
        Some("test") => parse_test(rest),
        Some("bench-http") => no_more(rest).map(|()| Task::BenchHttp),
        Some("openapi") => no_more(rest).map(|()| Task::OpenApi),
        Some(other) => Err(Failure::new(format!("there is no command `{other}`"))),
    }
}

fn parse_build(words: Vec<String>) -> Result<Task> {
    let mut profile = Profile::Dev;
    for word in words {
        match word.as_str() {
            "--release" => profile = Profile::Release,
            _ => return Err(unknown(&word)),
        }
    }
    Ok(Task::Build(profile))
}

fn parse_run(words: Vec<String>) -> Result<Task> {
    let mut options = RunOptions { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), data: Data::Keep };
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match split(&word) {
            ("--fresh", None) => options.data = Data::Fresh,
            ("--listen", value) => options.listen = address(&value_of("--listen", value, &mut words)?)?,
            _ => return Err(unknown(&word)),
        }
    }
    Ok(Task::Run(options))
}

fn parse_test(words: Vec<String>) -> Result<Task> {
    let mut only = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match split(&word) {
            ("--list", None) => return Ok(Task::ListSteps),
            ("--only", value) => only.push(value_of("--only", value, &mut words)?),
            _ => return Err(unknown(&word)),
        }
    }
    Ok(Task::Test(if only.is_empty() { Selection::All } else { Selection::Only(only) }))
}

fn no_more(words: Vec<String>) -> Result<()> {
    words.first().map_or(Ok(()), |word| Err(unknown(word)))
}

fn split(word: &str) -> (&str, Option<String>) {
    word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value.to_owned())))
}

fn value_of(name: &str, inline: Option<String>, words: &mut impl Iterator<Item = String>) -> Result<String> {
    inline.or_else(|| words.next()).ok_or_else(|| Failure::new(format!("{name} wants a value")))
}

fn address(value: &str) -> Result<SocketAddr> {
    let address: SocketAddr = value
        .parse()
        .map_err(|_| Failure::new(format!("`{value}` is not an address like 127.0.0.1:8080")))?;
    // Said here, because the server says it only after everything was built.
    if !address.ip().is_loopback() {
        return Err(Failure::new(format!(
            "`{value}` can be reached from other machines, and the demo has passwords that are published; \
             use 127.0.0.1 or start `usher serve` yourself"
        )));
    }
    Ok(address)
}

fn unknown(word: &str) -> Failure {
    Failure::new(format!("`{word}` means nothing here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Task> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    fn run(listen: &str, data: Data) -> Task {
        Task::Run(RunOptions { listen: listen.parse().expect("an address"), data })
    }

    #[test]
    fn nothing_asks_for_help() {
        for line in ["", "help", "--help", "-h", "run --help", "test --only fmt -h"] {
            assert_eq!(read(line).expect("help is always there"), Task::Help, "{line}");
        }
    }

    #[test]
    fn run_serves_the_demo_on_loopback() {
        assert_eq!(read("run").expect("valid"), run("127.0.0.1:8080", Data::Keep));
        assert_eq!(read("run --fresh --listen [::1]:9000").expect("valid"), run("[::1]:9000", Data::Fresh));
        assert_eq!(read("run --listen=127.0.0.1:9000").expect("valid"), run("127.0.0.1:9000", Data::Keep));
    }

    #[test]
    fn an_address_that_others_reach_is_refused_before_anything_is_built() {
        let said = read("run --listen 0.0.0.0:8080").expect_err("refused").to_string();
        assert!(said.contains("other machines"), "{said}");
    }

    #[test]
    fn test_runs_all_or_what_is_named() {
        assert_eq!(read("test").expect("valid"), Task::Test(Selection::All));
        assert_eq!(read("test --list").expect("valid"), Task::ListSteps);
        let only = Selection::Only(vec!["fmt".into(), "tidy".into()]);
        assert_eq!(read("test --only fmt --only=tidy").expect("valid"), Task::Test(only));
    }

    #[test]
    fn build_is_quick_unless_asked_otherwise() {
        assert_eq!(read("build").expect("valid"), Task::Build(Profile::Dev));
        assert_eq!(read("build --release").expect("valid"), Task::Build(Profile::Release));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in
            ["deploy", "build --fast", "run --listen", "run --listen here", "test --only", "openapi now"]
        {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
