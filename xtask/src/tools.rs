//! What builds the app: the WebAssembly target, Trunk and wasm-bindgen, each at the one version that works.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{self, on_path, run, text};
use crate::failure::{Context, Failure, Result};
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// Newer ones want a newer Rust than `rust-toolchain.toml` names.
const TRUNK: &str = "0.21.14";

/// The tools, ready to be called.
#[derive(Debug)]
pub(crate) struct Tools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
}

impl Tools {
    /// Trunk's binary.
    pub(crate) fn trunk(&self) -> &Path {
        &self.trunk
    }

    /// A search path on which Trunk finds wasm-bindgen before any other version of it.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        let own = self.wasm_bindgen.parent().map(Path::to_path_buf);
        let inherited = env::var_os("PATH").unwrap_or_default();
        env::join_paths(own.into_iter().chain(env::split_paths(&inherited))).cannot("extend PATH")
    }
}

/// Installs what is missing or of another version, saying what and why.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Tools> {
    ensure_target(workspace)?;
    let lock = fs::read_to_string(workspace.path("Cargo.lock")).cannot("read Cargo.lock")?;
    let wanted = [trunk(), wasm_bindgen(&lock)?];
    if let [Some(trunk), Some(wasm_bindgen)] = wanted.each_ref().map(|tool| tool.find(&cache())) {
        return Ok(Tools { trunk, wasm_bindgen });
    }

    let cache = cache();
    fs::create_dir_all(&cache).cannot(format_args!("create {}", cache.display()))?;
    // Two builds at once, of two checkouts perhaps, share the cache and what is compiled for it.
    let lock = File::create(cache.join(".lock")).cannot("create a lock file in the cache of tools")?;
    lock.lock().cannot("lock the cache of tools")?;
    let scratch = cache.join("building");
    let [trunk, wasm_bindgen] = wanted;
    let tools = Tools {
        trunk: trunk.find_or_install(&cache, &scratch)?,
        wasm_bindgen: wasm_bindgen.find_or_install(&cache, &scratch)?,
    };
    // Only now: after an interrupted install the next one goes on from here.
    let _ = fs::remove_dir_all(&scratch);
    Ok(tools)
}

/// Installs the standard library for the browser where rustup has not done so by itself.
pub(crate) fn ensure_target(workspace: &Workspace) -> Result<()> {
    let libraries = text(Command::new("rustc").current_dir(workspace.root()).args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]))?;
    if fs::read_dir(libraries).is_ok_and(|mut entries| entries.next().is_some()) {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        return Err(Failure::new(format!(
            "the app needs Rust's standard library for {TARGET}: install rustup"
        )));
    }
    eprintln!(
        "Installing Rust's standard library for {TARGET}: the app runs in the browser (a few seconds) …"
    );
    run(Command::new("rustup").current_dir(workspace.root()).args(["target", "add", TARGET]))
}

/// A program from the registry at one version.
#[derive(Debug)]
struct Tool {
    package: &'static str,
    binary: &'static str,
    version: String,
    why: &'static str,
    takes: &'static str,
    flags: &'static [&'static str],
    optimisation: &'static str,
}

fn trunk() -> Tool {
    Tool {
        package: "trunk",
        binary: "trunk",
        version: TRUNK.to_owned(),
        why: "it turns the crate `web` into the files that a browser loads",
        takes: "three to five minutes on two cores",
        // Without --locked this version does not compile against today's cssparser.
        flags: &["--locked", "--no-default-features", "--features", "rustls"],
        optimisation: "0",
    }
}

fn wasm_bindgen(lock: &str) -> Result<Tool> {
    Ok(Tool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen",
        version: locked_version(lock, "wasm-bindgen")?,
        why: "Trunk calls it, and it must be of the very version that Cargo.lock names for the library",
        takes: "two to three minutes on two cores",
        // With --locked its webpki-roots can no longer be resolved.
        flags: &[],
        optimisation: "1",
    })
}

