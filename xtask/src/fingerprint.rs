//! Whether files are still what they were: a hash over names and contents.
//!
//! Contents and not times: a fresh clone, a branch switched there and back, or a restored cache has times that
//! say nothing. The trees are small, so reading them costs milliseconds.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

use crate::failure::{Context, Result};

/// One number for files and whole folders; what does not exist counts as such.
pub(crate) fn of(paths: &[impl AsRef<Path>]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(path.as_ref(), &mut hasher)?;
    }
    Ok(hasher.finish())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    if path.is_dir() {
        frame(b'd', name, hasher);
        for child in children(path)? {
            add(&child, hasher)?;
        }
        hasher.write_u8(b'e');
    } else if path.exists() {
        frame(b'f', name, hasher);
        frame(b'c', &fs::read(path).cannot(format_args!("read {}", path.display()))?, hasher);
    } else {
        frame(b'-', name, hasher);
    }
    Ok(())
}

/// In one order everywhere, without what editors leave beside the files that they have open.
fn children(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(folder).cannot(format_args!("list {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.cannot(format_args!("list {}", folder.display()))?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// With its length, so that moving bytes from one piece to the next changes the hash.
fn frame(kind: u8, bytes: &[u8], hasher: &mut DefaultHasher) {
    hasher.write_u8(kind);
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scratch::Folder;

    #[test]
    fn the_same_files_have_the_same_fingerprint_wherever_they_lie() {
        let (one, two) = (Folder::new(), Folder::new());
        for folder in [&one, &two] {
            folder.write("web/src/main.rs", "fn main() {}");
            folder.write("web/.main.rs.swp", &folder.path("").display().to_string());
        }
        assert_eq!(of(&[one.path("web")]).expect("readable"), of(&[two.path("web")]).expect("readable"));
    }

    #[test]
    fn every_change_shows() {
        let folder = Folder::new();
        let all = [folder.path("web"), folder.path("Trunk.toml")];
        let mut seen = vec![of(&all).expect("readable")];
        let mut note = |what: &str| {
            let now = of(&all).expect("readable");
            assert!(!seen.contains(&now), "{what} does not show");
            seen.push(now);
        };
        folder.write("web/a.css", "body");
        note("a new file");
        folder.write("web/a.css", "main");
        note("a change of the same length");
        folder.write("web/b/a.css", "main");
        note("a file in a folder");
        folder.write("Trunk.toml", "");
        note("an empty file that was absent");
        fs::rename(folder.path("web/b/a.css"), folder.path("web/b/c.css")).expect("renamed");
        note("another name");
    }
}
