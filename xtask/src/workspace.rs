//! Where things lie in the tree.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// The root of the project and the places under it that builds write to.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that this program belongs to, whatever the current directory is.
    pub(crate) fn find() -> Result<Self> {
        // `cargo run` sets the variable afresh; the compiled-in value would be wrong after the tree was moved.
        let own = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = own.parent().filter(|root| root.join("Cargo.toml").is_file());
        root.map(|root| Self { root: root.to_path_buf() }).ok_or_else(|| {
            Failure::new("the workspace is not where it was built; start this with `cargo xtask`")
        })
    }

    /// The workspace of a test.
    #[cfg(test)]
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The top folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path given relative to the top folder.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// What cargo builds for this machine. Named outright, so that a `CARGO_TARGET_DIR` of the caller's
    /// (which is for this program) does not move the server's binary away from where the tests expect it.
    pub(crate) fn target(&self) -> PathBuf {
        self.path("target")
    }

    /// What cargo builds for the browser: of its own, so that the two never wait for each other's lock.
    pub(crate) fn web_target(&self) -> PathBuf {
        self.path("target/web")
    }

    /// The finished app, as the server serves it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The server's binary of the development profile.
    pub(crate) fn server(&self) -> PathBuf {
        self.path("target/debug/usher")
    }
}

/// Folders for tests, gone when dropped.
#[cfg(test)]
pub(crate) mod scratch {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicUsize, Ordering};

    static NEXT: AtomicUsize = AtomicUsize::new(0);

    /// An empty folder of one test.
    #[derive(Debug)]
    pub(crate) struct Folder(PathBuf);

    impl Folder {
        /// Makes one.
        pub(crate) fn new() -> Self {
            let name = format!("usher-xtask-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            fs::create_dir(&path).expect("the temporary folder takes a folder of a name of its own");
            Self(path)
        }

        /// A path in it.
        pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
            self.0.join(relative)
        }

        /// Writes a file and the folders above it.
        pub(crate) fn write(&self, relative: &str, text: &str) {
            let path = self.path(relative);
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
            fs::write(path, text).expect("files can be written");
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}