impl Tool {
    fn folder(&self, cache: &Path) -> PathBuf {
        cache.join(format!("{}-{}", self.package, self.version))
    }

    fn find(&self, cache: &Path) -> Option<PathBuf> {
        let own = self.folder(cache).join("bin").join(self.binary);
        [Some(own), on_path(self.binary)].into_iter().flatten().find(|file| self.is(file))
    }

    fn is(&self, file: &Path) -> bool {
        file.is_file()
            && text(Command::new(file).arg("--version"))
                .is_ok_and(|said| said.split_whitespace().nth(1) == Some(self.version.as_str()))
    }

    fn find_or_install(&self, cache: &Path, scratch: &Path) -> Result<PathBuf> {
        if let Some(file) = self.find(cache) {
            return Ok(file);
        }
        eprintln!(
            "Installing {} {} into {}: {}. Compiled from source, once; usually {} …",
            self.package,
            self.version,
            cache.display(),
            self.why,
            self.takes
        );
        let mut install = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command::without_own_package(&mut install);
        install
            .args(["install", self.package, "--version", &self.version, "--force", "--root"])
            .arg(self.folder(cache))
            .args(self.flags)
            .env("CARGO_TARGET_DIR", scratch)
            // As published they take four times as long to compile, and run no shorter that one would notice.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.optimisation);
        run(&mut install)?;
        self.find(cache).ok_or_else(|| {
            Failure::new(format!("{} was installed but does not say version {}", self.package, self.version))
        })
    }
}

fn cache() -> PathBuf {
    cache_from(|name| env::var_os(name).filter(|value| !value.is_empty()))
}

fn cache_from(variable: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    if let Some(own) = variable("USHER_TOOLS") {
        return own.into();
    }
    let caches = variable("XDG_CACHE_HOME").map(PathBuf::from);
    let caches = caches.or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")));
    caches.unwrap_or_else(env::temp_dir).join("usher/tools")
}

/// The version that Cargo.lock holds for a package of which there is only one.
fn locked_version(lock: &str, package: &str) -> Result<String> {
    let name = format!("name = \"{package}\"");
    let mut versions = lock.split("[[package]]").filter_map(|entry| {
        let mut lines = entry.lines();
        lines.find(|line| *line == name)?;
        lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
    });
    match (versions.next(), versions.next()) {
        (Some(version), None) => Ok(version.to_owned()),
        (None, _) => Err(Failure::new(format!("Cargo.lock does not name {package}"))),
        (Some(_), Some(_)) => Err(Failure::new(format!("Cargo.lock names several versions of {package}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"

[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.1\"

[[package]]
name = \"syn\"
version = \"1.0.0\"

[[package]]
name = \"syn\"
version = \"2.0.0\"
";

    #[test]
    fn the_version_comes_from_the_lock_file() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").expect("it is there"), "0.2.130");
        assert_eq!(wasm_bindgen(LOCK).expect("it is there").version, "0.2.130");
    }

    #[test]
    fn a_package_that_is_absent_or_there_twice_has_no_version() {
        assert!(locked_version(LOCK, "wasm").is_err());
        assert!(locked_version(LOCK, "syn").is_err());
    }

    #[test]
    fn the_cache_is_the_callers_else_the_users() {
        let with = |set: &[(&str, &str)]| {
            cache_from(|name| {
                set.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
            })
        };
        let home = ("HOME", "/home/ada");
        assert_eq!(with(&[home]), Path::new("/home/ada/.cache/usher/tools"));
        assert_eq!(with(&[home, ("XDG_CACHE_HOME", "/c")]), Path::new("/c/usher/tools"));
        assert_eq!(with(&[home, ("USHER_TOOLS", "/t")]), Path::new("/t"));
    }

    #[test]
    fn a_program_of_another_version_is_not_the_tool() {
        let tool = Tool { binary: "cargo", version: "0.0.1".into(), ..trunk() };
        assert_eq!(tool.find(Path::new("/nonexistent")), None);
    }
}
