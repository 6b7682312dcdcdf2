//! Brotli, once and as small as it gets, so that the server only has to hand the bytes out.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Context, Result};

/// Formats that are not compressed by themselves.
const COMPRESSIBLE: [&str; 5] = ["js", "wasm", "css", "html", "svg"];

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compressed {
    pub(crate) files: usize,
    /// Of all together.
    pub(crate) bytes: usize,
}

/// Writes `<file>.br` beside every compressible file of the folder, and deletes every other `.br`: an
/// `index.html.br` of the last build would quietly win over the new `index.html`.
pub(crate) fn folder(folder: &Path) -> Result<Compressed> {
    let files = files_below(folder)?;
    for stale in files.iter().filter(|file| has_extension(file, &["br"])) {
        fs::remove_file(stale).cannot(format_args!("delete {}", stale.display()))?;
    }
    let mut written = Compressed { files: 0, bytes: 0 };
    for file in files.iter().filter(|file| has_extension(file, &COMPRESSIBLE)) {
        let plain = fs::read(file).cannot(format_args!("read {}", file.display()))?;
        let mut target = file.clone().into_os_string();
        target.push(".br");
        let target = PathBuf::from(target);
        let compressed = brotli(&plain)?;
        fs::write(&target, &compressed).cannot(format_args!("write {}", target.display()))?;
        written.files += 1;
        written.bytes += compressed.len();
    }
    Ok(written)
}

fn brotli(plain: &[u8]) -> Result<Vec<u8>> {
    // The largest window that browsers take (RFC 7932 §9.1): the app is longer than the one that is usual.
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut compressed, &parameters).cannot("compress")?;
    Ok(compressed)
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    file.extension().is_some_and(|own| extensions.iter().any(|extension| own == *extension))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).cannot(format_args!("list {}", folder.display()))? {
            let path = entry.cannot(format_args!("list {}", folder.display()))?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scratch::Folder;

    #[test]
    fn what_compresses_well_gets_a_smaller_twin_that_holds_the_same() {
        let dist = Folder::new();
        let text = "<p>hello</p>".repeat(100);
        dist.write("index.html", &text);
        dist.write("assets/logo.svg", &text);
        dist.write("assets/photo.png", "already small");

        let written = folder(&dist.path("")).expect("compressed");
        assert_eq!(written.files, 2);
        let twin = fs::read(dist.path("index.html.br")).expect("written");
        assert!(twin.len() < text.len() / 10);
        assert_eq!(written.bytes, 2 * twin.len());
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &twin[..], &mut plain).expect("valid");
        assert_eq!(plain, text.as_bytes());
        assert!(dist.path("assets/logo.svg.br").exists());
        assert!(!dist.path("assets/photo.png.br").exists());
    }

    #[test]
    fn twins_of_an_earlier_build_do_not_stay() {
        let dist = Folder::new();
        dist.write("app-1.js.br", "stale");
        dist.write("index.html", "new");
        dist.write("index.html.br", "stale");
        assert_eq!(folder(&dist.path("")).expect("compressed").files, 1);
        assert!(!dist.path("app-1.js.br").exists());
        assert_ne!(fs::read(dist.path("index.html.br")).expect("written"), b"stale");
    }
}
